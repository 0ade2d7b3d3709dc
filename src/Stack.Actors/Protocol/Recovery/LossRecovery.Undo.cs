namespace ActorTcp.Protocol;

// Undoing a reduction that was for nothing: by timestamps (Eifel, RFC 3522), by D-SACK (RFC 3708), by F-RTO (RFC 5682).
internal sealed partial class LossRecovery
{
    private SeqNum? _undoMarker;       // SND.UNA as the episode began; null: nothing can be undone
    private int _undoRetransmits;      // segments sent again and not known to be duplicates; negative: none was sent
    private int _priorThreshold;       // ssthresh before; 0: not to be restored
    private int _priorWindow;          // cwnd before
    private Instant? _retransmittedAt; // when the first was sent again

    private bool MayUndo(in AckNews news) => _undoMarker is not null && (_undoRetransmits == 0 || IsLateOriginal(news));

    /// <summary>RFC 3522 3.2: what is acknowledged was sent before the first retransmission: the original arrived.</summary>
    private bool IsLateOriginal(in AckNews news) =>
        _retransmittedAt is { } at && news.EchoedAt is { } echoed
        && echoed.Ticks / TimeSpan.TicksPerMillisecond < at.Ticks / TimeSpan.TicksPerMillisecond;

    private void BeginUndo(SeqNum una)
    {
        _undoMarker = una;
        int again = Flight.Retransmitted + (_probeHigh is not null && _probeRepeats ? 1 : 0);
        _undoRetransmits = again > 0 ? again : -1;
    }

    /// <summary>RFC 4015, RFC 9438 4.9: cwnd and ssthresh as before.</summary>
    private void Undo(bool unmarkLost)
    {
        if (unmarkLost) Flight.UnmarkLost();
        if (_priorThreshold > 0)
        {
            Window.Segments = Math.Max(Window.Segments, _priorWindow);
            Window.Threshold = Math.Max(Window.Threshold, _priorThreshold);
            _congestion.OnUndo(Window);
        }
        _undoMarker = null;
        _rack.HasNews = true; // what was unmarked is to be looked at again
    }

    /// <summary>All of the episode is acknowledged.</summary>
    /// <returns>Whether the state stays: without SACK a late duplicate acknowledgment must not begin a new one (RFC 6582 4).</returns>
    private bool FinishRecovery(in SendSequenceSpace snd, in AckNews news)
    {
        if (MayUndo(news))
        {
            if (State == RecoveryState.Loss) Counters.Add(RecoveryEvent.LossUndone);
            else Counters.Add(RecoveryEvent.FullUndone);
            Undo(unmarkLost: false);
        }
        else
        {
            _rack.OnRecovered();
        }
        if (!_sack && snd.Una == HighSeq)
        {
            if (!AnyRetransmitted) _retransmittedAt = null;
            return true;
        }
        State = RecoveryState.Open;
        return false;
    }

    /// <summary>A partial acknowledgment of what was merely late.</summary>
    /// <returns>Whether nothing further is to be done for this acknowledgment.</returns>
    private bool UndoPartially(in SendSequenceSpace snd, in AckNews news)
    {
        if (_undoMarker is null || !IsLateOriginal(news)) return false;
        if (!Scoreboard.IsEmpty) CheckReordering(news.PriorUna, Scoreboard.Highest);
        if (Flight.Retransmitted > 0) return true; // their fate will tell
        if (!AnyRetransmitted) _retransmittedAt = null;
        Counters.Add(RecoveryEvent.PartialUndone);
        Undo(unmarkLost: true);
        Reopen(snd);
        return false;
    }

    /// <summary>Every retransmission was a duplicate: nothing was lost.</summary>
    private bool UndoByDuplicates()
    {
        if (_undoMarker is null || _undoRetransmits != 0) return false;
        _rack.OnUndone();
        Counters.Add(RecoveryEvent.DsackUndone);
        Undo(unmarkLost: false);
        return true;
    }

    /// <summary>The timeout was spurious.</summary>
    private bool UndoTimeout(in SendSequenceSpace snd, in AckNews news, bool byFrto)
    {
        if (!byFrto && !MayUndo(news)) return false;
        Undo(unmarkLost: true);
        Counters.Add(RecoveryEvent.LossUndone);
        if (byFrto) Counters.Add(RecoveryEvent.SpuriousTimeout);
        if (!_sack && snd.Una == HighSeq) return true;
        if (byFrto || _sack) State = RecoveryState.Open;
        return true;
    }
}
