namespace ActorTcp.Protocol;

/// <summary>What the sender believes of the path (Linux's <c>tcp_ca_state</c>).</summary>
public enum RecoveryState
{
    /// <summary>Nothing is known to be missing.</summary>
    Open,

    /// <summary>Something arrived out of order; it may be lost.</summary>
    Disorder,

    /// <summary>The window is being reduced, and nothing is lost: after an ECN echo (RFC 3168) or a tail loss probe.</summary>
    Cwr,

    /// <summary>Losses are being repaired without a timeout (RFC 6675, RFC 6582).</summary>
    Recovery,

    /// <summary>The retransmission timer has expired (RFC 6298 5).</summary>
    Loss,
}
