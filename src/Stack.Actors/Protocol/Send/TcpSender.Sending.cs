namespace ActorTcp.Protocol;

// What goes out next: what is lost, then what is new, as far as both windows let it, and in segments worth sending.
internal sealed partial class TcpSender
{
    private int _maxSegment;
    private bool _headAgain;   // the timer has expired: the first segment goes out, whatever the windows say
    private bool _probe;       // a tail loss probe is due
    private bool _override;    // a small segment goes out, whatever holds it back
    private bool _sentAny;     // in this burst
    private SeqNum _smallEnd;  // where the last segment ended that was not full: Minshall's SND.SML
    private Instant _sentAt;   // when text was sent last
    private bool _limited;     // cwnd kept something back
    private bool _wasLimited;  // and in the last round trip
    private int _mostOut;      // segments outstanding at most in it
    private SeqNum _usageEnd;  // where it ends
    private int _used;         // segments outstanding at most while the application was the limit
    private Instant _restartedAt; // when the window was restarted after a silence
    private Instant _fullAt;   // when cwnd was in full use last

    /// <summary>TCP_NODELAY: Nagle's algorithm is off (RFC 9293 3.7.4, MUST-17).</summary>
    public bool NoDelay { get; set; }

    /// <summary>TCP_CORK: only full segments go out, for an RTO at most where nothing is in flight.</summary>
    public bool Cork { get; set; }

    /// <summary>Urgent data is unacknowledged: nothing small is held back, as on Linux.</summary>
    public bool IsUrgent { get; set; }

    /// <summary>Whether cwnd, not the application, limits what is in flight; in slow start half of it in use is enough.</summary>
    private bool IsWindowLimited =>
        _wasLimited || (_recovery.Window.InSlowStart && _recovery.Window.Segments < 2 * _mostOut);

    /// <summary>Decides the next segment and moves SND.NXT past it if it is new; false if nothing may be sent now.</summary>
    public bool TryNext(Instant now, out SegmentPlan plan)
    {
        plan = default;
        if (!_takingIn && NotTaken > 0) TakeInRest();
        if (_probe) return TryProbe(now, out plan);
        if (_headAgain)
        {
            _headAgain = false;
            if (TryHead(now, out plan)) return true;
        }
        if (!_recovery.PrefersNew && TryLost(now, out plan)) return true;
        if (TryFresh(now, out plan)) return true;
        if (_recovery.PrefersNew)
        {
            _recovery.PrefersNew = false;
            if (_snd.Nxt > _recovery.HighSeq)
            {
                _recovery.HoldsLost = true; // the new data has been sent: its acknowledgment is the answer
            }
            else
            {
                _recovery.GiveUpFrto();
                if (TryLost(now, out plan)) return true;
            }
        }
        _more = false;
        EndBurst(now);
        NoteLimit(now);
        return false;
    }

    /// <summary>The first that is lost and was not sent again, as much of it as cwnd has room for.</summary>
    private bool TryLost(Instant now, out SegmentPlan plan)
    {
        plan = default;
        FlightQueue flight = _recovery.Flight;
        if (!flight.HasLost || _recovery.HoldsLost) return false;
        int room = CongestionWindow - flight.InFlight;
        if (room <= 0) return false;
        int at = flight.FindLost();
        if (at == flight.Count) return false;
        // A peer that has taken its window back gets the first segment only: it is asked so for a new one (RFC 9293 3.8.6, SHLD-15..16).
        if (at > 0 && flight[at].Start - _snd.Una >= _snd.Wnd) return false;
        plan = Again(at, room, now);
        return true;
    }

    private bool TryHead(Instant now, out SegmentPlan plan)
    {
        plan = default;
        if (_recovery.Flight.Count == 0 || !_recovery.Flight.First.WantsRetransmission) return false;
        plan = Again(0, 1, now);
        return true;
    }

