using Akka.Actor;
using Akka.Util;

namespace Akka.TestKit;

/// <summary>The messages that steer a test actor instead of landing in its queue.</summary>
public static class TestActor
{
    public delegate bool Ignore(object message);

    public static AutoPilot NoAutoPilot => TestKit.NoAutoPilot.Instance;

    public static AutoPilot KeepRunning => TestKit.KeepRunning.Instance;

    public static NullMessageEnvelope NullMessage => NullMessageEnvelope.Instance;

    public class SetIgnore(Ignore ignore) : INoSerializationVerificationNeeded
    {
        public Ignore Ignore { get; } = ignore;
    }

    public class Watch(IActorRef actorToWatch) : INoSerializationVerificationNeeded
    {
        public IActorRef Actor { get; } = actorToWatch;
    }

    public class Unwatch(IActorRef actorToUnwatch) : INoSerializationVerificationNeeded
    {
        public IActorRef Actor { get; } = actorToUnwatch;
    }

    public class SetAutoPilot(AutoPilot autoPilot) : INoSerializationVerificationNeeded
    {
        public AutoPilot AutoPilot { get; } = autoPilot;
    }

    /// <remarks>As in Akka 1.5, the strategy has no effect: the test actor supervises as actors do by default.</remarks>
    public class Spawn(Props props, Option<string> name, Option<SupervisorStrategy> supervisorStrategy)
        : INoSerializationVerificationNeeded
    {
        public Option<SupervisorStrategy> SupervisorStrategy { get; } = supervisorStrategy;

        public IActorRef Apply(IActorRefFactory context) =>
            name.HasValue ? context.ActorOf(props, name.Value) : context.ActorOf(props);
    }

    internal sealed class WatchAck : INoSerializationVerificationNeeded
    {
        public static readonly WatchAck Instance = new();
    }

    internal sealed class UnwatchAck : INoSerializationVerificationNeeded
    {
        public static readonly UnwatchAck Instance = new();
    }
}
