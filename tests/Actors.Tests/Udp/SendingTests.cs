using ActorTcp.Protocol;
using System.Net.Sockets;
using ActorTcp.Api;
using ActorTcp.Datagrams;
using ActorTcp.Device;
using ActorTcp.Network;
using ActorTcp.Protocol.Wire;
using ActorTcp.Tests.Network;

namespace ActorTcp.Tests.Udp;

public sealed class SendingTests : UdpFixture
{
    private static readonly byte[] Largest = Packet.Bytes(UdpHeader.MaxPayload);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1472)] // the MTU's 1500 less the headers
    public void Datagram_that_fits_leaves_whole_with_DF(int length)
    {
        StartWithNeighbour();
        Assert.Equal(SocketError.Success, Send(Bound(53), Packet.Bytes(length)));
        byte[] frame = SentOne();
        WireDatagram datagram = WireDatagram.Read(frame);
        Assert.Equal((53, Packet.Peer, 4000, 64, 0), (datagram.From, datagram.To, datagram.Port, datagram.TimeToLive, datagram.TypeOfService));
        Assert.Equal(Packet.Bytes(length), datagram.Payload);
        Assert.True(datagram.DontFragment);
        Assert.Equal(0, Packet.ReadIp(frame).Identification); // RFC 6864 4.1
        Assert.Equal(1, Counters.Ip.UdpOutDatagrams);
    }

    [Theory]
    [InlineData(1473, 2)]
    [InlineData(3000, 3)]
    [InlineData(65507, 45)]
    public void Larger_datagram_leaves_in_fragments(int length, int fragments)
    {
        StartWithNeighbour();
        Assert.Equal(SocketError.Success, Send(Bound(53), Packet.Bytes(length)));
        Assert.Equal(Packet.Bytes(length), WireDatagram.Join(Sent(fragments)).Payload);
        Assert.Equal(1, Counters.Ip.UdpOutDatagrams);
    }

    [Fact]
    public void One_byte_more_than_the_largest_is_refused()
    {
        StartWithNeighbour();
        Assert.Equal(SocketError.MessageSize, Send(Bound(53), [.. Largest, 1]));
        Sent(0);
        Assert.Equal(0, Counters.Ip.UdpOutDatagrams);
    }

    [Theory]
    [InlineData(PathDiscovery.Dont, false)]
    [InlineData(PathDiscovery.Want, true)]
    [InlineData(PathDiscovery.Do, true)]
    [InlineData(PathDiscovery.Probe, true)]
    public void DF_is_as_IP_MTU_DISCOVER_says(PathDiscovery how, bool dontFragment)
    {
        StartWithNeighbour();
        DatagramSink.Record socket = Bound(53, settings => settings.MtuDiscovery = how);
        Assert.Equal(SocketError.Success, Send(socket, Packet.Bytes(1472)));
        Assert.Equal(dontFragment, WireDatagram.Read(SentOne()).DontFragment);
        bool refused = how is PathDiscovery.Do or PathDiscovery.Probe;
        Assert.Equal(refused ? SocketError.MessageSize : SocketError.Success, Send(socket, Packet.Bytes(1473)));
        Sent(refused ? 0 : 2);
    }

    [Fact]
    public void Path_that_carries_less_is_learnt_and_forgotten()
    {
        StartWithNeighbour();
        DatagramSink.Record socket = Connected(), want = Bound(53), refuse = Bound(54, settings => settings.MtuDiscovery = PathDiscovery.Do);
        Assert.Equal(SocketError.Success, Send(socket, Packet.Bytes(1400), null));
        Error(SentOne(), IcmpUnreachableCode.FragmentationNeeded, mtu: 1300);
        Assert.Equal(1300, socket.Endpoint.PathMtu);
        // Linux: a connected socket hears of it, once; and no datagram is lost unnoticed.
        Assert.Equal(SocketError.MessageSize, Send(socket, Packet.Bytes(1400), null));
        Assert.Equal(SocketError.Success, Send(socket, Packet.Bytes(1400), null));
        Assert.Equal(Packet.Bytes(1400), WireDatagram.Join(Sent(2), mtu: 1300).Payload);
        // The path is everybody's.
        Assert.Equal(SocketError.Success, Send(want, Packet.Bytes(1300 - Headers)));
        Assert.True(WireDatagram.Read(SentOne()).DontFragment);
        Assert.Equal(SocketError.MessageSize, Send(refuse, Packet.Bytes(1301 - Headers)));
        Assert.Equal(SocketError.Success, Send(refuse, Packet.Bytes(1300 - Headers)));
        Sent(1);
        Assert.Equal(1, Counters.Ip.UdpPathMtuReduced);
        Advance(601); // RFC 1191 6.3
        Assert.Equal(1500, socket.Endpoint.PathMtu);
    }

    [Fact]
    public void Probe_ignores_what_is_known_of_the_path()
    {
        StartWithNeighbour();
        DatagramSink.Record socket = Bound(53, settings => settings.MtuDiscovery = PathDiscovery.Probe);
        Send(socket, Packet.Bytes(1400));
        Error(SentOne(), IcmpUnreachableCode.FragmentationNeeded, mtu: 1300);
        Assert.Equal(SocketError.Success, Send(socket, Packet.Bytes(1472)));
        Assert.True(WireDatagram.Read(SentOne()).DontFragment);
    }

    /// <summary>Linux's locked metric: a path said to be narrower than min_pmtu is given that, without DF.</summary>
    [Fact]
    public void Dust_is_not_made()
    {
        StartWithNeighbour();
        DatagramSink.Record socket = Bound(53);
        Send(socket, Packet.Bytes(1400));
        Error(SentOne(), IcmpUnreachableCode.FragmentationNeeded, mtu: 100);
        Send(socket, Packet.Bytes(100));
        Assert.False(WireDatagram.Read(SentOne()).DontFragment);
        Send(socket, Packet.Bytes(1000));
        Assert.Equal(Packet.Bytes(1000), WireDatagram.Join(Sent(2), mtu: 552).Payload);
    }

    [Theory]
    [InlineData(1500)] // not smaller
    [InlineData(1429)] // the quoted packet would have fitted
    public void Report_that_cannot_be_true_is_no_path(ushort mtu)
    {
        StartWithNeighbour();
        DatagramSink.Record socket = Bound(53);
        Send(socket, Packet.Bytes(1400));
        Error(SentOne(), IcmpUnreachableCode.FragmentationNeeded, mtu);
        Assert.Equal(SocketError.Success, Send(socket, Packet.Bytes(1472)));
        Assert.True(WireDatagram.Read(SentOne()).DontFragment);
        Assert.Equal(0, Counters.Ip.UdpPathMtuReduced);
    }

    [Fact]
    public void Device_completes_the_checksum_of_what_is_in_one_piece()
    {
        StartWithNeighbour(device: new ManualDevice(offloads: DeviceOffloads.Checksum));
        DatagramSink.Record socket = Bound(53);
        Send(socket, [1, 2, 3]);
        byte[] frame = SentOne();
        Assert.True(UdpHeader.TryRead(Packet.ReadIp(frame).Payload, out UdpHeader udp, out _));
        uint pseudo = InternetChecksum.PseudoHeader(Packet.Ours, Packet.Peer, IpProtocol.Udp, 11);
        Assert.Equal(InternetChecksum.ForDevice(pseudo), udp.Checksum);
        Send(socket, Packet.Bytes(3000));
        WireDatagram.Join(Sent(3)); // its checksum is right already
    }

    [Fact]
    public void Options_are_in_the_header()
    {
        StartWithNeighbour();
        DatagramSink.Record socket = Bound(53, settings =>
        {
            settings.TimeToLive = 7;
            settings.TypeOfService = 0xB9;
        });
        Send(socket, Packet.Bytes(3000));
        WireDatagram datagram = WireDatagram.Join(Sent(3));
        Assert.Equal((7, 0xB9), (datagram.TimeToLive, datagram.TypeOfService));
        OnLoop(() => socket.Endpoint.Send([1], new DatagramAddress(Ipv4Address.Parse("224.0.0.251"), 5353)));
        Assert.Equal(1, WireDatagram.Read(SentOne()).TimeToLive); // RFC 1112 6.1
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(65507)]
    public void Datagram_to_oneself_arrives(int length)
    {
        StartWithNeighbour();
        DatagramSink.Record sender = Bound(53), receiver = Bound(54);
        OnLoop(() => Assert.Equal(default, sender.Endpoint.Send(Packet.Bytes(length), new DatagramAddress(Packet.Ours, 54))));
        OnLoop(() => Assert.Equal(default, sender.Endpoint.Send([1], new DatagramAddress(Ipv4Address.Any, 54)))); // this host, as on Linux
        Sent(0);
        Assert.Equal([length, 1], receiver.Received.Select(datagram => datagram.Data.Length));
        Assert.Equal(Packet.Bytes(length), receiver.Received[0].Data);
        Assert.Equal(new DatagramAddress(Packet.Ours, 53), receiver.Received[0].From);
    }

    [Fact]
    public void Without_a_buffer_it_is_refused_and_counted()
    {
        StartWithNeighbour(Options(options => options with { PacketLimit = 1 }));
        DatagramSink.Record socket = Bound(53);
        OnLoop(() =>
        {
            Frame taken = Context.Packets.TryRent()!;
            Assert.Equal(SocketError.NoBufferSpaceAvailable, socket.Endpoint.Send([1], PeerAddress));
            taken.Release();
        });
        Assert.Equal(1, Counters.Ip.UdpSendBufferErrors);
        Assert.Equal(0, Counters.Ip.UdpOutDatagrams);
        Sent(0);
    }

    private SocketError Send(DatagramSink.Record socket, byte[] data) => Send(socket, data, PeerAddress);

    private SocketError Send(DatagramSink.Record socket, byte[] data, DatagramAddress? to)
    {
        SocketError error = default;
        OnLoop(() => error = socket.Endpoint.Send(data, to));
        return error;
    }
}
