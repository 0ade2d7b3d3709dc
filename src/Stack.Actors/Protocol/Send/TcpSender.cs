using ActorTcp.Protocol.Wire;

namespace ActorTcp.Protocol;

/// <summary>
/// The sending half of a connection: what to send next, what an acknowledgment means, and when to send again. Pure: it decides,
/// the actor builds the segments and keeps the deadline.
/// </summary>
internal sealed partial class TcpSender
{
    private readonly SenderSettings _settings;
    private readonly LossRecovery _recovery;
    private SendSequenceSpace _snd;
    private RttEstimator _rtt;

    /// <param name="space">The send sequence space after the handshake.</param>
    /// <param name="settings">What it is set up with.</param>
    /// <param name="congestion">How the window grows.</param>
    /// <param name="now">The time.</param>
    /// <param name="handshake">The SYN's round trip; null: it was not measured.</param>
    public TcpSender(
        in SendSequenceSpace space, SenderSettings settings, ICongestionControl congestion, Instant now, TimeSpan? handshake = null)
    {
        _snd = space;
        _settings = settings;
        Mss = settings.Mss;
        _maxSegment = settings.MaxSegment;
        _recovery = new LossRecovery(
            new CongestionWindow(settings.InitialWindow), congestion, settings.Recovery, settings.Sack, settings.Mss, space.Una,
            settings.Totals);
        _rtt = new RttEstimator(settings.RtoInitial, settings.RtoMin, settings.RtoMax);
        _sentAt = now;
        _fullAt = now;
        _usageEnd = space.Una;
        _smallEnd = space.Una;
        _burstEnd = space.Una;
        _written = new WriteQueue(space.Nxt);
        if (handshake is not { } rtt) return;
        _rtt.Sample(rtt); // RFC 6298 2.2: the SYN's round trip is the first measurement
        _recovery.Begin(rtt, now);
    }

    /// <summary>The send sequence space.</summary>
    public ref readonly SendSequenceSpace Space => ref _snd;

    /// <summary>What was written and is not acknowledged.</summary>
    public SendBuffer Buffer { get; } = new();

    /// <summary>Loss recovery; for what it knows.</summary>
    public LossRecovery Recovery => _recovery;

    /// <summary>Whether the application has said that nothing follows.</summary>
    public bool FinQueued { get; private set; }

    /// <summary>Whether our FIN was sent and acknowledged.</summary>
    public bool FinAcked { get; private set; }

    /// <summary>The timing of the path.</summary>
    public ref readonly RttEstimator Rtt => ref _rtt;

    /// <summary>cwnd, in segments.</summary>
    public int CongestionWindow => _recovery.Window.Segments;

    /// <summary>ssthresh, in segments; <see cref="Protocol.CongestionWindow.NoThreshold"/> before the first loss.</summary>
    public int SlowStartThreshold => _recovery.Window.Threshold;

    /// <summary>The most text in a segment.</summary>
    public int Mss { get; private set; }

    /// <summary>The search for the path's size (RFC 4821); null: there is none.</summary>
    public MtuProbing? Probing
    {
        get => _recovery.Probing;
        init => _recovery.Probing = value;
    }

    /// <summary>Whether anything that was sent is not acknowledged.</summary>
    public bool HasOutstanding => _snd.Nxt != _snd.Una;

    /// <summary>Whether there is text, or a FIN, that was never sent.</summary>
    public bool HasUnsent => Unsent > 0 || IsFinPending;

    /// <summary>How many bytes of text were never sent.</summary>
    public int Unsent => Math.Max(0, Buffer.Length - (_snd.Nxt - _snd.Una));

    /// <summary>Whether losses are being repaired.</summary>
    public bool InRecovery => _recovery.State is RecoveryState.Recovery or RecoveryState.Loss;

    /// <summary>Whether the peer's SACK blocks count.</summary>
    public bool UsesSack => _settings.Sack;

    private bool IsFinPending => FinQueued && !FinAcked && _snd.Nxt - FinSeq <= 0;

    private SeqNum FinSeq => _snd.Una + Buffer.Length;

    /// <summary>CLOSE or half-close: a FIN follows the last byte (RFC 9293 3.6).</summary>
    public void QueueFin() => FinQueued = true;

    /// <summary>From now on another algorithm lets the window grow, from where it is.</summary>
    public void SetCongestionControl(ICongestionControl congestion) => _recovery.Switch(congestion);

