using Akka.Actor;

namespace Akka.TestKit;

public sealed class NullMessageEnvelope : MessageEnvelope
{
    public static NullMessageEnvelope Instance = new();

    private NullMessageEnvelope()
    {
    }

    public override object Message => throw Nothing();

    public override IActorRef Sender => throw Nothing();

    public override string ToString() => "<null>";

    private static IllegalActorStateException Nothing() => new("The last receive took no message from the queue.");
}
