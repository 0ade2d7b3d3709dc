using System.Net.Sockets;
using ActorTcp.Packetdrill.Language;
using ActorTcp.Sockets;

namespace ActorTcp.Packetdrill.SystemCalls;

/// <summary>read, readv, recv, recvfrom, recvmsg.</summary>
internal sealed class ReadingCalls(ICallHost host)
{
    private const int Known = (int)(SocketMessageFlags.OutOfBand | SocketMessageFlags.Peek | SocketMessageFlags.Truncate | SocketMessageFlags.DontWait | SocketMessageFlags.WaitAll);
    private const int ErrorQueue = 0x2000;

    public void AddTo(Dictionary<string, Beginning> calls)
    {
        calls["read"] = Read;
        calls["readv"] = ReadV;
        calls["recv"] = Recv;
        calls["recvfrom"] = RecvFrom;
        calls["recvmsg"] = RecvMsg;
    }

    private Attempt Read(CallArguments arguments)
    {
        arguments.Expect(3);
        return Receive(arguments, arguments.Buffer(1), arguments.Int(2), SocketMessageFlags.None);
    }

    private Attempt ReadV(CallArguments arguments)
    {
        arguments.Expect(3);
        return Receive(arguments, true, arguments.Vectors(1, 2), SocketMessageFlags.None);
    }

    private Attempt Recv(CallArguments arguments)
    {
        arguments.Expect(4);
        return Receive(arguments, arguments.Buffer(1), arguments.Int(2), Flags(arguments.Int(3)));
    }

    private Attempt RecvFrom(CallArguments arguments)
    {
        arguments.Expect(6);
        arguments.Ellipsis(4);
        arguments.Ellipsis(5);
        return Receive(arguments, arguments.Buffer(1), arguments.Int(2), Flags(arguments.Int(3)));
    }

    private Attempt RecvMsg(CallArguments arguments)
    {
        arguments.Expect(3);
        if (arguments[1] is not MessageExpression message) throw new ScriptFailureException("expected {msg_name…} as argument 2");
        return Receive(arguments, true, Values.Length(message), Flags(arguments.Int(2)), message);
    }

    /// <summary>MSG_… as the sockets know them.</summary>
    /// <exception cref="ScriptSkipException">Some they do not know.</exception>
    public static SocketMessageFlags Flags(int flags)
    {
        if ((flags & ErrorQueue) != 0) throw new ScriptSkipException("needs MSG_ERRQUEUE: not implemented");
        int unknown = flags & ~Known;
        return unknown == 0 ? (SocketMessageFlags)flags : throw new ScriptSkipException($"needs the MSG_ flags 0x{unknown:x}: not implemented");
    }

    private Attempt Receive(CallArguments arguments, bool hasBuffer, int count, SocketMessageFlags flags, MessageExpression? message = null)
    {
        SocketDescriptor descriptor = host.Descriptors.FindSocket(arguments.Number(0));
        if (!hasBuffer && count > 0) return ReceiveNowhere(descriptor, flags);
        if (count < 0) return Attempts.Done(CallOutcome.Failed(Errno.EINVAL));
        ReceivedMessage last = default;
        Attempt attempt = Begin(host, descriptor, new byte[count], flags, each => last = each);
        if (message is null) return attempt;
        return () => attempt() is not { } outcome ? null : outcome.Value < 0 ? outcome : outcome with { Finish = MessageCheck(descriptor, message, last) };
    }

    /// <summary>recvfrom(2), and what is like it.</summary>
    /// <param name="host">Where it is called.</param>
    /// <param name="descriptor">The socket.</param>
    /// <param name="buffer">Where the bytes go.</param>
    /// <param name="flags">How.</param>
    /// <param name="told">Is given what the call tells besides its bytes, last of all for what it returned.</param>
    public static Attempt Begin(ICallHost host, SocketDescriptor descriptor, byte[] buffer, SocketMessageFlags flags, Action<ReceivedMessage> told)
    {
        int count = buffer.Length;
        bool dontWait = (flags & SocketMessageFlags.DontWait) != 0;
        bool waitAll = (flags & (SocketMessageFlags.WaitAll | SocketMessageFlags.Peek)) == SocketMessageFlags.WaitAll && descriptor.Type == SocketType.Stream;
        SocketMessageFlags each = (flags & ~SocketMessageFlags.WaitAll) | SocketMessageFlags.DontWait;
        bool mayWait = !dontWait && !descriptor.IsNonBlocking;
        int received = 0;
        return Attempts.Waiting(host, descriptor, dontWait, SocketOptions.ReceiveTimeout, () =>
        {
            // A blocking receive waits for SO_RCVLOWAT's bytes, an end or an error: what poll(2) knows.
            if (mayWait && (flags & SocketMessageFlags.OutOfBand) == 0 && (descriptor.Socket.Poll() & ~(SocketEvents.Writable | SocketEvents.Urgent)) == 0 && count > 0)
                return received > 0 && descriptor.IsClosed ? new CallOutcome(received) : CallOutcome.Failed(Errno.EAGAIN);
            ReceivedMessage last = default;
            CallOutcome outcome = Attempts.Try(() =>
            {
                last = descriptor.Socket.ReceiveFrom(buffer.AsSpan(Math.Min(received, count)), each);
                return last.Count;
            });
            if (outcome.Value > 0) received += (int)outcome.Value;
            if (waitAll && mayWait && outcome.Value > 0 && received < count) return CallOutcome.Failed(Errno.EAGAIN);
            told(last);
            return received > 0 ? new CallOutcome(received) : outcome;
        });
    }

    // What there is to be read cannot be put at NULL; where there is nothing, that does not matter.
    private static Attempt ReceiveNowhere(SocketDescriptor descriptor, SocketMessageFlags flags)
    {
        CallOutcome outcome = Attempts.Try(() =>
            descriptor.Socket.Receive(stackalloc byte[1], (flags & SocketMessageFlags.OutOfBand) | SocketMessageFlags.Peek | SocketMessageFlags.DontWait));
        return Attempts.Done(outcome.Value > 0 ? CallOutcome.Failed(Errno.EFAULT) : outcome);
    }

    /// <summary>What a received message tells of what is left to read; null: it does not (TCP_INQ).</summary>
    public static int? Left(SocketDescriptor descriptor) =>
        descriptor.Type == SocketType.Stream && descriptor.Socket.Get(SocketOptions.InQueue) ? Left(descriptor.Socket) : null;

    private static Action MessageCheck(SocketDescriptor descriptor, MessageExpression expected, ReceivedMessage actual)
    {
        // What is left is told as it was when the call returned.
        int? left = Left(descriptor);
        return () => ControlData.Check(expected, actual.Flags, left);
    }

    // As Linux tells it: an end of the stream that is still to be read is 1.
    private static int Left(StackSocket socket)
    {
        int bytes = socket.Get(SocketOptions.BytesToRead);
        return bytes == 0 && (socket.Poll() & SocketEvents.ReadHangUp) != 0 ? 1 : bytes;
    }
}
