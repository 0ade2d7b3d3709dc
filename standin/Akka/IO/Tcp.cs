using Akka.Actor;

namespace Akka.IO;

/// <summary>TCP as messages: the extension, and the commands and events in its other parts.</summary>
public partial class Tcp : ExtensionIdProvider<TcpExt>
{
    public static readonly Tcp Instance = new();

    public static IActorRef Manager(ActorSystem system) => Instance.Apply(system).Manager;

    public override TcpExt CreateExtension(ExtendedActorSystem system) => new(system);

    public class Message : INoSerializationVerificationNeeded
    {
    }

    public abstract class Command : Message
    {
        protected Command()
        {
            FailureMessage = new CommandFailed(this);
        }

        public CommandFailed FailureMessage { get; }
    }

    public class Event : Message
    {
    }
}
