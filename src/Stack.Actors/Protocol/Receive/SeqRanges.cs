namespace ActorTcp.Protocol;

/// <summary>Ranges of sequence numbers in order, none of which touch: unions are made as ranges come. A lookup costs log n.</summary>
internal sealed class SeqRanges
{
    private readonly List<SeqRange> _ranges = [];

    /// <summary>How many ranges there are.</summary>
    public int Count => _ranges.Count;

    /// <summary>Adds a range, and joins it with those that it touches.</summary>
    public void Add(SeqRange range)
    {
        if (range.IsEmpty) return;
        int first = FirstEndingAt(range.Start);
        int last = first;
        while (last < _ranges.Count && _ranges[last].Start <= range.End) range = range.Cover(_ranges[last++]);
        if (last == first)
        {
            _ranges.Insert(first, range);
            return;
        }
        _ranges[first] = range;
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
