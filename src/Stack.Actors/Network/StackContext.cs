using System.Security.Cryptography;
using ActorTcp.Api;
using ActorTcp.Connection;
using ActorTcp.Device;
using ActorTcp.Loop;
using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;
using Akka.Actor;

namespace ActorTcp.Network;

/// <summary>
/// What the actors of one stack share because they share one loop: its clock, the way out, the demultiplexing table, the
/// counters. Loop thread only, but for the counters, which anybody may read.
/// </summary>
internal sealed class StackContext
{
    /// <summary>How many destinations' path MTUs are kept.</summary>
    private const int PathLimit = 4096;

    /// <summary>How many packets of up to 64 KiB the stack itself can hold at once.</summary>
    private const int LargePacketLimit = 64;

    private readonly SipKey _issKey;
    private readonly SipKey _portKey;
    private readonly SipKey _timestampKey;
    private readonly SecondLimit _challenges;
    private uint _portAttempt;
    private uint _bindAttempt;

    public StackContext(EventLoop loop, IFrameDevice device, StackOptions options, string dispatcherId)
    {
        DispatcherId = dispatcherId;
        var random = options.Seed is { } seed ? new Random(unchecked((int)(seed ^ (seed >> 32)))) : null;
        _issKey = NewKey(random);
        _portKey = NewKey(random);
        _timestampKey = NewKey(random);
        CookieKey = NewKey(random);
        _challenges = new SecondLimit(options.TcpChallengeAckLimit, random ?? Random.Shared);
        Tcp = new TcpDemux(new TimeWaitTable(options.TcpMaxTwBuckets, 2 * options.Msl, options.TcpInvalidRateLimit));
        Memory = new MemoryBudget(options.TcpMem.Low, options.TcpMem.Pressure, options.TcpMem.High);
        Udp = new UdpPorts(_portKey);
        Loop = loop;
        Device = device;
        Options = options;
        Packets = new FramePool(FramePool.SmallBuffer, options.PacketLimit);
        LargePackets = new FramePool(FramePool.LargeBuffer, LargePacketLimit);
        PathMtus = new PathMtuCache(PathLimit, options.IpMinPmtu, options.IpMtuExpires);
        Link = new Link();
        Neighbours = new Neighbours(this);
        Ip = new IpOutput(this);
        IcmpErrors = new IcmpErrors(this);
        Ingress = new Ingress(this);
        Segments = new SegmentSender(this);
    }

    /// <summary>The id of the loop's dispatcher.</summary>
    public string DispatcherId { get; }

    public EventLoop Loop { get; }

    public IFrameDevice Device { get; }

    /// <summary>The options in force. A test may change them while the stack runs, as sysctl does: what has begun with the old ones may keep them.</summary>
    public StackOptions Options { get; set; }

    /// <summary>Buffers for the packets that the stack itself makes.</summary>
    public FramePool Packets { get; }

    /// <summary>Buffers for what is larger: reassembled datagrams, packets that wait for ARP or go to the stack itself.</summary>
    public FramePool LargePackets { get; }

    public Link Link { get; }

    /// <summary>The way in, the device actor's.</summary>
    public Ingress Ingress { get; }

    public IpOutput Ip { get; }

    /// <summary>The neighbour table.</summary>
    public Neighbours Neighbours { get; }

    /// <summary>Makes the ICMP errors that the stack sends.</summary>
    public IcmpErrors IcmpErrors { get; }

    /// <summary>The boxes of the network's actors; each sets its own when it starts. Before, they take nothing.</summary>
    public SegmentInbox ArpInbox { get; set; } = SegmentInbox.CreateClosed();

    /// <inheritdoc cref="ArpInbox"/>
    public SegmentInbox IcmpInbox { get; set; } = SegmentInbox.CreateClosed();

    /// <inheritdoc cref="ArpInbox"/>
    public SegmentInbox UdpInbox { get; set; } = SegmentInbox.CreateClosed();

    /// <summary>The bound UDP ports.</summary>
    public UdpPorts Udp { get; }

    public TcpDemux Tcp { get; }

    /// <summary>What the connections hold together.</summary>
    public MemoryBudget Memory { get; }

    /// <summary>How many connections no application has any more.</summary>
    public int Orphans { get; set; }

    /// <summary>Until when a cookie may come back; the stack's, because the listeners of a group share their peers.</summary>
    public Instant CookiesUntil { get; set; }

    /// <summary>The secret of SYN cookies.</summary>
    public SipKey CookieKey { get; }

