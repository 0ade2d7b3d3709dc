using ActorTcp.Protocol.Wire;

namespace ActorTcp.Protocol;

/// <summary>What became of a fragment.</summary>
public enum FragmentOutcome
{
    /// <summary>It is kept; others are missing.</summary>
    Stored,

    /// <summary>It was the last one missing: the packet is whole.</summary>
    Completed,

    /// <summary>The same bytes are there already; it is ignored.</summary>
    Duplicate,

    /// <summary>It overlaps another: the whole packet is refused, and what follows of it (RFC 5722 section 4, RFC 8900 3.7).</summary>
    Overlap,

    /// <summary>It belongs to a packet that has been refused.</summary>
    Refused,

    /// <summary>It has no bytes, or is not the last and has not a multiple of 8 of them (RFC 791 3.2).</summary>
    BadLength,

    /// <summary>The packet would be longer than 65535 bytes.</summary>
    TooLong,

    /// <summary>It says that the packet ends elsewhere than another has said, or lies beyond that end.</summary>
    Inconsistent,

    /// <summary>Its ECN field contradicts the others' (RFC 3168 5.3).</summary>
    BadEcn,

    /// <summary>The packet has too many fragments.</summary>
    TooManyFragments,

    /// <summary>It alone is more than the limit of bytes allows.</summary>
    NoMemory,
}

/// <summary>A packet whose fragments did not all come in time.</summary>
/// <param name="Source">Who sent it.</param>
/// <param name="Destination">Whom it was for.</param>
/// <param name="Quote">
/// The first fragment, IP header first, for an ICMP time exceeded (code 1); empty if it never came: "if fragment zero is not available
/// then no time exceeded need be sent at all" (RFC 792).
/// </param>
public readonly record struct ExpiredDatagram(Ipv4Address Source, Ipv4Address Destination, ReadOnlyMemory<byte> Quote)
{
    /// <summary>Whether a time exceeded is to be sent.</summary>
    public bool ReportTimeExceeded => !Quote.IsEmpty;
}

/// <summary>The limits of a reassembler.</summary>
public sealed record ReassemblyLimits
{
    /// <summary>Packets being put together at once.</summary>
    public int MaxDatagrams { get; init; } = 256;

    /// <summary>Bytes of fragments held, each with <see cref="Ipv4Reassembler.FragmentOverhead"/>; Linux's <c>ipfrag_high_thresh</c>.</summary>
    public int MaxBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Fragments of one packet: 65535 bytes in pieces of 576 are 119.</summary>
    public int MaxFragments { get; init; } = 256;

    /// <summary>
    /// How long after its first fragment a packet is given up. RFC 1122 3.3.2 asks for 60 to 120 s; this is Linux's <c>ipfrag_time</c>.
    /// </summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);
}

/// <summary>
/// Puts fragmented IPv4 packets together (RFC 791 3.2, RFC 1122 3.3.2), bounded in packets, bytes, fragments and time. When a limit is
/// reached the oldest packet gives way.
/// </summary>
/// <remarks>
/// Overlapping fragments have no honest use and several dishonest ones (RFC 1858, RFC 5722), so one overlap refuses the packet; what
/// is exactly there already, as the network may duplicate it, is ignored. A refused packet is remembered until its time is over, so that
/// what follows of it does not begin a new one.
/// </remarks>
public sealed class Ipv4Reassembler
{
    /// <summary>Bytes that each fragment counts beyond its own: the header of the array and the entry.</summary>
    public const int FragmentOverhead = 64;

    private readonly ReassemblyLimits _limits;
    private readonly Dictionary<Key, Datagram> _datagrams = [];
    private readonly LinkedList<Datagram> _oldestFirst = [];
    private readonly long[] _counts = new long[Enum.GetValues<FragmentOutcome>().Length];

    /// <summary>A reassembler that holds nothing.</summary>
    public Ipv4Reassembler(ReassemblyLimits? limits = null) => _limits = limits ?? new();

    /// <summary>Packets being put together, refused ones included.</summary>
    public int Datagrams => _datagrams.Count;

    /// <summary>Bytes held, with <see cref="FragmentOverhead"/> for each fragment; never more than the limit.</summary>
    public int Bytes { get; private set; }

    /// <summary>Packets that gave way to newer ones.</summary>
    public long Evicted { get; private set; }

    /// <summary>Packets whose time was over before they were whole; refused ones are not counted.</summary>
    public long TimedOut { get; private set; }

