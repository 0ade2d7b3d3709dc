using System.Collections.Concurrent;
using Akka.Actor.Internal;
using Akka.Configuration;
using Akka.Event;

namespace Akka.Actor;

public sealed class CoordinatedShutdownExtension : ExtensionIdProvider<CoordinatedShutdown>
{
    public override CoordinatedShutdown CreateExtension(ExtendedActorSystem system) => CoordinatedShutdown.Create(system);
}

/// <summary>Ends a system in phases, each with its tasks, before the actors are stopped.</summary>
public sealed class CoordinatedShutdown : IExtension
{
    public const string PhaseBeforeServiceUnbind = "before-service-unbind";
    public const string PhaseServiceUnbind = "service-unbind";
    public const string PhaseServiceRequestsDone = "service-requests-done";
    public const string PhaseServiceStop = "service-stop";
    public const string PhaseBeforeClusterShutdown = "before-cluster-shutdown";
    public const string PhaseClusterShardingShutdownRegion = "cluster-sharding-shutdown-region";
    public const string PhaseClusterLeave = "cluster-leave";
    public const string PhaseClusterExiting = "cluster-exiting";
    public const string PhaseClusterExitingDone = "cluster-exiting-done";
    public const string PhaseClusterShutdown = "cluster-shutdown";
    public const string PhaseBeforeActorSystemTerminate = "before-actor-system-terminate";
    public const string PhaseActorSystemTerminate = "actor-system-terminate";

    private readonly Dictionary<string, Phase> _phases;
    private readonly List<string> _order;
    private readonly ConcurrentDictionary<string, ConcurrentQueue<(string Name, Func<Task<Done>> Task)>> _tasks = new();
    private readonly TaskCompletionSource<Done> _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ILoggingAdapter _log;
    private Reason _reason;

    private CoordinatedShutdown(ExtendedActorSystem system, Dictionary<string, Phase> phases)
    {
        System = system;
        _phases = phases;
        _order = Sorted(phases);
        _log = Logging.GetLogger(system, GetType());
    }

    public ExtendedActorSystem System { get; }

    /// <summary>Null until it runs.</summary>
    public Reason ShutdownReason => Volatile.Read(ref _reason);

    public TimeSpan TotalTimeout => _tasks.Keys.Aggregate(TimeSpan.Zero, (sum, phase) => sum + Timeout(phase));

    public static CoordinatedShutdown Get(ActorSystem sys) => sys.WithExtension<CoordinatedShutdown, CoordinatedShutdownExtension>();

    public TimeSpan Timeout(string phase) =>
        _phases.TryGetValue(phase, out var known)
            ? known.Timeout
            : throw new ArgumentException($"Unknown phase [{phase}]. All phases must be defined in configuration.", nameof(phase));

    public void AddTask(string phase, string taskName, Func<Task<Done>> task)
    {
        if (!_phases.ContainsKey(phase))
        {
            throw new ConfigurationException(
                $"Unknown phase [{phase}], known phases [{string.Join(",", _phases.Keys)}]. "
                + "All phases (along with their optional dependencies) must be defined in configuration.");
        }

        if (string.IsNullOrEmpty(taskName))
        {
            throw new ArgumentException("Set a task name when adding tasks to the Coordinated Shutdown. Try to use unique, self-explanatory names.", nameof(taskName));
        }

        _tasks.GetOrAdd(phase, _ => new ConcurrentQueue<(string, Func<Task<Done>>)>()).Enqueue((taskName, task));
    }

    /// <summary>Runs once, whatever the number of calls; all get the same task.</summary>
    public Task<Done> Run(Reason reason, string fromPhase = null)
    {
        if (Interlocked.CompareExchange(ref _reason, reason, null) == null)
        {
            if (fromPhase != null)
            {
                Timeout(fromPhase);
            }

            var phases = fromPhase == null ? _order : _order.SkipWhile(p => p != fromPhase).ToList();
            _ = Task.Run(() => RunPhases(phases));
        }

        return _completed.Task;
    }

    internal static CoordinatedShutdown Create(ExtendedActorSystem system)
    {
        var config = system.Settings.Config.GetConfig("akka.coordinated-shutdown");
        var shutdown = new CoordinatedShutdown(system, PhasesFrom(config));
        if (config.GetBoolean("terminate-actor-system", true))
        {
            var exit = config.GetBoolean("exit-clr");
            shutdown.AddTask(PhaseActorSystemTerminate, "terminate-system", async () =>
            {
                ((ActorSystemImpl)system).FinalTerminate();
                await system.WhenTerminated.ConfigureAwait(false);
                if (exit)
                {
                    Environment.Exit(0);
                }

                return Done.Instance;
            });
        }

        if (config.GetBoolean("run-by-clr-shutdown-hook", true))
        {
            shutdown.RunAtProcessExit();
        }

        return shutdown;
    }

