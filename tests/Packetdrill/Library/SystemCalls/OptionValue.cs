using ActorTcp.Sockets;

namespace ActorTcp.Packetdrill.SystemCalls;

/// <summary>Socket options between the ints of a script and what the sockets take.</summary>
internal static class OptionValue
{
    // The unit of a time that is an int; those that are not here are in seconds.
    private static readonly HashSet<string> Milliseconds = new(StringComparer.Ordinal) { "TCP_USER_TIMEOUT" };

    /// <summary>What an int says of an option.</summary>
    public static object FromInt(SocketOptionKey key, int value)
    {
        if (key.Type == typeof(bool)) return value != 0;
        if (key.Type == typeof(int)) return value;
        if (key.Type == typeof(long)) return (long)unchecked((uint)value);
        if (key.Type == typeof(TimeSpan)) return Milliseconds.Contains(key.Name) ? TimeSpan.FromMilliseconds(value) : TimeSpan.FromSeconds(value);
        throw new ScriptSkipException($"needs {key.Name} as an int: not implemented");
    }

    /// <summary>An option's value as an int.</summary>
    public static long ToInt(SocketOptionKey key, object? value) => value switch
    {
        bool flag => flag ? 1 : 0,
        int number => number,
        long number => unchecked((int)number),
        TimeSpan time => (long)(Milliseconds.Contains(key.Name) ? time.TotalMilliseconds : time.TotalSeconds),
        _ => throw new ScriptSkipException($"needs {key.Name} as an int: not implemented"),
    };
}
