namespace ActorTcp.Protocol;

/// <summary>
/// RACK (RFC 8985 6.2): of two segments the one sent earlier is lost when the later one has arrived, and a reordering window has passed.
/// The window adapts to what the path does.
/// </summary>
internal sealed class Rack
{
    // 6.2, step 4: RACK.reo_wnd_persist: how many recoveries a wider window lasts.
    private const int Persistence = 16;
    private const int MostSteps = 255;

    private int _steps = 1;          // RACK.reo_wnd_mult
    private int _persist;            // RACK.reo_wnd_persist

    // Of all that arrived the segment that was sent last. The RFC knows it by its time (RACK.xmit_ts), and of one instant by its number,
    // which mistakes what was sent again in the instant of something new; the count of transmissions is what it means.
    private long _transmission;
    private SeqNum _end;             // RACK.end_seq: segments of one frame have one count
    private bool _duplicateSeen;     // a D-SACK since the window was last widened
    private long _widenedAt;         // deliveries when that was: once a round trip

    /// <summary>Whether a segment was sent after another: of one frame the one that ends later (6.1, RACK_sent_after).</summary>
    public static bool IsSentAfter(long transmission, SeqNum end, long other, SeqNum otherEnd) =>
        transmission > other || (transmission == other && end > otherEnd);

    /// <summary>RACK.rtt: its round trip.</summary>
    public TimeSpan Rtt { get; private set; }

    /// <summary>Whether something arrived since losses were last looked for.</summary>
    public bool HasNews { get; set; }

    /// <summary>6.2, step 2: a segment has arrived.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="minRtt">The path's least round trip.</param>
    /// <param name="now">The time.</param>
    public void OnDelivered(SentSegment segment, TimeSpan minRtt, Instant now)
    {
        TimeSpan rtt = now - segment.SentAt;
        // Sooner than the path can carry: it was the first transmission that arrived.
        if (segment.EverRetransmitted && rtt < minRtt) return;
        HasNews = true;
        Rtt = rtt;
        if (!IsSentAfter(segment.Transmission, segment.End, _transmission, _end)) return;
        _transmission = segment.Transmission;
        _end = segment.End;
    }

    /// <summary>6.2, step 4: a D-SACK tells that the window was too small.</summary>
    public void OnDuplicate() => _duplicateSeen = true;

    /// <summary>6.2, step 4, RACK_update_reo_wnd: widens the window by a quarter of the least round trip, once a round trip.</summary>
    /// <param name="deliveredBefore">How many segments were delivered when the one was sent that has just arrived.</param>
    /// <param name="delivered">How many are now.</param>
    public void UpdateWindow(long deliveredBefore, long delivered)
    {
        if (deliveredBefore < _widenedAt) _duplicateSeen = false;
        if (_duplicateSeen)
        {
            _steps = Math.Min(MostSteps, _steps + 1);
            _duplicateSeen = false;
            _widenedAt = delivered;
            _persist = Persistence;
        }
        else if (_persist == 0)
        {
            _steps = 1;
        }
    }

    /// <summary>A recovery is over, and it was right.</summary>
    public void OnRecovered()
    {
        if (_persist > 0) _persist--;
    }

    /// <summary>A recovery was for nothing: reordering, not loss.</summary>
    public void OnUndone() => _persist = Math.Min(Persistence, _persist + 1);

    /// <summary>6.2, step 4: the reordering window, at most SRTT.</summary>
    public TimeSpan ReorderingWindow(TimeSpan minRtt, TimeSpan srtt)
    {
        var window = new TimeSpan(minRtt.Ticks / 4 * _steps);
        return window < srtt ? window : srtt;
    }

    /// <summary>6.2, step 5: marks as lost what was sent long enough before what has arrived.</summary>
    /// <returns>How long until more may have to be marked; zero: nothing waits.</returns>
    public TimeSpan MarkLost(FlightQueue flight, TimeSpan window, Instant now)
    {
        TimeSpan wait = TimeSpan.Zero;
        SentSegment? segment = flight.Oldest;
        while (segment is not null && IsSentAfter(_transmission, _end, segment.Transmission, segment.End))
        {
            SentSegment? later = segment.Later;
            TimeSpan remaining = Remaining(segment, window, now);
            if (remaining > wait) wait = remaining;
            // Not what was sent in this instant: on a wire without delay a round trip takes no time.
            else if (remaining <= TimeSpan.Zero && segment.SentAt < now) flight.MarkLost(segment);
            segment = later;
        }
        return wait;
    }

    /// <summary>How long a segment may still be underway before it counts as lost.</summary>
    public TimeSpan Remaining(SentSegment segment, TimeSpan window, Instant now) => Rtt + window - (now - segment.SentAt);
}
