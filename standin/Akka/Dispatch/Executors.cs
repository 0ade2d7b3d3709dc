using System.Collections.Concurrent;
using Akka.Configuration;

namespace Akka.Dispatch;

/// <summary>The thread pool of .NET.</summary>
internal sealed class ThreadPoolExecutorServiceFactory(Config config, IDispatcherPrerequisites prerequisites)
    : ExecutorServiceConfigurator(config, prerequisites)
{
    public override ExecutorService Produce(string id) => new ThreadPoolExecutor(id);

    private sealed class ThreadPoolExecutor(string id) : ExecutorService(id)
    {
        private volatile bool _shutDown;

        public override void Execute(IRunnable run)
        {
            if (_shutDown)
            {
                throw new RejectedExecutionException("The executor has been shut down");
            }

            ThreadPool.UnsafeQueueUserWorkItem(run, preferLocal: true);
        }

        public override void Shutdown() => _shutDown = true;
    }
}

/// <summary>A number of threads of its own.</summary>
internal sealed class ForkJoinExecutorServiceFactory : ExecutorServiceConfigurator
{
    private readonly int _threads;
    private readonly bool _background;

    public ForkJoinExecutorServiceFactory(Config config, IDispatcherPrerequisites prerequisites)
        : base(config, prerequisites)
    {
        var own = config.GetConfig("dedicated-thread-pool");
        var shared = config.GetConfig("fork-join-executor");
        if (!own.IsNullOrEmpty())
        {
            _threads = own.GetInt("thread-count", 1);
            _background = !string.Equals(own.GetString("threadtype", "background"), "foreground", StringComparison.OrdinalIgnoreCase);
        }
        else if (!shared.IsNullOrEmpty())
        {
            _threads = Math.Clamp(Environment.ProcessorCount, shared.GetInt("parallelism-min", 1), shared.GetInt("parallelism-max", 64));
            _background = true;
        }
        else
        {
            throw new ConfigurationException(
                "must define section 'dedicated-thread-pool' OR 'fork-join-executor' for fork-join-executor " + config.GetString("id", "unknown"));
        }
    }

    internal ForkJoinExecutorServiceFactory(Config config, IDispatcherPrerequisites prerequisites, int threads)
        : base(config, prerequisites)
    {
        _threads = threads;
        _background = true;
    }

    public override ExecutorService Produce(string id) => new DedicatedThreads(id, _threads, _background);

    private sealed class DedicatedThreads : ExecutorService
    {
        private readonly BlockingCollection<IRunnable> _work = new(new ConcurrentQueue<IRunnable>());

        public DedicatedThreads(string id, int threads, bool background)
            : base(id)
        {
            for (var i = 0; i < threads; i++)
            {
                new Thread(Loop) { IsBackground = background, Name = $"{id}_{i + 1}" }.Start();
            }
        }

        public override void Execute(IRunnable run)
        {
            try
            {
                _work.Add(run);
            }
            catch (InvalidOperationException e)
            {
                throw new RejectedExecutionException("The executor has been shut down", e);
            }
        }

        public override void Shutdown() => _work.CompleteAdding();

        private void Loop()
        {
            foreach (var run in _work.GetConsumingEnumerable())
            {
                run.Run();
            }
        }
    }
}

/// <summary>The default task scheduler of .NET.</summary>
internal sealed class TaskExecutorServiceFactory(Config config, IDispatcherPrerequisites prerequisites)
    : ExecutorServiceConfigurator(config, prerequisites)
{
    public override ExecutorService Produce(string id) => new TaskExecutor(id, TaskScheduler.Default);
}

/// <summary>The synchronization context of the thread that makes the dispatcher.</summary>
internal sealed class CurrentSynchronizationContextExecutorServiceFactory(Config config, IDispatcherPrerequisites prerequisites)
    : ExecutorServiceConfigurator(config, prerequisites)
{
    public override ExecutorService Produce(string id) => new TaskExecutor(id, TaskScheduler.FromCurrentSynchronizationContext());
}

internal sealed class TaskExecutor(string id, TaskScheduler scheduler) : ExecutorService(id)
{
    private readonly TaskFactory _factory = new(scheduler);

    public override void Execute(IRunnable run) => _factory.StartNew(static state => ((IRunnable)state).Run(), run);

    public override void Shutdown()
    {
    }
}
