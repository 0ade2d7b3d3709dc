using ActorTcp.Protocol.Wire;

namespace ActorTcp.Protocol;

/// <summary>
/// What is lost, and how much may be in flight meanwhile: RACK-TLP (RFC 8985), NewReno (RFC 6582) without SACK, PRR (RFC 6937), F-RTO
/// (RFC 5682), and the undoing of what was for nothing. The states are Linux's.
/// </summary>
internal sealed partial class LossRecovery(
    CongestionWindow window, ICongestionControl congestion, RecoveryOptions options, bool sack, int mss, SeqNum una,
    RecoveryCounters? total = null)
{
    private static readonly TimeSpan MinRttWindow = TimeSpan.FromMinutes(5); // tcp_min_rtt_wlen

    private readonly RecoveryOptions _options = options;
    private readonly bool _sack = sack;
    private readonly Rack _rack = new();
    private ICongestionControl _congestion = congestion;
    private ProportionalRate _rate;
    private MinRtt _minRtt = new(MinRttWindow);
    private TimeSpan _srtt;

    /// <summary>cwnd and ssthresh.</summary>
    public CongestionWindow Window { get; } = window;

    /// <summary>What was sent and is not acknowledged.</summary>
    public FlightQueue Flight { get; } = new();

    /// <summary>What the sender believes.</summary>
    public RecoveryState State { get; private set; }

    /// <summary>SND.NXT as the episode began (RFC 6675's RecoveryPoint, RFC 6582's recover).</summary>
    public SeqNum HighSeq { get; private set; } = una;

    /// <summary>The most text in a segment.</summary>
    public int Mss { get; private set; } = mss;

    /// <summary>How many segments may overtake another before it counts as lost; adapts.</summary>
    public int Reordering { get; private set; } = options.Reordering;

    /// <summary>The path's least round trip.</summary>
    public TimeSpan LeastRtt => _minRtt.Value;

    /// <summary>Whether cwnd follows proportional rate reduction.</summary>
    public bool IsReducing => State is RecoveryState.Cwr or RecoveryState.Recovery;

    /// <summary>The algorithm.</summary>
    public ICongestionControl Congestion => _congestion;

    /// <summary>How long until losses are to be looked for again, after <see cref="Decide"/>; zero: not by time (RFC 8985 6.3).</summary>
    public TimeSpan ReorderingWait { get; private set; }

    /// <summary>Whether new data goes out before what is lost, after <see cref="Decide"/>: F-RTO's question (RFC 5682 2.1, step 2b).</summary>
    public bool PrefersNew { get; set; }

    /// <summary>Whether what is lost waits for another acknowledgment, or a timer: this one has cast doubt on the loss.</summary>
    public bool HoldsLost { get; set; }

    /// <summary>The search for the path's size: the loss of its probe alone is no congestion (RFC 4821 7.6.2). Null: there is none.</summary>
    public MtuProbing? Probing { get; set; }

    /// <summary>How often the window was cut, for whatever reason: each is to be told with CWR (RFC 3168 6.1.2).</summary>
    public int Cuts { get; private set; }

    /// <summary>How fast the path delivers.</summary>
    public DeliveryRate Delivery { get; } = new();

    /// <summary>When the first retransmission of what is being repaired was sent; null: there is none.</summary>
    public Instant? RetransmittedAt => _retransmittedAt;

    /// <summary>What happened, ever.</summary>
    public RecoveryCounters Counters { get; } = new(total);

    /// <summary>Whether any outstanding segment was sent again.</summary>
    private bool AnyRetransmitted => Flight.Retransmitted > 0 || (Flight.Count > 0 && Flight.First.EverRetransmitted);

    /// <summary>From now on another algorithm lets the window grow.</summary>
    public void Switch(ICongestionControl congestion) => _congestion = congestion;

    /// <summary>A segment was sent for the first time.</summary>
    public void OnSent(SeqNum start, SeqNum end, bool fin, Instant now)
    {
        int count = FlightQueue.CountOf(end - start - (fin ? 1 : 0), Mss);
        bool alone = Flight.Outstanding == 0;
        Flight.Append(start, end, fin, count, Counters[RecoveryEvent.Delivered], now);
        Delivery.OnSent(Flight.Last, alone, now);
        if (IsReducing) _rate.Sent += count;
    }

    /// <summary>A record was sent again.</summary>
    public void OnRetransmitted(SentSegment segment, Instant now)
    {
        Flight.MarkRetransmitted(segment, Counters[RecoveryEvent.Delivered], now);
        Delivery.OnSent(segment, alone: false, now);
        Counters.Add(RecoveryEvent.Retransmitted, segment.Count);
        if (IsReducing) _rate.Sent += segment.Count;
        _retransmittedAt ??= now;
        if (_undoMarker is not null) _undoRetransmits = Math.Max(0, _undoRetransmits) + segment.Count;
    }

    /// <summary>The last record was sent again as a tail loss probe.</summary>
    public void OnProbeRepeated(SentSegment segment, Instant now)
    {
        Flight.MarkProbed(segment, Counters[RecoveryEvent.Delivered], now);
        Delivery.OnSent(segment, alone: false, now);
        Counters.Add(RecoveryEvent.Retransmitted, segment.Count);
        if (IsReducing) _rate.Sent += segment.Count;
    }

    /// <summary>What an acknowledgment says of what is in flight. SND.UNA has not moved yet.</summary>
    public void Take(in SendSequenceSpace snd, SeqNum ack, in SackBlocks blocks, ref AckNews news)
    {
        SeqNum highest = Scoreboard.IsEmpty ? snd.Una : Scoreboard.Highest;
        if (_sack) TakeSacks(snd, ack, blocks, ref news);
        if (news.Advanced) Acknowledge(ack, ref news);
        if (news.LateArrival is { } late) CheckReordering(late, highest);
        if (_options.AdaptiveWindow && news.DeliveredBefore >= 0) _rack.UpdateWindow(news.DeliveredBefore, Counters[RecoveryEvent.Delivered]);
    }

    /// <summary>The handshake's round trip.</summary>
    public void Begin(TimeSpan rtt, Instant now)
    {
        _minRtt.Sample(rtt, now);
        _srtt = rtt;
    }

    /// <summary>Its round trip was measured.</summary>
    public void Measure(TimeSpan rtt, TimeSpan srtt, in SendSequenceSpace snd, in AckNews news)
    {
        _minRtt.Sample(rtt, news.Now);
        _srtt = srtt;
        _congestion.OnRoundTrip(Window, EventOf(snd, news));
    }

    /// <summary>What follows from it: the state, what is lost, cwnd. SND.UNA has moved.</summary>
    /// <param name="snd">The send sequence space.</param>
    /// <param name="news">What <see cref="Take"/> found.</param>
    /// <param name="hadOutstanding">Whether anything was outstanding before it.</param>
    /// <param name="canSendNew">Whether there is new data, and the peer's window lets it out.</param>
    /// <param name="windowLimited">Whether cwnd is what limits the sender.</param>
    public void Decide(in SendSequenceSpace snd, ref AckNews news, bool hadOutstanding, bool canSendNew, bool windowLimited)
    {
        ReorderingWait = TimeSpan.Zero;
        PrefersNew = false;
        HoldsLost = false;
        long lost = Flight.TotalLost;
        if (_probeHigh is not null) TakeProbesAnswer(snd, news);
        bool dubious = news.IsDubious || State != RecoveryState.Open;
        if (hadOutstanding ? dubious : news.DuplicateSack) Alert(snd, ref news, canSendNew);
        if (IsReducing)
        {
            Reduce(news.Delivered, news.Advanced && Flight.TotalLost == lost);
            return;
        }
        // RFC 5681 grows by what is acknowledged in order; where the path reorders much, whatever arrives counts.
        bool mayGrow = Reordering > _options.Reordering ? news.Delivered > 0 : news.Advanced;
        if (mayGrow && windowLimited && news.Delivered > 0) _congestion.OnAck(Window, EventOf(snd, news));
    }

    /// <summary>RFC 9293 3.10.8, RETRANSMISSION TIMEOUT: all counts as lost but what was sent just now.</summary>
    /// <param name="snd">The send sequence space.</param>
    /// <param name="again">Whether the timer expired before, without progress since.</param>
    /// <param name="now">The time.</param>
    public void OnTimeout(in SendSequenceSpace snd, bool again, Instant now)
    {
        bool first = State < RecoveryState.Recovery;
        HoldsLost = false;
        int sacked = Flight.Sacked;
        MarkAllLost(now);
        if (State <= RecoveryState.Disorder || HighSeq <= snd.Una || (State == RecoveryState.Loss && !again))
        {
            // RFC 5681 3.1: once in a window; the back-off's further timeouts cut nothing more.
            _priorThreshold = PresentThreshold();
            Cut(now);
            _congestion.OnTimeout();
            BeginUndo(snd.Una);
        }
        Window.Segments = Flight.InFlight + 1; // "no more than the loss window, LW, which equals 1 full-sized segment"
        Window.Credit = 0;
        // So many duplicates, and yet nothing was found lost: the reordering was not as far as believed.
        if (State <= RecoveryState.Disorder && sacked >= _options.Reordering) Reordering = Math.Min(Reordering, _options.Reordering);
        State = RecoveryState.Loss;
        HighSeq = snd.Nxt;
        _probeHigh = null;
        // RFC 5682 3.1, step 1: not while an earlier recovery goes on, unless that has just failed; nor when a probe of the path's size may be
        // what is lost.
        _frto = _options.Frto && (first || again) && Probing is not { Probe.IsEmpty: false };
        Probing?.OnInconclusive();
    }

    /// <summary>RFC 8985 6.3, RACK_REO_TIMER: the reordering window has passed.</summary>
    public void OnReorderingTimeout(in SendSequenceSpace snd, Instant now)
    {
        int inFlight = Flight.InFlight;
        HoldsLost = false;
        ReorderingWait = _rack.MarkLost(Flight, ReorderingWindow(), now);
        if (Flight.InFlight == inFlight || State == RecoveryState.Recovery) return;
        EnterRecovery(snd, echo: false, now);
        Reduce(1, safe: false);
    }

    /// <summary>RFC 3168 6.1.2: the path is congested, and nothing is lost. At most once a window.</summary>
    private void OnCongestionEcho(in SendSequenceSpace snd, Instant now)
    {
        if (State > RecoveryState.Disorder) return;
        _priorThreshold = 0;
        _undoMarker = null;
        BeginReduction(snd, now);
        State = RecoveryState.Cwr;
    }

    /// <summary>Segments are smaller from now on; what is larger and outstanding cannot have arrived (RFC 1191 6.4). No cut.</summary>
    public void SetMss(int mss, in SendSequenceSpace snd)
    {
        bool smaller = mss < Mss;
        Mss = mss;
        Flight.Recount(mss);
        bool any = false;
        for (int i = 0; smaller && i < Flight.Count; i++)
        {
            SentSegment segment = Flight[i];
            if (segment.Sacked || segment.Count < 2) continue;
            Flight.MarkLost(segment);
            any = true;
        }
        TrimAssumed();
        if (any && State != RecoveryState.Loss) RepairWithoutCut(snd);
    }

    /// <summary>Linux's tcp_simple_retransmit: what is lost is repaired as after a timeout, with cwnd as it was.</summary>
    private void RepairWithoutCut(in SendSequenceSpace snd)
    {
        HighSeq = snd.Nxt;
        Window.Threshold = PresentThreshold();
        _priorThreshold = 0;
        _undoMarker = null;
        State = RecoveryState.Loss;
        _frto = false;
    }

    /// <summary>RFC 5681 4.1, and Linux: after a silence longer than RTO the window is not known any more.</summary>
    public void RestartAfterIdle(TimeSpan idle, TimeSpan rto, int restartWindow)
    {
        Window.Threshold = PresentThreshold();
        restartWindow = Math.Min(restartWindow, Window.Segments);
        int segments = Window.Segments;
        for (TimeSpan left = idle - rto; left > TimeSpan.Zero && segments > restartWindow; left -= rto) segments >>= 1;
        Window.Segments = Math.Max(segments, restartWindow);
    }

    /// <summary>RFC 7661's concern, in Linux's form: for an RTO the application has used less than cwnd: what it did not use decays.</summary>
    public void OnApplicationLimited(int used)
    {
        if (State != RecoveryState.Open || used >= Window.Segments) return;
        Window.Threshold = PresentThreshold();
        Window.Segments = (Window.Segments + used) >> 1;
    }

    private static AckEvent EventOf(in SendSequenceSpace snd, in AckNews news) =>
        new(news.Now, news.Delivered, news.LatestRtt, snd.Una, snd.Nxt, news.PriorInFlight);

    /// <summary>ssthresh as it is worth now: a window that was in use counts for three quarters.</summary>
    private int PresentThreshold() =>
        IsReducing ? Window.Threshold : Math.Max(Window.Threshold, (Window.Segments >> 1) + (Window.Segments >> 2));
}
