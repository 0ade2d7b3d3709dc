namespace ActorTcp.Protocol;

/// <summary>Every timer that a connection has (RFC 9293 3.10: the timeouts that are events).</summary>
internal enum TcpTimer
{
    /// <summary>RETRANSMISSION TIMEOUT (RFC 6298).</summary>
    Retransmission,

    /// <summary>Zero-window probes (RFC 9293 3.8.6.1).</summary>
    Persist,

    /// <summary>A delayed acknowledgment (RFC 9293 3.8.6.3).</summary>
    DelayedAck,

    /// <summary>An orphan's stay in FIN_WAIT_2 (<c>tcp_fin_timeout</c>).</summary>
    FinWait2,

    /// <summary>TIME-WAIT TIMEOUT: 2 MSL.</summary>
    TimeWait,

    /// <summary>Keep-alive probes (RFC 9293 3.8.4).</summary>
    KeepAlive,

    /// <summary>How long Close waits for the peer's acknowledgment (SO_LINGER).</summary>
    Linger,

    /// <summary>The application has not registered a handler in time.</summary>
    Register,

    /// <summary>How many timers there are; not one of them.</summary>
    Count,
}
