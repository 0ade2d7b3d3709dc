using Akka.Actor;

namespace Akka.TestKit.TestActors;

public class BlackHoleActor : ActorBase
{
    public static Props Props => Props.Create<BlackHoleActor>();

    protected override bool Receive(object message) => true;
}