    private SegmentPlan Again(int at, int segments, Instant now)
    {
        FlightQueue flight = _recovery.Flight;
        int most = Math.Min(Math.Min(segments, BurstOf(segments)), Math.Max(1, _maxSegment / Mss));
        SentSegment segment = flight[at];
        // RFC 1122 4.2.2.15: small ones are packed anew, "… may be combined".
        while (segment.Count == 1 && flight.TryJoin(at, Mss))
        {
        }
        if (segment.Count > most) flight.Split(at, segment.Start + most * Mss, Mss);
        // No further than the peer's window reaches; the first goes even into a closed one.
        long fits = (long)_snd.Wnd - (segment.Start - _snd.Una);
        if (fits > 0 && fits < segment.End - segment.Start - (segment.Fin ? 1 : 0)) flight.Split(at, segment.Start + (int)fits, Mss);
        _recovery.OnRetransmitted(segment, now);
        // RFC 6298 5.3's restart, for the first: else its repetition would be timed out with the original.
        if (at == 0 && Timer != SenderTimer.Reordering) Rearm(now);
        return Plan(segment, now, retransmission: true);
    }

    private SegmentPlan Plan(SentSegment segment, Instant now, bool retransmission)
    {
        int offset = segment.Start - _snd.Una;
        int text = segment.End - segment.Start - (segment.Fin ? 1 : 0);
        _sentAt = now;
        bool push = _settings.Push == TcpPushRule.Linux ? segment.Push || text > Mss : offset + text == Buffer.Length;
        return new SegmentPlan(segment.Start, offset, text, segment.Fin, text > 0 && push, retransmission);
    }

    /// <summary>RFC 8985 7.3: a new segment if there is one, though cwnd be full; else the last once more.</summary>
    private bool TryProbe(Instant now, out SegmentPlan plan)
    {
        _probe = false;
        FlightQueue flight = _recovery.Flight;
        plan = default;
        bool fresh = HasUnsent && TryFresh(now, out plan, probe: true);
        if (!fresh)
        {
            SentSegment last = flight.Last; // there is one, or the timer would not have run
            if (flight.Count > 1 && last.Start - _snd.Una >= _snd.Wnd)
            {
                Rearm(now); // the peer has taken its window back
                return TryNext(now, out plan);
            }
            if (last.Count > 1) flight.Split(flight.Count - 1, last.Start + (last.Count - 1) * Mss, Mss);
            last = flight.Last;
            _recovery.OnProbeRepeated(last, now);
            plan = Plan(last, now, retransmission: true);
        }
        _recovery.OnProbed(_snd.Nxt, repeats: !fresh);
        Start(SenderTimer.Retransmission, now + _rtt.Rto, now); // 7.3: the retransmission timer follows
        return true;
    }

    /// <summary>Data, or a FIN, that was never sent.</summary>
    private bool TryFresh(Instant now, out SegmentPlan plan, bool probe = false)
    {
        plan = default;
        _closed = false;
        int offset = _snd.Nxt - _snd.Una;
        int available = Math.Min(Fresh, Math.Max(0, _written.RecordEnd - _snd.Nxt));
        bool last = available == Fresh;
        bool finPending = IsFinPending && last;
        if (available == 0 && !finPending) return false;
        if (_recovery.Flight.Outstanding == 0) AfterIdle(now);
        TimeSpan silence = now - _sentAt;

        int room = CongestionWindow - _recovery.Flight.InFlight;
        if (probe) room = 1;
        bool finOnly = finPending && available == 0; // as Linux: cwnd does not keep the last word back
        if (room <= 0 && !finOnly)
        {
            _limited = true;
            return false;
        }
        long window = (long)_snd.Wnd - offset;
        if (!probe && TryPathProbe(now, room, window, out plan)) return true;
        if (!probe && ShouldDefer(room, window, available, last, now)) return false;
        int burst = (int)Math.Min(Math.Min(available, (long)BurstOf(room) * Mss), Math.Max(1, LargestFrame / Mss) * Mss);
        // Where text is deferred as Linux defers it, no burst reaches over what was written as one piece.
        if (_settings.Bursts.Defer && _written.FirstEnd - _snd.Nxt > Mss) burst = Math.Min(burst, _written.FirstEnd - _snd.Nxt);
        int most = Math.Min(burst, _maxSegment);
        int length = (int)Math.Clamp(window, 0, most);
        bool fin = finPending && length == available && window > length;
        if (probe && length < most) return false;
        if (!fin && !probe) length = WorthSending(length, available, last);
        if (length == 0 && !fin)
        {
            _closed = window < Math.Min(available, Mss);
            return Wait(now);
        }
        if (_recovery.Flight.Outstanding == 0) _recovery.Congestion.OnIdle(silence);

        // A burst that the device does not divide leaves in segments: the last of them has PSH.
        if (burst > most && _burstEnd <= _snd.Nxt) PlanBurst((int)Math.Clamp(window, 0, burst), available, last);
        bool push = TakePush(length, out bool pushed, out bool record);
        _override = false;
        plan = new SegmentPlan(_snd.Nxt, offset, length, fin, push, false);
        OnSent(length, fin, now);
        if (pushed || record) _recovery.Flight.Last.Mark(pushed, record);
        return true;
    }

