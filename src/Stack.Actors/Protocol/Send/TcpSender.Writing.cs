namespace ActorTcp.Protocol;

// How a write becomes segments: the pieces that Linux's sendmsg makes of it, and how many segments leave at once.
internal sealed partial class TcpSender
{
    private const int LargestFrame = 65536 - 320; // Linux's GSO_MAX_SIZE, less what it keeps for headers
    private const int SmallWindow = 536;

    private readonly WriteQueue _written;
    private bool _takingIn;    // a write is being taken in, and what was taken is sent meanwhile
    private bool _follows;     // and the write goes on with what is not in the buffer yet
    private bool _more;        // MSG_MORE: what is not full waits for what follows
    private bool _pushAll;     // TCP_NODELAY was set: what waits goes, whatever holds it (Linux's TCP_NAGLE_PUSH)
    private SeqNum _burstEnd;  // where a burst ends that leaves in single segments, for want of a device that divides

    private bool _closed;      // the peer's window keeps the next segment back
    private SendClock _clock;

    /// <summary>Whether a write waits for room in the send buffer.</summary>
    public bool WriterWaits { get; set; }

    /// <summary>How much can be written without a new piece (Linux's sk_buff), which costs its overhead.</summary>
    public int PieceRoom => _written.TailRoom(PieceGoal);

    /// <summary>How much a new piece takes.</summary>
    public int NewPiece => PieceGoal;

    /// <summary>In how many pieces what is written and unacknowledged lies.</summary>
    public int Pieces => _written.Count + _recovery.Flight.Count;

    private int NotTaken => FinAcked ? 0 : _snd.Una + Buffer.Length - _written.End;

    /// <summary>How many bytes of text may be sent for the first time: were taken in, and were not sent.</summary>
    private int Fresh => Math.Max(0, _written.End - _snd.Nxt);

    /// <summary>Whether a burst that leaves in single segments has not ended yet.</summary>
    public bool IsInBurst => _burstEnd > _snd.Nxt;

    /// <summary>TCP_NODELAY: what waits now goes out, a cork notwithstanding; until the next write.</summary>
    public void PushAll() => _pushAll = true;

    /// <summary>
    /// Takes in what was written into <see cref="Buffer"/> as Linux's sendmsg does, which sends while it copies. Call it until it says
    /// false; each time it says true, send.
    /// </summary>
    /// <param name="end">How the write ends.</param>
    /// <param name="begins">True at first; it is set to false.</param>
    /// <param name="all">Whether all is to be sent that may be; else one burst.</param>
    /// <param name="follows">Whether the same write goes on with what is not in the buffer yet.</param>
    public bool TakeIn(WriteEnd end, ref bool begins, out bool all, bool follows = false)
    {
        all = true;
        _pushAll = false;
        _more = false;
        _takingIn = true;
        _follows = follows;
        if (begins && Fresh < Mss) NoteAppLimited();
        int goal = PieceGoal;
        while (NotTaken is > 0 and var left)
        {
            int taken = _written.Add(left, goal, begins, out bool full);
            begins = false;
            bool forced = _written.MustPush(_snd.MaxWnd);
            if (taken == left && !follows)
            {
                if (forced || (end & WriteEnd.More) == 0) _written.Push();
                if ((end & WriteEnd.EndOfRecord) != 0) _written.EndRecord();
                _more = (end & WriteEnd.More) != 0;
                break;
            }
            if (!full) continue;
            if (forced) _written.Push();
            all = forced;
            _oneBurst = !forced;
            if (forced || _written.Count == 1) return true;
        }
        _takingIn = _follows = _oneBurst = false;
        return false;
    }

    /// <summary>What was put into the buffer without being taken in is a write.</summary>
    private void TakeInRest()
    {
        bool begins = true;
        while (TakeIn(WriteEnd.Plain, ref begins, out _))
        {
        }
    }

