using ActorTcp.Network;
using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Tests.Network;

// RFC 1122 3.2.1 and the transports' checks: a row a frame, with where it goes.
public sealed class Ipv4CheckTests : NetworkFixture
{
    private static byte[] Good => Packet.TcpFrame(40000, 7, TcpFlags.Syn, [1, 2, 3]);

    private static byte[] Udp => Packet.UdpFrame(53, [1, 2, 3]);

    public static TheoryData<string, byte[], FrameFate> Table => new()
    {
        { "nothing", [], FrameFate.TooShort },
        { "half an Ethernet header", Good[..13], FrameFate.TooShort },
        { "an Ethernet header alone", Good[..14], FrameFate.BadIpHeader },
        { "another station's frame", To(Good, "02:00:5e:00:00:03"), FrameFate.OtherStation },
        { "a group's frame", To(Good, "01:00:5e:00:00:01"), FrameFate.OtherStation },
        { "IPv6", Packet.With(Good, 12, 0x86DD), FrameFate.UnknownEtherType },
        { "a VLAN tag", Packet.With(Good, 12, 0x8100), FrameFate.UnknownEtherType },
        { "an 802.3 length", Packet.With(Good, 12, 46), FrameFate.UnknownEtherType },

        { "ARP for other hardware", Packet.With(Packet.ArpRequest(Packet.Ours), 14, 6), FrameFate.BadArp },
        { "ARP cut short", Packet.ArpRequest(Packet.Ours)[..40], FrameFate.BadArp },
        { "ARP with an unknown operation", Packet.With(Packet.ArpRequest(Packet.Ours), 20, 3), FrameFate.BadArp },
        { "ARP from a group address", Packet.ArpRequest(Packet.Ours, MacAddress.Broadcast), FrameFate.BadArp },

        { "version 6", Packet.WithIp(Good, 0, 0x65), FrameFate.BadIpHeader },
        { "a header of 16 bytes", Packet.WithIp(Good, 0, 0x44), FrameFate.BadIpHeader },
        { "a header beyond the frame", Packet.WithIp(Good, 0, 0x4F), FrameFate.BadIpHeader },
        { "a total length under the header's", Packet.WithIp(Packet.WithIp(Good, 2, 0), 3, 19), FrameFate.BadIpHeader },
        { "a total length beyond the frame", Packet.WithIp(Good, 3, 200), FrameFate.BadIpHeader },
        { "a wrong header checksum", Packet.With(Good, 24, 0x1234), FrameFate.BadIpChecksum },

        { "to another host", Packet.Ipv4(IpProtocol.Tcp, [], to: Packet.Gateway), FrameFate.OtherAddress },
        { "to a group", Packet.Ipv4(IpProtocol.Udp, [], to: Ipv4Address.Parse("224.0.0.251")), FrameFate.OtherAddress },
        { "to loopback", Packet.Ipv4(IpProtocol.Tcp, [], to: Ipv4Address.Loopback), FrameFate.OtherAddress },
        { "to 0.0.0.0", Packet.Ipv4(IpProtocol.Udp, [], to: Ipv4Address.Any), FrameFate.OtherAddress },
        { "to us alone, but broadcast on the link", To(Good, "ff:ff:ff:ff:ff:ff"), FrameFate.OtherAddress },
        { "from 0.0.0.0", Packet.UdpFrame(53, [1], from: Ipv4Address.Any), FrameFate.BadIpSource },
        { "from the limited broadcast", Packet.UdpFrame(53, [1], from: Ipv4Address.Broadcast), FrameFate.BadIpSource },
        { "from the directed broadcast", Packet.UdpFrame(53, [1], from: Packet.Directed), FrameFate.BadIpSource },
        { "from a group", Packet.UdpFrame(53, [1], from: Ipv4Address.Parse("239.1.2.3")), FrameFate.BadIpSource },
        { "from loopback", Packet.UdpFrame(53, [1], from: Ipv4Address.Loopback), FrameFate.BadIpSource },
        { "from our own address", Packet.UdpFrame(53, [1], from: Packet.Ours), FrameFate.BadIpSource },

        { "a fragment without bytes", Packet.Ipv4(IpProtocol.Udp, [], more: true), FrameFate.BadFragment },
        { "a fragment of 9 bytes", Packet.Ipv4(IpProtocol.Udp, Packet.Bytes(9), more: true), FrameFate.BadFragment },
        { "a fragment beyond 65535", Packet.Ipv4(IpProtocol.Udp, Packet.Bytes(64), offset: 65528), FrameFate.BadFragment },
        { "the ping of death", Packet.Ipv4(IpProtocol.Icmp, Packet.Bytes(1480), offset: 65120), FrameFate.BadFragment },
        { "a fragment", Packet.Ipv4(IpProtocol.Udp, Packet.Bytes(64), more: true), FrameFate.Fragment },

        { "an unknown protocol", Packet.Ipv4((IpProtocol)132, [1, 2]), FrameFate.UnknownProtocol },
        { "half a TCP header", Packet.Ipv4(IpProtocol.Tcp, Packet.Bytes(19)), FrameFate.BadTcpHeader },
        { "a TCP data offset of 4", Packet.With(Good, 46, 0x4002), FrameFate.BadTcpHeader },
        { "a TCP data offset beyond the segment", Packet.With(Good, 46, 0xF002), FrameFate.BadTcpHeader },
        { "a wrong TCP checksum", Packet.With(Good, 50, 0x1234), FrameFate.BadTcpChecksum },
        { "a damaged byte of TCP text", Packet.With(Good, 54, 0xFFFF), FrameFate.BadTcpChecksum },
        { "TCP to broadcast", Packet.Ipv4(IpProtocol.Tcp, Packet.Tcp(40000, 7, TcpFlags.Syn, to: Packet.Directed), to: Packet.Directed, mac: MacAddress.Broadcast), FrameFate.TcpNotUnicast },

        { "half a UDP header", Packet.Ipv4(IpProtocol.Udp, Packet.Bytes(7)), FrameFate.BadUdp },
        { "a UDP length of 7", Packet.With(Udp, 38, 7), FrameFate.BadUdp },
        { "a UDP length beyond the packet", Packet.With(Udp, 38, 12), FrameFate.BadUdp },
        { "a wrong UDP checksum", Packet.With(Udp, 40, 0x1234), FrameFate.BadUdp },
        { "half an ICMP header", Packet.Ipv4(IpProtocol.Icmp, [8, 0, 0xF7, 0xFF]), FrameFate.BadIcmp },

        { "UDP without a checksum", Packet.With(Udp, 40, 0), FrameFate.Udp },
        { "UDP to broadcast", Packet.UdpFrame(53, [1], to: Packet.Directed, mac: MacAddress.Broadcast), FrameFate.Udp },
        { "a time to live of 0", Packet.WithIp(Udp, 8, 0), FrameFate.Udp },
        { "an echo request", Packet.EchoFrame([1]), FrameFate.Icmp },
        { "ARP", Packet.ArpRequest(Packet.Gateway), FrameFate.Arp },
        { "a segment for a connection", Good, FrameFate.TcpConnection },
        { "a segment for a listener", Packet.TcpFrame(40001, 7), FrameFate.TcpListener },
        { "a segment for nobody", Packet.TcpFrame(40000, 8), FrameFate.TcpStray },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void Frame_has_its_fate(string what, byte[] frame, FrameFate fate)
    {
        Assert.NotEmpty(what);
        StartWithNeighbour();
        Sink.Record connection = NewSink("connection");
        Sink.Record listener = NewSink("listener");
        Sink.Record strays = NewSink("strays");
        OnLoop(() =>
        {
            Context.Tcp.TryAdd(new FlowKey(Packet.Ours, 7, Packet.Peer, 40000), connection.Box);
            Context.Tcp.Listeners.Add(Ipv4Address.Any, 7, listener.Box);
            Context.Tcp.Strays = strays.Box;
        });
        long before = Counters[fate];
        Arrive(frame);
        string fates = string.Join(", ", Enum.GetValues<FrameFate>().Where(f => Counters[f] > 0));
        Assert.True(Counters[fate] == before + 1, $"counted: {fates}");
        Assert.Equal(2, Counters.FramesReceived); // with the neighbour's ARP
        Assert.Equal(fate == FrameFate.TcpConnection ? 1 : 0, connection.Frames.Count);
        Assert.Equal(fate == FrameFate.TcpListener ? 1 : 0, listener.Frames.Count);
        Assert.Equal(fate == FrameFate.TcpStray ? 1 : 0, strays.Frames.Count);
    }

    [Fact]
    public void Segment_is_parsed_for_its_connection()
    {
        StartWithNeighbour();
        Sink.Record connection = NewSink("connection");
        var key = new FlowKey(Packet.Ours, 7, Packet.Peer, 40000);
        OnLoop(() => Context.Tcp.TryAdd(key, connection.Box));
        Arrive(Packet.TcpFrame(40000, 7, TcpFlags.Ack | TcpFlags.Urg | TcpFlags.Fin, [1, 2, 3]));
        Sunk sunk = Assert.Single(connection.Frames);
        Assert.Equal(key, sunk.Flow);
        Assert.Equal(new SeqNum(100), sunk.Segment.Seq);
        Assert.Equal(new SeqNum(200), sunk.Segment.Ack);
        Assert.Equal(TcpFlags.Ack | TcpFlags.Urg | TcpFlags.Fin, sunk.Segment.Flags);
        Assert.Equal(1000, sunk.Segment.Window);
        Assert.Equal(5, sunk.Segment.UrgentPointer);
        Assert.Equal(34, sunk.Segment.HeaderOffset);
        Assert.Equal(54, sunk.Segment.TextOffset);
        Assert.Equal([1, 2, 3], sunk.Text); // the frame was padded to 60
        Assert.Equal(57, sunk.Bytes.Length);
        Assert.Equal(4, sunk.Segment.Length);
    }

    [Fact]
    public void Segment_behind_IP_options_is_found()
    {
        StartWithNeighbour();
        Sink.Record strays = NewSink("strays");
        OnLoop(() => Context.Tcp.Strays = strays.Box);
        byte[] frame = Packet.Ipv4(IpProtocol.Tcp, [0x83, 4, 4, 0, .. Packet.Tcp(1, 2, TcpFlags.Ack, [9])]); // a loose source route's stub
        Arrive(Packet.WithIp(frame, 0, 0x46));
        Sunk sunk = Assert.Single(strays.Frames);
        Assert.Equal(38, sunk.Segment.HeaderOffset);
        Assert.Equal([9], sunk.Text);
    }

    [Theory]
    [InlineData(VirtioNetFlags.NeedsChecksum)]
    [InlineData(VirtioNetFlags.DataValid)]
    public void Checksum_that_the_device_vouches_for_is_not_looked_at(VirtioNetFlags flags)
    {
        StartWithNeighbour();
        Sink.Record strays = NewSink("strays");
        OnLoop(() => Context.Tcp.Strays = strays.Box);
        Wire.Inject([Packet.With(Good, 50, 0x1234), Packet.With(Udp, 40, 0x1234)], new VirtioNetHeader { Flags = flags });
        Loop.RunUntilIdle();
        Assert.Single(strays.Frames);
        Assert.Equal(1, Counters[FrameFate.Udp]);
    }

    [Fact]
    public void Super_frame_of_64_KiB_is_one_segment()
    {
        StartWithNeighbour();
        Sink.Record strays = NewSink("strays");
        OnLoop(() => Context.Tcp.Strays = strays.Box);
        byte[] text = Packet.Bytes(65535 - 40);
        Arrive(Packet.TcpFrame(1, 2, TcpFlags.Ack, text));
        Assert.Equal(text, Assert.Single(strays.Frames).Text);
    }

    [Fact]
    public void Full_box_refuses_and_is_counted()
    {
        StartWithNeighbour();
        Sink.Record strays = NewSink("strays", limit: 10);
        OnLoop(() => Context.Tcp.Strays = strays.Box);
        // All of one turn: the device reads 64 before anybody empties a box.
        Arrive([.. Enumerable.Range(0, 64).Select(i => Packet.TcpFrame((ushort)(i + 1), 8))]);
        Assert.Equal(10, strays.Frames.Count);
        Assert.Equal(10, Counters[FrameFate.TcpStray]);
        Assert.Equal(54, Counters[FrameFate.QueueFull]);
    }

    private static byte[] To(byte[] frame, string mac)
    {
        byte[] copy = [.. frame];
        MacAddress.Parse(mac).Write(copy);
        return copy;
    }
}
