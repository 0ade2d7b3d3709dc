namespace ActorTcp.Protocol;

/// <summary>What loss recovery wants after an acknowledgment.</summary>
internal enum RecoveryAction
{
    /// <summary>Go on.</summary>
    None,

    /// <summary>Send the segment at SND.UNA again.</summary>
    Retransmit,
}

/// <summary>Fast retransmit and fast recovery without SACK (RFC 6582, NewReno).</summary>
internal struct NewReno
{
    private const int DuplicateThreshold = 3;

    private SeqNum _recover;
    private int _duplicates;
    private bool _hasRecover;

    /// <summary>Whether a loss is being repaired.</summary>
    public bool InRecovery { get; private set; }

    /// <summary>How far the congestion window is stretched by segments that have left the network (RFC 6582 3.2, 3).</summary>
    public int Inflation { get; private set; }

    /// <summary>A duplicate acknowledgment arrived.</summary>
    public RecoveryAction OnDuplicate(in SendSequenceSpace snd, IByteWindow congestion, int mss)
    {
        if (InRecovery)
        {
            Inflation += mss;
            return RecoveryAction.None;
        }
        if (++_duplicates != DuplicateThreshold) return RecoveryAction.None;
        // RFC 6582 3.2, 2: only if this is a new loss, "the Cumulative Acknowledgment field covers more than recover". One that covers
        // just all of it counts too: else the first segment after a recovery could be brought back by the timer only.
        if (_hasRecover && snd.Una < _recover) return RecoveryAction.None;
        congestion.OnLoss(snd.Max - snd.Una);
        _recover = snd.Max;
        _hasRecover = true;
        InRecovery = true;
        Inflation = DuplicateThreshold * mss;
        return RecoveryAction.Retransmit;
    }

    /// <summary>New data was acknowledged; SND.UNA has moved already.</summary>
    public RecoveryAction OnAdvance(in SendSequenceSpace snd, int acked, int mss)
    {
        _duplicates = 0;
        if (!InRecovery)
        {
            if (snd.Una >= _recover) _hasRecover = false; // a comparison holds for half the sequence space only
            return RecoveryAction.None;
        }
        if (snd.Una >= _recover)
        {
            InRecovery = false; // 3.2, 3: a full acknowledgment
            Inflation = 0;
            return RecoveryAction.None;
        }
        // 3.2, 3: a partial acknowledgment: "retransmit the first unacknowledged segment. Deflate the congestion window by the
        // amount of new data acknowledged … add back SMSS bytes".
        Inflation = Math.Max(0, Inflation - acked) + mss;
        return RecoveryAction.Retransmit;
    }

    /// <summary>The retransmission timer expired (RFC 6582 3.2, 4).</summary>
    public void OnTimeout(in SendSequenceSpace snd)
    {
        _recover = snd.Max;
        _hasRecover = true;
        InRecovery = false;
        Inflation = 0;
        _duplicates = 0;
    }
}
