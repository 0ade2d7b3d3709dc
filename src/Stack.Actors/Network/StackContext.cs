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
    /// <summary>How many packets of up to 64 KiB the stack itself can hold at once.</summary>
    private const int LargePacketLimit = 64;

    private readonly SipKey _issKey;
    private readonly SipKey _portKey;
    private uint _portAttempt;

    public StackContext(EventLoop loop, IFrameDevice device, StackOptions options, string dispatcherId)
    {
        DispatcherId = dispatcherId;
        var random = options.Seed is { } seed ? new Random(unchecked((int)(seed ^ (seed >> 32)))) : null;
        _issKey = NewKey(random);
        _portKey = NewKey(random);
        Loop = loop;
        Device = device;
        Options = options;
        Packets = new FramePool(FramePool.SmallBuffer, options.PacketLimit);
        LargePackets = new FramePool(FramePool.LargeBuffer, LargePacketLimit);
        Link = new Link();
        Neighbours = new Neighbours(this);
        Ip = new IpOutput(this);
        IcmpErrors = new IcmpErrors(this);
        Ingress = new Ingress(this);
        Resets = new ResetWriter(this);
    }

    /// <summary>The id of the loop's dispatcher.</summary>
    public string DispatcherId { get; }

    public EventLoop Loop { get; }

    public IFrameDevice Device { get; }

    public StackOptions Options { get; }

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
    public UdpPorts Udp { get; } = new();

    public TcpDemux Tcp { get; } = new();

    public ResetWriter Resets { get; }

    /// <summary>The sockets, to be seen.</summary>
    public SocketRegistry Sockets { get; } = new();

    public StackCounters Counters { get; } = new();

    /// <summary>The stack's own actors, set as they start.</summary>
    public IActorRef TcpManager { get; set; } = ActorRefs.Nobody;

    /// <summary>A socket goes from one state to another: counted, and published on the system's event stream.</summary>
    public void Publish(ActorSystem system, IActorRef actor, in FlowKey flow, TcpState from, TcpState to)
    {
        // A listener that answers a SYN stays in LISTEN: the entry is another socket.
        Counters.Tcp.Move(from == TcpState.Listen && to != TcpState.Closed ? TcpState.Closed : from, to);
        system.EventStream.Publish(new StateChanged(actor, flow, from, to, Loop.Now));
    }

    /// <summary>RFC 6528 3: an initial sequence number that only who knows the key can foresee.</summary>
    public SeqNum NewIss(in FlowKey flow) =>
        Options.FixedIss ?? Isn.Generate(_issKey, flow.LocalAddress, flow.LocalPort, flow.RemoteAddress, flow.RemotePort, Loop.Now);

    /// <summary>RFC 6056 3.3.3, algorithm 3: a free local port, beginning at a place that the destination determines; port 0: none is free.</summary>
    public FlowKey ChooseFlow(Ipv4Address local, Ipv4Address remote, ushort remotePort)
    {
        var range = new PortRange(Options.IpLocalPortRange.First, Options.IpLocalPortRange.Last);
        uint offset = (uint)Isn.Hash(_portKey, local, 0, remote, remotePort);
        for (int i = 0; i < range.Count; i++)
        {
            var flow = new FlowKey(local, range.Candidate(offset, _portAttempt++), remote, remotePort);
            if (!Tcp.Contains(flow)) return flow;
        }
        return new FlowKey(local, 0, remote, remotePort);
    }

    private static SipKey NewKey(Random? random)
    {
        Span<byte> key = stackalloc byte[16];
        if (random is null) RandomNumberGenerator.Fill(key);
        else random.NextBytes(key);
        return SipKey.Read(key);
    }
}
