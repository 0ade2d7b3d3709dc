using Akka.Actor;
using Akka.Dispatch;
using Akka.Util;

namespace Akka.Event;

public interface ILoggerMessageQueueSemantics : ISemantics;

/// <summary>A logger that is no actor: prints at once, on the thread that logs.</summary>
public abstract class MinimalLogger : MinimalActorRef
{
    public override ActorPath Path { get; } = new RootActorPath(new Address("akka", "all-systems"), "/StandardOutLogger");

    public override IActorRefProvider Provider => throw new NotSupportedException("This logger does not provide.");

    protected override void TellInternal(object message, IActorRef sender)
    {
        switch (message)
        {
            case null:
                throw new ArgumentNullException(nameof(message));
            case LogEvent entry:
                Log(entry);
                break;
            default:
                Log(message);
                break;
        }
    }

    protected abstract void Log(object message);
}

public class StandardOutLogger : MinimalLogger
{
    public static ConsoleColor DebugColor { get; set; } = ConsoleColor.Gray;

    public static ConsoleColor InfoColor { get; set; } = ConsoleColor.White;

    public static ConsoleColor WarningColor { get; set; } = ConsoleColor.Yellow;

    public static ConsoleColor ErrorColor { get; set; } = ConsoleColor.Red;

    public static bool UseColors { get; set; } = true;

    protected override void Log(object message)
    {
        if (message is LogEvent entry)
        {
            PrintLogEvent(entry);
        }
        else
        {
            StandardOutWriter.WriteLine(message.ToString());
        }
    }

    internal static void PrintLogEvent(LogEvent entry)
    {
        try
        {
            ConsoleColor? color = UseColors
                ? entry.LogLevel() switch
                {
                    LogLevel.DebugLevel => DebugColor,
                    LogLevel.InfoLevel => InfoColor,
                    LogLevel.WarningLevel => WarningColor,
                    _ => ErrorColor,
                }
                : null;
            StandardOutWriter.WriteLine(entry.ToString(), color);
        }
        catch (Exception e) when (e is FormatException or IOException or ObjectDisposedException)
        {
            // Nobody reads our output any more, or a message cannot be printed: logging goes on regardless.
            global::System.Diagnostics.Debug.WriteLine(e);
        }
    }
}

/// <summary>The logger that runs unless configured otherwise: an actor that prints to the standard output.</summary>
public class DefaultLogger : ActorBase, IRequiresMessageQueue<ILoggerMessageQueueSemantics>
{
    protected override bool Receive(object message)
    {
        switch (message)
        {
            case InitializeLogger:
                Sender.Tell(new LoggerInitialized());
                return true;
            case LogEvent entry:
                Print(entry);
                return true;
            default:
                return false;
        }
    }

    protected virtual void Print(LogEvent logEvent) => StandardOutLogger.PrintLogEvent(logEvent);
}
