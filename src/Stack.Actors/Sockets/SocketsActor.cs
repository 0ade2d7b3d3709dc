using Akka.Actor;
using ActorTcp.Network;

namespace ActorTcp.Sockets;

/// <summary>The <c>sockets</c> actor: the sockets' supervisor. One that fails ends alone; its connection sees its handler die.</summary>
/// <param name="context">The stack.</param>
internal sealed class SocketsActor(StackContext context) : UntypedActor
{
    public static Props Props(StackContext context) => Akka.Actor.Props.Create(() => new SocketsActor(context));

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        if (message is SpawnSocket spawn) spawn.Calls.PassTo(Context.ActorOf(spawn.Props.WithDispatcher(context.DispatcherId)));
        else Unhandled(message);
    }
}

/// <summary>A socket is to be made.</summary>
/// <param name="Props">How.</param>
/// <param name="Calls">The way to it, which may be used already.</param>
internal sealed record SpawnSocket(Props Props, SocketCalls Calls);
