using ActorTcp.Protocol.Wire;

namespace ActorTcp.Protocol;

/// <summary>What a connection's sender is set up with.</summary>
/// <param name="Mss">The effective send MSS (RFC 9293 3.7.1), in bytes.</param>
/// <param name="Sack">Whether both sides permit SACK (RFC 2018).</param>
/// <param name="MaxSegment">The most text one segment may carry: a multiple of the MSS where the device divides, else the MSS.</param>
/// <param name="RtoInitial">RTO before the first measurement.</param>
/// <param name="RtoMin">The lowest RTO.</param>
/// <param name="RtoMax">The highest RTO.</param>
internal readonly record struct SenderSettings(
    int Mss, bool Sack, int MaxSegment, TimeSpan RtoInitial, TimeSpan RtoMin, TimeSpan RtoMax);

/// <summary>
/// The sending half of a connection: what to send next, what an acknowledgment means, and when to send again. Pure: it decides,
/// the actor builds the segments and keeps the two deadlines.
/// </summary>
internal sealed partial class TcpSender
{
    private readonly SenderSettings _settings;
    private readonly IByteWindow _congestion;
    private SendSequenceSpace _snd;
    private RttEstimator _rtt;
    private SeqNum _timedSeq;
    private Instant _timedAt;
    private bool _timing;

    public TcpSender(in SendSequenceSpace space, in SenderSettings settings, IByteWindow congestion, TimeSpan? handshake = null)
    {
        _snd = space;
        _settings = settings;
        _congestion = congestion;
        _sack = settings.Sack ? new SackRecovery(settings.Mss) : null;
        _rtt = new RttEstimator(settings.RtoInitial, settings.RtoMin, settings.RtoMax);
        if (handshake is { } rtt) _rtt.Sample(rtt); // 2.2: the SYN's round trip is the first measurement
    }

    /// <summary>The send sequence space.</summary>
    public ref readonly SendSequenceSpace Space => ref _snd;

    /// <summary>What was written and is not acknowledged.</summary>
    public SendBuffer Buffer { get; } = new();

    /// <summary>Whether the application has said that nothing follows.</summary>
    public bool FinQueued { get; private set; }

    /// <summary>Whether our FIN was sent and acknowledged.</summary>
    public bool FinAcked { get; private set; }

    /// <summary>When RETRANSMISSION TIMEOUT or a zero-window probe is due next.</summary>
    public Instant Deadline { get; private set; } = Instant.Never;

    /// <summary>Whether <see cref="Deadline"/> is a zero-window probe's.</summary>
    public bool IsPersisting { get; private set; }

    /// <summary>How often in a row the timer expired without new data acknowledged.</summary>
    public int Retries { get; private set; }

    /// <summary>The timing of the path.</summary>
    public ref readonly RttEstimator Rtt => ref _rtt;

    /// <summary>cwnd, in bytes.</summary>
    public int CongestionWindow => _congestion.Window;

    /// <summary>ssthresh, in bytes; <see cref="long.MaxValue"/> before the first loss.</summary>
    public long SlowStartThreshold => _congestion.Threshold;

    /// <summary>The effective send MSS.</summary>
    public int Mss => _settings.Mss;

    /// <summary>Whether anything that was sent is not acknowledged.</summary>
    public bool HasOutstanding => _snd.Max != _snd.Una;

    /// <summary>Whether there is text, or a FIN, that was never sent.</summary>
    public bool HasUnsent => Unsent > 0 || (FinQueued && !FinSent);

    /// <summary>SND.NXT has passed our FIN.</summary>
    private bool FinSent => FinQueued && _snd.Nxt - FinSeq > 0;

    private SeqNum FinSeq => _snd.Una + Buffer.Length;

    private int Unsent => Math.Max(0, Buffer.Length - (_snd.Nxt - _snd.Una));

    /// <summary>CLOSE or half-close: a FIN follows the last byte (RFC 9293 3.6).</summary>
    public void QueueFin() => FinQueued = true;

    /// <summary>Decides the next segment and moves SND.NXT past it; false if nothing may be sent now.</summary>
    public bool TryNext(Instant now, out SegmentPlan plan)
    {
        plan = default;
        if (FinAcked) return false;
        if (_retransmitFirst) return TryFirstAgain(now, out plan);
        if (IsRepairing && TryRepair(lostOnly: true, now, out plan)) return true;
        if (TryFresh(now, out plan)) return true;
        return IsRepairing && TryRepair(lostOnly: false, now, out plan);
    }

