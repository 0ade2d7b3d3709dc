using Akka.Actor;

namespace Akka.TestKit.TestActors;

public class ForwardActor : ReceiveActor
{
    public ForwardActor(IActorRef target)
    {
        ReceiveAny(message => target.Forward(message));
    }

    public static Props Props(IActorRef target) => Actor.Props.Create(() => new ForwardActor(target));
}
