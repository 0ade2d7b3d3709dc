namespace ActorTcp.Protocol;

// The two orders: a ring by sequence number, and a list by transmission; and the counts.
internal sealed partial class FlightQueue
{
    private void Tally(SentSegment segment, int sign)
    {
        int count = sign * segment.Count;
        Outstanding += count;
        if (segment.Sacked) _sacked += count;
        if (segment.Lost) Lost += count;
        if (segment.Retransmitted) Retransmitted += count;
        if (segment.WantsRetransmission) _waiting += count;
    }

    private void Insert(int index, SentSegment segment)
    {
        if (Count == _ring.Length) Grow();
        int mask = _ring.Length - 1;
        if (index < Count / 2)
        {
            _head = (_head - 1) & mask;
            for (int i = 0; i < index; i++) _ring[(_head + i) & mask] = _ring[(_head + i + 1) & mask];
        }
        else
        {
            for (int i = Count; i > index; i--) _ring[(_head + i) & mask] = _ring[(_head + i - 1) & mask];
        }
        _ring[(_head + index) & mask] = segment;
        Count++;
    }

    private void Remove(int index)
    {
        int mask = _ring.Length - 1;
        if (index < Count / 2)
        {
            for (int i = index; i > 0; i--) _ring[(_head + i) & mask] = _ring[(_head + i - 1) & mask];
            _head = (_head + 1) & mask;
        }
        else
        {
            for (int i = index; i < Count - 1; i++) _ring[(_head + i) & mask] = _ring[(_head + i + 1) & mask];
        }
        Count--;
    }

    private void JoinLatest(SentSegment segment)
    {
        segment.IsUnderway = true;
        segment.Earlier = Newest;
        segment.Later = null;
        if (Newest is null) Oldest = segment;
        else Newest.Later = segment;
        Newest = segment;
    }

    private void JoinAfter(SentSegment before, SentSegment segment)
    {
        if (ReferenceEquals(before, Newest))
        {
            JoinLatest(segment);
            return;
        }
        segment.IsUnderway = true;
        segment.Earlier = before;
        segment.Later = before.Later;
        before.Later!.Earlier = segment;
        before.Later = segment;
    }

    /// <summary>To its place by time; near the one that joined last, mostly.</summary>
    private void JoinByTime(SentSegment segment, SentSegment? near)
    {
        SentSegment? before = near is { IsUnderway: true } && IsAfter(segment, near) ? near : null;
        SentSegment? next = before is null ? Oldest : before.Later;
        while (next is not null && IsAfter(segment, next))
        {
            before = next;
            next = next.Later;
        }
        if (before is not null)
        {
            JoinAfter(before, segment);
            return;
        }
        segment.IsUnderway = true;
        segment.Earlier = null;
        segment.Later = Oldest;
        if (Oldest is null) Newest = segment;
        else Oldest.Earlier = segment;
        Oldest = segment;
    }

    private static bool IsAfter(SentSegment segment, SentSegment other) =>
        Rack.IsSentAfter(segment.Transmission, segment.End, other.Transmission, other.End);

    private void Leave(SentSegment segment)
    {
        if (!segment.IsUnderway) return;
        segment.IsUnderway = false;
        if (segment.Earlier is null) Oldest = segment.Later;
        else segment.Earlier.Later = segment.Later;
        if (segment.Later is null) Newest = segment.Earlier;
        else segment.Later.Earlier = segment.Earlier;
        segment.Earlier = segment.Later = null;
    }

    private SentSegment Rent()
    {
        if (_free is not { } segment) return new SentSegment();
        _free = segment.Later;
        segment.Later = null;
        return segment;
    }

    private void Return(SentSegment segment)
    {
        segment.Mark(false, false);
        segment.Sacked = segment.Lost = segment.Retransmitted = segment.EverRetransmitted = segment.Fin = false;
        segment.Later = _free;
        _free = segment;
    }

    private void Shrink()
    {
        _ring = new SentSegment[FirstSize];
        _head = 0;
        _free = null;
    }

    private void Grow()
    {
        var ring = new SentSegment[_ring.Length * 2];
        for (int i = 0; i < Count; i++) ring[i] = this[i];
        _ring = ring;
        _head = 0;
    }
}