    /// <summary>The connections that are being opened, by the command: it may be taken back.</summary>
    public Dictionary<Akka.IO.Tcp.Connect, IActorRef> Opening { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>The paths that carry less than the link.</summary>
    public PathMtuCache PathMtus { get; }

    /// <summary>The way out for segments that are no connection's.</summary>
    public SegmentSender Segments { get; }

    /// <summary>The sockets, to be seen.</summary>
    public SocketRegistry Sockets { get; } = new();

    public StackCounters Counters { get; } = new();

    /// <summary>The stack's own actors, set as they start.</summary>
    public IActorRef TcpManager { get; set; } = ActorRefs.Nobody;

    /// <summary>A socket goes from one state to another: counted, and published on the system's event stream.</summary>
    public void Publish(ActorSystem system, IActorRef actor, in FlowKey flow, TcpState from, TcpState to)
    {
        // A listener that answers a SYN stays in LISTEN: the entry is another socket.
        if (from == TcpState.Listen && to == TcpState.SynReceived) Counters.Tcp.Move(TcpState.Closed, to);
        else if (from == TcpState.SynReceived && to == TcpState.Listen) Counters.Tcp.Move(from, TcpState.Closed);
        else Counters.Tcp.Move(from, to);
        system.EventStream.Publish(new StateChanged(actor, flow, from, to, Loop.Now));
    }

    /// <summary>RFC 6528 3: an initial sequence number that only who knows the key can foresee.</summary>
    public SeqNum NewIss(in FlowKey flow) =>
        Options.FixedIss ?? Isn.Generate(_issKey, flow.LocalAddress, flow.LocalPort, flow.RemoteAddress, flow.RemotePort, Loop.Now);

    /// <summary>RFC 7323 5.4: where a 4-tuple's timestamp clock begins; the same for each connection of it, so that PAWS goes on.</summary>
    public uint TimestampOffset(in FlowKey flow) =>
        Options.FixedIss is null ? (uint)Isn.Hash(_timestampKey, flow.LocalAddress, flow.LocalPort, flow.RemoteAddress, flow.RemotePort) : 0;

    /// <summary>RFC 5961 7: whether the stack may send one more challenge ACK in this second; counts it, or that it was not sent.</summary>
    public bool MayChallenge()
    {
        bool may = _challenges.Allow(Loop.Now);
        if (may) Counters.Tcp.ChallengeAcks++;
        else Counters.Tcp.AckSkippedChallenge++;
        return may;
    }

    /// <summary>RFC 6056 3.3.3, algorithm 3: a free local port, beginning at a place that the destination determines; port 0: none is free.</summary>
    public FlowKey ChooseFlow(Ipv4Address local, Ipv4Address remote, ushort remotePort)
    {
        var range = new PortRange(Options.IpLocalPortRange.First, Options.IpLocalPortRange.Last);
        uint offset = (uint)Isn.Hash(_portKey, local, 0, remote, remotePort);
        for (int i = 0; i < range.Count; i++)
        {
            var flow = new FlowKey(local, range.Candidate(offset, _portAttempt++), remote, remotePort);
            // As Linux: a port that somebody listens on is not for outgoing connections.
            if (Tcp.Listeners.Conflicts(local, flow.LocalPort, PortSharing.None)) continue;
            if (!Tcp.Contains(flow) || MayReuse(flow)) return flow;
        }
        return new FlowKey(local, 0, remote, remotePort);
    }

    /// <summary>A TCP port for a bind of port 0. Nobody is to guess it (RFC 6056), and it is not one that is shared with others.</summary>
    public bool TryChoosePort(Ipv4Address address, out ushort port)
    {
        var range = new PortRange(Options.IpLocalPortRange.First, Options.IpLocalPortRange.Last);
        for (int i = 0; i < range.Count; i++)
        {
            port = range.Candidate((uint)_portKey.K0, _bindAttempt++);
            if (!Tcp.IsTaken(address, Options.Address.Address, port, PortSharing.None)) return true;
        }
        port = 0;
        return false;
    }

    /// <summary>
    /// Takes a 4-tuple for a connection that we open, even from one in TIME_WAIT where that is allowed, and chooses its initial sequence
    /// number.
    /// </summary>
    public bool TryTakeFlow(ActorSystem system, in FlowKey flow, SegmentInbox inbox, out SeqNum iss)
    {
        bool reuse = MayReuse(flow);
        if (reuse) Counters.Tcp.TimeWaitRecycled++;
        iss = reuse ? Recycle(system, flow) : NewIss(flow);
        return Tcp.TryAdd(flow, inbox);
    }

    /// <summary>RFC 6191: a new connection takes the place of one in TIME_WAIT; its sequence numbers begin beyond the old ones.</summary>
    public SeqNum Recycle(ActorSystem system, in FlowKey flow)
    {
        if (!Tcp.TryRecycle(flow, out TimeWaitTable.Entry entry)) return NewIss(flow);
        Publish(system, TcpManager, flow, TcpState.TimeWait, TcpState.Closed);
        return entry.Block.NextIss;
    }

    /// <summary>
    /// RFC 6191 2 for our own opens (<c>tcp_tw_reuse</c>): with timestamps, and a second after the last segment, our clock is beyond all
    /// that the peer has seen.
    /// </summary>
    private bool MayReuse(in FlowKey flow)
    {
        bool allowed = Options.TcpTwReuse == 1 || (Options.TcpTwReuse == 2 && flow.RemoteAddress == flow.LocalAddress);
        return allowed && Options.TcpTimestamps && Tcp.TimeWaits.TryFind(flow, out TimeWaitBlock block)
            && block.HasTimestamps && Loop.Now - block.TsRecentAt > TimeSpan.FromSeconds(1);
    }

    private static SipKey NewKey(Random? random)
    {
        Span<byte> key = stackalloc byte[16];
        if (random is null) RandomNumberGenerator.Fill(key);
        else random.NextBytes(key);
        return SipKey.Read(key);
    }
}
