using ActorTcp.Loop;
using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Device;

/// <summary>One direction of a <see cref="FaultInjector"/>: makes packets of frames, and lets fate have them.</summary>
/// <remarks>
/// A packet is dropped, marked, or doubled, then each of the two may be corrupted and held back; what goes on is delayed last. All are
/// copies in the path's own buffers: neither the sender's payload nor the device's receive ring is held or changed.
/// </remarks>
internal sealed class FaultPath
{
    /// <summary>Buffers beyond those that may be held: what is on its way to a device, or with the stack.</summary>
    private const int SpareFrames = 8192;

    private readonly FaultOptions _options;
    private readonly FaultCounters _counters;
    private readonly FramePool _pool;
    private readonly int _mtu;
    private readonly EventLoop _loop;
    private readonly LoopTimer _timer;
    private readonly Action _ready;
    private readonly Queue<(Frame Frame, long Until, Instant Latest)> _heldBack = new();
    private readonly PriorityQueue<Frame, (long Ticks, long Order)> _delayed = new();
    private readonly SplitMix64 _drop;
    private readonly BurstChain _burst;
    private readonly SplitMix64 _duplicate;
    private readonly SplitMix64 _corrupt;
    private readonly SplitMix64 _reorder;
    private readonly SplitMix64 _jitter;
    private readonly SplitMix64 _mark;
    private long _gone;
    private long _order;

    /// <summary>What has passed, in its order.</summary>
    public FrameChain Passed;

    /// <param name="options">What befalls packets.</param>
    /// <param name="seed">Where the lots begin.</param>
    /// <param name="counters">What is counted.</param>
    /// <param name="mtu">The link's.</param>
    /// <param name="loop">The loop.</param>
    /// <param name="ready">Called when time has brought something to <see cref="Passed"/>.</param>
    public FaultPath(FaultOptions options, ulong seed, FaultCounters counters, int mtu, EventLoop loop, Action ready)
    {
        _options = options;
        _counters = counters;
        _mtu = mtu;
        _loop = loop;
        _ready = ready;
        _timer = loop.CreateTimer(OnTimer);
        int buffer = Math.Max(FramePool.SmallBuffer, mtu + EthernetHeader.Size + sizeof(uint)); // and an 802.1Q tag
        _pool = new FramePool(buffer, options.HeldLimit + SpareFrames);
        var root = new SplitMix64(seed);
        _drop = root.Fork();
        _burst = new BurstChain(options.Burst, root.Fork());
        _duplicate = root.Fork();
        _corrupt = root.Fork();
        _reorder = root.Fork();
        _jitter = root.Fork();
        _mark = root.Fork();
    }

    public int Rented => _pool.Rented;

    private int Held => _heldBack.Count + _delayed.Count;

    /// <summary>Takes frames and appends what passes at once to <see cref="Passed"/>.</summary>
    public void Take(ref FrameChain frames)
    {
        while (frames.TakeFirst() is { } frame)
        {
            FrameChain packets = default;
            if (!WirePackets.TryMake(frame, _mtu, _pool, ref packets, out int lost)) _counters.Unsuitable++;
            _counters.Overflow += lost;
            frame.Release();
            while (packets.TakeFirst() is { } packet) Meet(packet);
        }
        ArmTimer();
    }

    /// <summary>Gives all frames back.</summary>
    public void Release()
    {
        _timer.Cancel();
        Passed.Release();
        while (_heldBack.TryDequeue(out (Frame Frame, long, Instant) held)) held.Frame.Release();
        while (_delayed.TryDequeue(out Frame? frame, out _)) frame.Release();
    }

    private void Meet(Frame packet)
    {
        _counters.Packets++;
        if (IsLost())
        {
            packet.Release();
            return;
        }
        ChangeEcn(packet);
        Frame? twin = _duplicate.Chance(_options.Duplicate) ? Copy(packet) : null;
        Spoil(packet);
        if (twin is null) return;
        _counters.Duplicated++;
        Spoil(twin);
    }

