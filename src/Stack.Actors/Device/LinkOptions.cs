namespace ActorTcp.Device;

/// <summary>One direction of a <see cref="SimulatedLink"/>: a queue, a line that empties it, and the way.</summary>
public sealed record LinkOptions
{
    /// <summary>How fast the line sends, in bits a second; 0 is without limit: then nothing ever queues.</summary>
    public long BitsPerSecond { get; init; }

    /// <summary>How long a packet's last bit travels.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>
    /// How much longer, evenly spread, each packet takes; none overtakes another by it. A little of it keeps flows from falling into
    /// step, which on virtual time they do for ever: then one of them finds the queue full each time (Floyd, Jacobson 1992).
    /// </summary>
    public TimeSpan Jitter { get; init; }

    /// <summary>
    /// How many bytes the queue holds, the packet being sent included (drop-tail); 0: one bandwidth-delay product of twice
    /// <see cref="Delay"/>, and never less than <see cref="LeastQueuePackets"/> of the largest packets.
    /// </summary>
    public long QueueBytes { get; init; }

    /// <summary>How many packets the queue holds, the one being sent included; 0: bytes count alone.</summary>
    public int QueuePackets { get; init; }

    /// <summary>
    /// A packet of an ECN-capable transport that finds more than so many bytes in the queue is marked (RFC 3168 5: CE); 0: none is.
    /// </summary>
    public long MarkAboveBytes { get; init; }

    /// <summary>The probability that a packet is lost on the way, after it has taken its time on the line.</summary>
    public double Loss { get; init; }

    /// <summary>Losses in bursts, besides <see cref="Loss"/>.</summary>
    public BurstLoss? Burst { get; init; }

    /// <summary>The probability that a packet takes <see cref="ReorderDelay"/> longer, and is overtaken by what follows it that closely.</summary>
    public double Reorder { get; init; }

    /// <summary>How much longer.</summary>
    public TimeSpan ReorderDelay { get; init; }

    /// <summary>What a frame takes on the line beyond its own bytes: by default Ethernet's preamble, check sequence and gap, 8 + 4 + 12.</summary>
    public int FramingBytes { get; init; } = 24;

    /// <summary>Where the lots begin: the same seed and the same packets meet the same fate.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The least queue, in packets of the largest size: what an initial window (RFC 6928) and its answer need on a short, slow link.</summary>
    public const int LeastQueuePackets = 16;

    /// <summary>Bytes that a packet occupies the line for.</summary>
    /// <param name="ipBytes">The IP packet's length.</param>
    public int WireBytes(int ipBytes) => Math.Max(ipBytes, ShortestPayload) + VirtualWire.EthernetHeaderLength + FramingBytes;

    /// <summary>How many bytes the queue holds on a link of this MTU, the default worked out.</summary>
    public long QueueLimit(int mtu)
    {
        if (QueueBytes > 0) return QueueBytes;
        long product = (long)((Int128)BitsPerSecond * 2 * Delay.Ticks / (8 * TimeSpan.TicksPerSecond));
        return Math.Max(product, (long)LeastQueuePackets * WireBytes(mtu));
    }

    // IEEE 802.3: a frame has 64 bytes at least, check sequence included.
    private const int ShortestPayload = 46;

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(BitsPerSecond);
        ArgumentOutOfRangeException.ThrowIfLessThan(Delay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(Jitter, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfNegative(QueueBytes);
        ArgumentOutOfRangeException.ThrowIfNegative(QueuePackets);
        ArgumentOutOfRangeException.ThrowIfNegative(MarkAboveBytes);
        ArgumentOutOfRangeException.ThrowIfNegative(FramingBytes);
        // The rest is a FaultOptions' too, and checked there.
        new FaultOptions { Drop = Loss, Burst = Burst, Reorder = Reorder, ReorderDelay = ReorderDelay }.Check();
    }
}
