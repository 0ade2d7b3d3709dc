using System.Net;
using ActorTcp.Loop;
using Akka.Actor;
using Akka.IO;

namespace Netsim.Tests.Apps;

/// <summary>Listens, and gives each connection an application with its own side of the plan.</summary>
internal sealed class Acceptor(IActorRef stack, int backlog, bool pullMode, Func<(Side, Outcome)> next, EventLoop loop, Action bound) : UntypedActor
{
    private IActorRef _listener = ActorRefs.Nobody;

    public static Props Props(IActorRef stack, int backlog, bool pullMode, Func<(Side, Outcome)> next, EventLoop loop, Action bound) =>
        Akka.Actor.Props.Create(() => new Acceptor(stack, backlog, pullMode, next, loop, bound));

    protected override void PreStart() =>
        stack.Tell(new Tcp.Bind(Self, new IPEndPoint(IPAddress.Any, Simulation.ServerPort), backlog, null, pullMode), Self);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Tcp.Bound:
                _listener = Sender;
                bound();
                break;
            case Tcp.Connected:
                (Side side, Outcome outcome) = next();
                Context.ActorOf(Application.Server(side, outcome, loop).WithDispatcher(Context.Props.Dispatcher))
                    .Tell(new Application.Accepted(Sender), Self);
                break;
        }
        if (pullMode && message is Tcp.Bound or Tcp.Connected) _listener.Tell(new Tcp.ResumeAccepting(1), Self);
    }
}