    private static Dictionary<string, Phase> PhasesFrom(Config config)
    {
        var otherwise = config.GetTimeSpan("default-phase-timeout", TimeSpan.FromSeconds(5));
        var phases = new Dictionary<string, Phase>();
        foreach (var (name, value) in config.GetConfig("phases").AsEnumerable())
        {
            var phase = value.IsObject() ? value.ToConfig() : ConfigurationFactory.Empty;
            phases[name] = new Phase(
                phase.GetStringList("depends-on").ToHashSet(),
                phase.GetTimeSpan("timeout", otherwise),
                phase.GetBoolean("recover", true),
                phase.GetBoolean("enabled", true));
        }

        return phases;
    }

    // Depth first: what a phase depends on comes before it.
    private static List<string> Sorted(Dictionary<string, Phase> phases)
    {
        var result = new List<string>();
        var done = new HashSet<string>();
        var open = new HashSet<string>();
        foreach (var name in phases.Keys)
        {
            Visit(name);
        }

        return result;

        void Visit(string name)
        {
            if (!open.Add(name))
            {
                throw new ArgumentException($"Cycle detected in graph of phases. It must be a DAG. phase [{name}] depends transitively on itself.");
            }

            if (done.Add(name))
            {
                foreach (var before in phases.TryGetValue(name, out var phase) ? phase.DependsOn : [])
                {
                    Visit(before);
                }

                result.Add(name);
            }

            open.Remove(name);
        }
    }

    private async Task RunPhases(IReadOnlyList<string> phases)
    {
        try
        {
            foreach (var name in phases)
            {
                await RunPhase(name).ConfigureAwait(false);
            }

            _completed.TrySetResult(Done.Instance);
        }
        catch (Exception e)
        {
            _completed.TrySetException(e);
        }
    }

    private async Task RunPhase(string name)
    {
        var phase = _phases.GetValueOrDefault(name);
        if (phase is not { Enabled: true } || !_tasks.TryGetValue(name, out var tasks))
        {
            return;
        }

        _log.Debug("Performing phase [{0}] with [{1}] tasks: [{2}]", name, tasks.Count, string.Join(",", tasks.Select(t => t.Name)));
        var all = Task.WhenAll(tasks.Select(task => RunTask(phase, name, task.Name, task.Task)));
        try
        {
            await all.WaitAsync(phase.Timeout).ConfigureAwait(false);
        }
        catch (TimeoutException) when (name == PhaseActorSystemTerminate && phase.Recover)
        {
            _log.Warning("Coordinated shutdown phase [{0}] timed out after {1}", name, phase.Timeout);
        }
        catch (TimeoutException)
        {
            if (!phase.Recover)
            {
                throw new TimeoutException($"Coordinated shutdown phase [{name}] timed out after {phase.Timeout}");
            }

            _log.Warning("Coordinated shutdown phase [{0}] timed out after {1}", name, phase.Timeout);
        }
    }

    private async Task RunTask(Phase phase, string phaseName, string taskName, Func<Task<Done>> task)
    {
        try
        {
            await task().ConfigureAwait(false);
        }
        catch (Exception e) when (phase.Recover)
        {
            _log.Warning("Task [{0}] failed in phase [{1}]: {2}", taskName, phaseName, e.Message);
        }
    }

    // SIGTERM and the end of Main raise ProcessExit; the process waits for its handlers.
    private void RunAtProcessExit()
    {
        void OnExit(object sender, EventArgs e)
        {
            if (!System.WhenTerminated.IsCompleted)
            {
                Run(ClrExitReason.Instance).Wait(TotalTimeout);
            }
        }

        AppDomain.CurrentDomain.ProcessExit += OnExit;
        System.WhenTerminated.ContinueWith(_ => AppDomain.CurrentDomain.ProcessExit -= OnExit, TaskScheduler.Default);
    }

    private sealed record Phase(HashSet<string> DependsOn, TimeSpan Timeout, bool Recover, bool Enabled);

    /// <summary>Why a system ends; to be derived from.</summary>
    public class Reason
    {
        protected Reason()
        {
        }
    }

    public class UnknownReason : Reason
    {
        public static readonly Reason Instance = new UnknownReason();

        private UnknownReason()
        {
        }
    }

    public class ActorSystemTerminateReason : Reason
    {
        public static readonly Reason Instance = new ActorSystemTerminateReason();

        private ActorSystemTerminateReason()
        {
        }
    }

    public class ClrExitReason : Reason
    {
        public static readonly Reason Instance = new ClrExitReason();

        private ClrExitReason()
        {
        }
    }
}
