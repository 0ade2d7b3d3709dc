using Akka.Actor;

namespace Akka.Dispatch;

/// <summary>One actor, one thread.</summary>
public sealed class PinnedDispatcher : Dispatcher
{
    private ActorCell _owner;

    public PinnedDispatcher(
        MessageDispatcherConfigurator configurator, string id, int throughput, long? throughputDeadlineTime,
        ExecutorServiceFactory executorServiceFactory, TimeSpan shutdownTimeout)
        : base(configurator, id, throughput, throughputDeadlineTime, executorServiceFactory, shutdownTimeout)
    {
    }

    internal override void Register(ActorCell actor)
    {
        var owner = Interlocked.CompareExchange(ref _owner, actor, null);
        if (owner != null && !ReferenceEquals(owner, actor))
        {
            throw new InvalidOperationException($"Cannot register to anyone but {owner}");
        }

        base.Register(actor);
    }

    internal override void Unregister(ActorCell actor)
    {
        base.Unregister(actor);
        Volatile.Write(ref _owner, null);
    }
}
