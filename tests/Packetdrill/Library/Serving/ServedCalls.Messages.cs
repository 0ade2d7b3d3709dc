using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using ActorTcp.Packetdrill.SystemCalls;
using ActorTcp.Sockets;

namespace ActorTcp.Packetdrill.Serving;

internal sealed partial class ServedCalls
{
    private const int ControlHead = 3 * sizeof(int);
    private const int InQueueMessage = 36;      // TCP_CM_INQ

    private ServedAttempt Send(Request request, SocketDescriptor descriptor)
    {
        ReadOnlyMemory<byte> rest = request.Data;
        int named = rest.Length < sizeof(int) ? -1 : BinaryPrimitives.ReadInt32LittleEndian(rest.Span);
        if (named < 0 || named > rest.Length - sizeof(int)) throw new ScriptFailureException("a request to send is too short");
        IPEndPoint? to = null;
        try
        {
            ReadOnlySpan<byte> name = rest.Slice(sizeof(int), named).Span;
            if (named > 0 && SocketAddresses.Family(name) == SocketAddresses.Unspecified)
                throw new ScriptSkipException("needs sendto() to the address family AF_UNSPEC: not implemented");
            if (named > 0) to = SocketAddresses.Parse(name);
        }
        catch (SocketException refused)
        {
            return Done(Failed(refused));
        }
        Attempt attempt = WritingCalls.Begin(_stack, descriptor, rest[(sizeof(int) + named)..], WritingCalls.Flags(request.A), to);
        return () => attempt() is { } outcome ? Of(outcome) : null;
    }

    private ServedAttempt Receive(Request request, SocketDescriptor descriptor)
    {
        if (request.B is < 0 or > MessageReader.DataLimit) return Done(Reply.Failed(Errno.EINVAL));
        byte[] buffer = new byte[request.B];
        ReceivedMessage last = default;
        Attempt attempt = ReadingCalls.Begin(_stack, descriptor, buffer, ReadingCalls.Flags(request.A), message => last = message);
        int family = _families[request.Descriptor];
        return () =>
        {
            if (attempt() is not { } outcome) return null;
            if (outcome.Value < 0) return Reply.Failed(outcome.Errno);
            byte[] name = last.From is { } from ? SocketAddresses.Write(from, family) : [];
            byte[] control = Control(descriptor);
            int count = (int)Math.Min(outcome.Value, buffer.Length);
            byte[] data = new byte[2 * sizeof(int) + name.Length + control.Length + count];
            Span<byte> rest = Put(Put(data, name), control);
            buffer.AsSpan(0, count).CopyTo(rest);
            return Reply.Of(outcome.Value, data, (uint)last.Flags);
        };
    }

    private static Span<byte> Put(Span<byte> into, ReadOnlySpan<byte> bytes)
    {
        BinaryPrimitives.WriteInt32LittleEndian(into, bytes.Length);
        bytes.CopyTo(into[sizeof(int)..]);
        return into[(sizeof(int) + bytes.Length)..];
    }

    // TCP_INQ: how much is left to read.
    private static byte[] Control(SocketDescriptor descriptor)
    {
        if (ReadingCalls.Left(descriptor) is not { } left) return [];
        byte[] control = new byte[ControlHead + sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(control, OptionNumbers.SolTcp);
        BinaryPrimitives.WriteInt32LittleEndian(control.AsSpan(sizeof(int)), InQueueMessage);
        BinaryPrimitives.WriteInt32LittleEndian(control.AsSpan(2 * sizeof(int)), sizeof(int));
        BinaryPrimitives.WriteInt32LittleEndian(control.AsSpan(ControlHead), left);
        return control;
    }
}
