using Akka.Actor;
using Akka.Event;

namespace Akka.Dispatch;

/// <summary>Runs mailboxes on an executor, which it makes when it first needs one.</summary>
public class Dispatcher : MessageDispatcher
{
    private Lazy<ExecutorService> _executor;
    private readonly Func<Lazy<ExecutorService>> _newExecutor;

    public Dispatcher(
        MessageDispatcherConfigurator configurator, string id, int throughput, long? throughputDeadlineTime,
        ExecutorServiceFactory executorServiceFactory, TimeSpan shutdownTimeout)
        : base(configurator)
    {
        _newExecutor = () => new Lazy<ExecutorService>(() => executorServiceFactory.Produce(id));
        _executor = _newExecutor();
        Id = id;
        Throughput = throughput;
        ThroughputDeadlineTime = throughputDeadlineTime;
        ShutdownTimeout = shutdownTimeout;
    }

    protected override void ExecuteTask(IRunnable run)
    {
        try
        {
            _executor.Value.Execute(run);
        }
        catch (RejectedExecutionException)
        {
            // It may have been shut down just now: the next one takes it.
            try
            {
                _executor.Value.Execute(run);
            }
            catch (RejectedExecutionException e)
            {
                EventStream.Publish(new Error(e, GetType().FullName, GetType(), "Schedule(IRunnable) was rejected twice!"));
                throw;
            }
        }
    }

    protected override void Shutdown()
    {
        var old = Interlocked.Exchange(ref _executor, _newExecutor());
        if (old.IsValueCreated)
        {
            old.Value.Shutdown();
        }
    }
}

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

public class RejectedExecutionException : AkkaException
{
    public RejectedExecutionException(string message = null, Exception inner = null)
        : base(message, inner)
    {
    }
}
