namespace ActorTcp.Protocol;

// The sender's one deadline: retransmission (RFC 6298), tail loss probe and reordering window (RFC 8985), persist (RFC 9293 3.8.6.1).
internal sealed partial class TcpSender
{
    private int _probes; // zero-window probes since the window closed: they back off
    private Instant _persistSince = Instant.Never;
    private Instant _timeoutsSince = Instant.Never;
    private bool _asked; // something went out again, or a probe, since the last progress

    /// <summary>When <see cref="Timer"/> is due.</summary>
    public Instant Deadline { get; private set; } = Instant.Never;

    /// <summary>What it is for.</summary>
    public SenderTimer Timer { get; private set; }

    /// <summary>Whether <see cref="Deadline"/> is a zero-window probe's.</summary>
    public bool IsPersisting => Timer == SenderTimer.Persist;

    /// <summary>How often in a row the timer expired without new data acknowledged, or a probe went unanswered.</summary>
    public int Retries { get; private set; }

    /// <summary>How often the retransmission timer expired, ever.</summary>
    public int TotalTimeouts { get; private set; }

    /// <summary>How often a row of timeouts began.</summary>
    public int TimeoutEpisodes { get; private set; }

    /// <summary>How long they lasted, until progress.</summary>
    public TimeSpan TimeoutTime { get; private set; }

    /// <summary>How often the timeout was doubled.</summary>
    public int Backoffs => IsPersisting ? _probes : _rtt.Backoffs;

    /// <summary>
    /// TCP_USER_TIMEOUT (RFC 9293 3.9.1.4, RFC 5482): how long data may stay unacknowledged, or wait before a closed window; zero: only
    /// the retries decide.
    /// </summary>
    public TimeSpan UserTimeout { get; set; }

    /// <summary>Whether the user timeout has passed.</summary>
    public bool IsTimedOut(Instant now) =>
        UserTimeout > TimeSpan.Zero && _asked && StalledSince is { IsNever: false } since && now - since >= UserTimeout;

    private Instant StalledSince
    {
        get
        {
            if (IsPersisting || _recovery.Flight.Count == 0) return _persistSince;
            return _settings.UserTimeoutFromRetry ? _recovery.RetransmittedAt ?? Instant.Never : _recovery.Flight.First.FirstSentAt;
        }
    }

    /// <summary>The deadline has come: does what it is for, then call <see cref="TryNext"/>.</summary>
    /// <returns>Whether the peer is to be asked for its window (RFC 9293 3.8.6.1).</returns>
    public bool OnDeadline(Instant now)
    {
        switch (Timer)
        {
            case SenderTimer.Persist:
                return !OnPersistTimeout(now);
            case SenderTimer.LossProbe:
                OnLossProbe(now);
                break;
            case SenderTimer.Reordering:
                OnReorderingTimeout(now);
                break;
            default:
                OnTimeout(now);
                break;
        }
        return false;
    }

    /// <summary>RETRANSMISSION TIMEOUT (RFC 9293 3.10.8; RFC 6298 5.4 to 5.6): call <see cref="TryNext"/>.</summary>
    public void OnTimeout(Instant now)
    {
        _recovery.OnTimeout(_snd, again: Retries > 0, now);
        TotalTimeouts++;
        if (_timeoutsSince.IsNever)
        {
            TimeoutEpisodes++;
            _timeoutsSince = now;
        }
        Retries++;
        _asked = true;
        _rtt.BackOff(); // 5.5
        _headAgain = true; // 5.4: "retransmit the earliest segment that has not been acknowledged", whatever the peer's window
        Start(SenderTimer.Retransmission, now + _rtt.Rto, now);
    }

    private void EndTimeouts(Instant now)
    {
        if (_timeoutsSince.IsNever) return;
        TimeoutTime += now - _timeoutsSince;
        _timeoutsSince = Instant.Never;
    }

    /// <summary>RFC 8985 7.3, TLP_send_probe.</summary>
    private void OnLossProbe(Instant now)
    {
        if (_recovery.IsProbing || _recovery.Flight.Count == 0)
        {
            Rearm(now);
            return;
        }
        _probe = true;
    }

    /// <summary>RFC 8985 6.3.</summary>
    private void OnReorderingTimeout(Instant now)
    {
        _recovery.OnReorderingTimeout(_snd, now);
        if (_recovery.ReorderingWait > TimeSpan.Zero) StartReordering(now);
        else Rearm(now);
    }

