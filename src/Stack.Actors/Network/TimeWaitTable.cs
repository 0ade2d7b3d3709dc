using ActorTcp.Protocol;

namespace ActorTcp.Network;

/// <summary>
/// The connections in TIME_WAIT whose actors have nothing left to do: an entry each, no actor, no timer of its own. All wait equally
/// long, so the oldest is always the first; one timer serves them all. Bounded by <c>tcp_max_tw_buckets</c>. Loop thread only.
/// </summary>
internal sealed class TimeWaitTable(int limit, TimeSpan duration, TimeSpan ackInterval)
{
    private const int None = -1;

    private readonly Dictionary<FlowKey, int> _index = [];
    private Entry[] _entries = [];
    private int _free = None;
    private int _used;
    private int _oldest = None;
    private int _newest = None;

    /// <summary>How many connections are in TIME_WAIT here.</summary>
    public int Count => _index.Count;

    /// <summary>When the first of them ends.</summary>
    public Instant NextExpiry => _oldest == None ? Instant.Never : _entries[_oldest].Expires;

    public bool Contains(in FlowKey flow) => _index.ContainsKey(flow);

    /// <summary>Takes a connection over; false if there is no room.</summary>
    public bool TryAdd(in FlowKey flow, in TimeWaitBlock block, PortSharing sharing, Instant since, Instant expires)
    {
        if (_index.Count >= limit || _index.ContainsKey(flow)) return false;
        int slot = TakeSlot();
        _entries[slot] = new Entry { Flow = flow, Block = block, Sharing = sharing, Since = since, Expires = expires };
        _index.Add(flow, slot);
        Append(slot);
        return true;
    }

    /// <summary>What is known of a connection.</summary>
    public bool TryFind(in FlowKey flow, out TimeWaitBlock block)
    {
        block = default;
        if (!_index.TryGetValue(flow, out int slot)) return false;
        block = _entries[slot].Block;
        return true;
    }

    /// <summary>The peer's FIN came again: the 2 MSL begin anew.</summary>
    public void Restart(in FlowKey flow, Instant now)
    {
        if (!_index.TryGetValue(flow, out int slot)) return;
        Unlink(slot);
        _entries[slot].Expires = now + duration;
        Append(slot);
    }

    /// <summary>Whether a stray segment of a connection may be answered now (RFC 5961 7, <c>tcp_invalid_ratelimit</c>).</summary>
    public bool MayAnswer(in FlowKey flow, Instant now) =>
        _index.TryGetValue(flow, out int slot) && _entries[slot].Answers.Allow(now, ackInterval);

    /// <summary>Takes an entry out: a new connection of the same 4-tuple begins, or its time is over.</summary>
    public bool TryRemove(in FlowKey flow, out Entry entry)
    {
        entry = default;
        if (!_index.Remove(flow, out int slot)) return false;
        entry = _entries[slot];
        Unlink(slot);
        _entries[slot] = new Entry { Next = _free };
        _free = slot;
        if (_index.Count == 0) Reset();
        return true;
    }

    /// <summary>Takes the first whose time is over.</summary>
    public bool TryExpire(Instant now, out Entry entry)
    {
        entry = default;
        return _oldest != None && _entries[_oldest].Expires <= now && TryRemove(_entries[_oldest].Flow, out entry);
    }

    /// <summary>All entries, oldest first.</summary>
    public IEnumerable<Entry> All()
    {
        for (int slot = _oldest; slot != None; slot = _entries[slot].Next) yield return _entries[slot];
    }

    private int TakeSlot()
    {
        if (_free != None)
        {
            int slot = _free;
            _free = _entries[slot].Next;
            return slot;
        }
        if (_used == _entries.Length) Array.Resize(ref _entries, Math.Min(Math.Max(64, _used * 2), limit));
        return _used++;
    }

    private void Reset()
    {
        // The memory of a burst does not stay for ever.
        if (_entries.Length <= 4096) return;
        _entries = [];
        _free = None;
        _used = 0;
        _index.TrimExcess();
    }

    /// <summary>Puts an entry into its place: in the order in which they end.</summary>
    private void Append(int slot)
    {
        ref Entry entry = ref _entries[slot];
        // Nearly always the newest: an actor that had to wait for its application brings an earlier end along.
        int before = _newest;
        while (before != None && _entries[before].Expires > entry.Expires) before = _entries[before].Previous;
        entry.Previous = before;
        entry.Next = before == None ? _oldest : _entries[before].Next;
        if (before == None) _oldest = slot;
        else _entries[before].Next = slot;
        if (entry.Next == None) _newest = slot;
        else _entries[entry.Next].Previous = slot;
    }

    private void Unlink(int slot)
    {
        ref readonly Entry entry = ref _entries[slot];
        if (entry.Previous == None) _oldest = entry.Next;
        else _entries[entry.Previous].Next = entry.Next;
        if (entry.Next == None) _newest = entry.Previous;
        else _entries[entry.Next].Previous = entry.Previous;
    }

    /// <summary>A connection in TIME_WAIT.</summary>
    public struct Entry
    {
        public FlowKey Flow;
        public TimeWaitBlock Block;
        public PortSharing Sharing;
        public Instant Since;
        public Instant Expires;
        internal AnswerLimit Answers;
        internal int Previous;
        internal int Next;
    }
}
