using System.Net;
using ActorTcp.Loop;
using Akka.Actor;
using Akka.IO;

namespace Netsim.Tests.Paths;

/// <summary>Listens, and counts what comes, by the peer.</summary>
internal sealed class BulkSink(IActorRef stack, EventLoop loop, Func<EndPoint, Flow> find) : UntypedActor
{
    public static Props Props(IActorRef stack, EventLoop loop, Func<EndPoint, Flow> find) =>
        Akka.Actor.Props.Create(() => new BulkSink(stack, loop, find));

    protected override void PreStart() => stack.Tell(new Tcp.Bind(Self, new IPEndPoint(IPAddress.Any, Simulation.ServerPort)), Self);

    protected override void OnReceive(object message)
    {
        if (message is not Tcp.Connected connected) return;
        EndPoint peer = connected.RemoteAddress;
        IActorRef reader = Context.ActorOf(
            Akka.Actor.Props.Create(() => new Reader(loop, () => find(peer))).WithDispatcher(Context.Props.Dispatcher));
        Sender.Tell(new Tcp.Register(reader), Self);
    }

    private sealed class Reader(EventLoop loop, Func<Flow> find) : UntypedActor
    {
        private Flow? _flow;

        protected override void OnReceive(object message)
        {
            if (message is not Tcp.Received received) return;
            _flow ??= find();
            _flow.OnReceived(received.Data.Count, loop.Now);
        }
    }
}
