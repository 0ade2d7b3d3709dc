using ActorTcp.Network;
using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Tests.Network;

public sealed class IcmpErrorTests : NetworkFixture
{
    private const IpProtocol Sctp = (IpProtocol)132;

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(1400)]
    public void Datagram_for_nobody_is_answered_with_port_unreachable(int length)
    {
        StartWithNeighbour();
        byte[] datagram = Packet.UdpFrame(9999, Packet.Bytes(length));
        Arrive(datagram);
        byte[] frame = SentOne();
        Assert.Equal(Packet.Peer, Packet.ReadIp(frame).Destination);
        IcmpV4 error = Packet.ReadIcmp(frame);
        Assert.Equal(IcmpType.DestinationUnreachable, error.Type);
        Assert.Equal(IcmpUnreachableCode.Port, error.UnreachableCode);
        // RFC 1812 4.3.2.3: as much as makes no more than 576 bytes; and no padding of the link.
        int total = Ipv4Header.MinLength + UdpHeader.Size + length;
        Assert.Equal(Math.Min(total, 548), error.Data.Length);
        Assert.Equal(datagram.AsSpan(EthernetHeader.Size, error.Data.Length).ToArray(), error.Data.ToArray());
        Assert.Equal(1, Counters.Ip.UdpNoPorts);
        Assert.Equal(1, Counters.Ip.IcmpErrorsSent);
        Assert.Equal(1, Counters[FrameFate.Udp]);
    }

    [Fact]
    public void Unknown_protocol_is_answered_with_protocol_unreachable()
    {
        StartWithNeighbour();
        Arrive(Packet.Ipv4(Sctp, Packet.Bytes(40)));
        IcmpV4 error = Packet.ReadIcmp(SentOne());
        Assert.Equal(IcmpUnreachableCode.Protocol, error.UnreachableCode);
        Assert.True(error.TryReadQuoted(out Ipv4Header quoted));
        Assert.Equal(Sctp, quoted.Protocol);
        Assert.Equal(1, Counters[FrameFate.UnknownProtocol]);
    }

    [Fact]
    public void Unknown_protocol_in_fragments_is_answered_once_it_is_whole()
    {
        StartWithNeighbour();
        Arrive(Packet.Fragments(Sctp, Packet.Bytes(3000), 1480));
        Assert.Equal(IcmpUnreachableCode.Protocol, Packet.ReadIcmp(SentOne()).UnreachableCode);
        Assert.Equal(2, Counters[FrameFate.Fragment]);
        Assert.Equal(1, Counters[FrameFate.UnknownProtocol]);
    }

    [Fact]
    public void Errors_to_one_target_are_limited()
    {
        StartWithNeighbour();
        for (int i = 0; i < 20; i++) Arrive(Packet.UdpFrame(9999, [1]));
        Sent(6); // Linux's burst
        Assert.Equal(14, Counters.Ip.IcmpRateLimited);
        Advance(1);
        Arrive(Packet.UdpFrame(9999, [1]), Packet.UdpFrame(9999, [1]));
        Sent(1); // and one a second
        Assert.Equal(7, Counters.Ip.IcmpErrorsSent);
    }

    [Fact]
    public void Errors_to_all_targets_are_limited()
    {
        Start();
        // Each from another host behind the gateway, as a scan with forged sources would be.
        Arrive([.. Enumerable.Range(0, 500).Select(i => Packet.UdpFrame(9, [1], new Ipv4Address(203, 0, (byte)(i >> 8), (byte)(i | 1))))]);
        Assert.Equal(IcmpRateLimiter.DefaultBurst, Counters.Ip.IcmpErrorsSent);
        Assert.Equal(500 - IcmpRateLimiter.DefaultBurst, Counters.Ip.IcmpRateLimited);
        Sent(1); // the request for the gateway
    }

    public static TheoryData<string, byte[]> Unanswerable => new()
    {
        { "to the limited broadcast", Packet.UdpFrame(9, [1], to: Ipv4Address.Broadcast, mac: MacAddress.Broadcast) },
        { "to the directed broadcast", Packet.UdpFrame(9, [1], to: Packet.Directed) },
        { "broadcast on the link", Packet.UdpFrame(9, [1], mac: MacAddress.Broadcast) },
        { "from nobody", Packet.UdpFrame(9, [1], from: Ipv4Address.Any) },
        { "from a group", Packet.UdpFrame(9, [1], from: Ipv4Address.Parse("224.0.0.1")) },
        { "from the broadcast address", Packet.UdpFrame(9, [1], from: Packet.Directed) },
        { "from loopback", Packet.UdpFrame(9, [1], from: Ipv4Address.Loopback) },
        { "from ourselves", Packet.UdpFrame(9, [1], from: Packet.Ours) },
        { "a later fragment", Packet.Ipv4(Sctp, Packet.Bytes(64), offset: 800) },
        { "an ICMP error", Packet.Ipv4(IpProtocol.Icmp, ErrorAbout(Quote(1, 2), IcmpUnreachableCode.Port)) },
        { "an ICMP message of unknown type", Packet.Ipv4(IpProtocol.Icmp, Packet.Echo([1], (IcmpType)99)) },
        { "broadcast of an unknown protocol", Packet.Ipv4(Sctp, [1], to: Packet.Directed, mac: MacAddress.Broadcast) },
        { "UDP with a wrong checksum", Packet.With(Packet.UdpFrame(9, [1]), 40, 0x1234) },
    };

    [Theory]
    [MemberData(nameof(Unanswerable))]
    public void Is_never_answered_with_an_error(string what, byte[] frame)
    {
        Assert.NotEmpty(what);
        StartWithNeighbour();
        Arrive(frame);
        Sent(0);
        Assert.Equal(0, Counters.Ip.IcmpErrorsSent);
    }

    [Fact]
    public void Missing_fragments_are_told_to_the_sender_if_the_first_came()
    {
        StartWithNeighbour();
        byte[][] fragments = Packet.Fragments(IpProtocol.Udp, Packet.Bytes(3000), 1480);
        Arrive(fragments[0]);
        Advance(29);
        Sent(0);
        Advance(1);
        IcmpV4 error = Packet.ReadIcmp(SentOne());
        Assert.Equal(IcmpType.TimeExceeded, error.Type);
        Assert.Equal((byte)IcmpTimeExceededCode.Reassembly, error.Code);
        Assert.Equal(1, Counters.Ip.ReassemblyFails);

        Arrive(fragments[1]);
        Advance(100);
        Assert.Equal(2, Counters.Ip.ReassemblyFails);
        Assert.Equal(1, Counters.Ip.IcmpErrorsSent);
        Wire.Sent.Clear(); // ARP's check of the neighbour
    }

    [Fact]
    public void Error_about_a_segment_reaches_its_connection()
    {
        StartWithNeighbour();
        Sink.Record connection = NewSink("connection");
        Sink.Record other = NewSink("other");
        OnLoop(() =>
        {
            Context.Tcp.TryAdd(new FlowKey(Packet.Ours, 7, Packet.Peer, 40000), connection.Box);
            Context.Tcp.TryAdd(new FlowKey(Packet.Ours, 7, Packet.Peer, 40001), other.Box);
        });
        byte[] message = ErrorAbout(Quote(7, 40000), IcmpUnreachableCode.FragmentationNeeded, 1400);
        // Routers on the way report as well, so the source may be anybody's.
        Arrive(Packet.Ipv4(IpProtocol.Icmp, message, from: Ipv4Address.Parse("203.0.113.1")));
        IcmpErrorArrived error = Assert.Single(connection.Errors);
        Assert.Equal(
            new IcmpErrorArrived(
                IcmpType.DestinationUnreachable, (byte)IcmpUnreachableCode.FragmentationNeeded, 1400, 40, new SeqNum(0xFFFF_FFF0)),
            error);
        Assert.Empty(other.Errors);
        Assert.Equal(1, Counters.Ip.IcmpErrorsReceived);
        Sent(0);
    }

    [Fact]
    public void Flood_of_errors_does_not_fill_a_mailbox()
    {
        StartWithNeighbour();
        Sink.Record connection = NewSink("connection");
        connection.HandlesErrors = false;
        OnLoop(() => Context.Tcp.TryAdd(new FlowKey(Packet.Ours, 7, Packet.Peer, 40000), connection.Box));
        byte[] error = Packet.Ipv4(IpProtocol.Icmp, ErrorAbout(Quote(7, 40000), IcmpUnreachableCode.Host));
        Arrive([.. Enumerable.Repeat(error, 500)]);
        Assert.Single(connection.Errors);
        Assert.Equal(500, Counters.Ip.IcmpErrorsReceived);
        OnLoop(connection.Box.ErrorHandled);
        Arrive(error);
        Assert.Equal(2, connection.Errors.Count);
    }

    [Fact]
    public void Error_about_what_we_never_sent_goes_nowhere()
    {
        StartWithNeighbour();
        Sink.Record connection = NewSink("connection");
        OnLoop(() => Context.Tcp.TryAdd(new FlowKey(Packet.Ours, 7, Packet.Peer, 40000), connection.Box));
        byte[] foreign = Quote(7, 40000);
        Packet.Gateway.Write(foreign.AsSpan(12)); // another's packet
        byte[] later = Quote(7, 40000);
        later[7] = 1; // not the first fragment
        Arrive([.. new[] { foreign, later, Quote(7, 40009), Quote(7, 40000)[..27], [] }.Select(quote =>
            Packet.Ipv4(IpProtocol.Icmp, ErrorAbout(quote, IcmpUnreachableCode.Port)))]);
        Assert.Empty(connection.Errors);
        Assert.Equal(5, Counters.Ip.IcmpErrorsReceived);
    }

    private static byte[] ErrorAbout(byte[] quote, IcmpUnreachableCode code, ushort mtu = 0)
    {
        byte[] message = new byte[IcmpV4.HeaderSize + quote.Length];
        IcmpV4.WriteUnreachable(message, code, quote, mtu);
        return message;
    }

    /// <summary>The first 28 bytes of a segment that the stack has sent.</summary>
    private static byte[] Quote(ushort ours, ushort theirs)
    {
        byte[] quote = new byte[Ipv4Header.MinLength + TcpHeader.MinLength];
        Ipv4Header.Write(quote, quote.Length, IpProtocol.Tcp, Packet.Ours, Packet.Peer);
        TcpHeader.Write(quote.AsSpan(20), ours, theirs, new SeqNum(0xFFFF_FFF0), default, 20, TcpFlags.Ack, 1);
        return quote[..28];
    }
}
