namespace ActorTcp.Protocol;

/// <summary>What the estimate of the delivery rate remembers of a segment from when it was sent.</summary>
/// <param name="SendBegan">When what was delivered last before it had been sent.</param>
/// <param name="DeliveredAt">When that was delivered.</param>
/// <param name="AppLimited">Whether the application had nothing more to send.</param>
internal readonly record struct RateStamp(Instant SendBegan, Instant DeliveredAt, bool AppLimited);

/// <summary>
/// How fast the path delivers, by each acknowledgment (draft-ietf-ccwg-bbr 4.1's rate samples, Linux's <c>tcp_rate.c</c>): what was
/// delivered since a segment was sent, over the longer of the times that sending and acknowledging it took. Pure.
/// </summary>
internal sealed class DeliveryRate
{
    private Instant _sendBegan;
    private Instant _deliveredAt;
    private long _appLimitedUntil; // a count of deliveries; 0: the application is not the limit
    private long _before = -1;     // deliveries when the latest sent segment of this acknowledgment was sent; negative: none
    private RateStamp _stamp;
    private Instant _sentAt;
    private long _transmission;
    private long _delivered;
    private TimeSpan _interval;

    /// <summary>Whether the sample that counts was limited by the application.</summary>
    public bool IsAppLimited { get; private set; }

    /// <summary>Bytes a second of segments of this size; 0: not known.</summary>
    public long Of(int mss) =>
        _interval > TimeSpan.Zero ? (long)((double)_delivered * mss * TimeSpan.TicksPerSecond / _interval.Ticks) : 0;

    /// <summary>A segment leaves, for the first time or again.</summary>
    /// <param name="segment">It.</param>
    /// <param name="alone">Whether nothing else is in flight: then time begins now.</param>
    /// <param name="now">The time.</param>
    public void OnSent(SentSegment segment, bool alone, Instant now)
    {
        if (alone) _sendBegan = _deliveredAt = now;
        segment.Rate = new RateStamp(_sendBegan, _deliveredAt, _appLimitedUntil > 0);
    }

    /// <summary>The application has written, and everything before had left: until that is delivered it is the limit.</summary>
    public void OnAppLimited(long delivered, int inFlight) => _appLimitedUntil = Math.Max(1, delivered + inFlight);

    /// <summary>A segment has arrived.</summary>
    public void OnDelivered(SentSegment segment)
    {
        if (_before >= 0 && segment.Transmission < _transmission) return;
        _before = segment.Delivered;
        _transmission = segment.Transmission;
        _stamp = segment.Rate;
        _sentAt = segment.SentAt;
    }

    /// <summary>An acknowledgment was taken in.</summary>
    /// <param name="delivered">Segments delivered, ever.</param>
    /// <param name="any">Whether it delivered any.</param>
    /// <param name="leastRtt">The least round trip: what is faster was a retransmission's mistake.</param>
    /// <param name="now">The time.</param>
    public void OnAcknowledgment(long delivered, bool any, TimeSpan leastRtt, Instant now)
    {
        if (_appLimitedUntil > 0 && delivered > _appLimitedUntil) _appLimitedUntil = 0;
        if (any) _deliveredAt = now;
        if (_before < 0) return;
        long count = delivered - _before;
        _before = -1;
        _sendBegan = _sentAt;
        TimeSpan sending = _sentAt - _stamp.SendBegan;
        TimeSpan acknowledging = now - _stamp.DeliveredAt;
        TimeSpan interval = sending > acknowledging ? sending : acknowledging;
        if (interval < leastRtt || interval <= TimeSpan.Zero) return;
        // The application's own pace says something only where it is more than what was known.
        if (_stamp.AppLimited && (double)count * _interval.Ticks < (double)_delivered * interval.Ticks) return;
        (_delivered, _interval, IsAppLimited) = (count, interval, _stamp.AppLimited);
    }
}
