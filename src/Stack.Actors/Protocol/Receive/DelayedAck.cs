namespace ActorTcp.Protocol;

/// <summary>What becomes of the acknowledgment of what has arrived.</summary>
internal enum AckDecision
{
    /// <summary>Nothing is owed.</summary>
    None,

    /// <summary>It is sent now.</summary>
    Now,

    /// <summary>It waits for <see cref="DelayedAck.Deadline"/>, or for data that takes it along.</summary>
    Later,
}

/// <summary>How long acknowledgments wait.</summary>
/// <param name="Min">The first delay, and the least that an application's pauses let it become (<c>tcp_delack_min</c>).</param>
/// <param name="Max">The longest delay; below 0.5 s (RFC 9293 3.8.6.3, MUST-40).</param>
/// <param name="Quick">Whether there are Linux's exceptions from the plain rule of RFC 1122 4.2.3.2; else every second full segment or the delay.</param>
internal readonly record struct DelayedAckSettings(TimeSpan Min, TimeSpan Max, bool Quick);

/// <summary>
/// When to acknowledge (RFC 9293 3.8.6.3, RFC 1122 4.2.3.2, RFC 5681 4.2): at least every second full-sized segment, and within the
/// delay. As Linux it acknowledges at once while the peer may be in slow start, after a pause longer than RTO, and what a reading
/// application has drained; and it waits for the answer of an application that answers ("ping-pong"). Pure.
/// </summary>
internal sealed class DelayedAck
{
    /// <summary>The most segments in a row that are acknowledged at once (Linux's TCP_MAX_QUICKACKS).</summary>
    public const int MostQuickAcks = 16;

    private const int LeastMss = 88;
    private const int FirstMss = 536;

    // RFC 9293 3.8.6.3, MUST-40: "MUST be less than 0.5 seconds".
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(499);

    private readonly bool _quickAllowed;
    private readonly int _ourMss;
    private readonly TimeSpan _min;
    private readonly TimeSpan _max;
    private SeqNum _acked;       // RCV.NXT as it was told last
    private Instant _receivedAt;
    private int _quick;          // how many more acknowledgments are not delayed
    private int _lastSize;       // of a segment that may be full-sized although it is below the estimate
    private bool _fresh;         // something has come since the last decision
    private bool _now;
    private bool _pushed;        // the end of something written has come
    private bool _pushedTwice;

    /// <param name="settings">How long.</param>
    /// <param name="ourMss">The MSS that we told the peer: the largest segment that counts.</param>
    /// <param name="mss">The first estimate of the peer's segments.</param>
    /// <param name="acked">RCV.NXT.</param>
    public DelayedAck(in DelayedAckSettings settings, int ourMss, int mss, SeqNum acked)
    {
        _quickAllowed = settings.Quick;
        _max = settings.Max < Longest ? settings.Max : Longest;
        _min = settings.Min < _max ? settings.Min : _max;
        _ourMss = ourMss;
        _acked = acked;
        ReceiveMss = Math.Max(LeastMss, Math.Min(Math.Min(mss, ourMss), FirstMss));
    }

    /// <summary>The estimate of the peer's full-sized segments, in bytes (Linux's <c>rcv_mss</c>).</summary>
    public int ReceiveMss { get; private set; }

    /// <summary>The delay as it has adapted to the peer's pauses; zero before the first text (Linux's <c>ato</c>).</summary>
    public TimeSpan Timeout { get; private set; }

    /// <summary>When the acknowledgment that waits is due; <see cref="Instant.Never"/>: none waits.</summary>
    public Instant Deadline { get; private set; } = Instant.Never;

    /// <summary>Whether an acknowledgment is owed.</summary>
    public bool IsPending { get; private set; }

    /// <summary>Whether the application answers what it receives, so that its answer is waited for.</summary>
    public bool IsInteractive { get; private set; }

    /// <summary>RCV.NXT as it was told last.</summary>
    public SeqNum Acked => _acked;

    private bool IsQuick => _quick > 0 && !IsInteractive;

    /// <summary>Text has arrived, next in order or ahead of its turn.</summary>
    /// <param name="now">The time.</param>
    /// <param name="length">Bytes of text.</param>
    /// <param name="size">Bytes of text in each segment that the device made one of; else the same.</param>
    /// <param name="push">Whether PSH, URG or FIN says that the segment may be short.</param>
    /// <param name="window">RCV.WND.</param>
    /// <param name="rto">The retransmission timeout: a longer pause ends what was known of the peer.</param>
    public void OnText(Instant now, int length, int size, bool push, int window, TimeSpan rto)
    {
        IsPending = _fresh = true;
        Measure(length, size, push);
        TimeSpan pause = now - _receivedAt;
        if (Timeout == TimeSpan.Zero)
        {
            BeginQuick(window); // the peer is in slow start: it needs each acknowledgment
            Timeout = _min;
        }
        else if (pause <= _min / 2)
        {
            Timeout = (Timeout / 2) + (_min / 2);
        }
        else if (pause < Timeout)
        {
            Timeout = Least((Timeout / 2) + pause, rto);
        }
        else if (pause > rto)
        {
            BeginQuick(window); // it is in slow start again (RFC 5681 4.1)
        }
        _receivedAt = now;
    }

