namespace ActorTcp.Protocol;

/// <summary>How losses are found and repaired; Linux's sysctls.</summary>
internal sealed record RecoveryOptions
{
    public static readonly RecoveryOptions Default = new();

    /// <summary>tcp_frto: F-RTO (RFC 5682).</summary>
    public bool Frto { get; init; } = true;

    /// <summary>tcp_early_retrans: tail loss probes (RFC 8985 7).</summary>
    public bool LossProbe { get; init; } = true;

    /// <summary>Whether as many duplicates as <see cref="Reordering"/> begin a recovery (not tcp_recovery's RACK_NO_DUPTHRESH).</summary>
    public bool DuplicateThreshold { get; init; } = true;

    /// <summary>Whether the reordering window adapts (not tcp_recovery's RACK_STATIC_REO_WND).</summary>
    public bool AdaptiveWindow { get; init; } = true;

    /// <summary>tcp_reordering: how many segments may overtake another before it counts as lost.</summary>
    public int Reordering { get; init; } = 3;

    /// <summary>tcp_max_reordering: how far that grows.</summary>
    public int MaxReordering { get; init; } = 300;
}
