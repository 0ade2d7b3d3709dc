using System.Globalization;
using System.Net.Sockets;
using ActorTcp.Packetdrill.SystemCalls;
using ActorTcp.Sockets;

namespace ActorTcp.Packetdrill.Serving;

internal sealed partial class ServedCalls
{
    private const int GetFlags = 3;             // F_GETFL
    private const int SetFlags = 4;             // F_SETFL
    private const int ReadWrite = 2;            // O_RDWR

    private static Reply GetOption(Request request, SocketDescriptor descriptor)
    {
        int length = request.C;
        if (length < 0) return Reply.Failed(Errno.EINVAL);
        try
        {
            switch (request.A, request.B)
            {
                case (OptionNumbers.SolTcp, OptionNumbers.CongestionInfo): return Reply.Done;
                case (OptionNumbers.SolSocket, OptionNumbers.MemoryInfo):
                    StackSocket socket = descriptor.Socket;
                    return Cut(TcpInfoBytes.WriteMemory(socket.Get(SocketOptions.Info), socket.Get(SocketOptions.SendBuffer)), length);
            }
            if (OptionNumbers.Find(request.A, request.B) is not { } option) throw Lacks("getsockopt", request);
            byte[] value = OptionBytes.Write(option, descriptor.Socket.Get(option));
            // packetdrill's struct tcp_info is as long as that of the newest Linux: what we do not know of it is 0.
            if (option == SocketOptions.Info) Array.Resize(ref value, Math.Clamp(length, 0, TcpInfoBytes.Limit));
            return Cut(value, length);
        }
        catch (SocketException refused)
        {
            return Failed(refused);
        }
    }

    private static Reply SetOption(Request request, SocketDescriptor descriptor)
    {
        if (OptionNumbers.Find(request.A, request.B) is not { } option) throw Lacks("setsockopt", request);
        int error = OptionBytes.Read(option, request.Data.Span, out object? value);
        return error == 0 ? Of(OptionCalls.Set(descriptor, option, value)) : Reply.Failed(error);
    }

    private static Reply Fcntl(Request request, SocketDescriptor descriptor)
    {
        switch (request.A)
        {
            case GetFlags: return Reply.Of(ReadWrite | (descriptor.IsNonBlocking ? NonBlocking : 0));
            case SetFlags:
                descriptor.IsNonBlocking = (request.B & NonBlocking) != 0;
                return Reply.Done;
            default: throw new ScriptSkipException($"needs fcntl({request.A}): not implemented");
        }
    }

    private static Reply Ioctl(Request request, SocketDescriptor descriptor)
    {
        if (OptionNumbers.Request(request.A) is not { } key) throw new ScriptSkipException($"needs ioctl(0x{request.A:x}): not implemented");
        try
        {
            return Reply.Of(0, OptionBytes.Integer(Convert.ToInt32(descriptor.Socket.Get(key), CultureInfo.InvariantCulture)));
        }
        catch (SocketException refused)
        {
            return Failed(refused);
        }
    }

    private static Reply Cut(byte[] value, int length) => Reply.Of(0, value.AsMemory(0, Math.Min(value.Length, length)));

    private static ScriptSkipException Lacks(string call, Request request) =>
        new($"needs {call}() of option {request.B} at level {request.A}: not implemented");
}
