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

public class RejectedExecutionException : AkkaException
{
    public RejectedExecutionException(string message = null, Exception inner = null)
        : base(message, inner)
    {
    }
}