    /// <summary>
    /// How much of what the windows let out is worth a segment: Nagle's algorithm in Minshall's form (RFC 9293 3.7.4, SHLD-7), and the
    /// sender's avoidance of silly windows (3.8.6.2.1, MUST-38).
    /// </summary>
    private int WorthSending(int length, int available, bool last)
    {
        int partial = length % Mss;
        if (partial == 0 || _override || (length == available && !last)) return length; // what ends a record gets no larger
        if (length < available)
        {
            // The peer's window cuts it. (1) Full segments go; (3) less only if it is half of the largest window there was.
            return length > partial ? length - partial : length >= _snd.MaxWnd / 2 ? length : 0;
        }
        // (2) The rest: held while an earlier one that was not full is unacknowledged.
        return IsHeld ? length - partial : length;
    }

    private bool IsHeld => !FinQueued && !IsUrgent && !_pushAll && (Cork || _more || (!NoDelay && _recovery.Flight.Outstanding > 0 && _smallEnd > _snd.Una));

    private void OnSent(int length, bool fin, Instant now, bool probesPath = false)
    {
        bool first = _recovery.Flight.Outstanding == 0;
        SeqNum start = _snd.Nxt;
        _snd.Nxt = start + length + (fin ? 1 : 0);
        if (length % Mss != 0 && !probesPath) _smallEnd = start + length;
        _recovery.OnSent(start, _snd.Nxt, fin, now);
        _sentAt = now;
        _sentAny = true;
        // RFC 6298 5.1: "if the timer is not running, start it".
        if (first || Timer == SenderTimer.LossProbe) Rearm(now);
    }

    /// <summary>Something waits. If nothing is in flight that would bring an acknowledgment, a timer must look after it.</summary>
    private bool Wait(Instant now)
    {
        if (_recovery.Flight.Outstanding == 0 && !IsPersisting) StartPersist(now);
        return false;
    }

    private void AfterIdle(Instant now)
    {
        // What was counted once, while a cork or a closed window kept the text back, is not counted again.
        TimeSpan idle = now - (_restartedAt > _sentAt ? _restartedAt : _sentAt);
        if (!_settings.SlowStartAfterIdle || idle <= _rtt.Rto) return;
        _recovery.RestartAfterIdle(idle, _rtt.Rto, _settings.InitialWindow);
        _restartedAt = now;
        _fullAt = now;
        _used = 0;
    }

    /// <summary>Nothing more goes out now: how far was cwnd used (RFC 7661's concern, in Linux's form)? And a probe is scheduled.</summary>
    private void EndBurst(Instant now)
    {
        if (!_sentAny && !_limited) return;
        int outstanding = _recovery.Flight.Outstanding;
        _limited |= _recovery.Flight.InFlight >= CongestionWindow;
        if (_snd.Una >= _usageEnd || _limited || (!_wasLimited && outstanding > _mostOut))
        {
            _wasLimited = _limited;
            _mostOut = outstanding;
            _usageEnd = _snd.Nxt;
        }
        _limited = false;
        if (IsWindowLimited)
        {
            _used = 0;
            _fullAt = now;
        }
        else
        {
            _used = Math.Max(_used, outstanding);
            if (_settings.SlowStartAfterIdle && now - _fullAt >= _rtt.Rto)
            {
                _recovery.OnApplicationLimited(Math.Max(_used, _settings.InitialWindow));
                _used = 0;
                _fullAt = now;
            }
        }
        if (_sentAny && !_recovery.IsProbing) ScheduleProbe(fromNow: false, now);
        _sentAny = false;
    }
}
