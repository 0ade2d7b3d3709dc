using System.Net.Sockets;
using ActorTcp.Packetdrill.Language;
using ActorTcp.Sockets;

namespace ActorTcp.Packetdrill.SystemCalls;

/// <summary>close, shutdown, fcntl, ioctl.</summary>
internal sealed class ControlCalls(ICallHost host)
{
    private const int GetFlags = 3;
    private const int SetFlags = 4;
    private const int ReadWrite = 2;
    private const int NonBlocking = 0x800;

    public void AddTo(Dictionary<string, Beginning> calls)
    {
        calls["close"] = Close;
        calls["shutdown"] = Shutdown;
        calls["fcntl"] = Fcntl;
        calls["ioctl"] = Ioctl;
    }

    private Attempt Close(CallArguments arguments)
    {
        arguments.Expect(1);
        Descriptor descriptor = host.Descriptors.Find(arguments.Number(0));
        if (descriptor is not SocketDescriptor socket)
        {
            descriptor.IsClosed = true;
            return Attempts.Done(new CallOutcome(0));
        }
        return BeginClose(host, socket);
    }

    /// <summary>close(2) of a socket.</summary>
    public static Attempt BeginClose(ICallHost host, SocketDescriptor socket)
    {
        Task? closing = null;
        return () =>
        {
            closing ??= socket.Socket.CloseAsync();
            host.Loop.RunUntilIdle();
            socket.IsClosed = true;
            if (!closing.IsCompleted) return null;
            return Attempts.Try(() =>
            {
                closing.GetAwaiter().GetResult();
                return 0;
            });
        };
    }

    private Attempt Shutdown(CallArguments arguments)
    {
        arguments.Expect(2);
        SocketDescriptor descriptor = host.Descriptors.FindSocket(arguments.Number(0));
        int how = arguments.Int(1);
        return how is < 0 or > 2
            ? Attempts.Done(CallOutcome.Failed(Errno.EINVAL))
            : Attempts.Once(() =>
            {
                descriptor.Socket.Shutdown((SocketShutdown)how); // SHUT_RD 0, SHUT_WR 1, SHUT_RDWR 2: the same numbers
                return 0;
            });
    }

    private Attempt Fcntl(CallArguments arguments)
    {
        arguments.Expect(2, 3);
        Descriptor descriptor = host.Descriptors.Find(arguments.Number(0));
        switch (arguments.Int(1))
        {
            case GetFlags: return Attempts.Done(new CallOutcome(ReadWrite | (descriptor.IsNonBlocking ? NonBlocking : 0)));
            case SetFlags:
                descriptor.IsNonBlocking = (arguments.Int(2) & NonBlocking) != 0;
                return Attempts.Done(new CallOutcome(0));
            default: throw new ScriptSkipException($"needs fcntl({arguments[1]}): not implemented");
        }
    }

    private Attempt Ioctl(CallArguments arguments)
    {
        arguments.Expect(2, 3);
        SocketDescriptor descriptor = host.Descriptors.FindSocket(arguments.Number(0));
        SocketOptionKey key = arguments.Number(1) switch
        {
            0x541B => SocketOptions.BytesToRead, // SIOCINQ, FIONREAD
            0x5411 => SocketOptions.BytesUnacknowledged, // SIOCOUTQ, TIOCOUTQ
            0x894B => SocketOptions.BytesUnsent, // SIOCOUTQNSD
            0x8905 => SocketOptions.AtMark, // SIOCATMARK
            _ => throw new ScriptSkipException($"needs ioctl({arguments[1]}): not implemented"),
        };
        long expected = arguments.Count > 2 ? arguments.Bracketed(2) : 0;
        long actual = 0;
        return Attempts.Once(
            () =>
            {
                actual = descriptor.Socket.Get(key) is var value && value is bool mark ? (mark ? 1 : 0) : Convert.ToInt64(value);
                return 0;
            },
            () =>
            {
                if (arguments.Count > 2 && actual != expected)
                    throw new ScriptFailureException($"Bad ioctl optval: expected: {expected} actual: {actual}");
            });
    }
}
