using System.Buffers.Binary;
using ActorTcp.Loop;
using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Device;

/// <summary>
/// One direction of a <see cref="SimulatedLink"/>. When a packet comes, all that will become of it is worked out at once: when its
/// last bit leaves, whether it is lost, when it arrives. Nothing happens in between, so there is no timer a packet.
/// </summary>
internal sealed class LinkLane
{
    /// <summary>Acknowledgments need no buffer of the MTU's size.</summary>
    private const int SmallBuffer = 256;

    private readonly LinkOptions _options;
    private readonly int _mtu;
    private readonly EventLoop _loop;
    private readonly SerialLine _line;
    private readonly FramePool _small;
    private readonly FramePool _large;
    private readonly Queue<(Frame Frame, LinkEnd To, Instant At)> _inOrder = new();
    private readonly PriorityQueue<(Frame Frame, LinkEnd To), (long Ticks, long Order)> _late = new();
    private readonly List<LinkEnd> _to = [];
    private readonly SplitMix64 _loss;
    private readonly SplitMix64 _reorder;
    private readonly SplitMix64 _jitter;
    private readonly BurstChain _burst;
    private Instant _lastArrives;
    private long _order;

    public LinkLane(LinkOptions options, ulong seed, int mtu, EventLoop loop)
    {
        options.Check();
        _options = options;
        _mtu = mtu;
        _loop = loop;
        int packets = options.QueuePackets > 0 ? options.QueuePackets : int.MaxValue;
        _line = new SerialLine(options.BitsPerSecond, options.QueueLimit(mtu), packets);
        int largest = Math.Max(FramePool.SmallBuffer, mtu + EthernetHeader.Size);
        _small = new FramePool(SmallBuffer, SimulatedLink.PacketLimit);
        _large = new FramePool(largest, SimulatedLink.PacketLimit);
        var root = new SplitMix64(seed);
        _loss = root.Fork();
        _burst = new BurstChain(options.Burst, root.Fork());
        _reorder = root.Fork();
        _jitter = root.Fork();
    }

    public LinkCounters Counters { get; } = new();

    public int Rented => _small.Rented + _large.Rented;

    /// <summary>Bytes in the queue when it was last asked.</summary>
    public long Queued => _line.QueuedBytes;

    /// <summary>When the next packet arrives.</summary>
    public Instant Next
    {
        get
        {
            Instant next = _inOrder.TryPeek(out (Frame, LinkEnd, Instant At) first) ? first.At : Instant.Never;
            return _late.TryPeek(out _, out (long Ticks, long) late) ? Instant.Min(next, new Instant(late.Ticks)) : next;
        }
    }

    /// <summary>Takes a frame of one side, for those of the other that it is for. The frame stays its owner's.</summary>
    public void Take(Frame frame, List<LinkEnd> others)
    {
        FindReceivers(frame, others);
        FrameChain packets = default;
        FramePool pool = frame.TotalLength <= SmallBuffer ? _small : _large;
        bool fits = frame.Offload.GsoType != VirtioGsoType.None || frame.TotalLength <= _mtu + EthernetHeader.Size;
        if (_to.Count == 0 || !fits || !WirePackets.TryMake(frame, _mtu, pool, ref packets, out int lost)) lost = 1;
        Counters.Unsuitable += lost;
        while (packets.TakeFirst() is { } packet) Enqueue(packet);
        _to.Clear();
    }

    /// <summary>Hands over what has arrived by now.</summary>
    /// <param name="reached">Who has got something.</param>
    public void Deliver(List<LinkEnd> reached)
    {
        Instant now = _loop.Now;
        while (true)
        {
            Instant first = _inOrder.TryPeek(out (Frame Frame, LinkEnd To, Instant At) next) ? next.At : Instant.Never;
            if (_late.TryPeek(out (Frame Frame, LinkEnd To) late, out (long Ticks, long) at) && at.Ticks < first.Ticks && at.Ticks <= now.Ticks)
            {
                _late.Dequeue();
                Hand(late.Frame, late.To, reached);
            }
            else if (first <= now)
            {
                _inOrder.Dequeue();
                Hand(next.Frame, next.To, reached);
            }
            else
            {
                return;
            }
        }
    }

