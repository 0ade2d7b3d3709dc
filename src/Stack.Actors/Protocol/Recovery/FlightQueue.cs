namespace ActorTcp.Protocol;

/// <summary>
/// What was sent and is not acknowledged, in the order of sequence numbers, and, of what may still arrive, in the order of
/// transmission (RFC 8985 6.1). Counts segments, as congestion control does. Records are reused: in the steady state nothing is allocated.
/// </summary>
internal sealed partial class FlightQueue
{
    private const int FirstSize = 8;
    private const int KeptAtIdle = 256; // a connection that rests after a large transfer keeps no more

    private SentSegment[] _ring = new SentSegment[FirstSize];
    private int _head;
    private SentSegment? _free;
    private SeqNum _lostFrom;
    private int _waiting; // lost, and not sent again
    private long _transmissions;

    /// <summary>How many records there are.</summary>
    public int Count { get; private set; }

    /// <summary>Segments that are not acknowledged (Linux's packets_out).</summary>
    public int Outstanding { get; private set; }

    /// <summary>Segments of them that the peer has by SACK, or by as many duplicate acknowledgments (sacked_out).</summary>
    public int Sacked => _sacked + Assumed;

    /// <summary>Without SACK: segments that duplicate acknowledgments tell of; which ones is not known.</summary>
    public int Assumed { get; set; }

    /// <summary>Segments of them that count as lost (lost_out).</summary>
    public int Lost { get; private set; }

    /// <summary>Segments that were sent again and may be underway (retrans_out).</summary>
    public int Retransmitted { get; private set; }

    /// <summary>How many segments were marked lost, ever; a lost retransmission counts again.</summary>
    public long TotalLost { get; private set; }

    /// <summary>How many of them were retransmissions.</summary>
    public long LostRetransmissions { get; private set; }

    /// <summary>What is in the network, by what is known (RFC 6675's pipe): left the host, not arrived, not lost.</summary>
    public int InFlight => Outstanding - Sacked - Lost + Retransmitted;

    /// <summary>Whether something lost waits to be sent again.</summary>
    public bool HasLost => _waiting > 0;

    /// <summary>The one transmitted first of all that may still arrive.</summary>
    public SentSegment? Oldest { get; private set; }

    /// <summary>The one transmitted last.</summary>
    public SentSegment? Newest { get; private set; }

    private int _sacked;

    /// <summary>By place in the order of sequence numbers.</summary>
    public SentSegment this[int index] => _ring[(_head + index) & (_ring.Length - 1)];

    /// <summary>The first: at SND.UNA.</summary>
    public SentSegment First => this[0];

    /// <summary>The last: before SND.NXT.</summary>
    public SentSegment Last => this[Count - 1];

    /// <summary>Takes in what has just been sent for the first time.</summary>
    public void Append(SeqNum start, SeqNum end, bool fin, int count, long delivered, Instant now)
    {
        SentSegment segment = Rent();
        segment.Start = start;
        segment.End = end;
        segment.Fin = fin;
        segment.Count = count;
        segment.Delivered = delivered;
        segment.SentAt = segment.FirstSentAt = now;
        segment.Transmission = ++_transmissions;
        if (Count == _ring.Length) Grow();
        _ring[(_head + Count++) & (_ring.Length - 1)] = segment;
        Outstanding += count;
        JoinLatest(segment);
    }

    /// <summary>The place of the record that holds a number; <see cref="Count"/> if there is none.</summary>
    public int Find(SeqNum number)
    {
        int low = 0, high = Count;
        while (low < high)
        {
            int middle = (low + high) >> 1;
            if (this[middle].End > number) high = middle;
            else low = middle + 1;
        }
        return low;
    }

    /// <summary>Divides a record; the part behind is a record of its own.</summary>
    /// <param name="index">Its place.</param>
    /// <param name="at">Where; within it.</param>
    /// <param name="mss">The size of its segments.</param>
    public void Split(int index, SeqNum at, int mss)
    {
        SentSegment first = this[index];
        SentSegment rest = Rent();
        rest.Start = at;
        rest.End = first.End;
        rest.Fin = first.Fin;
        rest.Mark(first.Push, first.EndsRecord);
        first.Mark(false, false);
        rest.SentAt = first.SentAt;
        rest.Transmission = first.Transmission;
        rest.FirstSentAt = first.FirstSentAt;
        rest.Delivered = first.Delivered;
        rest.Rate = first.Rate;
        rest.EverRetransmitted = first.EverRetransmitted;
        Tally(first, -1);
        first.End = at;
        first.Fin = false;
        first.Count = CountOf(first, mss);
        rest.Count = CountOf(rest, mss);
        rest.Sacked = first.Sacked;
        rest.Lost = first.Lost;
        rest.Retransmitted = first.Retransmitted;
        Tally(first, 1);
        Tally(rest, 1);
        Insert(index + 1, rest);
        if (first.IsUnderway) JoinAfter(first, rest);
    }

    /// <summary>Joins a record that is to be sent again with the next one, if that is, too, and both fit into one segment.</summary>
    /// <returns>Whether it was done.</returns>
    public bool TryJoin(int index, int mss)
    {
        if (index + 1 >= Count) return false;
        SentSegment first = this[index], next = this[index + 1];
        if (first.EndsRecord || !first.WantsRetransmission || !next.WantsRetransmission || next.End - first.Start - (next.Fin ? 1 : 0) > mss) return false;
        Tally(first, -1);
        Tally(next, -1);
        first.End = next.End;
        first.Fin = next.Fin;
        first.Mark(first.Push || next.Push, next.EndsRecord);
        first.Count = 1;
        first.EverRetransmitted |= next.EverRetransmitted;
        Tally(first, 1);
        Remove(index + 1);
        Return(next);
        return true;
    }

