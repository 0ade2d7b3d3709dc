namespace ActorTcp.Protocol;

/// <summary>What the sender's one deadline is for.</summary>
internal enum SenderTimer
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>RETRANSMISSION TIMEOUT (RFC 6298).</summary>
    Retransmission,

    /// <summary>A tail loss probe (RFC 8985 7).</summary>
    LossProbe,

    /// <summary>The reordering window (RFC 8985 6.3).</summary>
    Reordering,

    /// <summary>A zero-window probe (RFC 9293 3.8.6.1), or the end of patience with a small window or a cork (3.8.6.2.1).</summary>
    Persist,
}
