using Akka.Actor;
using Akka.IO;
using ActorTcp.Apps.EchoNode.Output;
using ActorTcp.Connection;

namespace ActorTcp.Apps.EchoNode.Serving;

/// <summary>
/// Hears every state change: passes them on to be printed, and knows which connections are open, so that they can be drained.
/// Runs on the stack's loop, where hearing costs no change of threads.
/// </summary>
internal sealed class ConnectionMonitor(StateLines? lines) : UntypedActor
{
    private readonly Dictionary<IActorRef, TcpState> _open = new(ReferenceEqualityComparer.Instance);
    private IActorRef? _drainer;

    protected override void PreStart() => Context.System.EventStream.Subscribe(Self, typeof(StateChanged));

    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case StateChanged change:
                if (change.Flow.RemotePort != 0) Track(change); // else a listener's
                lines?.Add(change);
                break;
            case Drain:
                _drainer = Sender;
                foreach ((IActorRef connection, TcpState state) in _open) CloseIfOpen(connection, state);
                TellIfDrained();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Track(StateChanged change)
    {
        switch (change.To)
        {
            case TcpState.TimeWait or TcpState.Closed:
                // Both sides have said all: TIME_WAIT only guards the port.
                if (_open.Remove(change.Connection)) TellIfDrained();
                break;
            case TcpState.Established:
                _open[change.Connection] = change.To;
                if (_drainer is not null) CloseIfOpen(change.Connection, change.To);
                break;
            case not (TcpState.Listen or TcpState.SynSent or TcpState.SynReceived):
                _open[change.Connection] = change.To;
                break;
        }
    }

    /// <summary>What was written is sent, then a FIN; the peer's FIN ends it.</summary>
    private static void CloseIfOpen(IActorRef connection, TcpState state)
    {
        if (state is TcpState.Established or TcpState.CloseWait) connection.Tell(Tcp.ConfirmedClose.Instance);
    }

    private void TellIfDrained()
    {
        if (_open.Count == 0) _drainer?.Tell(new Drained());
    }

    /// <summary>Close all connections, and those that are yet to come. Answered by <see cref="Drained"/>.</summary>
    public sealed record Drain;

    public sealed record Drained;
}
