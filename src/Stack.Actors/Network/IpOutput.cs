using ActorTcp.Device;
using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Network;

/// <summary>
/// The way out for IPv4 packets: route, fragmentation where it is needed and allowed, neighbour, Ethernet header. Packets that
/// wait for ARP are bounded in the ARP cache. Loop thread only.
/// </summary>
internal sealed class IpOutput
{
    /// <summary>Where an IPv4 header begins in a packet's buffer: room for the link header, and 4-byte alignment.</summary>
    public const int Ipv4Start = 64;

    /// <summary>How many destinations are remembered.</summary>
    private const int MaxHops = 1024;

    private static readonly TimeSpan ConfirmEvery = TimeSpan.FromSeconds(5);

    private readonly StackContext _context;
    private readonly IpCounters _counters;
    private readonly Ipv4Fragmenter _fragmenter;
    private readonly Dictionary<Ipv4Address, NextHop> _hops = [];
    private readonly MacAddress _mac;
    private readonly int _mtu;
    private ushort _identification;

    public IpOutput(StackContext context)
    {
        _context = context;
        _counters = context.Counters.Ip;
        _fragmenter = new Ipv4Fragmenter(context);
        _mac = context.Options.Mac;
        _mtu = context.Device.Mtu;
        _identification = (ushort)(context.Options.Seed ?? (ulong)Random.Shared.Next());

        Routes.Add(new Route(context.Options.Address));
        if (context.Options.Gateway is { } gateway) Routes.Add(new Route(Ipv4Network.All, gateway));
    }

    /// <summary>The routes; call <see cref="RoutesChanged"/> after changing them.</summary>
    public RouteTable Routes { get; } = new();

    /// <summary>
    /// An empty packet: the caller writes the IPv4 packet from <see cref="Ipv4Start"/> on with SetRange, then calls Send. Null when
    /// none is free.
    /// </summary>
    public Frame? TryRent() => _context.Packets.TryRent();

    /// <summary>
    /// An IPv4 packet whose header is written: the caller writes the payload behind its 20 bytes, then calls Send. Null, and
    /// counted, when no buffer is free.
    /// </summary>
    /// <param name="destination">Whom it is for.</param>
    /// <param name="protocol">What it carries.</param>
    /// <param name="payloadLength">How many bytes, up to 65515.</param>
    /// <param name="dontFragment">DF; without it the packet has an identification of its own.</param>
    /// <param name="typeOfService">DSCP and ECN.</param>
    /// <param name="timeToLive">Null: <see cref="Api.StackOptions.IpTtl"/>.</param>
    public Frame? TryBuild(
        Ipv4Address destination, IpProtocol protocol, int payloadLength, bool dontFragment = true, byte typeOfService = 0, byte? timeToLive = null)
    {
        int length = Ipv4Header.MinLength + payloadLength;
        Frame? packet = TryRentFor(Ipv4Start + length);
        if (packet is null) return null;
        packet.SetRange(Ipv4Start, length);
        // RFC 6864 4.1: the identification means something only where the packet may be fragmented.
        ushort identification = dontFragment ? (ushort)0 : _identification++;
        Ipv4Header.Write(
            packet.Bytes, length, protocol, _context.Options.Address.Address, destination, identification,
            timeToLive ?? _context.Options.IpTtl, dontFragment, typeOfService);
        return packet;
    }

    /// <summary>Where packets to a destination go: an object to keep, which stays right.</summary>
    public NextHop Resolve(Ipv4Address destination)
    {
        if (_hops.TryGetValue(destination, out NextHop? hop)) return hop;
        if (_hops.Count >= MaxHops) _hops.Clear(); // those that are held go on being right
        hop = Find(destination);
        _hops.Add(destination, hop);
        return hop;
    }

    /// <summary>Forgets what was resolved; hops that are held keep their way.</summary>
    public void RoutesChanged() => _hops.Clear();

    /// <summary>
    /// Sends a complete IPv4 packet (header checksum included), taking the frame. An offload's <c>ChecksumStart</c> and
    /// <c>HeaderLength</c> count from the Ethernet header that is prepended here.
    /// </summary>
    public void Send(Frame packet, Ipv4Address destination) => SendVia(Resolve(destination), packet);

    /// <summary>Sends a complete IPv4 packet by a hop that was resolved before, taking the frame.</summary>
    /// <param name="hop">From <see cref="Resolve"/>.</param>
    /// <param name="packet">The packet.</param>
    /// <param name="pathMtu">The largest that the whole path carries; 0: nothing is known but the link's.</param>
    public void SendVia(NextHop hop, Frame packet, int pathMtu = 0)
    {
        int mtu = pathMtu == 0 ? _mtu : pathMtu;
        _counters.OutRequests++;
        if (packet.TotalLength <= mtu || packet.Offload.GsoType != VirtioGsoType.None) Forward(hop, packet);
        else SendInFragments(hop, packet, mtu);
    }

