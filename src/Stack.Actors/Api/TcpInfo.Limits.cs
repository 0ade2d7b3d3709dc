namespace ActorTcp.Api;

// The fields of struct tcp_info that tell what limits a connection.
public sealed partial record TcpInfo
{
    /// <summary>options, as Linux's bits TCPI_OPT_*: timestamps 1, SACK 2, window scaling 4, ECN 8, ECN seen 16.</summary>
    public int Options =>
        (Timestamps ? 1 : 0) | (Sack ? 2 : 0) | (WindowScaling ? 4 : 0) | (Ecn ? 8 : 0) | (EcnSeen ? 16 : 0);

    /// <summary>busy_time: how long anything was outstanding or unsent, ever.</summary>
    public TimeSpan BusyTime { get; init; }

    /// <summary>rwnd_limited: how long of it the peer's window was the limit.</summary>
    public TimeSpan RwndLimited { get; init; }

    /// <summary>sndbuf_limited: how long of it the send buffer was: all in it had been sent, and a write waited for room.</summary>
    public TimeSpan SndbufLimited { get; init; }

    /// <summary>delivery_rate: bytes a second of the latest sample that the application did not limit, or that was higher; 0: not known.</summary>
    public long DeliveryRate { get; init; }

    /// <summary>delivery_rate_app_limited: whether the application limited that sample.</summary>
    public bool DeliveryRateAppLimited { get; init; }

    /// <summary>
    /// pacing_rate: bytes a second; it sizes bursts, nothing is paced. 0: not known. The largest (max_pacing_rate) is not limited.
    /// </summary>
    public long PacingRate { get; init; }

    /// <summary>rcv_ssthresh: the largest window that is offered until more has arrived.</summary>
    public long RcvSsthresh { get; init; }

    /// <summary>rcv_ooopack: segments that arrived ahead of their turn, ever.</summary>
    public long RcvOooPack { get; init; }

    /// <summary>total_rto: how often the retransmission timer expired, ever; the handshake's not counted.</summary>
    public int TotalRto { get; init; }

    /// <summary>total_rto_recoveries: how often it did after progress.</summary>
    public int TotalRtoRecoveries { get; init; }

    /// <summary>total_rto_time: how long from those on to the next progress, together.</summary>
    public TimeSpan TotalRtoTime { get; init; }
}
