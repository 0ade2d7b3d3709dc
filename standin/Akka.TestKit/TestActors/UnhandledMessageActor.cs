using Akka.Actor;

namespace Akka.TestKit.TestActors;

public class UnhandledMessageActor : ReceiveActor
{
}
