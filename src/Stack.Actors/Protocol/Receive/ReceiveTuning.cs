namespace ActorTcp.Protocol;

/// <summary>
/// Dynamic right-sizing of the receive buffer (M. Fisk and W. Feng, 2001; Linux's <c>tcp_moderate_rcvbuf</c>): it measures the round trip
/// as the receiver sees it, and what the application takes in one; the buffer is to hold twice that, and room for the sender to grow.
/// Pure.
/// </summary>
/// <param name="space">What the application is thought to take in a round trip at first, in bytes.</param>
/// <param name="mss">The peer's segments, in bytes.</param>
/// <param name="max">The largest buffer, in bytes.</param>
internal sealed class ReceiveTuning(int space, int mss, int max)
{
    private SeqNum _windowEnd;
    private Instant _windowAt = Instant.Never;
    private Instant _measuredAt = Instant.Never;
    private uint _lastEcho;
    private long _taken;

    /// <summary>What the application has taken in one round trip, at most, in bytes (Linux's <c>rcvq_space</c>).</summary>
    public int Space { get; private set; } = space;

    /// <summary>The round trip as the receiver sees it; zero before the first measurement (Linux's <c>rcv_rtt_est</c>).</summary>
    public TimeSpan Rtt { get; private set; }

    /// <summary>Text has arrived in order: a whole window takes at least a round trip.</summary>
    /// <param name="now">The time.</param>
    /// <param name="next">RCV.NXT.</param>
    /// <param name="edge">RCV.NXT + RCV.WND.</param>
    public void OnText(Instant now, SeqNum next, SeqNum edge)
    {
        if (!_windowAt.IsNever)
        {
            if (next < _windowEnd) return;
            // It may have taken longer than a round trip, never less: the least counts.
            TimeSpan window = AtLeastATick(now - _windowAt);
            if (Rtt == TimeSpan.Zero || window < Rtt) Rtt = window;
        }
        _windowEnd = edge;
        _windowAt = now;
    }

    /// <summary>A full segment echoes a timestamp of ours (RFC 7323 4.1): the first that does has been underway for a round trip.</summary>
    /// <param name="echo">TSecr.</param>
    /// <param name="rtt">How long ago it was sent.</param>
    public void OnEcho(uint echo, TimeSpan rtt)
    {
        if (echo == _lastEcho) return; // sent later, for the same acknowledgment of ours
        _lastEcho = echo;
        rtt = AtLeastATick(rtt);
        Rtt = Rtt == TimeSpan.Zero ? rtt : new TimeSpan(((7 * Rtt.Ticks) + rtt.Ticks) / 8);
    }

    /// <summary>The application has taken text.</summary>
    /// <returns>The buffer that it is worth, in bytes; 0: no more than before.</returns>
    public int OnRead(Instant now, int bytes)
    {
        if (_measuredAt.IsNever) _measuredAt = now;
        _taken += bytes;
        if (Rtt == TimeSpan.Zero || now - _measuredAt < Rtt) return 0;
        long taken = _taken;
        _taken = 0;
        _measuredAt = now;
        if (taken <= Space) return 0;
        // Twice what was taken: the sender may double it in the next round trip (slow start); and more while it does so.
        long wanted = (2 * taken) + (16 * mss);
        long growth = wanted / Space * (taken - Space);
        Space = (int)Math.Min(taken, max);
        return (int)Math.Min(wanted + (2 * growth), max);
    }

    private static TimeSpan AtLeastATick(TimeSpan time) => time > TimeSpan.Zero ? time : new TimeSpan(1);
}
