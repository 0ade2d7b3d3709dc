namespace ActorTcp.Protocol;

/// <summary>
/// cwnd and ssthresh (RFC 5681 3.1), counted in segments as RFC 9438 and Linux count. Shared by the sender, which watches over what
/// is in flight, and the algorithm, which lets the window grow.
/// </summary>
internal sealed class CongestionWindow(int initialSegments)
{
    /// <summary>ssthresh before the first loss.</summary>
    public const int NoThreshold = int.MaxValue;

    /// <summary>No window is larger: a gigabyte of segments of 1 KiB.</summary>
    public const int Largest = 1 << 20;

    private int _segments = initialSegments;

    /// <summary>cwnd, in segments; at least 1.</summary>
    public int Segments
    {
        get => _segments;
        set => _segments = Math.Clamp(value, 1, Largest);
    }

    /// <summary>ssthresh, in segments; <see cref="NoThreshold"/> before the first loss.</summary>
    public int Threshold { get; set; } = NoThreshold;

    /// <summary>Segments acknowledged towards the next growth in congestion avoidance.</summary>
    public int Credit { get; set; }

    /// <summary>RFC 5681 3.1: "the slow start algorithm is used when cwnd &lt; ssthresh".</summary>
    public bool InSlowStart => Segments < Threshold;
}
