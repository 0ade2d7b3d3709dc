using ActorTcp.Loop;
using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Device;

/// <summary>
/// An Ethernet segment in memory, on one loop: what one end sends reaches all others, in order, after the time that the
/// bandwidth and the latency ask for. On virtual time it is deterministic to the tick; frames that arrive at the same instant
/// arrive in the order in which they were sent.
/// </summary>
/// <remarks>
/// A frame never arrives inside <see cref="IFrameDevice.Send"/>: also without latency it goes through the loop's timers. It is
/// copied when it is sent, into a buffer of the receiving end; an end without a free buffer loses it, as a network card does.
/// </remarks>
public sealed class VirtualWire
{
    internal const int EthernetHeaderLength = 14;

    private readonly PriorityQueue<(WireEnd To, Frame Frame), Arrival> _travelling = new();
    private readonly List<WireEnd> _ends = [];
    private readonly List<WireEnd> _reached = [];
    private readonly LoopTimer _timer;
    private long _order;

    /// <summary>A wire with no end yet.</summary>
    /// <param name="loop">The loop of all devices on the wire.</param>
    /// <param name="options">What it is like; by default immediate, without limit of bandwidth, MTU 1500, no offloads.</param>
    public VirtualWire(EventLoop loop, VirtualWireOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(loop);
        Options = options ?? new VirtualWireOptions();
        Options.Check();
        Loop = loop;
        _timer = loop.CreateTimer(Deliver);
    }

    /// <summary>What the wire is like.</summary>
    public VirtualWireOptions Options { get; }

    /// <summary>Frames dropped because a sender's queue was full.</summary>
    public long QueueDropped { get; private set; }

    /// <summary>Frames dropped because they do not belong on this wire: too large, too short, or asking for a missing offload.</summary>
    public long Unsuitable { get; private set; }

    /// <summary>Frames lost because the receiving end had no free buffer.</summary>
    public long BufferDropped { get; private set; }

    /// <summary>Frames on the way.</summary>
    public int Travelling => _travelling.Count;

    /// <summary>Buffers in use: on the way, waiting, or received and not yet released.</summary>
    public int Rented => _ends.Sum(end => end.Rented);

    internal EventLoop Loop { get; }

    /// <summary>Adds an end. Before traffic runs, or on the loop.</summary>
    /// <param name="name">The end's <see cref="IFrameDevice.Name"/>.</param>
    public IFrameDevice Connect(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var end = new WireEnd(this, name);
        _ends.Add(end);
        return end;
    }

    internal void Disconnect(WireEnd end) => _ends.Remove(end);

    /// <summary>Puts a copy of a frame on the wire for each other end.</summary>
    /// <returns>Whether the wire took it.</returns>
    internal bool Transmit(WireEnd from, Frame frame)
    {
        if (!Carries(frame))
        {
            Unsuitable++;
            return false;
        }
        if (from.Line.Take(frame.TotalLength, Loop.Now) is not { } left)
        {
            QueueDropped++;
            return false;
        }
        Instant arrives = left + Options.Latency;
        foreach (WireEnd end in _ends)
        {
            if (ReferenceEquals(end, from)) continue;
            if (end.TryCopy(frame) is { } copy) _travelling.Enqueue((end, copy), new Arrival(arrives.Ticks, _order++));
            else BufferDropped++;
        }
        ArmTimer();
        return true;
    }

    private void Deliver()
    {
        Instant now = Loop.Now;
        while (_travelling.TryPeek(out (WireEnd To, Frame Frame) next, out Arrival at) && at.Ticks <= now.Ticks)
        {
            _travelling.Dequeue();
            if (next.To.Accept(next.Frame)) _reached.Add(next.To);
        }
        ArmTimer();
        // All that arrives at this instant is in its place before anybody is told.
        try
        {
            foreach (WireEnd end in _reached) end.TellReadable();
        }
        finally
        {
            _reached.Clear();
        }
    }

    private void ArmTimer()
    {
        if (!_travelling.TryPeek(out _, out Arrival at)) return;
        if (!_timer.IsArmed || _timer.Deadline.Ticks > at.Ticks) _timer.Arm(new Instant(at.Ticks));
    }

    private bool Carries(Frame frame)
    {
        if (frame.TotalLength < EthernetHeaderLength) return false;
        VirtioNetHeader offload = frame.Offload;
        if ((offload.Flags & VirtioNetFlags.NeedsChecksum) != 0 && (Options.Offloads & DeviceOffloads.Checksum) == 0) return false;
        if (offload.GsoType == VirtioGsoType.None) return frame.TotalLength <= Options.Mtu + EthernetHeaderLength;
        return offload.GsoType == VirtioGsoType.Tcp4 && (Options.Offloads & DeviceOffloads.Tso4) != 0 && offload.GsoSize > 0
            && offload.GsoSize < Options.Mtu && frame.TotalLength <= ushort.MaxValue + EthernetHeaderLength;
    }

    /// <summary>When a frame arrives; of equal times, the first sent is the first.</summary>
    private readonly record struct Arrival(long Ticks, long Order) : IComparable<Arrival>
    {
        public int CompareTo(Arrival other)
        {
            int byTime = Ticks.CompareTo(other.Ticks);
            return byTime != 0 ? byTime : Order.CompareTo(other.Order);
        }
    }
}
