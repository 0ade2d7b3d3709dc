namespace ActorTcp.Device;

/// <summary>What one direction of a <see cref="SimulatedLink"/> did, in packets as on the wire.</summary>
public sealed class LinkCounters
{
    /// <summary>Packets that came to the queue.</summary>
    public long Packets { get; internal set; }

    /// <summary>Dropped because the queue was full.</summary>
    public long QueueDropped { get; internal set; }

    /// <summary>Lost by <see cref="LinkOptions.Loss"/>.</summary>
    public long Lost { get; internal set; }

    /// <summary>Lost by <see cref="LinkOptions.Burst"/>.</summary>
    public long BurstLost { get; internal set; }

    /// <summary>Packets that took longer.</summary>
    public long Reordered { get; internal set; }

    /// <summary>Packets marked CE.</summary>
    public long Marked { get; internal set; }

    /// <summary>Packets that arrived.</summary>
    public long Delivered { get; internal set; }

    /// <summary>Bytes of line time, framing included, that were used.</summary>
    public long LineBytes { get; internal set; }

    /// <summary>The most bytes that were in the queue.</summary>
    public long MostQueued { get; internal set; }

    /// <summary>Frames that are no packets of this link, packets to nobody, and packets that no buffer was free for.</summary>
    public long Unsuitable { get; internal set; }

    /// <summary>All packets that were lost.</summary>
    public long AllLost => QueueDropped + Lost + BurstLost;
}