    /// <summary>How large a piece becomes: a frame, or half of the largest window there was (Linux's <c>tcp_bound_to_half_wnd</c>).</summary>
    private int PieceGoal
    {
        get
        {
            uint bound = _snd.MaxWnd > SmallWindow ? _snd.MaxWnd >> 1 : _snd.MaxWnd;
            int size = bound == 0 ? LargestFrame : (int)Math.Min(bound, LargestFrame);
            return Math.Max(1, size / Mss) * Mss;
        }
    }

    /// <summary>
    /// How many segments leave at once: a millisecond's worth at twice cwnd a round trip, more if the peer is near; and never more than
    /// half of cwnd, so that two bursts are in flight.
    /// </summary>
    private int BurstOf(int room)
    {
        BurstSettings bursts = _settings.Bursts;
        if (bursts.Least == 0) return room;
        room = Math.Min(room, Math.Max(1, CongestionWindow / 2));
        return room <= bursts.Least ? room : Math.Min(room, Math.Max(bursts.Least, TimelyBytes() / Mss));
    }

    private int TimelyBytes()
    {
        long rate = PacingRate;
        if (rate == 0) return LargestFrame;
        long bytes = rate >> 10;
        long halvings = (_recovery.LeastRtt.Ticks / TimeSpan.TicksPerMicrosecond) >> _settings.Bursts.RttLog;
        if (halvings < 32) bytes += LargestFrame >> (int)halvings;
        return (int)Math.Min(bytes, LargestFrame);
    }

    /// <summary>The rate that sizes bursts, in bytes a second; Linux paces by it, we do not. 0: not known.</summary>
    public long PacingRate
    {
        get
        {
            long srtt = _rtt.Srtt.Ticks / TimeSpan.TicksPerMicrosecond;
            if (srtt == 0) return 0;
            BurstSettings bursts = _settings.Bursts;
            int ratio = CongestionWindow < SlowStartThreshold / 2 ? bursts.SlowStartRatio : bursts.AvoidanceRatio;
            return (long)Math.Max(CongestionWindow, _recovery.Flight.Outstanding) * Mss * ratio * 10_000 / srtt;
        }
    }

    /// <summary>How long something kept this sender from sending more.</summary>
    public TimeSpan LimitedBy(SendLimit limit, Instant now) => _clock.Of(limit, now);

    private void NoteLimit(Instant now)
    {
        bool unsent = HasUnsent;
        bool full = _recovery.Flight.InFlight >= CongestionWindow;
        bool starved = WriterWaits && (_clock.Limit == SendLimit.SendBuffer || (!unsent && !full));
        if (!unsent && !HasOutstanding) _clock.Enter(SendLimit.Idle, now);
        else if (starved) _clock.Enter(SendLimit.SendBuffer, now);
        else _clock.Enter(_closed && unsent ? SendLimit.ReceiveWindow : SendLimit.Busy, now);
    }

    private void NoteAppLimited()
    {
        FlightQueue flight = _recovery.Flight;
        if (flight.InFlight >= CongestionWindow || flight.Lost > flight.Retransmitted) return;
        _recovery.Delivery.OnAppLimited(_recovery.Counters[RecoveryEvent.Delivered], flight.InFlight);
    }

    private void PlanBurst(int length, int available, bool last)
    {
        length = WorthSending(length, available, last);
        if (length > Mss) _burstEnd = _snd.Nxt + length;
    }

    /// <summary>Whether a new segment has PSH; the queue forgets it.</summary>
    /// <param name="length">Its text.</param>
    /// <param name="pushed">Whether what was written says so: then it has it again when it is sent again.</param>
    /// <param name="record">Whether a record ends with it.</param>
    private bool TakePush(int length, out bool pushed, out bool record)
    {
        SeqNum end = _snd.Nxt + length;
        bool leftNothing = length > 0 && end == _written.End && !_follows;
        pushed = _written.Take(end, out record);
        if (_override)
        {
            _written.NotePushed(end);
            pushed = true;
        }
        if (_settings.Push == TcpPushRule.EmptyQueue) return leftNothing;
        return length > 0 && (pushed || length > Mss || end == _burstEnd);
    }
}
