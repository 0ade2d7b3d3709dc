using ActorTcp.Protocol.Wire;

namespace ActorTcp.Protocol;

/// <summary>Loss recovery with SACK (RFC 6675), which knows what is missing and so repairs many losses in one round trip.</summary>
internal sealed class SackRecovery(int mss)
{
    private const int DuplicateThreshold = 3;

    private SeqNum _recoveryPoint;
    private SeqNum _highRxt;
    private bool _pastTimeout; // until the timeout's outstanding data is acknowledged, no new episode begins
    private int _duplicates;

    /// <summary>What the peer has.</summary>
    public SackScoreboard Scoreboard { get; } = new();

    /// <summary>Whether losses are being repaired.</summary>
    public bool InRecovery { get; private set; }

    /// <summary>RFC 3042, limited transmit: new segments that the first two duplicate acknowledgments let out.</summary>
    public int LimitedTransmit => InRecovery ? 0 : Math.Min(_duplicates, DuplicateThreshold - 1) * mss;

    /// <summary>An acknowledgment arrived; SND.UNA has moved already.</summary>
    /// <returns>Whether an episode begins: send the first segment again at once (RFC 6675 5, step 4.3).</returns>
    public bool OnAck(in SendSequenceSpace snd, in SackBlocks blocks, bool advanced, IByteWindow congestion)
    {
        bool news = Scoreboard.Update(snd.Una, snd.Max, blocks);
        if (advanced)
        {
            _duplicates = 0;
            if (_pastTimeout && snd.Una >= _recoveryPoint) _pastTimeout = false;
            if (InRecovery && snd.Una >= _recoveryPoint) InRecovery = false; // step A
            if (_highRxt < snd.Una) _highRxt = snd.Una;
        }
        else if (news)
        {
            _duplicates++; // RFC 6675 2: a duplicate acknowledgment is one that carries new SACK information
        }
        if (InRecovery || _pastTimeout || Scoreboard.IsEmpty) return false;
        if (_duplicates < DuplicateThreshold && !Scoreboard.IsLost(snd.Una, mss)) return false;
        // Step 4.
        InRecovery = true;
        _recoveryPoint = snd.Max;
        congestion.OnLoss(Math.Max(0, snd.Max - snd.Una - Scoreboard.Bytes));
        _highRxt = snd.Una;
        return true;
    }

    /// <summary>Notes what was sent again.</summary>
    public void OnRetransmitted(SeqNum end)
    {
        if (_highRxt < end) _highRxt = end;
    }

    /// <summary>The retransmission timer expired (RFC 6675 5.1). The scoreboard is kept, unless it has misled before.</summary>
    public void OnTimeout(in SendSequenceSpace snd, bool again)
    {
        InRecovery = false;
        _duplicates = 0;
        _recoveryPoint = snd.Max;
        _pastTimeout = true;
        _highRxt = snd.Una;
        if (again) Scoreboard.Clear(); // RFC 2018 8: the peer may have reneged
    }

    /// <summary>SetPipe (RFC 6675 4): how many bytes are in the network, by what is known.</summary>
    public int Pipe(in SendSequenceSpace snd)
    {
        // Everything sent, less what has arrived, less what is lost and not sent again. Losses lie below the highest SACK.
        int pipe = snd.Nxt - snd.Una - Scoreboard.BytesBelow(snd.Nxt);
        SeqNum from = SeqNum.Max(_highRxt, snd.Una);
        while (Scoreboard.TryFindHole(from, out SeqRange hole))
        {
            if (!Scoreboard.IsLost(hole.Start, mss)) break;
            pipe -= (int)hole.Length;
            from = hole.End;
        }
        return Math.Max(0, pipe);
    }

    /// <summary>NextSeg's rules 1 and 3 (RFC 6675 4): what to send again next.</summary>
    /// <param name="snd">The send sequence space.</param>
    /// <param name="lostOnly">Rule 1: only what counts as lost.</param>
    /// <param name="hole">The range to send again.</param>
    public bool TryNextHole(in SendSequenceSpace snd, bool lostOnly, out SeqRange hole) =>
        Scoreboard.TryFindHole(SeqNum.Max(_highRxt, snd.Una), out hole)
        && (!lostOnly || Scoreboard.IsLost(hole.Start, mss));
}
