using Akka.Event;

namespace Akka.Actor;

public sealed class Terminated : IAutoReceivedMessage, IPossiblyHarmful, IDeadLetterSuppression,
    INoSerializationVerificationNeeded, IEquatable<Terminated>
{
    public Terminated(IActorRef actorRef, bool existenceConfirmed, bool addressTerminated)
    {
        ActorRef = actorRef;
        ExistenceConfirmed = existenceConfirmed;
        AddressTerminated = addressTerminated;
    }

    public IActorRef ActorRef { get; }

    public bool AddressTerminated { get; }

    public bool ExistenceConfirmed { get; }

    public bool Equals(Terminated other) =>
        other is not null && Equals(ActorRef, other.ActorRef)
        && AddressTerminated == other.AddressTerminated && ExistenceConfirmed == other.ExistenceConfirmed;

    public override bool Equals(object obj) => Equals(obj as Terminated);

    public override int GetHashCode() => HashCode.Combine(ActorRef, AddressTerminated, ExistenceConfirmed);

    public override string ToString() => $"<Terminated>: {ActorRef} - ExistenceConfirmed={ExistenceConfirmed}";
}

public sealed class Identify : IAutoReceivedMessage, INotInfluenceReceiveTimeout
{
    public Identify(object messageId) => MessageId = messageId;

    public object MessageId { get; }

    public override bool Equals(object obj) => obj is Identify other && Equals(MessageId, other.MessageId);

    public override int GetHashCode() => MessageId?.GetHashCode() ?? 0;

    public override string ToString() => $"<Identify>: {MessageId}";
}

public sealed class ActorIdentity
{
    public ActorIdentity(object messageId, IActorRef subject)
    {
        MessageId = messageId;
        Subject = subject;
    }

    public object MessageId { get; }

    /// <summary>Null when nobody is there.</summary>
    public IActorRef Subject { get; }

    public override bool Equals(object obj) =>
        obj is ActorIdentity other && Equals(MessageId, other.MessageId) && Equals(Subject, other.Subject);

    public override int GetHashCode() => HashCode.Combine(MessageId, Subject);

    public override string ToString() => $"<ActorIdentity>: {Subject} - MessageId={MessageId}";
}

public sealed class PoisonPill : IAutoReceivedMessage, IPossiblyHarmful, IDeadLetterSuppression
{
    private PoisonPill()
    {
    }

    public static PoisonPill Instance { get; } = new();

    public override string ToString() => "<PoisonPill>";
}

public sealed class Kill : IAutoReceivedMessage
{
    private Kill()
    {
    }

    public static Kill Instance { get; } = new();

    public override string ToString() => "<Kill>";
}

public class ReceiveTimeout : IPossiblyHarmful
{
    private ReceiveTimeout()
    {
    }

    public static ReceiveTimeout Instance { get; } = new();
}

public abstract class Status
{
    public sealed class Success : Status
    {
        public static readonly Success Instance = new(null);

        public readonly object Status;

        public Success(object status) => Status = status;

        public override string ToString() => $"Success: {(Status == null ? "null" : Status.ToString())}";
    }

    public sealed class Failure : Status
    {
        public readonly Exception Cause;
        public readonly object State;

        public Failure(Exception cause) => Cause = cause;

        public Failure(Exception cause, object state)
        {
            Cause = cause;
            State = state;
        }

        public override string ToString() => $"Failure: {Cause}";
    }
}

public class Failure
{
    public Exception Exception { get; set; }

    public DateTime Timestamp { get; set; }
}

public class Failures
{
    public List<Failure> Entries { get; } = [];
}

/// <summary>A message and who sent it; on the way through a mailbox it is copied, never boxed.</summary>
public readonly struct Envelope
{
    public Envelope(object message, IActorRef sender, ActorSystem system)
    {
        Message = message;
        Sender = sender.IsNobody() ? system.DeadLetters : sender;
    }

    public Envelope(object message, IActorRef sender)
    {
        Message = message;
        Sender = sender;
    }

    public object Message { get; }

    public IActorRef Sender { get; }

    public override string ToString() =>
        "<" + (Message ?? "null") + "> from " + (Sender == ActorRefs.NoSender ? "NoSender" : Sender.ToString());
}
