using ActorTcp.Protocol.Wire;

namespace ActorTcp.Protocol;

/// <summary>
/// What the peer has said to have, beyond what it acknowledges (RFC 6675 3): disjoint ranges in order. Bounded; what does not
/// fit is forgotten, and at worst sent again.
/// </summary>
internal sealed class SackScoreboard
{
    /// <summary>How many ranges are kept at most.</summary>
    public const int RangeLimit = 256;

    private const int DuplicateThreshold = 3;

    private readonly List<SeqRange> _ranges = [];

    /// <summary>How many bytes are SACKed.</summary>
    public int Bytes { get; private set; }

    /// <summary>Whether anything is SACKed.</summary>
    public bool IsEmpty => _ranges.Count == 0;

    /// <summary>The number after the highest SACKed one; meaningless when empty.</summary>
    public SeqNum Highest => _ranges[^1].End;

    /// <summary>Takes an acknowledgment's blocks in; those outside what is in flight are not believed.</summary>
    /// <returns>Whether anything is SACKed now that was not before.</returns>
    public bool Update(SeqNum una, SeqNum max, in SackBlocks blocks)
    {
        Forget(una);
        int before = Bytes;
        for (int i = 0; i < blocks.Count; i++)
        {
            SeqRange block = blocks[i];
            // RFC 2883: a block at or below the acknowledgment reports a duplicate, which says nothing about what is missing.
            if (!block.IsForward || block.Start <= una || block.End > max) continue;
            Insert(block);
        }
        return Bytes > before;
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

    /// <summary>IsLost (RFC 6675 4): three ranges, or more than two segments' bytes, are SACKed above the number.</summary>
    public bool IsLost(SeqNum number, int mss)
    {
        int ranges = 0;
        int bytes = 0;
        for (int i = _ranges.Count - 1; i >= 0 && _ranges[i].Start > number; i--)
        {
            bytes += (int)_ranges[i].Length;
            if (++ranges >= DuplicateThreshold || bytes > (DuplicateThreshold - 1) * mss) return true;
        }
        return false;
    }

    /// <summary>The first range from a number on that is not SACKed and has SACKed numbers behind it.</summary>
    public bool TryFindHole(SeqNum from, out SeqRange hole)
    {
        SeqNum start = from;
        foreach (SeqRange range in _ranges)
        {
            if (range.End <= start) continue;
            if (range.Start > start)
            {
                hole = new SeqRange(start, range.Start);
                return true;
            }
            start = range.End;
        }
        hole = default;
        return false;
    }

    /// <summary>Moves a number past the SACKed range that it lies in.</summary>
    public SeqNum Skip(SeqNum number)
    {
        foreach (SeqRange range in _ranges)
        {
            if (range.Start > number) break;
            if (range.End > number) return range.End;
        }
        return number;
    }

    /// <summary>How many bytes below a number are SACKed.</summary>
    public int BytesBelow(SeqNum number)
    {
        int bytes = 0;
        foreach (SeqRange range in _ranges)
        {
            if (range.Start >= number) break;
            bytes += SeqNum.Min(range.End, number) - range.Start;
        }
        return bytes;
    }

    private void Insert(SeqRange block)
    {
        SeqNum start = block.Start, end = block.End;
        int at = 0;
        while (at < _ranges.Count && _ranges[at].End < start) at++;
        int overlapping = at;
        while (overlapping < _ranges.Count && _ranges[overlapping].Start <= end)
        {
            start = SeqNum.Min(start, _ranges[overlapping].Start);
            end = SeqNum.Max(end, _ranges[overlapping].End);
            Bytes -= (int)_ranges[overlapping].Length;
            overlapping++;
        }
        if (overlapping > at) _ranges.RemoveRange(at, overlapping - at);
        else if (_ranges.Count == RangeLimit) return;
        _ranges.Insert(at, new SeqRange(start, end));
        Bytes += end - start;
    }
}
