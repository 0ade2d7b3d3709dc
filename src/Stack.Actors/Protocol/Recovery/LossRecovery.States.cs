namespace ActorTcp.Protocol;

// What an acknowledgment leads to, state by state.
internal sealed partial class LossRecovery
{
    private bool _frto;

    /// <summary>What is acknowledged leaves the queue.</summary>
    private void Acknowledge(SeqNum ack, ref AckNews news)
    {
        int acked = 0;
        while (Flight.Count > 0)
        {
            SentSegment segment = Flight.First;
            if (ack <= segment.Start) break;
            bool whole = segment.End <= ack;
            int count = segment.Count;
            if (whole || count > 1)
            {
                if (!whole) Flight.Split(0, segment.Start + Math.Max(Mss, (ack - segment.Start) / Mss * Mss), Mss);
                if (segment.End > ack)
                {
                    Flight.TrimFirst(ack, Mss);
                    break;
                }
                acked += segment.Count;
                news.WholeAcked = true;
                OnAcknowledged(segment, ref news);
                Flight.RemoveFirst();
                continue;
            }
            Flight.TrimFirst(ack, Mss);
            break;
        }
        Scoreboard.RemoveBefore(ack);
        if (!_sack) ForgetAssumed(acked, ref news);
        if (Flight.Count > 0 && Flight.First.Sacked) news.Reneged = true;
    }

    private void OnAcknowledged(SentSegment segment, ref AckNews news)
    {
        if (segment.EverRetransmitted)
        {
            news.RetransmissionAcked = true;
        }
        else if (!segment.Sacked)
        {
            news.AckedRtt ??= news.Now - segment.SentAt; // the oldest: what its acknowledgment took, delay included
            news.LatestRtt = news.Now - segment.SentAt;
            if (_sack) Late(segment.Start, ref news);
            if (segment.End <= HighSeq) news.OriginalArrived = true;
        }
        if (segment.Sacked) return; // counted then
        if (_sack) Deliver(segment, ref news);
        else Delivery.OnDelivered(segment); // how many were delivered is told by their number
    }

    /// <summary>The state machine: an acknowledgment that is no plain progress, or comes while something is amiss.</summary>
    private void Alert(in SendSequenceSpace snd, ref AckNews news, bool canSendNew)
    {
        bool duplicate = news.IsDuplicate;
        if (Flight.Outstanding == 0) Flight.Assumed = 0;
        if (news.CongestionEcho) _priorThreshold = 0; // RFC 3168: there is congestion, whatever turns out
        if (news.Reneged && news.Advanced)
        {
            HoldsLost = true; // the timer decides, soon
            return;
        }
        if (State == RecoveryState.Open)
        {
            _retransmittedAt = null;
        }
        else if (snd.Una >= HighSeq && HasEnded(snd, news))
        {
            HoldsLost = true;
            return;
        }
        switch (State)
        {
            case RecoveryState.Recovery:
                if (!news.Advanced)
                {
                    if (!_sack && duplicate) Assume(ref news);
                }
                else if (UndoPartially(snd, news))
                {
                    HoldsLost = true;
                    return;
                }
                if (UndoByDuplicates()) TryToOpen(snd, news);
                Identify(ref news);
                if (State != RecoveryState.Recovery && Flight.Lost == 0) return;
                break;
            case RecoveryState.Loss:
                ProcessLoss(snd, ref news, duplicate, canSendNew);
                Identify(ref news);
                if (!(State == RecoveryState.Open || (State == RecoveryState.Loss && news.RetransmissionLost))) return;
                break;
            default:
                if (!_sack)
                {
                    if (news.Advanced) Flight.Assumed = 0;
                    else if (duplicate) Assume(ref news);
                }
                if (State <= RecoveryState.Disorder) UndoByDuplicates();
                Identify(ref news);
                break;
        }
        if (State == RecoveryState.Recovery) return;
        if (Flight.Lost == 0) TryToOpen(snd, news);
        else if (!IsProbeAlone(snd)) EnterRecovery(snd, news.CongestionEcho, news.Now);
    }

    /// <summary>RFC 4821 7.6.2: "if only the probe is lost, this is treated as an indication that it was larger than the Path MTU".</summary>
    private bool IsProbeAlone(in SendSequenceSpace snd)
    {
        if (Probing is not { Probe.IsEmpty: false } probing) return false;
        if (State >= RecoveryState.Cwr || snd.Una != probing.Probe.Start)
        {
            probing.OnInconclusive();
            return false;
        }
        probing.OnLost();
        RepairWithoutCut(snd);
        Window.Segments++; // what the probe took
        return true;
    }

    /// <summary>All that was outstanding as the episode began is acknowledged.</summary>
    /// <returns>Whether nothing further is to be done for this acknowledgment.</returns>
    private bool HasEnded(in SendSequenceSpace snd, in AckNews news)
    {
        switch (State)
        {
            case RecoveryState.Cwr when snd.Una != HighSeq: // something sent after: the peer has seen CWR
                EndReduction();
                State = RecoveryState.Open;
                break;
            case RecoveryState.Recovery:
                if (!_sack) Flight.Assumed = 0;
                if (FinishRecovery(snd, news)) return true;
                EndReduction();
                break;
        }
        return false;
    }

