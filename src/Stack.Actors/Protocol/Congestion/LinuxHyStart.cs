namespace ActorTcp.Protocol;

/// <summary>
/// The first HyStart (Ha and Rhee, 2008) with Linux's numbers: slow start ends at once, with ssthresh where cwnd is, when a round's least
/// delay exceeds the path's by an eighth, or when acknowledgments have come without a pause for half of the least round trip. There is
/// nothing of RFC 9406's second thought.
/// </summary>
internal sealed class LinuxHyStart
{
    private const int LowWindow = 16;  // hystart_low_window: below it there is no queue to speak of
    private const int RttSamples = 8;  // HYSTART_MIN_SAMPLES

    private static readonly TimeSpan AckGap = TimeSpan.FromMilliseconds(2);        // hystart_ack_delta_us: what is no pause
    private static readonly TimeSpan AckAllowance = TimeSpan.FromMilliseconds(1);  // what a receiver's coalescing may cost
    private static readonly TimeSpan LeastRise = TimeSpan.FromMilliseconds(4);     // HYSTART_DELAY_MIN
    private static readonly TimeSpan MostRise = TimeSpan.FromMilliseconds(16);     // HYSTART_DELAY_MAX

    private bool _found;
    private SeqNum? _roundEnd;
    private Instant _roundStart;
    private Instant _lastAck;
    private TimeSpan _roundRtt;
    private int _samples;

    /// <summary>An acknowledgment has measured a round trip.</summary>
    /// <param name="window">cwnd and ssthresh.</param>
    /// <param name="ack">The acknowledgment.</param>
    /// <param name="rtt">Its round trip.</param>
    /// <param name="least">The path's least round trip.</param>
    public void Observe(CongestionWindow window, in AckEvent ack, TimeSpan rtt, TimeSpan least)
    {
        if (_found || !window.InSlowStart) return;
        // A round ends when what had been sent as it began is acknowledged; the first one with the first acknowledgment, as since Linux 6.14.
        if (_roundEnd is not { } end || ack.Una > end) BeginRound(ack);
        if (window.Segments < LowWindow) return;
        if (IsTrain(ack.Now, least) || IsDelayed(rtt, least))
        {
            _found = true;
            window.Threshold = window.Segments;
        }
    }

    /// <summary>A timeout: what was learnt is void, and slow start is watched again.</summary>
    public void Restart()
    {
        _found = false;
        _roundEnd = null;
    }

    private void BeginRound(in AckEvent ack)
    {
        _roundEnd = ack.Nxt;
        _roundStart = _lastAck = ack.Now;
        _roundRtt = TimeSpan.MaxValue;
        _samples = 0;
    }

    // Acknowledgments without a pause: as long as they last, so long is what is in flight; half of the least round trip is half of what
    // the path holds, and slow start would double it.
    private bool IsTrain(Instant now, TimeSpan least)
    {
        if (now - _lastAck > AckGap) return false;
        _lastAck = now;
        return now - _roundStart > (least + AckAllowance) / 2;
    }

    private bool IsDelayed(TimeSpan rtt, TimeSpan least)
    {
        if (rtt < _roundRtt) _roundRtt = rtt;
        if (_samples < RttSamples)
        {
            _samples++;
            return false;
        }
        TimeSpan rise = least / 8;
        if (rise < LeastRise) rise = LeastRise;
        if (rise > MostRise) rise = MostRise;
        return _roundRtt > least + rise;
    }
}
