using ActorTcp.Api;

namespace ActorTcp.Sockets;

/// <summary>SO_KEEPALIVE and its three times, which are one option of the connection's but four of a socket's.</summary>
internal struct KeepAliveValues
{
    private bool _on;
    private TimeSpan? _idle;
    private TimeSpan? _interval;
    private int? _count;

    /// <summary>As the connection takes it.</summary>
    public readonly TcpSO.KeepAlive Option => new(_on, _idle, _interval, _count);

    /// <summary>Sets one of the four; false: it is none of them.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not within Linux's bounds: 1 to 32767 s, 1 to 127 probes.</exception>
    public bool TrySet(SocketOptionKey option, object? value)
    {
        KeepAliveValues next = this;
        if (option == SocketOptions.KeepAlive) next._on = (bool)value!;
        else if (option == SocketOptions.KeepIdle) next._idle = (TimeSpan)value!;
        else if (option == SocketOptions.KeepInterval) next._interval = (TimeSpan)value!;
        else if (option == SocketOptions.KeepCount) next._count = (int)value!;
        else return false;
        _ = next.Option; // looks at the bounds
        this = next;
        return true;
    }

    /// <summary>One of the four; null: it is none of them.</summary>
    public readonly object? TryGet(SocketOptionKey option, StackOptions stack)
    {
        if (option == SocketOptions.KeepAlive) return _on;
        if (option == SocketOptions.KeepIdle) return _idle ?? stack.TcpKeepaliveTime;
        if (option == SocketOptions.KeepInterval) return _interval ?? stack.TcpKeepaliveIntvl;
        return option == SocketOptions.KeepCount ? _count ?? stack.TcpKeepaliveProbes : null;
    }
}
