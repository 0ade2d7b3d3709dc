using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Event;
using Akka.Util;

namespace Akka.Actor;

/// <summary>The configuration of a system, read once.</summary>
public class Settings
{
    private readonly Config _userConfig;
    private Config _fallbackConfig;

    public Settings(ActorSystem system, Config config)
        : this(system, config, ActorSystemSetup.Empty)
    {
    }

    public Settings(ActorSystem system, Config config, ActorSystemSetup setup)
    {
        System = system;
        Setup = setup;
        _userConfig = config ?? ConfigurationFactory.Empty;
        _fallbackConfig = ConfigurationFactory.Default();
        RebuildConfig();

        ConfigVersion = Config.GetString("akka.version", "");
        LogLevel = Config.GetString("akka.loglevel", "INFO");
        StdoutLogLevel = Config.GetString("akka.stdout-loglevel", "WARNING");
        var stdoutLogger = Config.GetString("akka.stdout-logger-class", "");
        StdoutLogger = string.IsNullOrWhiteSpace(stdoutLogger)
            ? new StandardOutLogger()
            : (MinimalLogger)Activator.CreateInstance(TypeLookup.Find(stdoutLogger)
                ?? throw new ConfigurationException($"Could not load type of {stdoutLogger} for standard out logger."));
        Loggers = Config.GetStringList("akka.loggers");
        LoggersDispatcher = Config.GetString("akka.loggers-dispatcher", "akka.actor.default-dispatcher");
        LoggerStartTimeout = Config.GetTimeSpan("akka.logger-startup-timeout", TimeSpan.FromSeconds(5));
        LoggerAsyncStart = Config.GetBoolean("akka.logger-async-start");
        LogConfigOnStart = Config.GetBoolean("akka.log-config-on-start");
        LogDeadLetters = Config.GetString("akka.log-dead-letters", "10")?.ToLowerInvariant() switch
        {
            "on" or "true" => int.MaxValue,
            "off" or "false" => 0,
            _ => Config.GetInt("akka.log-dead-letters", 10),
        };
        LogDeadLettersDuringShutdown = Config.GetBoolean("akka.log-dead-letters-during-shutdown");
        LogDeadLettersSuspendDuration = Config.GetTimeSpan("akka.log-dead-letters-suspend-duration", TimeSpan.FromMinutes(5));

        var ask = Config.GetTimeSpan("akka.actor.ask-timeout", Timeout.InfiniteTimeSpan);
        AskTimeout = ask <= TimeSpan.Zero ? Timeout.InfiniteTimeSpan : ask;
        CreationTimeout = Config.GetTimeSpan("akka.actor.creation-timeout", TimeSpan.FromSeconds(20));
        UnstartedPushTimeout = Config.GetTimeSpan("akka.actor.unstarted-push-timeout", TimeSpan.FromSeconds(10));
        ProviderClass = Config.GetString("akka.actor.provider", "local");
        SupervisorStrategyClass = Config.GetString("akka.actor.guardian-supervisor-strategy", "Akka.Actor.DefaultSupervisorStrategy");
        AddLoggingReceive = Config.GetBoolean("akka.actor.debug.receive");
        DebugAutoReceive = Config.GetBoolean("akka.actor.debug.autoreceive");
        DebugLifecycle = Config.GetBoolean("akka.actor.debug.lifecycle");
        DebugEventStream = Config.GetBoolean("akka.actor.debug.event-stream");
        DebugUnhandledMessage = Config.GetBoolean("akka.actor.debug.unhandled");
        SchedulerClass = Config.GetString("akka.scheduler.implementation", "Akka.Actor.HashedWheelTimerScheduler");
        SchedulerShutdownTimeout = Config.GetTimeSpan("akka.scheduler.shutdown-timeout", TimeSpan.FromSeconds(5));
        CoordinatedShutdownTerminateActorSystem = Config.GetBoolean("akka.coordinated-shutdown.terminate-actor-system", true);
        CoordinatedShutdownRunByActorSystemTerminate = Config.GetBoolean("akka.coordinated-shutdown.run-by-actor-system-terminate", true);
        if (CoordinatedShutdownRunByActorSystemTerminate && !CoordinatedShutdownTerminateActorSystem)
        {
            throw new ConfigurationException(
                "akka.coordinated-shutdown.run-by-actor-system-terminate=on and akka.coordinated-shutdown.terminate-actor-system=off "
                + "is not a supported configuration combination.");
        }
    }

    public ActorSystem System { get; }

    public Config Config { get; private set; }

    public ActorSystemSetup Setup { get; }

    public string ConfigVersion { get; }

    public string ProviderClass { get; }

    public string SupervisorStrategyClass { get; }

    public bool HasCluster => false;

    public TimeSpan AskTimeout { get; }

    public TimeSpan CreationTimeout { get; }

    public TimeSpan UnstartedPushTimeout { get; }

    public string LogLevel { get; }

    public string StdoutLogLevel { get; }

    public MinimalLogger StdoutLogger { get; }

    public IList<string> Loggers { get; }

    public string LoggersDispatcher { get; }

    public TimeSpan LoggerStartTimeout { get; }

    public bool LoggerAsyncStart { get; }

    public bool LogConfigOnStart { get; }

    public int LogDeadLetters { get; }

    public bool LogDeadLettersDuringShutdown { get; }

    public TimeSpan LogDeadLettersSuspendDuration { get; }

    public ILogMessageFormatter LogFormatter => DefaultLogMessageFormatter.Instance;

    public bool AddLoggingReceive { get; }

    public bool DebugAutoReceive { get; }

    public bool DebugEventStream { get; }

    public bool DebugUnhandledMessage { get; }

    public bool DebugLifecycle { get; }

    public string SchedulerClass { get; }

    public TimeSpan SchedulerShutdownTimeout { get; }

    public bool CoordinatedShutdownTerminateActorSystem { get; }

    public bool CoordinatedShutdownRunByActorSystemTerminate { get; }

    /// <summary>Adds defaults, below what the user configured and above the earlier defaults.</summary>
    public void InjectTopLevelFallback(Config config)
    {
        _fallbackConfig = config.WithFallback(_fallbackConfig);
        RebuildConfig();
    }

    public override string ToString() => Config.ToString();

    private void RebuildConfig() => Config = _userConfig.WithFallback(_fallbackConfig);
}
