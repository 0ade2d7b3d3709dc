namespace ActorTcp.Protocol;

/// <summary>
/// Slow start, and HyStart++ (RFC 9406), which leaves it before the queue overflows: when the least round trip of a round exceeds
/// that of the round before, the window grows more slowly for a few rounds (Conservative Slow Start, CSS), and then slow start is
/// over, unless the delay went away again.
/// </summary>
/// <param name="enabled">Whether HyStart++ is used; without it this is the slow start of RFC 5681 and RFC 3465.</param>
internal sealed class HyStart(bool enabled)
{
    // RFC 9406 4.3, the recommended values.
    private const int RttSamples = 8;       // N_RTT_SAMPLE
    private const int RttDivisor = 8;       // MIN_RTT_DIVISOR
    private const int CssGrowthDivisor = 4; // CSS_GROWTH_DIVISOR
    private const int CssRounds = 5;        // CSS_ROUNDS

    private static readonly TimeSpan MinRttThreshold = TimeSpan.FromMilliseconds(4);  // MIN_RTT_THRESH
    private static readonly TimeSpan MaxRttThreshold = TimeSpan.FromMilliseconds(16); // MAX_RTT_THRESH
    private static readonly TimeSpan Infinity = TimeSpan.MaxValue;

    private TimeSpan _lastRoundMinRtt = Infinity;
    private TimeSpan _currentRoundMinRtt = Infinity;
    private TimeSpan _cssBaselineMinRtt = Infinity;
    private SeqNum? _windowEnd;
    private int _samples;
    private int _rounds;
    private int _credit;

    /// <summary>Whether the window grows conservatively (CSS).</summary>
    public bool IsConservative => _cssBaselineMinRtt != Infinity;

    /// <summary>Finds rising delay in the round trip that an acknowledgment measures, and ends rounds; once for each acknowledgment.</summary>
    public void Observe(CongestionWindow window, in AckEvent ack)
    {
        // RFC 9406 4.3: "SHOULD use HyStart++ only for the initial slow start", when ssthresh is arbitrarily high.
        if (!enabled || window.Threshold != CongestionWindow.NoThreshold) return;
        // 4.2: windowEnd is SND.NXT when the round begins; taken from its first acknowledgment, by when all has been sent that the
        // last one of the round before let out.
        _windowEnd ??= ack.Nxt;
        if (ack.Rtt is { } rtt)
        {
            if (rtt < _currentRoundMinRtt) _currentRoundMinRtt = rtt;
            _samples++;
            if (_samples >= RttSamples) JudgeDelay();
        }
        if (ack.Una >= _windowEnd) EndRound(window);
    }

    /// <summary>New data was delivered in slow start: cwnd grows, up to ssthresh.</summary>
    /// <returns>The segments that are left over for congestion avoidance.</returns>
    public int Grow(CongestionWindow window, int acked)
    {
        // RFC 3465 2.3 and RFC 9406 4.2 limit an acknowledgment's growth to L*SMSS (2, and 8 without pacing) against bursts. Here, as
        // in Linux, there is no limit: a receiver of super-frames acknowledges 44 segments at a time, and L = 8 would make a round
        // grow by a sixth instead of doubling; and the burst that follows is no larger in kind than the one that was acknowledged.
        if (IsConservative)
        {
            // 4.2: cwnd = cwnd + (min (N, L*SMSS) / CSS_GROWTH_DIVISOR); what is less than a segment is kept.
            _credit += acked;
            window.Segments = (int)Math.Min((long)window.Segments + _credit / CssGrowthDivisor, window.Threshold);
            _credit %= CssGrowthDivisor;
            return 0;
        }
        int before = window.Segments;
        window.Segments = (int)Math.Min((long)before + acked, window.Threshold);
        return window.InSlowStart ? 0 : acked - (window.Segments - before);
    }

    /// <summary>Slow start begins anew: what was learnt of rounds no longer holds.</summary>
    public void Restart()
    {
        _lastRoundMinRtt = _currentRoundMinRtt = _cssBaselineMinRtt = Infinity;
        _windowEnd = null;
        _samples = _rounds = _credit = 0;
    }

    private void JudgeDelay()
    {
        if (IsConservative)
        {
            // 4.2: the round's least delay "drops below baseline, indicating that slow start exit was spurious": slow start resumes.
            if (_currentRoundMinRtt >= _cssBaselineMinRtt) return;
            _cssBaselineMinRtt = Infinity;
            _credit = 0;
            return;
        }
        if (_lastRoundMinRtt == Infinity) return;
        // 4.2: RttThresh = max (MIN_RTT_THRESH, min (lastRoundMinRTT / MIN_RTT_DIVISOR, MAX_RTT_THRESH)).
        TimeSpan threshold = _lastRoundMinRtt / RttDivisor;
        if (threshold > MaxRttThreshold) threshold = MaxRttThreshold;
        if (threshold < MinRttThreshold) threshold = MinRttThreshold;
        if (_currentRoundMinRtt < _lastRoundMinRtt + threshold) return;
        _cssBaselineMinRtt = _currentRoundMinRtt;
        _rounds = 0;
    }

    private void EndRound(CongestionWindow window)
    {
        // 4.2: "When windowEnd is ACKed, the current round ends and windowEnd is set to SND.NXT."
        _windowEnd = null;
        _lastRoundMinRtt = _currentRoundMinRtt;
        _currentRoundMinRtt = Infinity;
        _samples = 0;
        // 4.2: "CSS lasts at most CSS_ROUNDS rounds. If the transition into CSS happens in the middle of a round, that partial round
        // counts towards the limit." Then: "enter congestion avoidance by setting the ssthresh to the current cwnd".
        if (IsConservative && ++_rounds >= CssRounds) window.Threshold = window.Segments;
    }
}
