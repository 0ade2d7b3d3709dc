using System.Net.Sockets;
using ActorTcp.Datagrams;
using ActorTcp.Network;
using ActorTcp.Protocol.Wire;
using ActorTcp.Tests.Network;

namespace ActorTcp.Tests.Udp;

public sealed class ReceivingTests : UdpFixture
{
    // Where the UDP header's fields are in a frame.
    private const int LengthAt = 38, ChecksumAt = 40;

    [Fact]
    public void Checksum_of_zero_is_none()
    {
        StartWithNeighbour();
        DatagramSink.Record socket = Bound(53);
        Arrive(Packet.With(Packet.UdpFrame(53, [1, 2]), ChecksumAt, 0));
        Assert.Equal([1, 2], Assert.Single(socket.Received).Data);
        Assert.Equal(0, Counters.Ip.UdpInCsumErrors);
    }

    [Fact]
    public void Wrong_checksum_is_dropped_and_counted()
    {
        StartWithNeighbour();
        DatagramSink.Record socket = Bound(53);
        Arrive(Packet.With(Packet.UdpFrame(53, [1, 2]), ChecksumAt, 0x1234));
        Assert.Empty(socket.Received);
        Assert.Equal((1, 1, 0), (Counters.Ip.UdpInCsumErrors, Counters.Ip.UdpInErrors, Counters.Ip.UdpNoPorts));
        Sent(0);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)] // shorter than the header
    [InlineData(11)] // one byte more than the packet has
    [InlineData(65535)]
    public void Wrong_length_is_dropped_and_counted(ushort length)
    {
        StartWithNeighbour();
        DatagramSink.Record socket = Bound(53);
        Arrive(Packet.With(Packet.UdpFrame(53, [1, 2]), LengthAt, length));
        Assert.Empty(socket.Received);
        Assert.Equal((0, 1), (Counters.Ip.UdpInCsumErrors, Counters.Ip.UdpInErrors));
    }

    [Fact]
    public void Packet_may_be_longer_than_its_datagram()
    {
        StartWithNeighbour();
        DatagramSink.Record socket = Bound(53);
        byte[] udp = Packet.Udp(Packet.Peer, Packet.Ours, 4000, 53, [1, 2]);
        Arrive(Packet.Ipv4(IpProtocol.Udp, [.. udp, 7, 7, 7]));
        Assert.Equal([1, 2], Assert.Single(socket.Received).Data);
    }

    [Fact]
    public void Fragments_make_the_largest_datagram()
    {
        StartWithNeighbour();
        DatagramSink.Record socket = Bound(53);
        byte[] largest = Packet.Bytes(UdpHeader.MaxPayload);
        Arrive(Packet.Fragments(IpProtocol.Udp, Packet.Udp(Packet.Peer, Packet.Ours, 4000, 53, largest), 1480));
        Assert.Equal(largest, Assert.Single(socket.Received).Data);
        Assert.Equal(1, Counters.Ip.ReassembledOk);
    }

    [Fact]
    public void Full_queue_drops_and_counts()
    {
        StartWithNeighbour();
        DatagramSink.Record socket = Bound(53, settings => settings.SetReceiveBuffer(5000)); // 10000 as it is read
        socket.Takes = false;
        byte[] frame = Packet.UdpFrame(53, Packet.Bytes(1000));
        for (int i = 0; i < 30; i++) Arrive(frame);
        const int Room = 10_000 / (1000 + DatagramQueue.Overhead);
        Assert.Equal(Room, socket.Endpoint.Waiting);
        Assert.Equal((Room, 30 - Room, 30 - Room), (Counters.Ip.UdpInDatagrams, Counters.Ip.UdpReceiveBufferErrors, Counters.Ip.UdpInErrors));
        Sent(0); // port unreachable would be a lie
        // What is taken makes room again.
        OnLoop(() => Assert.True(socket.Endpoint.TryTake(out _)));
        Arrive(frame, frame);
        Assert.Equal(Room, socket.Endpoint.Waiting);
        OnLoop(() =>
        {
            while (socket.Endpoint.TryTake(out _)) { }
        });
        Assert.Equal(0, socket.Endpoint.WaitingBytes);
    }

    [Fact]
    public void Empty_datagrams_fill_a_queue_as_well()
    {
        StartWithNeighbour();
        DatagramSink.Record socket = Bound(53);
        socket.Takes = false;
        byte[][] many = [.. Enumerable.Repeat(Packet.UdpFrame(53, []), 100)];
        for (int i = 0; i < 20; i++) Arrive(many);
        Assert.Equal(212992 / DatagramQueue.Overhead, socket.Endpoint.Waiting);
        Assert.InRange(socket.News, 1, 2000);
    }

    [Fact]
    public void Empty_queue_takes_even_what_is_larger_than_itself()
    {
        StartWithNeighbour();
        DatagramSink.Record socket = Bound(53, settings => settings.SetReceiveBuffer(1)); // 2304, the least
        socket.Takes = false;
        Arrive(Packet.Fragments(IpProtocol.Udp, Packet.Udp(Packet.Peer, Packet.Ours, 4000, 53, Packet.Bytes(5000)), 1480));
        Peer(53, 1);
        Assert.Equal(1, socket.Endpoint.Waiting);
        Assert.Equal(1, Counters.Ip.UdpReceiveBufferErrors);
    }

    [Theory]
    [InlineData(1, 2304)]
    [InlineData(1152, 2304)]
    [InlineData(5000, 10000)]
    [InlineData(212992, 425984)]
    [InlineData(int.MaxValue, 425984)]
    [InlineData(-1, 425984)]
    public void Receive_buffer_reads_twice_what_was_set(int set, int read)
    {
        var settings = new DatagramSettings(DefaultOptions);
        Assert.Equal(212992, settings.ReceiveBuffer);
        settings.SetReceiveBuffer(set);
        Assert.Equal(read, settings.ReceiveBuffer);
    }

    [Fact]
    public void Device_with_UDP_segmentation_hands_over_several_as_one()
    {
        StartWithNeighbour(device: new ManualDevice(offloads: ActorTcp.Device.DeviceOffloads.Checksum | ActorTcp.Device.DeviceOffloads.Uso));
        DatagramSink.Record socket = Bound(53);
        Wire.Inject(
            [Packet.UdpFrame(53, Packet.Bytes(2500))],
            new VirtioNetHeader { Flags = VirtioNetFlags.NeedsChecksum, GsoType = VirtioGsoType.UdpL4, GsoSize = 1000 });
        Loop.RunUntilIdle();
        Assert.Equal([1000, 1000, 500], socket.Received.Select(datagram => datagram.Data.Length));
        Assert.Equal(Packet.Bytes(2500), socket.Received.SelectMany(datagram => datagram.Data));
        Assert.Equal(3, Counters.Ip.UdpInDatagrams);
    }

    [Fact]
    public void Counters_have_Linuxs_names()
    {
        StartWithNeighbour();
        DatagramSink.Record socket = Bound(53);
        Peer(53, 1);
        Peer(99, 1);
        Arrive(Packet.With(Packet.UdpFrame(53, [1, 2]), ChecksumAt, 0x1234));
        OnLoop(() => socket.Endpoint.Send([1], PeerAddress));
        Sent(2);
        Assert.Equal(
            ["InDatagrams 1", "NoPorts 1", "InErrors 1", "OutDatagrams 1", "RcvbufErrors 0", "SndbufErrors 0", "InCsumErrors 1", "IgnoredMulti 0"],
            Counters.Named().Where(counter => counter.Group == "Udp").Select(counter => $"{counter.Name} {counter.Value}"));
    }

    [Fact]
    public void Broadcasts_are_for_all_sockets_of_the_port()
    {
        StartWithNeighbour();
        static void Share(DatagramSettings settings) => settings.Sharing = PortSharing.ReuseAddress;
        DatagramSink.Record any = Bound(53, Share), second = Bound(53, Share), exact = NewSocket(), group = NewSocket(), connected = Bound(53, Share);
        OnLoop(() =>
        {
            Share(exact.Endpoint.Settings);
            Share(group.Endpoint.Settings);
            exact.Endpoint.Bind(new DatagramAddress(Packet.Ours, 53));
            group.Endpoint.Bind(new DatagramAddress(Packet.Directed, 53));
            connected.Endpoint.Connect(PeerAddress);
        });
        Arrive(Packet.UdpFrame(53, [1], to: Packet.Directed, mac: MacAddress.Broadcast));
        Arrive(Packet.UdpFrame(53, [2], to: Ipv4Address.Broadcast, mac: MacAddress.Broadcast));
        Assert.Equal([1, 2], any.Received.Select(datagram => datagram.Data[0]));
        Assert.Equal([1, 2], second.Received.Select(datagram => datagram.Data[0]));
        Assert.Equal([1], group.Received.Select(datagram => datagram.Data[0]));
        Assert.Empty(exact.Received); // it is bound to one address, and that was not it
        Assert.Empty(connected.Received); // so is a connected one
        Arrive(Packet.UdpFrame(54, [3], to: Packet.Directed, mac: MacAddress.Broadcast));
        Sent(0); // RFC 1122 3.2.2: no error about a broadcast
        Assert.Equal((1, 0), (Counters.Ip.UdpIgnoredMulti, Counters.Ip.UdpNoPorts));
    }

    [Fact]
    public void Broadcast_needs_SO_BROADCAST_and_is_heard_here_as_well()
    {
        StartWithNeighbour();
        DatagramSink.Record socket = Bound(53);
        foreach (Ipv4Address to in new[] { Packet.Directed, Ipv4Address.Broadcast })
        {
            OnLoop(() =>
            {
                socket.Endpoint.Settings.Broadcast = false;
                Assert.Equal(SocketError.AccessDenied, socket.Endpoint.Send([1], new DatagramAddress(to, 53)));
                Assert.Equal(SocketError.AccessDenied, socket.Endpoint.Connect(new DatagramAddress(to, 53)));
                socket.Endpoint.Settings.Broadcast = true;
                Assert.Equal(SocketError.Success, socket.Endpoint.Send(Packet.Bytes(2000), new DatagramAddress(to, 53)));
            });
            byte[][] frames = Sent(2);
            Assert.All(frames, frame => Assert.Equal(MacAddress.Broadcast, Packet.To(frame)));
            Assert.Equal(to, WireDatagram.Join(frames).To);
            Assert.Equal(Packet.Bytes(2000), socket.Received[^1].Data);
            Assert.Equal(new DatagramAddress(Packet.Ours, 53), socket.Received[^1].From);
        }
        Assert.Equal(2, socket.Received.Count);
    }
}
