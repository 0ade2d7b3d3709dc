namespace ActorTcp.Protocol;

/// <summary>What loss recovery counts; Linux's names are behind.</summary>
internal enum RecoveryEvent
{
    /// <summary>Segments delivered (tcpi_delivered).</summary>
    Delivered,

    /// <summary>Segments sent again (tcpi_total_retrans, RetransSegs).</summary>
    Retransmitted,

    /// <summary>Retransmissions that were lost (TCPLostRetransmit).</summary>
    RetransmissionLost,

    /// <summary>Duplicate segments that the peer told of (tcpi_dsack_dups, TCPDSACKRecvSegs).</summary>
    Duplicate,

    /// <summary>D-SACKs of what was never sent twice (TCPDSACKIgnoredDubious).</summary>
    DubiousDuplicate,

    /// <summary>Segments that came late (tcpi_reord_seen, TCPSACKReorder).</summary>
    Reordered,

    /// <summary>Recoveries with SACK (TCPSackRecovery).</summary>
    SackRecovery,

    /// <summary>Recoveries without (TCPRenoRecovery).</summary>
    RenoRecovery,

    /// <summary>Reductions undone because all retransmissions were duplicates (TCPDSACKUndo).</summary>
    DsackUndone,

    /// <summary>Reductions undone at the end of a recovery (TCPFullUndo).</summary>
    FullUndone,

    /// <summary>Reductions undone in the middle of one (TCPPartialUndo).</summary>
    PartialUndone,

    /// <summary>Reductions undone after a timeout (TCPLossUndo).</summary>
    LossUndone,

    /// <summary>Timeouts that F-RTO found spurious (TCPSpuriousRTOs).</summary>
    SpuriousTimeout,

    /// <summary>How often the peer threw away what it had SACKed (TCPSACKReneging).</summary>
    Reneged,

    /// <summary>Tail loss probes (TCPLossProbes).</summary>
    Probe,

    /// <summary>Tail losses that a probe repaired (TCPLossProbeRecovery).</summary>
    ProbeRecovery,

    /// <summary>How many there are; not one of them.</summary>
    Count,
}