    /// <summary>Something is to be acknowledged without delay.</summary>
    public void AckNow() => IsPending = _fresh = _now = true;

    /// <summary>The peer's FIN, as Linux takes it: the application is about to answer it with its own.</summary>
    public void OnFin()
    {
        IsPending = _fresh = true;
        IsInteractive = true;
        if (Timeout == TimeSpan.Zero) _now = true; // nothing was received before: there is nothing to go by, so at once
    }

    /// <summary>Something is wrong, or may have been lost: what comes next is acknowledged at once.</summary>
    public void EnterQuick(int window)
    {
        BeginQuick(window);
        IsInteractive = false;
        Timeout = _min;
    }

    /// <summary>TCP_QUICKACK: on ends the waiting for answers, off begins it; for now, not for ever.</summary>
    /// <returns>Whether an acknowledgment that waits is to be sent now.</returns>
    public bool SetQuick(bool on)
    {
        IsInteractive = !on;
        return on && IsPending;
    }

    /// <summary>At the end of a turn, or when the application has read: what becomes of the acknowledgment.</summary>
    /// <param name="now">The time.</param>
    /// <param name="next">RCV.NXT.</param>
    /// <param name="drained">Whether the application reads and has read all.</param>
    /// <param name="srtt">The smoothed round trip; zero: unknown.</param>
    /// <param name="windowStays">Whether the acknowledgment would offer as much as the last did.</param>
    public AckDecision Decide(Instant now, SeqNum next, bool drained, TimeSpan srtt, bool windowStays = true)
    {
        if (!IsPending) return AckDecision.None;
        if (MustNow(next, drained, windowStays)) return AckDecision.Now;
        if (!_fresh && !Deadline.IsNever) return AckDecision.Later;
        _fresh = false;
        TimeSpan delay = Delay(srtt);
        if (!Deadline.IsNever && Deadline <= now + (delay / 4)) return AckDecision.Now; // it is due soon: no need to wait for it
        Deadline = Instant.Min(Deadline, now + delay);
        return AckDecision.Later;
    }

    /// <summary>The deadline has come: the acknowledgment is to be sent.</summary>
    public void OnTimeout(TimeSpan rto)
    {
        // The answer did not come: the application is not interactive. Or the peer pauses longer than was thought.
        Timeout = IsInteractive ? _min : Least(Timeout * 2, rto);
        IsInteractive = false;
    }

    /// <summary>A segment with RCV.NXT has been sent.</summary>
    public void OnAckSent(SeqNum next)
    {
        _acked = next;
        if (IsPending && _quick > 0 && --_quick == 0) Timeout = _min;
        IsPending = _fresh = _now = _pushed = _pushedTwice = false;
        Deadline = Instant.Never;
    }

    /// <summary>A segment that acknowledges a part of what is owed has been sent.</summary>
    public void OnPartAcked(SeqNum number)
    {
        _acked = number;
        if (_quick > 0) _quick--;
    }

    /// <summary>Data of ours has been sent: soon after the peer's it is an answer.</summary>
    public void OnDataSent(Instant now)
    {
        if (Timeout > TimeSpan.Zero && now - _receivedAt < Timeout) IsInteractive = true;
    }

    private bool MustNow(SeqNum next, bool drained, bool windowStays)
    {
        int owed = next - _acked;
        if (_now) return true;
        // RFC 1122 4.2.3.2: "in a stream of full-sized segments there SHOULD be an ACK for at least every second segment".
        if (!_quickAllowed) return owed >= 2 * ReceiveMss;
        // As Linux: what the application has not read narrows the window, and then two segments wait for it, or for the delay.
        if ((owed > ReceiveMss && windowStays) || IsQuick) return true;
        // The end of what the peer has written, and the application has it all: nothing more may be coming soon.
        return drained && (_pushedTwice || (_pushed && !IsInteractive));
    }

    private TimeSpan Delay(TimeSpan srtt)
    {
        TimeSpan delay = Timeout > TimeSpan.Zero ? Timeout : _min;
        if (delay > _min && srtt > TimeSpan.Zero) delay = Least(delay, srtt > _min ? srtt : _min); // a round trip says enough
        return Least(delay, _max);
    }

    private void BeginQuick(int window)
    {
        if (!_quickAllowed) return;
        int quick = window / (2 * ReceiveMss);
        _quick = Math.Max(_quick, quick == 0 ? 2 : Math.Min(quick, MostQuickAcks));
    }

    // As Linux's tcp_measure_rcv_mss: the peer's segments, with its options, may be smaller than what we told it.
    private void Measure(int length, int size, bool push)
    {
        int last = _lastSize;
        _lastSize = 0;
        if (size >= ReceiveMss)
        {
            ReceiveMss = Math.Min(size, _ourMss);
            if (push && length <= ReceiveMss) Push();
            return;
        }
        // Two of a size, without a reason to be short: the path's packets are small, or have become so.
        if (size >= FirstMss || (size >= LeastMss && !push))
        {
            _lastSize = size;
            if (size == last)
            {
                ReceiveMss = size;
                return;
            }
        }
        Push();
    }

    private void Push()
    {
        _pushedTwice |= _pushed;
        _pushed = true;
    }

    private static TimeSpan Least(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
