namespace ActorTcp.Protocol;

/// <summary>What a connection's sender is set up with.</summary>
internal sealed record SenderSettings
{
    /// <summary>The effective send MSS (RFC 9293 3.7.1), in bytes: text of a segment.</summary>
    public required int Mss { get; init; }

    /// <summary>The most text one frame may carry: a multiple of the MSS where the device divides, else the MSS.</summary>
    public required int MaxSegment { get; init; }

    /// <summary>Whether both sides permit SACK (RFC 2018).</summary>
    public bool Sack { get; init; }

    /// <summary>RTO before the first measurement.</summary>
    public TimeSpan RtoInitial { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The lowest RTO.</summary>
    public TimeSpan RtoMin { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The highest RTO.</summary>
    public TimeSpan RtoMax { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>The initial window, in segments (RFC 6928); also the one after a silence.</summary>
    public int InitialWindow { get; init; } = 10;

    /// <summary>tcp_slow_start_after_idle: whether the window decays while nothing, or less than it, is sent.</summary>
    public bool SlowStartAfterIdle { get; init; } = true;

    /// <summary>Whether the acknowledgment of a part of a segment restarts the retransmission timer (RFC 6298 5.3).</summary>
    public bool PartRestartsTimer { get; init; } = true;

    /// <summary>Whether the user timeout counts from the first retransmission, as Linux's does; else from the first transmission.</summary>
    public bool UserTimeoutFromRetry { get; init; }

    /// <summary>How losses are found and repaired.</summary>
    public RecoveryOptions Recovery { get; init; } = RecoveryOptions.Default;

    /// <summary>Which segments have PSH.</summary>
    public TcpPushRule Push { get; init; }

    /// <summary>How large bursts are: those that a device divides, and that end with PSH.</summary>
    public BurstSettings Bursts { get; init; } = BurstSettings.Default;

    /// <summary>Where all connections' counts come together.</summary>
    public RecoveryCounters? Totals { get; init; }
}
