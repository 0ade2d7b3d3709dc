using ActorTcp.Device;
using ActorTcp.Loop;
using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;
using Akka.Actor;

namespace ActorTcp.Network;

/// <summary>
/// The way in: looks at each received frame once, from Ethernet to the transport's checksum, and puts it into the box of the actor
/// it is for. What is not fit is dropped; each frame is counted in exactly one <see cref="FrameFate"/>. Called by the device
/// actor alone; nothing here allocates but reassembly.
/// </summary>
internal sealed partial class Ingress
{
    private readonly StackContext _context;
    private readonly StackCounters _counters;
    private readonly MacAddress _mac;
    private readonly Ipv4Network _network;
    private readonly Ipv4Address _address;
    private readonly Ipv4Reassembler _reassembler;
    private readonly LoopTimer _reassemblyTimer;

    public Ingress(StackContext context, ReassemblyLimits? limits = null)
    {
        _context = context;
        _counters = context.Counters;
        _mac = context.Options.Mac;
        _network = context.Options.Address;
        _address = _network.Address;
        _reassembler = new Ipv4Reassembler(limits);
        _reassemblyTimer = context.Loop.CreateTimer(
            () => context.Link.Device.Tell(ReassemblyTimeout.Instance, ActorRefs.NoSender));
    }

    /// <summary>Takes a frame from the device.</summary>
    public void Receive(Frame frame) => Take(frame, looped: false);

    /// <summary>Takes a frame that the stack has sent to itself.</summary>
    public void ReceiveLooped(Frame frame) => Take(frame, looped: true);

    /// <summary>The device actor has stopped.</summary>
    public void Close() => _reassemblyTimer.Cancel();

    private void Take(Frame frame, bool looped)
    {
        _counters.FramesReceived++;
        FrameFate fate = Examine(frame, looped, out SegmentInbox? box);
        _counters.Count(Deliver(frame, fate, box));
    }

    /// <summary>Puts a frame into its box; without a box, or if that is full, gives it back.</summary>
    private static FrameFate Deliver(Frame frame, FrameFate fate, SegmentInbox? box)
    {
        if (box is not null)
        {
            if (box.TryAppend(frame)) return fate;
            fate = FrameFate.QueueFull;
        }
        frame.Release();
        return fate;
    }

    private FrameFate Examine(Frame frame, bool looped, out SegmentInbox? box)
    {
        box = null;
        if (!EthernetHeader.TryRead(frame.Bytes, out EthernetHeader ethernet)) return FrameFate.TooShort;

        MacAddress destination = ethernet.Destination;
        bool toAll = destination != _mac;
        // Multicast groups have no members here, so of the group addresses broadcast is the only one.
        if (toAll && !destination.IsBroadcast) return FrameFate.OtherStation;

        switch (ethernet.EtherType)
        {
            case EtherType.Ipv4:
                return Ipv4(frame, ethernet.Payload, toAll, looped, out box);
            case EtherType.Arp:
                if (!ArpPacket.TryRead(ethernet.Payload, out _, out _)) return FrameFate.BadArp;
                box = _context.ArpInbox;
                return FrameFate.Arp;
            default:
                return FrameFate.UnknownEtherType;
        }
    }
}