    /// <summary>Enough waiting for a larger window, or for the cork to be drawn (RFC 9293 3.8.6.2.1, the override timeout).</summary>
    /// <returns>Whether there is something to send: call <see cref="TryNext"/>; else the peer is to be asked for its window.</returns>
    public bool OnPersistTimeout(Instant now)
    {
        bool room = _snd.Wnd > (uint)(_snd.Nxt - _snd.Una);
        if (room && HasUnsent)
        {
            _override = true;
            Timer = SenderTimer.None;
            Deadline = Instant.Never;
            return true;
        }
        _probes++;
        Retries++;
        _asked = true;
        StartPersist(now); // the next one comes after a longer time
        return false;
    }

    /// <summary>After an acknowledgment.</summary>
    private void SetTimer(in AckNews news, Instant now)
    {
        if (!HasOutstanding)
        {
            // RFC 6298 5.2: all acknowledged: off. The persist timer goes on; its data still waits.
            if (Timer != SenderTimer.Persist) Stop();
            return;
        }
        if (_recovery.ReorderingWait > TimeSpan.Zero)
        {
            StartReordering(now);
            return;
        }
        if (news.Reneged && news.Advanced)
        {
            // What comes next was thrown away, or an acknowledgment is about to say otherwise: not for long.
            TimeSpan patience = _rtt.Srtt / 2 > ShortestReneging ? _rtt.Srtt / 2 : ShortestReneging;
            Start(SenderTimer.Retransmission, now + patience, now);
            return;
        }
        // 5.3: "restart the retransmission timer". Not for SACKs of what was sent before the first was: they would put it off for ever.
        bool advanced = _settings.PartRestartsTimer ? news.Advanced : news.WholeAcked;
        bool restart = advanced || (news.SackedRtt is { } rtt && rtt < now - _recovery.Flight.First.SentAt);
        if (restart && !ScheduleProbe(fromNow: true, now)) Rearm(now, fromNow: true);
    }

    private static readonly TimeSpan ShortestReneging = TimeSpan.FromMilliseconds(10);

    /// <summary>RFC 8985 7.2: a probe instead of a timeout, if it would come sooner.</summary>
    private bool ScheduleProbe(bool fromNow, Instant now)
    {
        if (!_recovery.MayProbe) return false;
        Instant due = now + _recovery.ProbeTimeout(_settings.RtoMin, _settings.RtoInitial);
        Instant timeout = (fromNow ? now : _recovery.Flight.First.SentAt) + _rtt.Rto;
        Start(SenderTimer.LossProbe, timeout > now ? Instant.Min(due, timeout) : due, now);
        return true;
    }

    /// <summary>The retransmission timer; in place of a probe or the reordering window it counts from the first segment on.</summary>
    private void Rearm(Instant now, bool fromNow = false)
    {
        if (_recovery.Flight.Count == 0)
        {
            Stop();
            return;
        }
        bool counts = !fromNow && Timer is SenderTimer.LossProbe or SenderTimer.Reordering;
        Instant due = (counts ? _recovery.Flight.First.SentAt : now) + _rtt.Rto;
        Start(SenderTimer.Retransmission, due > now ? due : now + LossRecovery.ShortestTimer, now);
    }

    private void StartReordering(Instant now) =>
        Start(SenderTimer.Reordering, now + _recovery.ReorderingWait + LossRecovery.ShortestTimer, now);

    private void StartPersist(Instant now)
    {
        if (_persistSince.IsNever) _persistSince = now;
        long ticks = _rtt.Rto.Ticks;
        for (int i = 0; i < _probes && ticks < _settings.RtoMax.Ticks; i++) ticks *= 2;
        Start(SenderTimer.Persist, now + new TimeSpan(Math.Min(ticks, _settings.RtoMax.Ticks)), now);
    }

    private void OnWindow()
    {
        if (_snd.Wnd == 0 || !IsPersisting) return;
        _probes = 0; // the window has opened: what is to be sent decides anew
        Retries = 0;
        Stop();
    }

    private void Start(SenderTimer timer, Instant due, Instant now)
    {
        Timer = timer;
        if (timer != SenderTimer.Persist) _persistSince = Instant.Never;
        // The user timeout is not to be missed by a back-off of minutes (as Linux's tcp_clamp_rto_to_user_timeout).
        bool limited = UserTimeout > TimeSpan.Zero && _asked && timer is SenderTimer.Retransmission or SenderTimer.Persist;
        if (limited && StalledSince is { IsNever: false } since)
        {
            Instant last = since + UserTimeout;
            if (last < due) due = last > now ? last : now + LossRecovery.ShortestTimer;
        }
        Deadline = due;
    }

    private void Stop()
    {
        Timer = SenderTimer.None;
        Deadline = Instant.Never;
        _persistSince = Instant.Never;
        _probes = 0;
        _asked = false;
    }
}
