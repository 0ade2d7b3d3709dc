namespace ActorTcp.Protocol;

/// <summary>Slow start and congestion avoidance of RFC 5681, counted by what is acknowledged (RFC 3465).</summary>
/// <param name="hystart">Whether HyStart++ ends the first slow start (RFC 9406).</param>
internal sealed class Reno(bool hystart) : ICongestionControl
{
    private readonly HyStart _slowStart = new(hystart);

    /// <inheritdoc/>
    public string Name => CongestionControls.Reno;

    /// <inheritdoc/>
    public void OnAck(CongestionWindow window, in AckEvent ack)
    {
        int acked = ack.Acked;
        if (ack.Rtt is null) _slowStart.Observe(window, ack);
        if (window.InSlowStart) acked = _slowStart.Grow(window, acked);
        if (acked <= 0) return;
        // RFC 5681 3.1: "cwnd is incremented by roughly 1 full-sized segment per round-trip time"; RFC 3465 2.1: a segment for each
        // window of segments acknowledged, however many acknowledgments that takes.
        long credit = (long)window.Credit + acked;
        int grown = (int)(credit / window.Segments);
        window.Credit = (int)(credit % window.Segments);
        window.Segments += grown;
    }

    /// <inheritdoc/>
    public void OnRoundTrip(CongestionWindow window, in AckEvent ack) => _slowStart.Observe(window, ack);

    /// <inheritdoc/>
    public int OnCongestion(CongestionWindow window, Instant now)
    {
        window.Credit = 0;
        // RFC 5681 3.1, equation 4: max (FlightSize / 2, 2*SMSS). As in Linux it is cwnd, not FlightSize, that is halved: a cwnd that
        // the application does not fill does not grow, and what the application just then leaves unfilled is not held against it.
        return Math.Max(window.Segments / 2, 2);
    }

    /// <inheritdoc/>
    public void OnTimeout()
    {
        // Nothing is learnt of the path but the window.
    }

    /// <inheritdoc/>
    public void OnUndo(CongestionWindow window) => _slowStart.Restart();

    /// <inheritdoc/>
    public void OnIdle(TimeSpan idle)
    {
        // Growth is by segments, not by time.
    }
}
