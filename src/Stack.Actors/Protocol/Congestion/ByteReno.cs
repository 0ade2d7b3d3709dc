namespace ActorTcp.Protocol;

/// <summary>Slow start and congestion avoidance (RFC 5681), with the initial window of RFC 6928.</summary>
internal sealed class ByteReno(int mss, int initialSegments) : IByteWindow
{
    private int _threshold = int.MaxValue;
    private int _credit;

    /// <inheritdoc/>
    public int Window { get; private set; } = InitialWindow(mss, initialSegments);

    /// <inheritdoc/>
    public long Threshold => _threshold == int.MaxValue ? long.MaxValue : _threshold;

    /// <inheritdoc/>
    public void OnAck(int acked, int inFlight)
    {
        // RFC 7661's concern in Linux's form: a window that the application does not fill does not grow.
        if (inFlight < Window / 2) return;
        if (Window < _threshold)
        {
            // RFC 5681 3.1, equation 2, with RFC 3465's byte counting: a receiver that acknowledges whole
            // super-frames would otherwise starve slow start.
            Window = Clamp((long)Window + Math.Min(acked, Window));
            return;
        }
        // RFC 5681 3.1: one segment for each window acknowledged.
        _credit += acked;
        if (_credit < Window) return;
        _credit -= Window;
        Window = Clamp((long)Window + mss);
    }

    /// <inheritdoc/>
    public void OnLoss(int inFlight)
    {
        // RFC 5681 3.1, equation 4: ssthresh = max (FlightSize / 2, 2*SMSS).
        _threshold = Math.Max(inFlight / 2, 2 * mss);
        Window = _threshold;
        _credit = 0;
    }

    /// <inheritdoc/>
    public void OnTimeout(int inFlight)
    {
        _threshold = Math.Max(inFlight / 2, 2 * mss);
        Window = mss; // RFC 5681 3.1: "cwnd MUST be set to no more than the loss window, LW, which equals 1 full-sized segment"
        _credit = 0;
    }

    // RFC 6928 2: min (10*MSS, max (2*MSS, 14600)).
    private static int InitialWindow(int mss, int segments) => Math.Min(segments * mss, Math.Max(2 * mss, segments * 1460));

    private static int Clamp(long window) => (int)Math.Min(window, 1 << 30);
}
