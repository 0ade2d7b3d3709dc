using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Configuration;
using Akka.Util;

namespace Akka.Event;

/// <summary>The part of the event stream that feeds the loggers.</summary>
public class LoggingBus : ActorEventBus<object, Type>
{
    private static readonly LogLevel[] _allLogLevels = Enum.GetValues<LogLevel>();
    private static int _loggerNumber;

    private readonly List<IActorRef> _loggers = [];
    private LogLevel _logLevel;

    public LogLevel LogLevel => _logLevel;

    public void SetLogLevel(LogLevel logLevel)
    {
        _logLevel = logLevel;
        foreach (var logger in Loggers())
        {
            SubscribeLogLevelAndAbove(logLevel, logger);
            foreach (var level in _allLogLevels.Where(l => l < logLevel))
            {
                Unsubscribe(logger, level.ClassFor());
            }
        }
    }

    public void StartStdoutLogger(Settings config)
    {
        SetUpStdoutLogger(config);
        Publish(new Debug(GetType().Name, GetType(), "StandardOutLogger started"));
    }

    internal void StartDefaultLoggers(ActorSystemImpl system)
    {
        var logName = GetType().Name + "(" + system.Name + ")";
        var level = Logging.LogLevelFor(system.Settings.LogLevel);
        var types = system.Settings.Loggers.Count == 0 ? [typeof(DefaultLogger).FullName] : system.Settings.Loggers;
        var stdoutStays = false;
        foreach (var name in types)
        {
            var type = TypeLookup.Find(name) ?? throw new ConfigurationException($"Logger specified in config cannot be found: \"{name}\"");
            if (typeof(MinimalLogger).IsAssignableFrom(type))
            {
                stdoutStays = true;
                continue;
            }

            AddLogger(system, type, level, logName);
        }

        _logLevel = level;
        if (system.Settings.DebugUnhandledMessage)
        {
            // Debug lines for what nobody handled, as the setting promises.
            var forwarder = system.SystemActorOf(Props.Create(typeof(UnhandledMessageForwarder)), "UnhandledMessageForwarder");
            Subscribe(forwarder, typeof(UnhandledMessage));
        }

        if (!stdoutStays)
        {
            Unsubscribe(system.Settings.StdoutLogger);
        }

        Publish(new Debug(logName, GetType(), "Default Loggers started"));
    }

    internal void StopDefaultLoggers(ActorSystemImpl system)
    {
        // The loggers go with the system's actors; what is said from now on goes to the standard output.
        List<IActorRef> loggers;
        lock (_loggers)
        {
            loggers = [.. _loggers];
        }

        if (loggers.Count > 0)
        {
            SetUpStdoutLogger(system.Settings);
        }

        foreach (var logger in loggers)
        {
            RemoveLogger(logger);
            if (logger is not MinimalLogger)
            {
                Unsubscribe(logger);
                ((IInternalActorRef)logger).Stop();
            }
        }
    }

    protected override bool IsSubClassification(Type parent, Type child) => parent.IsAssignableFrom(child);

    protected override void Publish(object @event, IActorRef subscriber) => subscriber.Tell(@event);

    protected override bool Classify(object @event, Type classifier) => classifier.IsInstanceOfType(@event);

    protected override Type GetClassifier(object @event) => @event.GetType();

    private void AddLogger(ActorSystemImpl system, Type type, LogLevel level, string logName)
    {
        var name = "log" + Interlocked.Increment(ref _loggerNumber) + "-" + type.Name;
        var logger = system.SystemActorOf(Props.Create(type).WithDispatcher(system.Settings.LoggersDispatcher), name);
        if (!system.Settings.LoggerAsyncStart)
        {
            var timeout = system.Settings.LoggerStartTimeout;
            try
            {
                var answer = logger.Ask(new InitializeLogger(this), timeout).GetAwaiter().GetResult();
                if (answer is not LoggerInitialized)
                {
                    throw new LoggerInitializationException(
                        $"Logger [{name}] did not respond with LoggerInitialized, sent instead [{answer}]");
                }
            }
            catch (AskTimeoutException)
            {
                Publish(new Warning(
                    logName, GetType(), $"Logger {name} [{type.Name}] did not respond within {timeout} to InitializeLogger(bus), will be ignored"));
            }
        }
        else
        {
            logger.Tell(new InitializeLogger(this), ActorRefs.NoSender);
        }

        lock (_loggers)
        {
            _loggers.Add(logger);
        }

        SubscribeLogLevelAndAbove(level, logger);
        Publish(new Debug(logName, GetType(), $"Logger {name} [{type.Name}] started"));
    }

    private void SetUpStdoutLogger(Settings config)
    {
        var level = Logging.LogLevelFor(config.StdoutLogLevel);
        SubscribeLogLevelAndAbove(level, config.StdoutLogger);
    }

    private void SubscribeLogLevelAndAbove(LogLevel logLevel, IActorRef logger)
    {
        foreach (var level in _allLogLevels.Where(l => l >= logLevel))
        {
            Subscribe(logger, level.ClassFor());
        }
    }

    private void RemoveLogger(IActorRef logger)
    {
        lock (_loggers)
        {
            _loggers.Remove(logger);
        }
    }

    private IActorRef[] Loggers()
    {
        lock (_loggers)
        {
            return [.. _loggers];
        }
    }

    internal sealed class UnhandledMessageForwarder : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is UnhandledMessage unhandled)
            {
                Context.System.EventStream.Publish(new Debug(
                    unhandled.Recipient.Path.ToString(), unhandled.Recipient.GetType(),
                    $"Unhandled message from {unhandled.Sender} : {unhandled.Message}"));
            }
        }
    }
}