    /// <summary>When <see cref="TryExpire"/> next has something to do; <see cref="Instant.Never"/> if nothing is held.</summary>
    public Instant NextDeadline => _oldestFirst.First is { } oldest ? oldest.Value.Deadline : Instant.Never;

    /// <summary>How many fragments had that outcome.</summary>
    public long Count(FragmentOutcome outcome) => _counts[(int)outcome];

    /// <summary>Takes a fragment.</summary>
    /// <param name="fragment">Its packet, <see cref="Ipv4Header.IsFragment"/>; the bytes are copied.</param>
    /// <param name="now">The loop's time.</param>
    /// <param name="packet">
    /// With <see cref="FragmentOutcome.Completed"/> the whole packet: the first fragment's header, no longer a fragment's, its checksum
    /// made anew, and the payload.
    /// </param>
    public FragmentOutcome Add(in Ipv4Header fragment, Instant now, out byte[]? packet)
    {
        var outcome = Take(fragment, now, out packet);
        _counts[(int)outcome]++;
        return outcome;
    }

    /// <summary>
    /// Gives up the packets whose time is over, one a call: call it until it says <see langword="false"/>. Refused packets are forgotten
    /// and not told.
    /// </summary>
    public bool TryExpire(Instant now, out ExpiredDatagram expired)
    {
        while (_oldestFirst.First is { } oldest && oldest.Value.Deadline <= now)
        {
            var datagram = oldest.Value;
            Remove(datagram);
            if (datagram.Refused) continue;
            TimedOut++;
            expired = new(datagram.Key.Source, datagram.Key.Destination, datagram.Quote());
            return true;
        }

        expired = default;
        return false;
    }

    private FragmentOutcome Take(in Ipv4Header fragment, Instant now, out byte[]? packet)
    {
        packet = null;
        var payload = fragment.Payload;
        int offset = fragment.FragmentOffset;
        int end = offset + payload.Length;
        bool last = !fragment.MoreFragments;

        // What cannot be part of any packet does not touch the one that it names.
        if (payload.IsEmpty || (!last && payload.Length % 8 != 0)) return FragmentOutcome.BadLength;
        if (end > Ipv4Header.MaxTotalLength - fragment.HeaderLength) return FragmentOutcome.TooLong;
        if (payload.Length + FragmentOverhead > _limits.MaxBytes) return FragmentOutcome.NoMemory;

        var key = new Key(fragment.Source, fragment.Destination, fragment.Protocol, fragment.Identification);
        if (_datagrams.TryGetValue(key, out var datagram) && datagram.Deadline <= now)
        {
            // Its time is over and nobody has asked yet: what comes now begins anew.
            if (!datagram.Refused) TimedOut++;
            Remove(datagram);
            datagram = null;
        }

        if (datagram is null)
        {
            while (_datagrams.Count >= Math.Max(1, _limits.MaxDatagrams)) EvictOldest();
            datagram = new(key, now + _limits.Timeout);
            _datagrams.Add(key, datagram);
            datagram.Node = _oldestFirst.AddLast(datagram);
        }

        if (datagram.Refused) return FragmentOutcome.Refused;

        int at = datagram.Find(offset);
        if (datagram.IsAt(at, offset, payload, last)) return FragmentOutcome.Duplicate;
        if (datagram.Overlaps(at, offset, end)) return Refuse(datagram, FragmentOutcome.Overlap);
        if (!datagram.Agrees(end, last)) return Refuse(datagram, FragmentOutcome.Inconsistent);
        if (datagram.Pieces.Count >= _limits.MaxFragments) return Refuse(datagram, FragmentOutcome.TooManyFragments);
        if (!datagram.TakeEcn(fragment.Ecn)) return Refuse(datagram, FragmentOutcome.BadEcn);
        if (offset == 0) datagram.Header = fragment.Packet[..fragment.HeaderLength].ToArray();

        datagram.Insert(at, offset, payload, last);
        Bytes += payload.Length + FragmentOverhead;
        while (Bytes > _limits.MaxBytes) EvictOldest();
        if (datagram.Node is null) return FragmentOutcome.NoMemory; // it was the oldest itself

        if (!datagram.IsWhole) return FragmentOutcome.Stored;
        Remove(datagram);

        // The first fragment's header may be longer than that of the one which was checked above.
        packet = datagram.Assemble();
        return packet is null ? FragmentOutcome.TooLong : FragmentOutcome.Completed;
    }

    private FragmentOutcome Refuse(Datagram datagram, FragmentOutcome why)
    {
        Bytes -= datagram.HeldBytes;
        datagram.Refuse();
        return why;
    }