    /// <summary>
    /// RFC 5681 3.1: "If the SYN or SYN/ACK is lost, the initial window … MUST be one segment". As Linux, from the second loss on: the
    /// first timeout comes after a second, and says little of congestion.
    /// </summary>
    public void OnSynsLost() => _recovery.Window.Segments = 1;

    /// <summary>The path takes segments of another size (RFC 1191 6.4); what is outstanding and larger is sent again, without a cut.</summary>
    /// <param name="mss">The most text in a segment.</param>
    /// <param name="maxSegment">The most text in a frame.</param>
    public void SetMss(int mss, int maxSegment)
    {
        _maxSegment = maxSegment;
        if (mss == Mss) return;
        Mss = mss;
        _recovery.SetMss(mss, _snd);
    }

    /// <summary>
    /// An acknowledgment that is acceptable: of something new, of nothing new, or an old one. Buffer, window and timer move on; call
    /// <see cref="TryNext"/> afterwards.
    /// </summary>
    /// <param name="segment">The segment.</param>
    /// <param name="sack">Its SACK blocks.</param>
    /// <param name="now">The time.</param>
    /// <param name="echo">What its timestamps show; null: it has none (RFC 7323 4.1).</param>
    /// <param name="congested">Whether it echoes a router's mark (RFC 3168 6.1.2).</param>
    /// <returns>How many bytes of text were acknowledged.</returns>
    public int OnAck(in Segment segment, in SackBlocks sack, Instant now, TimestampEcho? echo = null, bool congested = false)
    {
        SeqNum una = _snd.Una;
        bool old = segment.Ack < una;
        if (old && sack.Count == 0) return 0;
        bool advanced = segment.Ack > una;
        bool windowChanged = !old && AckCheck.UpdateWindow(ref _snd, segment, advanced);
        var news = new AckNews
        {
            Now = now,
            Ack = segment.Ack,
            PriorUna = una,
            PriorInFlight = _recovery.Flight.InFlight,
            Advanced = advanced,
            NotDuplicate = old || windowChanged || segment.Length > 0,
            CongestionEcho = congested,
            DeliveredBefore = -1,
            EchoedAt = echo?.SentAt,
        };
        bool hadOutstanding = HasOutstanding;
        _recovery.Take(_snd, segment.Ack, sack, ref news);
        int text = advanced ? Advance(segment.Ack) : 0;
        Measure(news, echo);
        bool canSendNew = HasUnsent && _snd.Wnd > (uint)(_snd.Nxt - _snd.Una);
        bool probeArrived = advanced && Probing is { } probing && probing.OnAcknowledged(_snd.Una);
        _recovery.Decide(_snd, ref news, hadOutstanding, canSendNew, IsWindowLimited);
        _recovery.Delivery.OnAcknowledgment(_recovery.Counters[RecoveryEvent.Delivered], news.Delivered > 0, _recovery.LeastRtt, now);
        if (advanced) EndTimeouts(now);
        if (probeArrived) OnProbeArrived();
        if (windowChanged) OnWindow();
        SetTimer(news, now);
        return text;
    }

    /// <summary>The peer answers: it lives, and may keep its window closed for ever (RFC 9293 3.8.6.1, MUST-37).</summary>
    public void OnProbeAnswered()
    {
        if (Timer == SenderTimer.Persist || _snd.Wnd == 0) Retries = 0;
    }

    private int Advance(SeqNum ack)
    {
        int acked = ack - _snd.Una;
        int text = Math.Min(acked, Buffer.Length);
        if (FinQueued && acked > Buffer.Length) FinAcked = true;
        Buffer.Discard(text);
        _snd.Una = ack;
        if (_smallEnd < ack) _smallEnd = ack; // a comparison holds for half the sequence space only
        if (_usageEnd < ack) _usageEnd = ack;
        if (_burstEnd < ack) _burstEnd = ack;
        Retries = 0;
        _asked = false;
        return text;
    }

    /// <summary>RFC 6298 3, RFC 7323 4.1: a round trip from every acknowledgment that allows it.</summary>
    private void Measure(in AckNews news, TimestampEcho? echo)
    {
        TimeSpan? rtt = news.RetransmissionAcked ? null : news.AckedRtt;
        rtt ??= news.SackedRtt;
        // What was sent again can be measured: the echo says which of the two arrived.
        if (rtt is null && news.Advanced) rtt = echo?.RoundTrip;
        if (rtt is not { } measured) return;
        _rtt.Sample(measured);
        _recovery.Measure(measured, _rtt.Srtt, _snd, news);
    }
}
