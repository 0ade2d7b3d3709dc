using ActorTcp.Device;
using ActorTcp.Loop;
using ActorTcp.Packetdrill.Packets;
using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Packetdrill.Running;

/// <summary>
/// The link between the stack and a script: packets are put in by hand, what the stack sends is kept with its time. Everybody on it
/// answers ARP at once. It takes super-frames and unfinished checksums, as Linux's tun driver does.
/// </summary>
/// <param name="mtu">The largest IP packet.</param>
/// <param name="peerSegment">How much text each segment has of a peer's packet that is several in one, as after a NIC's LRO; 0: there are none.</param>
internal sealed class LinkDevice(int mtu, int peerSegment = 0) : IFrameDevice
{
    private const int Frames = 512;

    /// <summary>An IP header is on a multiple of 4 if a frame begins here.</summary>
    private const int Origin = 2;

    /// <summary>What may wait for its expectation; a stack that sends more without being asked is broken.</summary>
    private const int SentLimit = 100_000;

    private static readonly MacAddress PeerMac = MacAddress.Parse("02:00:5e:00:00:01");

    private readonly Queue<(byte[] Bytes, VirtioNetHeader Offload)> _toStack = new();
    private Action? _readable;
    private EventLoop? _loop;

    public string Name => "packetdrill";

    public int Mtu => mtu;

    /// <summary>Whether it takes super-frames.</summary>
    public bool Divides { get; set; } = true;

    public DeviceOffloads Offloads => Divides ? DeviceOffloads.Checksum | DeviceOffloads.Tso4 : DeviceOffloads.Checksum;

    public DeviceCounters Counters { get; } = new();

    public FramePool Pool { get; } = new(FramePool.LargeBuffer, Frames);

    /// <summary>What the stack sent and nobody has taken, oldest first.</summary>
    public Queue<WirePacket> Sent { get; } = new();

    /// <summary>Takes the IP packets that the stack sends, in the place of <see cref="Sent"/>; null: nobody does.</summary>
    public Action<ReadOnlyMemory<byte>>? Sniffer { get; set; }

    /// <summary>What was wrong with a frame; null: nothing.</summary>
    public string? Complaint { get; private set; }

    /// <summary>The script's zero.</summary>
    public Instant Zero { get; set; }

    public void Attach(EventLoop loop, Action readable)
    {
        _loop = loop;
        _readable = readable;
    }

    /// <summary>Puts an IPv4 packet on the link.</summary>
    public void Inject(ReadOnlySpan<byte> packet, MacAddress to)
    {
        byte[] frame = new byte[EthernetHeader.Size + packet.Length];
        EthernetHeader.Write(frame, to, PeerMac, EtherType.Ipv4);
        packet.CopyTo(frame.AsSpan(EthernetHeader.Size));
        Queue(frame, OffloadOf(packet));
    }

    /// <summary>The router makes itself known, as it would have done long before any script begins.</summary>
    public void Announce(Ipv4Address router, Ipv4Address stack)
    {
        byte[] frame = new byte[EthernetHeader.Size + ArpPacket.Size];
        EthernetHeader.Write(frame, MacAddress.Broadcast, PeerMac, EtherType.Arp);
        ArpPacket.Request(PeerMac, router, stack).Write(frame.AsSpan(EthernetHeader.Size));
        Queue(frame);
    }

    public int Receive(ref FrameChain into, int limit)
    {
        int count = 0;
        while (count < limit && _toStack.TryDequeue(out (byte[] Bytes, VirtioNetHeader Offload) next))
        {
            Frame frame = Pool.TryRent() ?? throw new InvalidOperationException("the pool is exhausted: frames leak");
            next.Bytes.CopyTo(frame.Buffer[Origin..]);
            frame.SetRange(Origin, next.Bytes.Length);
            frame.Offload = next.Offload;
            into.Append(frame);
            count++;
        }
        return count;
    }

    public void Send(ref FrameChain frames)
    {
        while (frames.TakeFirst() is { } frame)
        {
            byte[] bytes = new byte[frame.TotalLength];
            frame.CopyTo(bytes);
            bool unfinished = (frame.Offload.Flags & VirtioNetFlags.NeedsChecksum) != 0;
            frame.Release();
            if (AnswerArp(bytes)) continue;
            if (Sniffer is { } sniffer)
            {
                sniffer(bytes.AsMemory(EthernetHeader.Size));
                continue;
            }
            WirePacket? packet = PacketReader.Read(bytes, unfinished, Microseconds(_loop!.Now - Zero), out string? complaint);
            Complaint ??= complaint;
            if (packet is not null && Sent.Count < SentLimit) Sent.Enqueue(packet);
        }
    }

    public void Dispose()
    {
    }

    /// <summary>A duration in whole microseconds.</summary>
    public static long Microseconds(TimeSpan duration) => duration.Ticks / TimeSpan.TicksPerMicrosecond;

    private bool AnswerArp(byte[] sent)
    {
        if (!EthernetHeader.TryRead(sent, out EthernetHeader header) || header.EtherType != EtherType.Arp) return false;
        if (!ArpPacket.TryRead(header.Payload, out ArpPacket request, out _)) return true;
        if (request.Operation != ArpOperation.Request || request.IsProbe || request.IsAnnouncement) return true;
        byte[] frame = new byte[EthernetHeader.Size + ArpPacket.Size];
        EthernetHeader.Write(frame, request.SenderMac, PeerMac, EtherType.Arp);
        request.Reply(PeerMac).Write(frame.AsSpan(EthernetHeader.Size));
        Queue(frame);
        return true;
    }

    // What is larger than the peer's segments has come as several of them.
    private VirtioNetHeader OffloadOf(ReadOnlySpan<byte> packet)
    {
        if (peerSegment == 0 || !Ipv4Header.TryRead(packet, out Ipv4Header ip, out _) || ip.Protocol != IpProtocol.Tcp || ip.IsFragment) return default;
        if (!TcpHeader.TryRead(ip.Payload, out TcpHeader tcp)) return default;
        if (tcp.PayloadLength <= peerSegment) return default;
        return new VirtioNetHeader { GsoType = VirtioGsoType.Tcp4, GsoSize = (ushort)peerSegment };
    }

    private void Queue(byte[] frame, VirtioNetHeader offload = default)
    {
        _toStack.Enqueue((frame, offload));
        _readable?.Invoke();
    }
}
