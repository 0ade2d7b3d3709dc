using ActorTcp.Protocol.Wire;

namespace ActorTcp.Protocol;

// Loss: what duplicate acknowledgments, SACK blocks and the retransmission timer make the sender send again.
internal sealed partial class TcpSender
{
    private readonly SackRecovery? _sack; // both sides permit SACK: RFC 6675; else RFC 6582
    private NewReno _newReno;
    private bool _retransmitFirst;

    /// <summary>Whether losses are being repaired without a timeout.</summary>
    public bool InRecovery => _sack?.InRecovery ?? _newReno.InRecovery;

    /// <summary>Whether the peer's SACK blocks count.</summary>
    public bool UsesSack => _sack is not null;

    /// <summary>How much of what is in flight the peer has, ahead of a gap.</summary>
    public int SackedBytes => _sack?.Scoreboard.Bytes ?? 0;

    private bool IsRepairing => _sack is { InRecovery: true };

    /// <summary>An acknowledgment of nothing new that may tell of a loss: a duplicate, or one with SACK blocks.</summary>
    /// <returns>Whether a repair begins: call <see cref="TryNext"/>.</returns>
    public bool OnDuplicate(in SackBlocks sack)
    {
        bool begins = _sack is null
            ? _newReno.OnDuplicate(_snd, _congestion, _settings.Mss) == RecoveryAction.Retransmit
            : _sack.OnAck(_snd, sack, advanced: false, _congestion);
        _retransmitFirst |= begins;
        return begins;
    }

    /// <summary>RFC 9293 3.10.8, RETRANSMISSION TIMEOUT: everything outstanding is to be sent again, from SND.UNA on.</summary>
    public void OnTimeout(Instant now)
    {
        _congestion.OnTimeout(_snd.Max - _snd.Una);
        _newReno.OnTimeout(_snd);
        _sack?.OnTimeout(_snd, again: Retries > 0);
        _rtt.BackOff(); // RFC 6298 5.5
        _timing = false;
        _retransmitFirst = true; // 5.4: "retransmit the earliest segment that has not been acknowledged", whatever the window
        _snd.Nxt = _snd.Una;
        Retries++;
        Deadline = now + _rtt.Rto;
    }

    private void Recover(int acked, in SackBlocks sack)
    {
        _retransmitFirst = _sack is null
            ? _newReno.OnAdvance(_snd, acked, _settings.Mss) == RecoveryAction.Retransmit
            : _sack.OnAck(_snd, sack, advanced: true, _congestion);
    }

    /// <summary>How many more bytes the congestion window lets out.</summary>
    private long CongestionRoom(int offset)
    {
        long window = _congestion.Window;
        if (_sack is null) return window + _newReno.Inflation - offset;
        return window + _sack.LimitedTransmit - (_sack.InRecovery ? _sack.Pipe(_snd) : offset - _sack.Scoreboard.BytesBelow(_snd.Nxt));
    }

    /// <summary>After a timeout: what the peer has is not sent again.</summary>
    private void SkipSacked()
    {
        if (_sack is null || _sack.Scoreboard.IsEmpty || _snd.Nxt >= _snd.Max) return;
        _snd.Nxt = _sack.Scoreboard.Skip(_snd.Nxt);
    }

    private int UpToSacked()
    {
        if (_sack is null || _sack.Scoreboard.IsEmpty || _snd.Nxt >= _snd.Max) return int.MaxValue;
        return _sack.Scoreboard.TryFindHole(_snd.Nxt, out SeqRange hole) && hole.Start == _snd.Nxt ? (int)hole.Length : int.MaxValue;
    }

    /// <summary>RFC 6675 5, step C: sends holes again while cwnd has room for a segment.</summary>
    private bool TryRepair(bool lostOnly, Instant now, out SegmentPlan plan)
    {
        plan = default;
        if (CongestionRoom(0) < _settings.Mss || !_sack!.TryNextHole(_snd, lostOnly, out SeqRange hole)) return false;
        int offset = hole.Start - _snd.Una;
        int length = Math.Min(Buffer.Length - offset, (int)Math.Min(hole.Length, (uint)_settings.Mss));
        if (length <= 0) return false;
        plan = Again(hole.Start, offset, length, false, now);
        return true;
    }

    private bool TryFirstAgain(Instant now, out SegmentPlan plan)
    {
        _retransmitFirst = false;
        int length = Math.Min(Buffer.Length, Math.Min(_settings.Mss, _snd.Max - _snd.Una));
        bool fin = FinQueued && length == Buffer.Length && _snd.Max - _snd.Una > length;
        plan = default;
        if (length == 0 && !fin) return false;
        plan = Again(_snd.Una, 0, length, fin, now);
        if (_snd.Nxt < plan.Seq + length + (fin ? 1 : 0)) _snd.Nxt = plan.Seq + length + (fin ? 1 : 0);
        Deadline = now + _rtt.Rto;
        return true;
    }

    private SegmentPlan Again(SeqNum seq, int offset, int length, bool fin, Instant now)
    {
        _timing = false; // RFC 6298 3: Karn's algorithm
        _sack?.OnRetransmitted(seq + length);
        if (Deadline.IsNever) Deadline = now + _rtt.Rto;
        return new SegmentPlan(seq, offset, length, fin, length > 0 && offset + length == Buffer.Length, true);
    }
}
