namespace ActorTcp.Protocol;

/// <summary>What keeps a sender from sending more (Linux's <c>enum tcp_chrono</c>).</summary>
internal enum SendLimit : byte
{
    /// <summary>There is nothing to send.</summary>
    Idle,

    /// <summary>Something is outstanding, or unsent: cwnd is the limit, or nothing.</summary>
    Busy,

    /// <summary>The peer's window.</summary>
    ReceiveWindow,

    /// <summary>The send buffer: all in it was sent, and a write waits for room.</summary>
    SendBuffer,
}

/// <summary>How long what was the limit (tcpi_busy_time, tcpi_rwnd_limited, tcpi_sndbuf_limited).</summary>
internal struct SendClock
{
    private Instant _since;
    private TimeSpan _busy, _receiveWindow, _sendBuffer;

    /// <summary>What is the limit now.</summary>
    public SendLimit Limit { get; private set; }

    /// <summary>From now on something else is the limit.</summary>
    public void Enter(SendLimit limit, Instant now)
    {
        if (limit == Limit) return;
        Add(ref _busy, SendLimit.Busy, now);
        Add(ref _receiveWindow, SendLimit.ReceiveWindow, now);
        Add(ref _sendBuffer, SendLimit.SendBuffer, now);
        Limit = limit;
        _since = now;
    }

    /// <summary>How long it was the limit, until now.</summary>
    public readonly TimeSpan Of(SendLimit limit, Instant now)
    {
        TimeSpan sum = limit switch
        {
            SendLimit.Busy => _busy,
            SendLimit.ReceiveWindow => _receiveWindow,
            SendLimit.SendBuffer => _sendBuffer,
            _ => TimeSpan.Zero,
        };
        return limit == Limit && limit != SendLimit.Idle ? sum + (now - _since) : sum;
    }

    private readonly void Add(ref TimeSpan sum, SendLimit limit, Instant now)
    {
        if (limit == Limit) sum += now - _since;
    }
}