    /// <summary>Lets the stack receive what it is about to send to all; the packet stays the caller's.</summary>
    public void LoopCopy(Frame packet)
    {
        if (TryRentFor(Ipv4Start + packet.TotalLength) is not { } copy) return;
        copy.SetRange(Ipv4Start, packet.TotalLength);
        packet.CopyTo(copy.Bytes);
        WriteEthernet(copy, MacAddress.Broadcast);
        _context.Link.Loop(copy);
    }

    /// <summary>
    /// Says that what was sent by a hop arrives: a connection makes progress (RFC 1122 2.3.2.1 (4), advice from a higher layer). So
    /// ARP need not ask. Cheap enough for each acknowledgment.
    /// </summary>
    public void Confirm(NextHop hop)
    {
        Instant now = _context.Loop.Now;
        if (now < hop.ConfirmAfter || hop.Kind != NextHopKind.Neighbour) return;
        hop.ConfirmAfter = now + ConfirmEvery;
        _context.Neighbours.Confirm(hop);
    }

    /// <summary>Says that what was sent by a hop seems not to arrive (RFC 1122 3.3.1.4, negative advice).</summary>
    public void Doubt(NextHop hop)
    {
        if (hop.Kind == NextHopKind.Neighbour) _context.Neighbours.Doubt(hop);
    }

    /// <summary>Prepends the Ethernet header and hands the frame to the link.</summary>
    public void Transmit(Frame packet, MacAddress to)
    {
        WriteEthernet(packet, to);
        _context.Link.Send(packet);
    }

    private NextHop Find(Ipv4Address destination)
    {
        Ipv4Network own = _context.Options.Address;
        if (destination == own.Address) return Fixed(NextHopKind.Local, destination, _mac);
        if (destination.IsBroadcast || own.IsBroadcast(destination))
            return Fixed(NextHopKind.Group, destination, MacAddress.Broadcast);
        // RFC 1112 6.4: an Ethernet group follows from the IP group; no route is needed with one interface.
        if (destination.IsMulticast) return Fixed(NextHopKind.Group, destination, MacAddress.ForMulticast(destination));
        if (!destination.IsUnicast || !Routes.TryFindNextHop(destination, out Ipv4Address station))
            return new NextHop(NextHopKind.Unroutable, destination);
        return new NextHop(NextHopKind.Neighbour, station);
    }

    private static NextHop Fixed(NextHopKind kind, Ipv4Address address, MacAddress mac) =>
        new(kind, address) { IsReachable = true, Mac = mac };

    private void Forward(NextHop hop, Frame packet)
    {
        switch (hop.Kind)
        {
            case NextHopKind.Neighbour:
                _context.Neighbours.Refresh(hop);
                if (hop.IsReachable) Transmit(packet, hop.Mac);
                else if (Owned(packet) is { } owned) _context.Neighbours.Queue(hop, owned);
                break;
            case NextHopKind.Group:
                Transmit(packet, hop.Mac);
                break;
            case NextHopKind.Local:
                if (Owned(packet) is not { } looped) return;
                WriteEthernet(looped, _mac);
                _context.Link.Loop(looped);
                break;
            default:
                _counters.OutNoRoutes++;
                packet.Release();
                break;
        }
    }

    private void SendInFragments(NextHop hop, Frame packet, int mtu)
    {
        FrameChain fragments = default;
        if (Owned(packet) is not { } owned) return;
        if (!_fragmenter.TryFragment(owned, mtu, ref fragments)) _counters.OutDiscards++;
        owned.Release();
        while (fragments.TakeFirst() is { } fragment) Forward(hop, fragment);
    }

    private void WriteEthernet(Frame packet, MacAddress to)
    {
        packet.SetRange(packet.Start - EthernetHeader.Size, packet.Length + EthernetHeader.Size);
        EthernetHeader.Write(packet.Bytes, to, _mac, EtherType.Ipv4);
    }

    /// <summary>
    /// The packet with all its bytes in its own buffer: one that is going to wait, or to be received, must not refer to a send
    /// buffer, which may be reused meanwhile. Null, counted and released, when no buffer is free.
    /// </summary>
    private Frame? Owned(Frame packet)
    {
        if (packet.SliceCount == 0) return packet;
        Frame? copy = TryRentFor(Ipv4Start + packet.TotalLength);
        if (copy is not null)
        {
            copy.SetRange(Ipv4Start, packet.TotalLength);
            packet.CopyTo(copy.Bytes);
            copy.Offload = packet.Offload;
        }
        packet.Release();
        return copy;
    }

    private Frame? TryRentFor(int bytes)
    {
        FramePool pool = bytes <= FramePool.SmallBuffer ? _context.Packets : _context.LargePackets;
        Frame? frame = bytes <= pool.BufferSize ? pool.TryRent() : null;
        if (frame is null) _counters.OutDiscards++;
        return frame;
    }
}