    private void EvictOldest()
    {
        Evicted++;
        Remove(_oldestFirst.First!.Value);
    }

    private void Remove(Datagram datagram)
    {
        _datagrams.Remove(datagram.Key);
        _oldestFirst.Remove(datagram.Node!);
        datagram.Node = null;
        Bytes -= datagram.HeldBytes;
    }

    /// <summary>RFC 791 3.2: identification, source, destination and protocol say which packet a fragment belongs to.</summary>
    private readonly record struct Key(Ipv4Address Source, Ipv4Address Destination, IpProtocol Protocol, ushort Identification);

    private readonly record struct Piece(int Offset, byte[] Bytes)
    {
        public int End => Offset + Bytes.Length;
    }

    private sealed class Datagram(Key key, Instant deadline)
    {
        private int _received;
        private int _ecnSeen;

        public Key Key { get; } = key;

        public Instant Deadline { get; } = deadline;

        /// <summary>Its place among the oldest; <see langword="null"/> once it is removed.</summary>
        public LinkedListNode<Datagram>? Node { get; set; }

        /// <summary>In order and without overlaps.</summary>
        public List<Piece> Pieces { get; } = [];

        /// <summary>The first fragment's header; empty until it comes.</summary>
        public byte[] Header { get; set; } = [];

        /// <summary>The payload's length; -1 until the last fragment comes.</summary>
        public int Total { get; private set; } = -1;

        public bool Refused { get; private set; }

        public int HeldBytes { get; private set; }

        public bool IsWhole => Total == _received;

        /// <summary>Where a piece at that offset is or would be inserted.</summary>
        public int Find(int offset)
        {
            // From the back: fragments mostly come in order.
            int at = Pieces.Count;
            while (at > 0 && Pieces[at - 1].Offset >= offset) at--;
            return at;
        }

        public bool IsAt(int at, int offset, ReadOnlySpan<byte> payload, bool last) =>
            at < Pieces.Count && Pieces[at].Offset == offset && Pieces[at].Bytes.AsSpan().SequenceEqual(payload)
            && last == (Total == offset + payload.Length);

        public bool Overlaps(int at, int offset, int end) =>
            (at > 0 && Pieces[at - 1].End > offset) || (at < Pieces.Count && Pieces[at].Offset < end);

        public bool Agrees(int end, bool last)
        {
            int furthest = Pieces.Count > 0 ? Pieces[^1].End : 0;
            return last ? (Total < 0 || Total == end) && furthest <= end : Total < 0 || end < Total;
        }

        /// <summary>
        /// RFC 3168 5.3: a packet of which one fragment is CE is CE; but fragments of which some are CE and some Not-ECT must not be put
        /// together.
        /// </summary>
        public bool TakeEcn(EcnCodepoint ecn)
        {
            _ecnSeen |= 1 << (int)ecn;
            const int Contradiction = (1 << (int)EcnCodepoint.Ce) | (1 << (int)EcnCodepoint.NotEct);
            return (_ecnSeen & Contradiction) != Contradiction;
        }

        public void Insert(int at, int offset, ReadOnlySpan<byte> payload, bool last)
        {
            Pieces.Insert(at, new(offset, payload.ToArray()));
            _received += payload.Length;
            HeldBytes += payload.Length + FragmentOverhead;
            if (last) Total = offset + payload.Length;
        }

        public void Refuse()
        {
            Refused = true;
            Pieces.Clear();
            Pieces.TrimExcess();
            Header = [];
            HeldBytes = 0;
        }

        /// <summary>The first fragment, as much as an ICMP error quotes.</summary>
        public byte[] Quote()
        {
            if (Header.Length == 0) return [];
            var first = Pieces[0].Bytes;
            return [.. Header, .. first.AsSpan(0, Math.Min(first.Length, IcmpV4.MaxQuote - Header.Length))];
        }

        public byte[]? Assemble()
        {
            int length = Header.Length + Total;
            if (length > Ipv4Header.MaxTotalLength) return null;
            var packet = new byte[length];
            Header.CopyTo(packet, 0);
            foreach (var piece in Pieces) piece.Bytes.CopyTo(packet, Header.Length + piece.Offset);
            if ((_ecnSeen & (1 << (int)EcnCodepoint.Ce)) != 0) packet[1] |= (byte)EcnCodepoint.Ce;
            Ipv4Header.MakeWhole(packet, Header.Length);
            return packet;
        }
    }
}
