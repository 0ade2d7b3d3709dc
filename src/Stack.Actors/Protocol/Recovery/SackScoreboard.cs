namespace ActorTcp.Protocol;

/// <summary>
/// What the peer has said to have, beyond what it acknowledges (RFC 6675 3): disjoint ranges in order. Bounded; what does not
/// fit is forgotten, and at worst sent again.
/// </summary>
internal sealed class SackScoreboard
{
    /// <summary>
    /// How many ranges are kept at most, of eight bytes each: where slow start overshoots by a window of 65,536 segments, every other of
    /// them is lost.
    /// </summary>
    public const int RangeLimit = 32768;

    private readonly List<SeqRange> _ranges = [];

    /// <summary>How many bytes are SACKed.</summary>
    public int Bytes { get; private set; }

    /// <summary>How many ranges there are.</summary>
    public int Count => _ranges.Count;

    /// <summary>Whether anything is SACKed.</summary>
    public bool IsEmpty => _ranges.Count == 0;

    /// <summary>The number after the highest SACKed one; meaningless when empty.</summary>
    public SeqNum Highest => _ranges[^1].End;

    /// <summary>Takes a block in, which must be forward, and appends to a list what of it is news.</summary>
    public void Add(SeqRange block, List<SeqRange> news)
    {
        SeqNum start = block.Start, end = block.End;
        int at = FirstEndingAt(start);
        int overlapping = at;
        SeqNum from = block.Start;
        int known = news.Count;
        while (overlapping < _ranges.Count && _ranges[overlapping].Start <= end)
        {
            SeqRange range = _ranges[overlapping++];
            if (from < range.Start && range.Start <= block.End) news.Add(new SeqRange(from, range.Start));
            from = SeqNum.Max(from, range.End);
            start = SeqNum.Min(start, range.Start);
            end = SeqNum.Max(end, range.End);
        }
        if (from < block.End) news.Add(new SeqRange(from, block.End));
        if (overlapping == at)
        {
            if (_ranges.Count == RangeLimit)
            {
                news.RemoveRange(known, news.Count - known);
                return;
            }
            _ranges.Insert(at, block);
        }
        else
        {
            for (int i = at; i < overlapping; i++) Bytes -= (int)_ranges[i].Length;
            _ranges[at] = new SeqRange(start, end);
            if (overlapping > at + 1) _ranges.RemoveRange(at + 1, overlapping - at - 1);
        }
        Bytes += end - start;
    }

    /// <summary>Forgets what the acknowledgment covers.</summary>
    public void Forget(SeqNum una)
    {
        int drop = 0;
        while (drop < _ranges.Count && _ranges[drop].End <= una) Bytes -= (int)_ranges[drop++].Length;
        if (drop > 0) _ranges.RemoveRange(0, drop);
        if (_ranges.Count == 0 || _ranges[0].Start >= una) return;
        Bytes -= una - _ranges[0].Start;
        _ranges[0] = new SeqRange(una, _ranges[0].End);
    }

    /// <summary>Forgets everything: the peer may have thrown it away (RFC 2018 8, reneging).</summary>
    public void Clear()
    {
        _ranges.Clear();
        Bytes = 0;
    }

    /// <summary>The range that a number is in; false if it is in none.</summary>
    public bool TryFind(SeqNum number, out SeqRange range)
    {
        int at = FirstEndingAt(number + 1);
        range = at < _ranges.Count ? _ranges[at] : default;
        return at < _ranges.Count && range.Start <= number;
    }

    /// <summary>The first range that ends at a number or behind it.</summary>
    private int FirstEndingAt(SeqNum number)
    {
        int low = 0, high = _ranges.Count;
        while (low < high)
        {
            int middle = (low + high) >> 1;
            if (_ranges[middle].End >= number) high = middle;
            else low = middle + 1;
        }
        return low;
    }
}
