namespace ActorTcp.Protocol;

/// <summary>Ranges of sequence numbers in order, none of which touch: unions are made as ranges come. A lookup costs log n.</summary>
/// <param name="limit">How many are kept; one more that touches none is not taken.</param>
internal sealed class SeqRanges(int limit = int.MaxValue)
{
    private readonly List<SeqRange> _ranges = [];

    /// <summary>How many ranges there are.</summary>
    public int Count => _ranges.Count;

    /// <summary>Whether there are none.</summary>
    public bool IsEmpty => _ranges.Count == 0;

    /// <summary>The number after the last; meaningless when empty.</summary>
    public SeqNum Highest => _ranges[^1].End;

    /// <summary>Adds a range, and joins it with those that it touches.</summary>
    /// <param name="range">The range.</param>
    /// <param name="news">Takes what of it was in none until now.</param>
    public void Add(SeqRange range, List<SeqRange>? news = null)
    {
        if (range.IsEmpty) return;
        int first = FirstEndingAt(range.Start);
        int last = first;
        SeqNum from = range.Start;
        SeqRange whole = range;
        while (last < _ranges.Count && _ranges[last].Start <= range.End)
        {
            SeqRange known = _ranges[last++];
            if (from < known.Start) news?.Add(new SeqRange(from, known.Start));
            from = SeqNum.Max(from, known.End);
            whole = whole.Cover(known);
        }
        if (last == first && _ranges.Count >= limit) return;
        if (from < range.End) news?.Add(new SeqRange(from, range.End));
        if (last == first)
        {
            _ranges.Insert(first, whole);
            return;
        }
        _ranges[first] = whole;
        _ranges.RemoveRange(first + 1, last - first - 1);
    }

    /// <summary>Forgets what lies before a number.</summary>
    public void RemoveBefore(SeqNum number)
    {
        int gone = 0;
        while (gone < _ranges.Count && _ranges[gone].End <= number) gone++;
        _ranges.RemoveRange(0, gone);
        if (_ranges.Count > 0 && _ranges[0].Start < number) _ranges[0] = _ranges[0] with { Start = number };
    }

    /// <summary>The range that holds a number.</summary>
    public bool TryFind(SeqNum number, out SeqRange range)
    {
        int at = FirstEndingAt(number + 1);
        bool found = at < _ranges.Count && _ranges[at].Start <= number;
        range = found ? _ranges[at] : default;
        return found;
    }

    /// <summary>Forgets all.</summary>
    public void Clear() => _ranges.Clear();

    // The first range whose end is not before a number: what begins there touches it or lies before it.
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
