using System.Threading.Channels;
using Akka.Actor;
using ActorTcp.Connection;

namespace Tap.Tests.Fixtures;

/// <summary>Hears every state that a connection enters; listeners, which have no peer, are left out.</summary>
internal sealed class StateLog
{
    private readonly Channel<StateChanged> _changes = Channel.CreateUnbounded<StateChanged>();

    public StateLog(ActorSystem system)
    {
        ChannelWriter<StateChanged> writer = _changes.Writer;
        IActorRef listener = system.ActorOf(Props.Create(() => new Listener(writer)), "states");
        system.EventStream.Subscribe(listener, typeof(StateChanged)); // from here, so that nothing is missed
    }

    /// <summary>What was entered since the last call, up to and with a state; waits for it.</summary>
    public async Task<string> PathToAsync(TcpState last, CancellationToken cancel)
    {
        var path = new List<TcpState>();
        do path.Add((await _changes.Reader.ReadAsync(cancel)).To);
        while (path[^1] != last);
        return string.Join(' ', path);
    }

    private sealed class Listener(ChannelWriter<StateChanged> writer) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is not StateChanged change) Unhandled(message);
            else if (change.Flow.RemotePort != 0) writer.TryWrite(change);
        }
    }
}
