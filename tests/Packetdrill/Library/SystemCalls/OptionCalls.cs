using System.Net.Sockets;
using ActorTcp.Packetdrill.Language;
using ActorTcp.Packetdrill.Serving;
using ActorTcp.Sockets;

namespace ActorTcp.Packetdrill.SystemCalls;

/// <summary>getsockopt, setsockopt.</summary>
internal sealed class OptionCalls(ICallHost host)
{
    private const int IntSize = 4;
    private const int TimevalSize = 16;
    private const int LingerSize = 8;
    private const int Microseconds = 1_000_000;

    // Options that change nothing that a script can see here: what a socket is woken by, marked with or measured by.
    private static readonly HashSet<string> Silent = new(StringComparer.Ordinal) { "SO_PRIORITY", "SO_MARK", "SO_DEBUG", "SO_BUSY_POLL", "IP_FREEBIND" };

    public void AddTo(Dictionary<string, Beginning> calls)
    {
        calls["getsockopt"] = Get;
        calls["setsockopt"] = Set;
    }

    private static SocketOptionKey? Find(CallArguments arguments)
    {
        if (arguments[2] is WordExpression word && Silent.Contains(word.Name)) return null;
        // By numbers, as the kernel does: a name is one as well, and a script may write a number where packetdrill lacks the name.
        int level = arguments.Int(1);
        int name = arguments.Int(2); // a name that nobody knows is a failure
        return OptionNumbers.Find(level, name)
            ?? throw new ScriptSkipException($"needs {(arguments[2] is WordExpression ? "" : $"the option {arguments[1]} ")}{arguments[2]}: not implemented");
    }

    private Attempt Set(CallArguments arguments)
    {
        arguments.Expect(5);
        SocketDescriptor descriptor = host.Descriptors.FindSocket(arguments.Number(0));
        int length = arguments.Int(4);
        if (Find(arguments) is not { } key) return Attempts.Done(new CallOutcome(0));
        object? value;
        switch (arguments[3])
        {
            case ArrayExpression { Items: [{ } item] } when item is not ListExpression:
                // IP's options may be single bytes.
                if (length < (key.Level == "SOL_IP" ? 1 : IntSize)) return Attempts.Done(CallOutcome.Failed(Errno.EINVAL));
                value = OptionValue.FromInt(key, unchecked((int)Values.Number(item)));
                break;
            case LingerExpression linger when key == SocketOptions.Linger:
                if (length < LingerSize) return Attempts.Done(CallOutcome.Failed(Errno.EINVAL));
                value = linger.OnOff != 0 ? TimeSpan.FromSeconds(linger.Seconds) : (TimeSpan?)null;
                break;
            case ListExpression { Items: [{ } seconds, { } micros] } when key.Type == typeof(TimeSpan):
                if (length < TimevalSize) return Attempts.Done(CallOutcome.Failed(Errno.EINVAL));
                if (Values.Number(micros) is < 0 or >= Microseconds) return Attempts.Done(CallOutcome.Failed(Errno.EDOM));
                value = TimeSpan.FromSeconds(Values.Number(seconds)) + TimeSpan.FromMicroseconds(Values.Number(micros));
                break;
            case StringExpression text when key.Type == typeof(string):
                value = text.Value[..Math.Min(Math.Max(length, 0), text.Value.Length)].TrimEnd('\0');
                break;
            default:
                throw new ScriptFailureException($"unsupported setsockopt value for {key.Name}: {arguments[3]}");
        }
        return Attempts.Done(Set(descriptor, key, value));
    }

    /// <summary>setsockopt(2).</summary>
    public static CallOutcome Set(SocketDescriptor descriptor, SocketOptionKey key, object? value)
    {
        CallOutcome outcome = Attempts.Try(() =>
        {
            descriptor.Socket.Set(key, value!);
            return 0;
        });
        // .NET has no error of its own for ENOENT, and tells AddressNotAvailable: a congestion control that there is not.
        if (key == SocketOptions.CongestionControl && outcome.Errno == SocketErrno.Of(SocketError.AddressNotAvailable)) outcome = CallOutcome.Failed(Errno.ENOENT);
        return outcome;
    }

    private Attempt Get(CallArguments arguments)
    {
        arguments.Expect(5);
        SocketDescriptor descriptor = host.Descriptors.FindSocket(arguments.Number(0));
        if (Find(arguments) is not { } key) throw new ScriptSkipException($"needs getsockopt({arguments[2]}): not implemented");
        long length = arguments.Bracketed(4);
        object? actual = null;
        return Attempts.Once(
            () =>
            {
                actual = descriptor.Socket.Get(key);
                return 0;
            },
            () => Check(key, arguments[3], actual, length));
    }

    private static void Check(SocketOptionKey key, Expression expected, object? actual, long length)
    {
        switch (expected)
        {
            case EllipsisExpression:
                break;
            case StringExpression text:
                string told = actual as string ?? throw new ScriptSkipException($"needs {key.Name} as a string: not implemented");
                Length(key.Type == typeof(string) ? text.Value.Length : 0, length);
                string padded = told.PadRight(text.Value.Length, '\0');
                if (text.IsPrefix ? !told.StartsWith(text.Value, StringComparison.Ordinal) : padded != text.Value)
                    throw new ScriptFailureException($"Bad getsockopt optval: expected: '{text.Value}' actual: '{told}'");
                break;
            case LingerExpression linger when key == SocketOptions.Linger:
                Length(LingerSize, length);
                var time = (TimeSpan?)actual;
                if (linger.OnOff != 0 != time.HasValue || (time is { } set && set.TotalSeconds != linger.Seconds))
                    throw new ScriptFailureException($"Bad getsockopt optval: expected: {linger} actual: {time?.ToString() ?? "off"}");
                break;
            case ListExpression { Items: [{ } seconds, { } micros] } when actual is TimeSpan span:
                Length(TimevalSize, length);
                if (TimeSpan.FromSeconds(Values.Number(seconds)) + TimeSpan.FromMicroseconds(Values.Number(micros)) != span)
                    throw new ScriptFailureException($"Bad getsockopt optval: expected: {expected} actual: {span}");
                break;
            case ArrayExpression { Items: [{ } item] }:
                Length(IntSize, length);
                long number = OptionValue.ToInt(key, actual);
                if (item is not EllipsisExpression && unchecked((int)Values.Number(item)) != number)
                    throw new ScriptFailureException($"Bad getsockopt optval: expected: {unchecked((int)Values.Number(item))} actual: {number}");
                break;
            default:
                throw new ScriptFailureException($"unsupported getsockopt value for {key.Name}: {expected}");
        }
    }

    private static void Length(long actual, long expected)
    {
        if (actual != expected) throw new ScriptFailureException($"Bad getsockopt optlen: expected: {expected} actual: {actual}");
    }
}