    /// <summary>
    /// An acknowledgment of new data. Buffer, window and timer move on; call <see cref="TryNext"/> afterwards.
    /// </summary>
    /// <param name="ack">SEG.ACK, after SND.UNA and not after the highest SND.NXT.</param>
    /// <param name="sack">The segment's SACK blocks.</param>
    /// <param name="now">The time.</param>
    /// <param name="echoed">The round trip that the segment's timestamps show, if it has them (RFC 7323 4.1).</param>
    /// <returns>How many bytes of text were acknowledged.</returns>
    public int OnAdvance(SeqNum ack, in SackBlocks sack, Instant now, TimeSpan? echoed = null)
    {
        int inFlight = _snd.Max - _snd.Una;
        int acked = ack - _snd.Una;
        int text = Math.Min(acked, Buffer.Length);
        if (FinQueued && acked > Buffer.Length) FinAcked = true;
        if (_timing && ack >= _timedSeq)
        {
            _rtt.Sample(now - _timedAt);
            _timing = false;
        }
        else if (!_timing && echoed is { } rtt)
        {
            _rtt.Sample(rtt); // what was sent again can be measured: the echo says which of the two arrived
        }
        else
        {
            _rtt.EndBackOff();
        }
        Buffer.Discard(text);
        _snd.Una = ack;
        if (_snd.Nxt < ack) _snd.Nxt = ack;
        Retries = 0;
        if (!InRecovery) _congestion.OnAck(acked, inFlight);
        Recover(acked, sack);
        // RFC 6298 5.2, 5.3: all acknowledged: off; else start anew.
        Deadline = HasOutstanding ? now + _rtt.Rto : Instant.Never;
        IsPersisting = false;
        return text;
    }

    /// <summary>RFC 9293 3.10.7.4, fifth: the peer's window.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="advanced">Whether it acknowledged something new.</param>
    /// <returns>Whether it changed.</returns>
    public bool UpdateWindow(in Segment segment, bool advanced = false)
    {
        if (!AckCheck.UpdateWindow(ref _snd, segment, advanced)) return false;
        if (IsPersisting && _snd.Wnd > 0)
        {
            IsPersisting = false;
            Retries = 0;
            _rtt.EndBackOff(); // the probes' back-off says nothing about the path
            Deadline = HasOutstanding ? Deadline : Instant.Never;
        }
        return true;
    }

    /// <summary>A zero-window probe was sent (RFC 9293 3.8.6.1): the next one comes after a longer time.</summary>
    public void OnProbed(Instant now)
    {
        _rtt.BackOff();
        Retries++;
        Deadline = now + _rtt.Rto;
    }

    /// <summary>The peer answered a probe: it lives, and may keep its window closed for ever (RFC 9293 3.8.6.1, MUST-37).</summary>
    public void OnProbeAnswered()
    {
        if (IsPersisting) Retries = 0;
    }

    /// <summary>What SND.NXT points at: data never sent, or after a timeout data sent before.</summary>
    private bool TryFresh(Instant now, out SegmentPlan plan)
    {
        plan = default;
        SkipSacked();
        int offset = _snd.Nxt - _snd.Una;
        int available = Math.Max(0, Buffer.Length - offset);
        bool finPending = FinQueued && !FinSent;
        if (available == 0 && !finPending) return false;

        long window = Math.Min((long)_snd.Wnd - offset, CongestionRoom(offset));
        int most = Math.Min(available, Math.Min(_settings.MaxSegment, UpToSacked()));
        int length = (int)Math.Clamp(window, 0, most);
        if (length < most)
        {
            // More follows: only full segments. A smaller one goes out only if nothing else will ever trigger progress
            // (RFC 9293 3.8.6.2.1, sender's silly-window avoidance: half the largest window, or nothing in flight).
            if (length >= _settings.Mss) length -= length % _settings.Mss;
            else if (length == 0 || (offset > 0 && length < _snd.MaxWnd / 2)) return Persist(now);
        }
        bool fin = finPending && length == available && window > length;
        if (length == 0 && !fin) return Persist(now);

        bool again = _snd.Nxt < _snd.Max;
        plan = new SegmentPlan(_snd.Nxt, offset, length, fin, length > 0 && length == available, again);
        _snd.Nxt = plan.Seq + length + (fin ? 1 : 0);
        OnSent(plan, now);
        return true;
    }

    private void OnSent(in SegmentPlan plan, Instant now)
    {
        if (_snd.Nxt > _snd.Max) _snd.Max = _snd.Nxt;
        IsPersisting = false;
        if (plan.Retransmission)
        {
            _timing = false;
        }
        else if (!_timing)
        {
            _timing = true;
            _timedSeq = _snd.Nxt;
            _timedAt = now;
        }
        // RFC 6298 5.1: "if the timer is not running, start it".
        if (Deadline.IsNever) Deadline = now + _rtt.Rto;
    }

    private bool Persist(Instant now)
    {
        // Something waits, nothing is in flight, and the window does not let it out: ask for the window from time to time.
        if (HasOutstanding || IsPersisting) return false;
        IsPersisting = true;
        Deadline = now + _rtt.Rto;
        return false;
    }
}
