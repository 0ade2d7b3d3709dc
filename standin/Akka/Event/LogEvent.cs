using System.Globalization;
using Akka.Actor;

namespace Akka.Event;

public enum LogLevel
{
    DebugLevel,
    InfoLevel,
    WarningLevel,
    ErrorLevel,
}

public abstract class LogEvent : INoSerializationVerificationNeeded
{
    protected LogEvent()
    {
        Timestamp = DateTime.UtcNow;
        Thread = Thread.CurrentThread;
    }

    public Exception Cause { get; protected set; }

    public DateTime Timestamp { get; }

    public Thread Thread { get; }

    public string LogSource { get; protected set; }

    public Type LogClass { get; protected set; }

    public object Message { get; protected set; }

    public abstract LogLevel LogLevel();

    public override string ToString()
    {
        var level = LogLevel().ToString().Replace("Level", "").ToUpperInvariant();
        var thread = Thread.ManagedThreadId.ToString("0000", CultureInfo.InvariantCulture);
        var line = $"[{level}][{Timestamp.ToString("o", CultureInfo.InvariantCulture)}][Thread {thread}][{LogSource}] {Message}";
        return Cause == null ? line : $"{line}{Environment.NewLine}Cause: {Cause}";
    }
}

public class Debug : LogEvent
{
    public Debug(string logSource, Type logClass, object message)
        : this(null, logSource, logClass, message)
    {
    }

    public Debug(Exception cause, string logSource, Type logClass, object message)
    {
        Cause = cause;
        LogSource = logSource;
        LogClass = logClass;
        Message = message;
    }

    public override LogLevel LogLevel() => Event.LogLevel.DebugLevel;
}

public class Info : LogEvent
{
    public Info(string logSource, Type logClass, object message)
        : this(null, logSource, logClass, message)
    {
    }

    public Info(Exception cause, string logSource, Type logClass, object message)
    {
        Cause = cause;
        LogSource = logSource;
        LogClass = logClass;
        Message = message;
    }

    public override LogLevel LogLevel() => Event.LogLevel.InfoLevel;
}

public class Warning : LogEvent
{
    public Warning(string logSource, Type logClass, object message)
        : this(null, logSource, logClass, message)
    {
    }

    public Warning(Exception cause, string logSource, Type logClass, object message)
    {
        Cause = cause;
        LogSource = logSource;
        LogClass = logClass;
        Message = message;
    }

    public override LogLevel LogLevel() => Event.LogLevel.WarningLevel;
}

public class Error : LogEvent
{
    public Error(Exception cause, string logSource, Type logClass, object message)
    {
        Cause = cause;
        LogSource = logSource;
        LogClass = logClass;
        Message = message;
    }

    public override LogLevel LogLevel() => Event.LogLevel.ErrorLevel;
}

public class InitializeLogger : INoSerializationVerificationNeeded
{
    public InitializeLogger(LoggingBus loggingBus) => LoggingBus = loggingBus;

    public LoggingBus LoggingBus { get; }
}

public class LoggerInitialized : INoSerializationVerificationNeeded, IDeadLetterSuppression;
