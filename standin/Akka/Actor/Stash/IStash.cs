using Akka.Dispatch;

namespace Akka.Actor;

public interface IStash
{
    int Count { get; }

    bool IsEmpty { get; }

    bool NonEmpty { get; }

    bool IsFull { get; }

    /// <summary>-1 for no limit.</summary>
    int Capacity { get; }

    void Stash();

    void Unstash();

    void UnstashAll();

    void UnstashAll(Func<Envelope, bool> predicate);

    IEnumerable<Envelope> ClearStash();

    void Prepend(IEnumerable<Envelope> envelopes);
}

public interface IActorStash
{
    IStash Stash { get; set; }
}

public interface IWithUnrestrictedStash : IActorStash;

public interface IWithStash : IWithUnrestrictedStash, IRequiresMessageQueue<IDequeBasedMessageQueueSemantics>;

public interface IWithUnboundedStash : IWithUnrestrictedStash, IRequiresMessageQueue<IUnboundedDequeBasedMessageQueueSemantics>;

public interface IWithBoundedStash : IWithUnrestrictedStash, IRequiresMessageQueue<IBoundedDequeBasedMessageQueueSemantics>;

public static class StashFactory
{
    public static IStash CreateStash<T>(this IActorContext context)
        where T : ActorBase => context.CreateStash(typeof(T));

    public static IStash CreateStash(this IActorContext context, IActorStash actorInstance) => context.CreateStash(actorInstance.GetType());

    public static IStash CreateStash(this IActorContext context, Type actorType)
    {
        if (typeof(IWithBoundedStash).IsAssignableFrom(actorType))
        {
            return new Internal.BoundedStashImpl(context);
        }

        if (typeof(IWithStash).IsAssignableFrom(actorType) || typeof(IWithUnboundedStash).IsAssignableFrom(actorType)
            || typeof(IWithUnrestrictedStash).IsAssignableFrom(actorType))
        {
            return new Internal.UnboundedStashImpl(context);
        }

        throw new ArgumentException($"Actor {actorType} implements an unrecognized subclass of {typeof(IActorStash)} - cannot instantiate", nameof(actorType));
    }
}
