using Akka.Configuration;
using Akka.Util;

namespace Akka.Dispatch;

/// <summary>Makes a dispatcher from its section of the configuration.</summary>
public abstract class MessageDispatcherConfigurator
{
    protected MessageDispatcherConfigurator(Config config, IDispatcherPrerequisites prerequisites)
    {
        Config = config;
        Prerequisites = prerequisites;
    }

    public Config Config { get; }

    public IDispatcherPrerequisites Prerequisites { get; }

    public abstract MessageDispatcher Dispatcher();

    protected ExecutorServiceConfigurator ConfigureExecutor()
    {
        var executor = Config.GetString("executor", null);
        switch (executor)
        {
            case null:
            case "":
            case "default-executor":
            case "thread-pool-executor":
                return new ThreadPoolExecutorServiceFactory(Config, Prerequisites);
            case "fork-join-executor":
                return new ForkJoinExecutorServiceFactory(Config, Prerequisites);
            case "current-context-executor":
                return new CurrentSynchronizationContextExecutorServiceFactory(Config, Prerequisites);
            case "task-executor":
            case "channel-executor":
                return new TaskExecutorServiceFactory(Config, Prerequisites);
            default:
                var type = TypeLookup.Find(executor) ?? throw new ConfigurationException(
                    $"Could not resolve executor service configurator type {executor} for path {Config.GetString("id", "unknown")}");
                return (ExecutorServiceConfigurator)Activator.CreateInstance(type, Config, Prerequisites);
        }
    }

    // Real Akka treats a deadline of zero as none; so do we.
    internal static long? DeadlineOf(Config config)
    {
        var ticks = config.GetTimeSpan("throughput-deadline-time", TimeSpan.Zero).Ticks;
        return ticks > 0 ? ticks : null;
    }
}

/// <summary>One dispatcher for all who ask.</summary>
public sealed class DispatcherConfigurator : MessageDispatcherConfigurator
{
    private readonly Lazy<MessageDispatcher> _instance;

    public DispatcherConfigurator(Config config, IDispatcherPrerequisites prerequisites)
        : base(config, prerequisites) =>
        _instance = new Lazy<MessageDispatcher>(() => new Dispatcher(
            this,
            Config.GetString("id", null),
            Config.GetInt("throughput", 30),
            DeadlineOf(Config),
            ConfigureExecutor(),
            Config.GetTimeSpan("shutdown-timeout", TimeSpan.FromSeconds(1))));

    public override MessageDispatcher Dispatcher() => _instance.Value;
}

/// <summary>A dispatcher, and a thread, for each who asks.</summary>
internal sealed class PinnedDispatcherConfigurator(Config config, IDispatcherPrerequisites prerequisites)
    : MessageDispatcherConfigurator(config, prerequisites)
{
    // Akka.NET 1.5 has a pinned dispatcher process one message a turn, whatever its section says.
    public override MessageDispatcher Dispatcher() => new PinnedDispatcher(
        this,
        Config.GetString("id", null),
        1,
        DeadlineOf(Config),
        new ForkJoinExecutorServiceFactory(Config, Prerequisites, threads: 1),
        Config.GetTimeSpan("shutdown-timeout", TimeSpan.FromSeconds(1)));
}
