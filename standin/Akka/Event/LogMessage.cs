namespace Akka.Event;

public interface ILogMessageFormatter
{
    string Format(string format, params object[] args);

    string Format(string format, IEnumerable<object> args);
}

/// <summary>The "{0}" of string.Format.</summary>
public class DefaultLogMessageFormatter : ILogMessageFormatter
{
    public static readonly DefaultLogMessageFormatter Instance = new();

    private DefaultLogMessageFormatter()
    {
    }

    public string Format(string format, params object[] args) => args.Length == 0 ? format : string.Format(format, args);

    public string Format(string format, IEnumerable<object> args) => Format(format, args.ToArray());
}

/// <summary>A format and its arguments, put together only if somebody prints it.</summary>
public abstract class LogMessage
{
    protected readonly ILogMessageFormatter Formatter;

    protected LogMessage(ILogMessageFormatter formatter, string format)
    {
        Formatter = formatter;
        Format = format;
    }

    public string Format { get; }

    public abstract IEnumerable<object> Parameters();

    public abstract string Unformatted();
}

internal sealed class ArgumentsLogMessage : LogMessage
{
    private readonly object[] _args;

    public ArgumentsLogMessage(ILogMessageFormatter formatter, string format, object[] args)
        : base(formatter, format) => _args = args;

    public override IEnumerable<object> Parameters() => _args;

    public override string Unformatted() => $"{Format}, args: [{string.Join(", ", _args)}]";

    public override string ToString()
    {
        try
        {
            return Formatter.Format(Format, _args);
        }
        catch (FormatException)
        {
            // A bad format must not lose the line.
            return Unformatted();
        }
    }
}
