using Akka.Dispatch.SysMsg;
using Akka.Util;

namespace Akka.Actor;

public interface ICanTell
{
    void Tell(object message, IActorRef sender);
}

public interface IActorRef : ICanTell, IEquatable<IActorRef>, IComparable<IActorRef>, ISurrogated, IComparable
{
    ActorPath Path { get; }
}

public interface IActorRefScope
{
    bool IsLocal { get; }
}

public interface IRepointableRef : IActorRefScope
{
    bool IsStarted { get; }
}

public interface IInternalActorRef : IActorRef, IActorRefScope
{
    IInternalActorRef Parent { get; }

    IActorRefProvider Provider { get; }

    bool IsTerminated { get; }

    IActorRef GetChild(IReadOnlyList<string> name);

    void Resume(Exception causedByFailure = null);

    void Start();

    void Stop();

    void Restart(Exception cause);

    void Suspend();

    void SendSystemMessage(ISystemMessage message);
}

public static class ActorRefs
{
    public static readonly Nobody Nobody = Nobody.Instance;

    /// <summary>No sender: null, as everywhere in Akka.NET.</summary>
    public static readonly IActorRef NoSender = null;
}

public static class ActorRefExtensions
{
    public static bool IsNobody(this IActorRef actorRef) => actorRef is null or Nobody;

    public static IActorRef GetOrElse(this IActorRef actorRef, Func<IActorRef> elseValue) =>
        actorRef.IsNobody() ? elseValue() : actorRef;
}

public static class ActorRefImplicitSenderExtensions
{
    /// <summary>Tells with the running actor as the sender, if one runs on this thread.</summary>
    public static void Tell(this IActorRef receiver, object message) =>
        receiver.Tell(message, ActorCell.GetCurrentSelfOrNoSender());

    /// <summary>Tells with the sender of the message that is being handled.</summary>
    public static void Forward(this IActorRef receiver, object message) =>
        receiver.Tell(message, ActorCell.GetCurrentSenderOrNoSender());
}
