using System.Net;
using System.Net.Sockets;
using ActorTcp.Packetdrill.Language;
using ActorTcp.Sockets;

namespace ActorTcp.Packetdrill.SystemCalls;

/// <summary>write, writev, send, sendto, sendmsg.</summary>
internal sealed class WritingCalls(ICallHost host)
{
    private const int NoSignal = 0x4000; // there are no signals here
    private const int Known = (int)(SocketMessageFlags.OutOfBand | SocketMessageFlags.DontWait | SocketMessageFlags.More | SocketMessageFlags.EndOfRecord);

    private static readonly (int Bit, string Name)[] Lacking = [(0x20000000, "MSG_FASTOPEN"), (0x4000000, "MSG_ZEROCOPY"), (0x4, "MSG_DONTROUTE")];

    public void AddTo(Dictionary<string, Beginning> calls)
    {
        calls["write"] = Write;
        calls["writev"] = WriteV;
        calls["send"] = Send;
        calls["sendto"] = SendTo;
        calls["sendmsg"] = SendMsg;
    }

    private Attempt Write(CallArguments arguments)
    {
        arguments.Expect(3);
        return Send(arguments, arguments.Buffer(1), arguments.Int(2), SocketMessageFlags.None, null);
    }

    private Attempt WriteV(CallArguments arguments)
    {
        arguments.Expect(3);
        return Send(arguments, true, arguments.Vectors(1, 2), SocketMessageFlags.None, null);
    }

    private Attempt Send(CallArguments arguments)
    {
        arguments.Expect(4);
        return Send(arguments, arguments.Buffer(1), arguments.Int(2), Flags(arguments.Int(3)), null);
    }

    private Attempt SendTo(CallArguments arguments)
    {
        arguments.Expect(6);
        if (arguments[4] is not (EllipsisExpression or SocketAddressExpression))
            throw new ScriptSkipException($"needs sendto() to the address family {arguments[4]}: not implemented");
        SocketMessageFlags flags = Flags(arguments.Int(3));
        SocketDescriptor descriptor = host.Descriptors.FindSocket(arguments.Number(0));
        return Send(arguments, arguments.Buffer(1), arguments.Int(2), flags, ConnectCall.Aim(host, descriptor.Flow));
    }

    private Attempt SendMsg(CallArguments arguments)
    {
        arguments.Expect(3);
        if (arguments[1] is not MessageExpression message) throw new ScriptFailureException("expected {msg_name…} as argument 2");
        if (Values.Number(message.Flags) != 0) throw new ScriptFailureException("sendmsg ignores msg_flags field in msghdr");
        if (message.Control.Count > 0) throw new ScriptSkipException("needs control data in sendmsg(): not implemented");
        SocketMessageFlags flags = Flags(arguments.Int(2));
        SocketDescriptor descriptor = host.Descriptors.FindSocket(arguments.Number(0));
        return Send(arguments, true, Values.Length(message), flags, ConnectCall.Aim(host, descriptor.Flow));
    }

    /// <summary>MSG_… as the sockets know them.</summary>
    /// <exception cref="ScriptSkipException">Some they do not know.</exception>
    public static SocketMessageFlags Flags(int flags)
    {
        foreach ((int bit, string name) in Lacking)
        {
            if ((flags & bit) != 0) throw new ScriptSkipException($"needs {name}: not implemented");
        }
        flags &= ~NoSignal;
        int unknown = flags & ~Known;
        return unknown == 0 ? (SocketMessageFlags)flags : throw new ScriptSkipException($"needs the MSG_ flags 0x{unknown:x}: not implemented");
    }

    private Attempt Send(CallArguments arguments, bool hasBuffer, int count, SocketMessageFlags flags, IPEndPoint? to)
    {
        SocketDescriptor descriptor = host.Descriptors.FindSocket(arguments.Number(0));
        if (!hasBuffer && count > 0) return Attempts.Done(CallOutcome.Failed(Errno.EFAULT));
        if (count < 0) return Attempts.Done(CallOutcome.Failed(Errno.EINVAL));
        return Begin(host, descriptor, new byte[count], flags, to);
    }

    /// <summary>sendto(2), and what is like it.</summary>
    public static Attempt Begin(ICallHost host, SocketDescriptor descriptor, ReadOnlyMemory<byte> data, SocketMessageFlags flags, IPEndPoint? to)
    {
        int count = data.Length;
        bool dontWait = (flags & SocketMessageFlags.DontWait) != 0;
        SocketMessageFlags each = flags | SocketMessageFlags.DontWait;
        bool mayWait = !dontWait && !descriptor.IsNonBlocking;
        // A stream's destination is its peer, whatever is said.
        IPEndPoint? destination = descriptor.Type == SocketType.Dgram ? to : null;
        int sent = 0;
        CallOutcome Go()
        {
            CallOutcome outcome = Attempts.Try(() => descriptor.Socket.SendTo(data.Span[sent..], each, destination));
            if (outcome.Value > 0) sent += (int)outcome.Value;
            // A blocking send on a stream takes all.
            if (mayWait && outcome.Value >= 0 && sent < count && descriptor.Type == SocketType.Stream) return CallOutcome.Failed(Errno.EAGAIN);
            return outcome.Errno == Errno.EAGAIN && mayWait ? outcome : sent > 0 ? new CallOutcome(sent) : outcome;
        }

        Attempt wait = Attempts.Waiting(host, descriptor, dontWait, SocketOptions.SendTimeout, Go);
        // One that gives up waiting tells what it has sent.
        return () => wait() is { } outcome ? outcome.Errno == Errno.EAGAIN && sent > 0 ? new CallOutcome(sent) : outcome : null;
    }
}