    /// <summary>Cuts off what an acknowledgment covers of the first record.</summary>
    public void TrimFirst(SeqNum una, int mss)
    {
        SentSegment first = First;
        Tally(first, -1);
        first.Start = una;
        first.Count = CountOf(first, mss);
        Tally(first, 1);
    }

    /// <summary>Removes the first record: it is acknowledged.</summary>
    public void RemoveFirst()
    {
        SentSegment first = First;
        Tally(first, -1);
        Leave(first);
        _head = (_head + 1) & (_ring.Length - 1);
        Count--;
        Return(first);
        if (Count == 0 && _ring.Length > KeptAtIdle) Shrink();
    }

    /// <summary>Segments have another size from now on: all is counted anew.</summary>
    public void Recount(int mss)
    {
        for (int i = 0; i < Count; i++)
        {
            Tally(this[i], -1);
            this[i].Count = CountOf(this[i], mss);
            Tally(this[i], 1);
        }
    }

    /// <summary>The peer has it.</summary>
    public void MarkSacked(SentSegment segment)
    {
        Tally(segment, -1);
        // What was sent again without being lost (a tail loss probe) may still be underway.
        if (segment.Lost) segment.Retransmitted = false;
        segment.Lost = false;
        segment.Sacked = true;
        Tally(segment, 1);
        Leave(segment);
    }

    /// <summary>The peer has two of it: none is underway any more (RFC 2883).</summary>
    public void MarkArrivedTwice(SentSegment segment)
    {
        // What is lost and sent again stays so until a SACK or the acknowledgment takes it: this may be the original's echo.
        if (!segment.Retransmitted || segment.Lost) return;
        Tally(segment, -1);
        segment.Retransmitted = false;
        Tally(segment, 1);
        if (segment.Sacked) Leave(segment);
    }

    /// <summary>It counts as lost, or if it was sent again, that does.</summary>
    public void MarkLost(SentSegment segment)
    {
        if (segment.Sacked || (segment.Lost && !segment.Retransmitted)) return;
        Tally(segment, -1);
        TotalLost += segment.Count;
        if (segment.Lost) LostRetransmissions += segment.Count;
        segment.Lost = true;
        segment.Retransmitted = false;
        Tally(segment, 1);
        Leave(segment);
        if (_waiting == segment.Count || segment.Start < _lostFrom) _lostFrom = segment.Start;
    }

    /// <summary>Nothing was lost after all: what counts as lost, and was not sent again, is underway.</summary>
    public void UnmarkLost()
    {
        SentSegment? last = null;
        for (int i = 0; i < Count && Lost > 0; i++)
        {
            SentSegment segment = this[i];
            if (!segment.Lost) continue;
            Tally(segment, -1);
            segment.Lost = false;
            Tally(segment, 1);
            if (segment.IsUnderway) continue;
            JoinByTime(segment, last);
            last = segment;
        }
    }

    /// <summary>The peer may have thrown away what it SACKed (RFC 2018 8): nobody has anything.</summary>
    public void ForgetSacks()
    {
        for (int i = 0; i < Count; i++)
        {
            SentSegment segment = this[i];
            if (!segment.Sacked) continue;
            Tally(segment, -1);
            segment.Sacked = false;
            Tally(segment, 1);
        }
        Assumed = 0;
    }

    /// <summary>It was sent again.</summary>
    public void MarkRetransmitted(SentSegment segment, long delivered, Instant now)
    {
        Tally(segment, -1);
        segment.Retransmitted = true;
        segment.EverRetransmitted = true;
        segment.SentAt = now;
        segment.Transmission = ++_transmissions;
        segment.Delivered = delivered;
        Tally(segment, 1);
        Leave(segment);
        JoinLatest(segment);
    }

    /// <summary>It was sent again as a probe, not because it is lost: nothing says that the original is not underway.</summary>
    public void MarkProbed(SentSegment segment, long delivered, Instant now)
    {
        segment.EverRetransmitted = true;
        segment.SentAt = now;
        segment.Transmission = ++_transmissions;
        segment.Delivered = delivered;
        if (!segment.IsUnderway) return;
        Leave(segment);
        JoinLatest(segment);
    }

    /// <summary>The first record that is lost and was not sent again; <see cref="Count"/>: there is none.</summary>
    public int FindLost()
    {
        if (_waiting == 0) return Count;
        for (int i = Count > 0 && _lostFrom > First.Start ? Find(_lostFrom) : 0; i < Count; i++)
        {
            if (!this[i].WantsRetransmission) continue;
            _lostFrom = this[i].Start;
            return i;
        }
        return Count;
    }

    /// <summary>How many segments a record is: a FIN alone is one as well.</summary>
    public static int CountOf(SentSegment segment, int mss) => CountOf(segment.End - segment.Start - (segment.Fin ? 1 : 0), mss);

    /// <summary>How many segments so much text is.</summary>
    public static int CountOf(int text, int mss) => text <= mss ? 1 : (text + mss - 1) / mss;
}
