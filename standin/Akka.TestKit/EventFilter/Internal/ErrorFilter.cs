using Akka.Event;
using Akka.TestKit.Internal.StringMatcher;

namespace Akka.TestKit.Internal;

/// <summary>Picks errors, by the message of the event or of its exception.</summary>
public class ErrorFilter : EventFilterBase
{
    private readonly Type _exceptionType;
    private readonly bool _recurseInnerExceptions;

    public ErrorFilter(IStringMatcher messageMatcher = null, IStringMatcher sourceMatcher = null)
        : this(null, messageMatcher, sourceMatcher)
    {
    }

    public ErrorFilter(
        Type exceptionType,
        IStringMatcher messageMatcher = null,
        IStringMatcher sourceMatcher = null,
        bool recurseInnerExceptions = false)
        : base(messageMatcher, sourceMatcher)
    {
        if (exceptionType != null && !typeof(Exception).IsAssignableFrom(exceptionType))
            throw new ArgumentException($"{exceptionType} is not an exception.", nameof(exceptionType));
        _exceptionType = exceptionType;
        _recurseInnerExceptions = recurseInnerExceptions;
    }

    protected override string FilterDescriptiveName =>
        _exceptionType == null ? "Error" : $"Error with Cause <{_exceptionType}>";

    protected override bool IsMatch(LogEvent evt) => evt is Error error && IsMatch(error.LogSource, error.Message, error.Cause);

    private bool IsMatch(string source, object message, Exception cause)
    {
        if (cause == null)
            return _exceptionType == null && InternalDoMatch(source, message);

        var isWanted = _exceptionType == null || _exceptionType.IsInstanceOfType(cause);
        if (isWanted && ((message == null && string.IsNullOrEmpty(cause.Message))
            || InternalDoMatch(source, message)
            || InternalDoMatch(source, cause.Message)))
            return true;
        return _recurseInnerExceptions && IsMatch(source, message, cause.InnerException);
    }
}
