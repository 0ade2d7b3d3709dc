using ActorTcp.Protocol.Wire;

namespace ActorTcp.Protocol;

// SACK blocks (RFC 2018, 6675), D-SACK (RFC 2883), and what of it is reordering.
internal sealed partial class LossRecovery
{
    /// <summary>
    /// How many ranges are remembered, of eight bytes each: where slow start overshoots by a window of 65,536 segments, every other of
    /// them is lost. What does not fit is at worst sent again.
    /// </summary>
    private const int MostRanges = 32768;

    private readonly List<SeqRange> _news = [];

    /// <summary>What the peer has said to have, beyond what it acknowledges (RFC 6675 3).</summary>
    public SeqRanges Scoreboard { get; } = new(MostRanges);

    /// <summary>Takes an acknowledgment's blocks in; those outside what is in flight are not believed.</summary>
    private void TakeSacks(in SendSequenceSpace snd, SeqNum ack, in SackBlocks blocks, ref AckNews news)
    {
        if (blocks.Count == 0) return;
        SeqNum highestBefore = Scoreboard.IsEmpty ? snd.Una : Scoreboard.Highest;
        _news.Clear();
        for (int i = 0; i < blocks.Count; i++)
        {
            SeqRange block = blocks[i];
            if (!block.IsForward || block.End > snd.Nxt) continue;
            // RFC 2883 4: the first block reports a duplicate if it lies below the acknowledgment, or within the second.
            if (i == 0 && (block.Start < ack || (blocks.Count > 1 && block.Start >= blocks[1].Start && block.End <= blocks[1].End)))
            {
                OnDuplicateSack(snd, block, ref news);
                continue;
            }
            SeqNum una = SeqNum.Max(snd.Una, ack);
            if (block.Start < una) continue;
            Scoreboard.Add(block, _news);
        }
        foreach (SeqRange range in _news) MarkSacked(range, highestBefore, ref news);
    }

    /// <summary>Marks what a newly SACKed range completes; a segment of which only a part is there is not (as on Linux).</summary>
    private void MarkSacked(SeqRange range, SeqNum highestBefore, ref AckNews news)
    {
        for (int i = Flight.Find(range.Start); i < Flight.Count && Flight[i].Start < range.End; i++)
        {
            SentSegment segment = Flight[i];
            if (segment.Sacked || !Scoreboard.TryFind(SeqNum.Max(segment.Start, range.Start), out SeqRange has)) continue;
            SeqNum from = segment.Start, to = segment.End;
            if (has.Start > from) from += (has.Start - from + Mss - 1) / Mss * Mss;
            if (has.End < to) to = segment.Start + (has.End - segment.Start) / Mss * Mss;
            if (from >= to) continue;
            if (to < segment.End) Flight.Split(i, to, Mss);
            if (from > segment.Start)
            {
                Flight.Split(i, from, Mss);
                segment = Flight[++i];
            }
            OnSacked(segment, highestBefore, ref news);
        }
    }

    private void OnSacked(SentSegment segment, SeqNum highestBefore, ref AckNews news)
    {
        if (!segment.EverRetransmitted)
        {
            // Sent once, and behind what arrived before: it was late, not lost.
            if (segment.Start < highestBefore) Late(segment.Start, ref news);
            if (segment.End <= HighSeq) news.OriginalArrived = true;
            news.SackedRtt ??= news.Now - segment.SentAt;
            news.LatestRtt = news.Now - segment.SentAt;
        }
        Flight.MarkSacked(segment);
        Deliver(segment, ref news);
        news.Sacked = true;
    }

    private void Deliver(SentSegment segment, ref AckNews news)
    {
        news.Delivered += segment.Count;
        Counters.Add(RecoveryEvent.Delivered, segment.Count);
        Delivery.OnDelivered(segment);
        news.DeliveredBefore = Math.Max(news.DeliveredBefore, segment.Delivered);
        // RFC 8985 6.2, step 2: what the timestamp's echo shows to be the original's arrival says nothing of the retransmission.
        bool late = segment.EverRetransmitted && news.EchoedAt is { } echoed
            && echoed.Ticks / TimeSpan.TicksPerMillisecond < segment.SentAt.Ticks / TimeSpan.TicksPerMillisecond;
        if (!late) _rack.OnDelivered(segment, _minRtt.Value, news.Now);
    }

    private static void Late(SeqNum start, ref AckNews news)
    {
        if (news.LateArrival is not { } known || start < known) news.LateArrival = start;
    }

    private void OnDuplicateSack(in SendSequenceSpace snd, SeqRange block, ref AckNews news)
    {
        // What was never sent, or is too old to be told apart, says nothing.
        if ((uint)(snd.Nxt - block.Start) > Math.Max(snd.MaxWnd, 1u << 16) + (uint)(snd.Nxt - snd.Una)) return;
        int segments = (int)((block.Length + (uint)Mss - 1) / (uint)Mss);
        Counters.Add(RecoveryEvent.Duplicate, segments);
        if (Counters[RecoveryEvent.Duplicate] > Counters[RecoveryEvent.Retransmitted])
        {
            Counters.Add(RecoveryEvent.DubiousDuplicate); // the network made it, or somebody lies
            return;
        }
        news.DuplicateSack = true;
        _rack.OnDuplicate();
        if (_probeHigh is { } high && _probeRepeats && block.End == high) news.DuplicateOfProbe = true;
        if (_undoMarker is { } marker && _undoRetransmits > 0 && block.End > marker)
            _undoRetransmits = Math.Max(0, _undoRetransmits - segments);
        // Both of what is still outstanding have arrived: none of them is underway.
        for (int i = Flight.Find(block.Start); i < Flight.Count && Flight[i].End <= block.End; i++)
        {
            if (Flight[i].Start >= block.Start) Flight.MarkArrivedTwice(Flight[i]);
        }
    }

    /// <summary>Something arrived behind what was sent after it: the path reorders, at least so far (RFC 8985 6.2, step 3).</summary>
    private void CheckReordering(SeqNum low, SeqNum high)
    {
        if (low >= high) return;
        int distance = high - low;
        if (distance > Reordering * Mss) Reordering = Math.Min((distance + Mss - 1) / Mss, _options.MaxReordering);
        Counters.Add(RecoveryEvent.Reordered);
    }
}
