using System.Net.Sockets;
using ActorTcp.Sockets;

namespace ActorTcp.Packetdrill.SystemCalls;

/// <summary>
/// Calls on sockets that never block themselves: one that would block is tried again when something has happened, which on a virtual
/// loop is the same, and stops at exactly the instant at which it can go on.
/// </summary>
internal static class Attempts
{
    /// <summary>A call that is finished already.</summary>
    public static Attempt Done(CallOutcome outcome) => () => outcome;

    /// <summary>A call that never waits.</summary>
    public static Attempt Once(Func<long> call, Action? finish = null) => Done(Try(call, finish));

    /// <summary>A call on a socket; where it would block, a blocking socket's waits, as long as an option allows.</summary>
    public static Attempt Waiting(
        ICallHost host, SocketDescriptor descriptor, bool dontWait, SocketOptionKey<TimeSpan> limit, Func<CallOutcome> call)
    {
        if (descriptor.IsNonBlocking || dontWait) return Done(call());
        CallTimeout? timeout = null;
        return () =>
        {
            CallOutcome outcome = call();
            if (outcome.Errno != Errno.EAGAIN) return outcome;
            // Who would wait for datagrams that nobody takes any more is told the end; who would not wait is told to come again (Linux).
            bool ended = descriptor.Type == SocketType.Dgram && limit == SocketOptions.ReceiveTimeout && descriptor.Socket.Poll().HasFlag(SocketEvents.ReadHangUp);
            if (ended) return new CallOutcome(0);
            timeout ??= new CallTimeout(host.Loop, Limit(descriptor.Socket, limit));
            return timeout.IsOver ? outcome : null;
        };
    }

    /// <summary>How long an option lets a socket wait; null: for ever.</summary>
    public static TimeSpan? Limit(StackSocket socket, SocketOptionKey<TimeSpan> option) =>
        socket.Get(option) is { } limit && limit > TimeSpan.Zero ? limit : null;

    /// <summary>Calls, and says what became of it.</summary>
    public static CallOutcome Try(Func<long> call, Action? finish = null)
    {
        try
        {
            return new CallOutcome(call(), Finish: finish);
        }
        catch (SocketException refused)
        {
            return CallOutcome.Failed(SocketErrno.Of(refused.SocketErrorCode));
        }
    }
}
