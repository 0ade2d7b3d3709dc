using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;

namespace ActorTcp.Runtime.Tests;

/// <summary>Runs nothing until the test says so, on the test's own thread: what the virtual event loop does.</summary>
internal sealed class ManualExecutor(string id) : ExecutorService(id)
{
    private readonly ConcurrentQueue<IRunnable> _queue = new();

    public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int Runs { get; private set; }

    public bool HasWork => !_queue.IsEmpty;

    private volatile bool _released;

    public override void Execute(IRunnable run)
    {
        _queue.Enqueue(run);
        if (_released) ThreadPool.QueueUserWorkItem(_ => RunOne());
    }

    public override void Shutdown() => Ended.TrySetResult();

    /// <summary>From here on the pool runs what comes, so that the system can end.</summary>
    public void Release()
    {
        _released = true;
        RunAll();
    }

    public bool RunOne()
    {
        if (!_queue.TryDequeue(out var run)) return false;
        Runs++;
        run.Run();
        return true;
    }

    public int RunAll()
    {
        var before = Runs;
        while (RunOne()) { }
        return Runs - before;
    }
}

/// <summary>Its own thread for all its mailboxes, named after the dispatcher.</summary>
internal sealed class ThreadExecutor : ExecutorService
{
    private readonly BlockingCollection<IRunnable> _queue = [];

    public ThreadExecutor(string id) : base(id) => new Thread(Loop) { Name = id, IsBackground = true }.Start();

    public override void Execute(IRunnable run) => _queue.Add(run);

    public override void Shutdown() => _queue.CompleteAdding();

    private void Loop()
    {
        foreach (var run in _queue.GetConsumingEnumerable()) run.Run();
    }
}

public sealed class ThreadExecutorConfigurator(Config config, IDispatcherPrerequisites prerequisites)
    : ExecutorServiceConfigurator(config, prerequisites)
{
    public override ExecutorService Produce(string id) => new ThreadExecutor(id);
}

public sealed class ThreadDispatcherConfigurator : MessageDispatcherConfigurator
{
    private readonly MessageDispatcher _dispatcher;

    public ThreadDispatcherConfigurator(Config config, IDispatcherPrerequisites prerequisites) : base(config, prerequisites) =>
        _dispatcher = new Dispatcher(this, Config.GetString("id"), Config.GetInt("throughput"), null,
            new ThreadExecutorConfigurator(config, prerequisites), TimeSpan.FromMilliseconds(20));

    public override MessageDispatcher Dispatcher() => _dispatcher;
}

/// <summary>A dispatcher made at run time around an executor that the test holds.</summary>
internal sealed class ManualDispatcherConfigurator : MessageDispatcherConfigurator
{
    private readonly MessageDispatcher _dispatcher;

    public ManualDispatcherConfigurator(ActorSystem system, string id, int throughput = 100)
        : base(ConfigurationFactory.ParseString($"id = {id}"), system.Dispatchers.Prerequisites)
    {
        Executor = new ManualExecutor(id);
        _dispatcher = new Dispatcher(this, id, throughput, null, new Factory(this), TimeSpan.FromMilliseconds(20));
    }

    public ManualExecutor Executor { get; }

    public override MessageDispatcher Dispatcher() => _dispatcher;

    private sealed class Factory(ManualDispatcherConfigurator owner)
        : ExecutorServiceConfigurator(owner.Config, owner.Prerequisites)
    {
        public override ExecutorService Produce(string id) => owner.Executor;
    }
}