    private bool IsLost()
    {
        if (_burst.Loses(_loop.Now))
        {
            _counters.BurstDropped++;
            return true;
        }
        if (!_drop.Chance(_options.Drop)) return false;
        _counters.Dropped++;
        return true;
    }

    private void ChangeEcn(Frame packet)
    {
        if ((_options.MarkCe == 0 && !_options.BleachEcn) || EcnField.Read(packet.Bytes) is not { } ecn) return;
        if (ecn is EcnCodepoint.Ect0 or EcnCodepoint.Ect1 && _mark.Chance(_options.MarkCe))
        {
            ecn = EcnCodepoint.Ce;
            EcnField.Write(packet.Bytes, ecn);
            _counters.MarkedCe++;
        }
        if (!_options.BleachEcn || ecn == EcnCodepoint.NotEct) return;
        EcnField.Write(packet.Bytes, EcnCodepoint.NotEct);
        _counters.Bleached++;
    }

    private void Spoil(Frame packet)
    {
        if (_corrupt.Chance(_options.Corrupt) && packet.Length > 0)
        {
            int bit = _corrupt.Next(packet.Length * 8);
            packet.Bytes[bit >> 3] ^= (byte)(1 << (bit & 7));
            _counters.Corrupted++;
        }
        if (_reorder.Chance(_options.Reorder))
        {
            if (!HasRoom(packet)) return;
            // First held is first free: each waits for the same number of others, and the same time.
            _heldBack.Enqueue((packet, _gone + _options.ReorderGap, _loop.Now + _options.ReorderDelay));
            _counters.Reordered++;
            return;
        }
        Go(packet);
        while (_heldBack.TryPeek(out (Frame Frame, long Until, Instant) held) && held.Until <= _gone)
        {
            _heldBack.Dequeue();
            Go(held.Frame, overtaken: true);
        }
    }

    /// <summary>Sends a packet on its way, which may take time.</summary>
    private void Go(Frame packet, bool overtaken = false)
    {
        if (!overtaken) _gone++;
        TimeSpan delay = _options.Delay;
        if (_options.Jitter > TimeSpan.Zero)
        {
            delay += new TimeSpan((long)(_options.Jitter.Ticks * (2 * _jitter.NextDouble() - 1)));
            if (delay < TimeSpan.Zero) delay = TimeSpan.Zero;
        }
        if (_options.Delay == TimeSpan.Zero && _options.Jitter == TimeSpan.Zero)
        {
            Pass(packet);
            return;
        }
        if (!HasRoom(packet)) return;
        _counters.Delayed++;
        _delayed.Enqueue(packet, ((_loop.Now + delay).Ticks, _order++));
    }

    private void Pass(Frame packet)
    {
        _counters.Passed++;
        Passed.Append(packet);
    }

    private bool HasRoom(Frame packet)
    {
        if (Held < _options.HeldLimit) return true;
        _counters.Overflow++;
        packet.Release();
        return false;
    }

    private Frame? Copy(Frame frame)
    {
        Frame? copy = WirePackets.TryCopy(frame, _pool);
        if (copy is null) _counters.Overflow++;
        return copy;
    }

    private void OnTimer()
    {
        Instant now = _loop.Now;
        while (_heldBack.TryPeek(out (Frame Frame, long, Instant Latest) held) && held.Latest <= now)
        {
            _heldBack.Dequeue();
            Go(held.Frame, overtaken: true);
        }
        while (_delayed.TryPeek(out Frame? frame, out (long Ticks, long) due) && due.Ticks <= now.Ticks)
        {
            _delayed.Dequeue();
            Pass(frame);
        }
        ArmTimer();
        if (!Passed.IsEmpty) _ready();
    }

    private void ArmTimer()
    {
        Instant next = _heldBack.TryPeek(out (Frame, long, Instant Latest) held) ? held.Latest : Instant.Never;
        if (_delayed.TryPeek(out _, out (long Ticks, long) due)) next = Instant.Min(next, new Instant(due.Ticks));
        if (next != _timer.Deadline) _timer.Arm(next);
    }
}