    /// <summary>After a timeout: F-RTO (RFC 5682 2.1, 3.1), then go-back that respects SACK.</summary>
    private void ProcessLoss(in SendSequenceSpace snd, ref AckNews news, bool duplicate, bool canSendNew)
    {
        bool recovered = snd.Una >= HighSeq;
        if (news.Advanced && UndoTimeout(snd, news, byFrto: false)) return;
        if (_frto)
        {
            // 3.1, step 3b: something arrived that was sent before the timeout, and once: the timeout was spurious.
            if (news.OriginalArrived && UndoTimeout(snd, news, byFrto: true)) return;
            if (snd.Nxt > HighSeq)
            {
                if (news.Sacked || duplicate) _frto = false; // step 3a: the loss was real
            }
            else if (news.Advanced && !recovered)
            {
                HighSeq = snd.Nxt;
                // Step 2b: two new segments ask whether the originals arrive.
                if (canSendNew)
                {
                    PrefersNew = true;
                    return;
                }
                _frto = false;
            }
        }
        if (recovered)
        {
            FinishRecovery(snd, news);
            return;
        }
        if (_sack) return;
        // A duplicate means that the new data of step 2b has arrived: less is in flight.
        if (snd.Nxt > HighSeq && duplicate) Assume(ref news);
        else if (news.Advanced) Flight.Assumed = 0;
    }

    /// <summary>F-RTO's new data could not be sent after all: the conventional recovery.</summary>
    public void GiveUpFrto() => _frto = false;

    /// <summary>Finds what is lost.</summary>
    private void Identify(ref AckNews news)
    {
        if (Flight.Count == 0) return;
        if (!_sack)
        {
            MarkFirstLost(news.Advanced);
            return;
        }
        if (!_rack.HasNews) return;
        _rack.HasNews = false;
        long before = Flight.LostRetransmissions;
        ReorderingWait = _rack.MarkLost(Flight, ReorderingWindow(), news.Now);
        if (Flight.LostRetransmissions == before) return;
        news.RetransmissionLost = true;
        Counters.Add(RecoveryEvent.RetransmissionLost, Flight.LostRetransmissions - before);
    }

    private TimeSpan ReorderingWindow()
    {
        if (Counters[RecoveryEvent.Reordered] == 0)
        {
            // RFC 8985 6.2, step 4: on a path that has not reordered yet three duplicates are enough, and a recovery does not wait.
            if (State >= RecoveryState.Recovery) return TimeSpan.Zero;
            if (_options.DuplicateThreshold && Flight.Sacked >= Reordering) return TimeSpan.Zero;
        }
        return _rack.ReorderingWindow(_minRtt.Value, _srtt);
    }

    private void MarkAllLost(Instant now)
    {
        bool reneged = Flight.Count > 0 && Flight.First.Sacked;
        if (reneged)
        {
            // RFC 2018 8: "the data sender MUST … turn off all of the SACKed bits": the peer has thrown it away.
            Counters.Add(RecoveryEvent.Reneged);
            Flight.ForgetSacks();
            Scoreboard.Clear();
        }
        else if (!_sack)
        {
            Flight.Assumed = 0;
        }
        for (int i = 0; i < Flight.Count; i++)
        {
            SentSegment segment = Flight[i];
            // RFC 8985 6.3: what was sent just now may still arrive.
            if (i > 0 && _sack && !reneged && _rack.Remaining(segment, TimeSpan.Zero, now) > TimeSpan.Zero) continue;
            Flight.MarkLost(segment);
        }
    }

    private void EnterRecovery(in SendSequenceSpace snd, bool echo, Instant now)
    {
        Counters.Add(_sack ? RecoveryEvent.SackRecovery : RecoveryEvent.RenoRecovery);
        BeginUndo(snd.Una);
        if (!IsReducing)
        {
            _priorThreshold = echo ? 0 : PresentThreshold();
            BeginReduction(snd, now);
        }
        State = RecoveryState.Recovery;
    }

    private void BeginReduction(in SendSequenceSpace snd, Instant now)
    {
        HighSeq = snd.Nxt;
        _probeHigh = null;
        Window.Credit = 0;
        _rate.Begin(Window.Segments);
        Cut(now);
    }

    private void Cut(Instant now)
    {
        _priorWindow = Window.Segments;
        Window.Threshold = _congestion.OnCongestion(Window, now);
        Cuts++;
    }

    private void Reduce(int delivered, bool safe)
    {
        if (_rate.OnDelivered(Window.Threshold, Flight.InFlight, delivered, safe) is { } segments) Window.Segments = segments;
    }

    /// <summary>RFC 6937 3.1, at the end: cwnd = ssthresh.</summary>
    private void EndReduction()
    {
        if (Window.Threshold == CongestionWindow.NoThreshold) return;
        if (State == RecoveryState.Cwr || _undoMarker is not null) Window.Segments = Window.Threshold;
    }

    private void TryToOpen(in SendSequenceSpace snd, in AckNews news)
    {
        if (!AnyRetransmitted) _retransmittedAt = null;
        if (news.CongestionEcho) OnCongestionEcho(snd, news.Now);
        if (State != RecoveryState.Cwr) Reopen(snd);
    }

    private void Reopen(in SendSequenceSpace snd)
    {
        RecoveryState state = Flight.Sacked + Flight.Lost > 0 || AnyRetransmitted ? RecoveryState.Disorder : RecoveryState.Open;
        if (State == state) return;
        State = state;
        HighSeq = snd.Nxt;
    }
}