    /// <summary>Gives all frames back.</summary>
    public void Release()
    {
        while (_inOrder.TryDequeue(out (Frame Frame, LinkEnd, Instant) next)) next.Frame.Release();
        while (_late.TryDequeue(out (Frame Frame, LinkEnd) late, out _)) late.Frame.Release();
    }

    private void Enqueue(Frame packet)
    {
        Counters.Packets++;
        int bytes = _options.WireBytes(packet.Length - EthernetHeader.Size);
        Instant now = _loop.Now;
        long before = _line.QueuedAt(now);
        if (_line.Take(bytes, now) is not { } left)
        {
            Counters.QueueDropped++;
            packet.Release();
            return;
        }
        Counters.LineBytes += bytes;
        Counters.MostQueued = Math.Max(Counters.MostQueued, _line.QueuedBytes);
        if (_options.MarkAboveBytes > 0 && before > _options.MarkAboveBytes && TryMark(packet.Bytes)) Counters.Marked++;
        if (IsLost())
        {
            packet.Release();
            return;
        }
        Instant arrives = left + _options.Delay + _options.Jitter * _jitter.NextDouble();
        if (arrives < _lastArrives) arrives = _lastArrives;
        _lastArrives = arrives;
        Travel(packet, arrives);
    }

    // Both lots are drawn for each packet: to switch one kind on does not change whom the other hits.
    private bool IsLost()
    {
        bool lost = _loss.Chance(_options.Loss);
        bool inBurst = _burst.Loses(_loop.Now);
        if (lost) Counters.Lost++;
        else if (inBurst) Counters.BurstLost++;
        return lost || inBurst;
    }

    private void Travel(Frame packet, Instant arrives)
    {
        bool isLate = _reorder.Chance(_options.Reorder);
        if (isLate) Counters.Reordered++;
        for (int i = 0; i < _to.Count; i++)
        {
            Frame? copy = i == _to.Count - 1 ? packet : WirePackets.TryCopy(packet, _large);
            if (copy is null) Counters.Unsuitable++;
            else if (isLate) _late.Enqueue((copy, _to[i]), ((arrives + _options.ReorderDelay).Ticks, _order++));
            else _inOrder.Enqueue((copy, _to[i], arrives));
        }
    }

    private void Hand(Frame frame, LinkEnd to, List<LinkEnd> reached)
    {
        if (!to.Accept(frame)) return;
        Counters.Delivered++;
        if (reached.Count == 0 || !ReferenceEquals(reached[^1], to)) reached.Add(to);
    }

    /// <summary>As a bridge does: whose address is known gets it alone, else all do.</summary>
    private void FindReceivers(Frame frame, List<LinkEnd> others)
    {
        if (others.Count == 1 || !EthernetHeader.TryRead(frame.Bytes, out EthernetHeader header))
        {
            _to.AddRange(others);
            return;
        }
        MacAddress destination = header.Destination;
        foreach (LinkEnd end in others)
        {
            if (end.Station != destination) continue;
            _to.Add(end);
            return;
        }
        _to.AddRange(others);
    }

    /// <summary>RFC 3168 5: ECT(0) and ECT(1) become CE; other packets are left as they are.</summary>
    private static bool TryMark(Span<byte> frame)
    {
        const int Ecn = 0b11;
        const int ChecksumAt = 10;
        if (!EthernetHeader.TryRead(frame, out EthernetHeader ethernet) || ethernet.EtherType != EtherType.Ipv4) return false;
        Span<byte> ip = frame[EthernetHeader.Size..];
        if (ip.Length < Ipv4Header.MinLength || (ip[1] & Ecn) is 0 or Ecn) return false;
        ushort before = BinaryPrimitives.ReadUInt16BigEndian(ip);
        ip[1] |= Ecn;
        ushort checksum = BinaryPrimitives.ReadUInt16BigEndian(ip[ChecksumAt..]);
        BinaryPrimitives.WriteUInt16BigEndian(
            ip[ChecksumAt..], InternetChecksum.Update(checksum, before, BinaryPrimitives.ReadUInt16BigEndian(ip)));
        return true;
    }
}
