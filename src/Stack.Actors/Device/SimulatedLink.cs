using ActorTcp.Loop;
using ActorTcp.Protocol;

namespace ActorTcp.Device;

/// <summary>
/// A path between two sides, on one loop: each direction has a queue that drops at its tail, a line of some bandwidth, a delay,
/// losses and reordering. Any number of ends on each side share it, so it is the bottleneck of all of them; ends of the same side do
/// not hear each other. Deterministic by its seeds on virtual time, with one timer for all packets.
/// </summary>
/// <remarks>
/// Packets are of wire size, as a network card sends them: super-frames are cut first. A frame never arrives inside
/// <see cref="IFrameDevice.Send"/>.
/// </remarks>
public sealed class SimulatedLink
{
    /// <summary>How many packets each direction can hold at all, small and large ones apart: four products of 10 Gbit/s and 300 ms.</summary>
    internal const int PacketLimit = 1 << 20;

    private readonly List<LinkEnd> _near = [];
    private readonly List<LinkEnd> _far = [];
    private readonly List<LinkEnd> _reached = [];
    private readonly LinkLane _there;
    private readonly LinkLane _back;
    private readonly LoopTimer _timer;

    /// <summary>A link with no end yet.</summary>
    /// <param name="loop">The loop of all its ends.</param>
    /// <param name="there">The direction from <see cref="LinkSide.Near"/> to <see cref="LinkSide.Far"/>.</param>
    /// <param name="back">The other direction; null: as <paramref name="there"/>, with lots of its own.</param>
    /// <param name="mtu">The largest IP packet, 68 to 65535 bytes.</param>
    /// <param name="offloads">What the ends offer their stacks: <see cref="DeviceOffloads.Checksum"/> and <see cref="DeviceOffloads.Tso4"/>.</param>
    public SimulatedLink(
        EventLoop loop, LinkOptions there, LinkOptions? back = null, int mtu = 1500, DeviceOffloads offloads = DeviceOffloads.None)
    {
        ArgumentNullException.ThrowIfNull(loop);
        ArgumentNullException.ThrowIfNull(there);
        new VirtualWireOptions { Mtu = mtu, Offloads = offloads }.Check();
        Loop = loop;
        Mtu = mtu;
        Offloads = offloads;
        _there = new LinkLane(there, there.Seed, mtu, loop);
        _back = new LinkLane(back ?? there, ~(back ?? there).Seed, mtu, loop);
        _timer = loop.CreateTimer(Deliver);
    }

    /// <summary>The largest IP packet in bytes.</summary>
    public int Mtu { get; }

    /// <summary>What happened to packets on their way to <see cref="LinkSide.Far"/>.</summary>
    public LinkCounters There => _there.Counters;

    /// <summary>What happened to packets on their way to <see cref="LinkSide.Near"/>.</summary>
    public LinkCounters Back => _back.Counters;

    /// <summary>Bytes in the queue towards <see cref="LinkSide.Far"/> when the last packet came.</summary>
    public long QueuedThere => _there.Queued;

    /// <summary>Buffers in use: in the queues, on the way, waiting, or received and not yet released.</summary>
    public int Rented => _there.Rented + _back.Rented;

    internal DeviceOffloads Offloads { get; }

    internal EventLoop Loop { get; }

    /// <summary>Adds an end. Before traffic runs, or on the loop.</summary>
    /// <param name="side">Its side.</param>
    /// <param name="name">The end's <see cref="IFrameDevice.Name"/>.</param>
    public IFrameDevice Connect(LinkSide side, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var end = new LinkEnd(this, side, name);
        (side == LinkSide.Near ? _near : _far).Add(end);
        return end;
    }

    /// <summary>Ends all that is on its way; on the loop.</summary>
    public void Release()
    {
        _timer.Cancel();
        _there.Release();
        _back.Release();
    }

    internal void Disconnect(LinkEnd end) => (end.Side == LinkSide.Near ? _near : _far).Remove(end);

    internal void Take(LinkEnd from, Frame frame)
    {
        if (from.Side == LinkSide.Near) _there.Take(frame, _far);
        else _back.Take(frame, _near);
    }

    internal void ArmTimer()
    {
        Instant next = Instant.Min(_there.Next, _back.Next);
        if (next != _timer.Deadline) _timer.Arm(next);
    }

    private void Deliver()
    {
        _there.Deliver(_reached);
        _back.Deliver(_reached);
        ArmTimer();
        // All that arrives at this instant is in its place before anybody is told.
        try
        {
            foreach (LinkEnd end in _reached) end.TellReadable();
        }
        finally
        {
            _reached.Clear();
        }
    }
}
