namespace ActorTcp.Sockets;

/// <summary>A socket option, by Linux's name.</summary>
public abstract class SocketOptionKey
{
    private protected SocketOptionKey(string level, string name, Type type, bool readOnly)
    {
        Level = level;
        Name = name;
        Type = type;
        IsReadOnly = readOnly;
    }

    /// <summary>SOL_SOCKET, SOL_TCP, SOL_IP; SIOC for what ioctl(2) tells.</summary>
    public string Level { get; }

    /// <summary>Such as SO_REUSEADDR.</summary>
    public string Name { get; }

    /// <summary>What its values are.</summary>
    public Type Type { get; }

    /// <summary>Whether it can only be asked for.</summary>
    public bool IsReadOnly { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>A socket option whose values are of one type.</summary>
/// <typeparam name="T">bool, int (bytes, or what the option says), TimeSpan, string …</typeparam>
public sealed class SocketOptionKey<T> : SocketOptionKey
{
    internal SocketOptionKey(string level, string name, bool readOnly = false)
        : base(level, name, typeof(T), readOnly)
    {
    }
}
