namespace ActorTcp.Device;

/// <summary>What a <see cref="FaultInjector"/> did in one direction, in packets as on the wire.</summary>
public sealed class FaultCounters
{
    /// <summary>Packets that came.</summary>
    public long Packets { get; internal set; }

    /// <summary>Lost by <see cref="FaultOptions.Drop"/>.</summary>
    public long Dropped { get; internal set; }

    /// <summary>Lost by <see cref="FaultOptions.Burst"/>.</summary>
    public long BurstDropped { get; internal set; }

    /// <summary>Copies made.</summary>
    public long Duplicated { get; internal set; }

    /// <summary>Packets with a flipped bit.</summary>
    public long Corrupted { get; internal set; }

    /// <summary>ECN-capable packets marked with CE.</summary>
    public long MarkedCe { get; internal set; }

    /// <summary>Packets whose ECN field was cleared.</summary>
    public long Bleached { get; internal set; }

    /// <summary>Packets held back.</summary>
    public long Reordered { get; internal set; }

    /// <summary>Packets that took <see cref="FaultOptions.Delay"/>.</summary>
    public long Delayed { get; internal set; }

    /// <summary>Lost because too many were held, or no buffer was free.</summary>
    public long Overflow { get; internal set; }

    /// <summary>Frames that are no packets of this link: too large, and not to be segmented.</summary>
    public long Unsuitable { get; internal set; }

    /// <summary>Packets, copies included, that went on.</summary>
    public long Passed { get; internal set; }
}
