using ActorTcp.Device;
using ActorTcp.Loop;
using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;
using Akka.Actor;

namespace ActorTcp.Network;

/// <summary>
/// The stack's neighbours: carries out what the <see cref="ArpCache{T}"/> decides, and keeps one timer at its earliest deadline.
/// <see cref="IpOutput"/> resolves through it, <see cref="ArpActor"/> teaches it. Loop thread only.
/// </summary>
internal sealed class Neighbours
{
    /// <summary>How long a <see cref="NextHop"/> is believed before the cache is asked again.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    private readonly StackContext _context;
    private readonly ArpCache<Frame> _cache;
    private readonly LoopTimer _timer;
    private long _generation;

    public Neighbours(StackContext context, ArpSettings? settings = null)
    {
        _context = context;
        _cache = new ArpCache<Frame>(settings, context.Options.Seed ?? (ulong)Random.Shared.NextInt64());
        _timer = context.Loop.CreateTimer(() => Actor.Tell(ArpTimeout.Instance, ActorRefs.NoSender));
    }

    /// <summary>Who is told of the timer, from the ARP actor's start on.</summary>
    public IActorRef Actor { get; set; } = ActorRefs.Nobody;

    /// <summary>How many packets wait for a neighbour.</summary>
    public int Pending => _cache.Pending;

    /// <summary>The neighbours as they are, for diagnostics.</summary>
    public IEnumerable<ArpEntry> Entries => _cache.Entries(_context.Loop.Now);

    /// <summary>Looks a hop up again if ARP has learnt something since the last time, or that was long ago.</summary>
    public void Refresh(NextHop hop)
    {
        Instant now = _context.Loop.Now;
        if (hop.Generation == _generation && now < hop.FreshUntil) return;
        hop.IsReachable = _cache.TryResolve(hop.Address, now, out MacAddress mac);
        hop.Mac = mac;
        hop.Generation = _generation;
        hop.FreshUntil = now + Fresh;
        ArmTimer(); // using a stale neighbour starts its check
    }

    /// <summary>Has a packet wait until its hop is known, and asks for it. Takes the frame.</summary>
    public void Queue(NextHop hop, Frame packet)
    {
        if (ReferenceEquals(Actor, ActorRefs.Nobody))
        {
            Drop(packet, ArpDropReason.Removed); // nobody would ask again or give up
            return;
        }
        _cache.Queue(hop.Address, packet, _context.Loop.Now);
        Settle();
    }

    /// <summary>Takes in what an ARP packet says of its sender.</summary>
    public void Learn(in ArpPacket packet, bool forUs)
    {
        _cache.Learn(packet, forUs, _context.Loop.Now);
        _generation++;
        Settle();
    }

    /// <summary>Takes the advice that a neighbour is there (RFC 1122 2.3.2.1 (4)).</summary>
    public void Confirm(NextHop hop)
    {
        _cache.Confirm(hop.Address, _context.Loop.Now);
        ArmTimer();
    }

    /// <summary>Takes the advice that a neighbour may be gone, or was misunderstood.</summary>
    public void Doubt(NextHop hop)
    {
        _cache.Doubt(hop.Address, _context.Loop.Now);
        Settle();
    }

    /// <summary>Does what is due.</summary>
    public void Poll()
    {
        _cache.Poll(_context.Loop.Now);
        Settle();
    }

    /// <summary>Forgets everybody and gives back what waits.</summary>
    public void Clear()
    {
        _cache.Clear();
        _generation++;
        Settle();
    }

    private void Settle()
    {
        while (_cache.TryTake(out ArpEffect<Frame> effect))
        {
            switch (effect.Kind)
            {
                case ArpEffectKind.SendRequest: Ask(effect.Address, effect.Mac); break;
                case ArpEffectKind.Deliver: _context.Ip.Transmit(effect.Packet!, effect.Mac); break;
                case ArpEffectKind.Drop: Drop(effect.Packet!, effect.Reason); break;
                case ArpEffectKind.Failed: _generation++; break; // whoever holds the hop must not use the old address
            }
        }
        ArmTimer();
    }

    private void Ask(Ipv4Address address, MacAddress to)
    {
        var request = ArpPacket.Request(_context.Options.Mac, _context.Options.Address.Address, address);
        if (Send(request, to)) _context.Counters.Ip.ArpRequestsSent++;
    }

    /// <summary>Sends an ARP packet in a frame to a station or to all.</summary>
    public bool Send(in ArpPacket packet, MacAddress to)
    {
        if (_context.Packets.TryRent() is not { } frame)
        {
            _context.Counters.Ip.OutDiscards++;
            return false;
        }
        frame.SetRange(0, EthernetHeader.Size + ArpPacket.Size);
        EthernetHeader.Write(frame.Bytes, to, _context.Options.Mac, EtherType.Arp);
        packet.Write(frame.Bytes[EthernetHeader.Size..]);
        _context.Link.Send(frame);
        return true;
    }

    /// <summary>
    /// A packet that ARP hands back. Of one whose neighbour did not answer, its sender is to hear as of an ICMP host unreachable
    /// (RFC 1122 2.3.2.2, 3.2.2.1): this is the place, and the packet still names its flow.
    /// </summary>
    private void Drop(Frame packet, ArpDropReason reason)
    {
        if (reason == ArpDropReason.Unanswered)
        {
            _context.Counters.Ip.OutUnreachableNeighbours++;
            TellSender(packet);
        }
        else
        {
            _context.Counters.Ip.OutDiscards++;
        }
        packet.Release();
    }

    private void TellSender(Frame packet)
    {
        if (!Ipv4Header.TryReadQuoted(packet.Bytes, out Ipv4Header ip) || ip.Protocol != IpProtocol.Tcp) return;
        if (!TcpHeader.TryRead(ip.Payload, out TcpHeader tcp)) return;
        var flow = new FlowKey(ip.Source, tcp.SourcePort, ip.Destination, tcp.DestinationPort);
        if (!_context.Tcp.TryFindFlow(flow, out SegmentInbox? inbox)) return;
        inbox.Report(new IcmpErrorArrived(
            IcmpType.DestinationUnreachable, (byte)IcmpUnreachableCode.Host, 0, packet.TotalLength, tcp.Sequence));
    }

    private void ArmTimer()
    {
        Instant next = _cache.NextDeadline;
        if (next != _timer.Deadline) _timer.Arm(next);
    }
}

/// <summary>Something in the neighbour table is due.</summary>
internal sealed class ArpTimeout
{
    public static readonly ArpTimeout Instance = new();

    private ArpTimeout()
    {
    }
}
