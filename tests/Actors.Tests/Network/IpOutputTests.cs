using ActorTcp.Device;
using ActorTcp.Network;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Tests.Network;

public sealed class IpOutputTests : NetworkFixture
{
    [Fact]
    public void Neighbour_is_asked_for_itself_and_others_by_the_gateway()
    {
        Start();
        Send(Ipv4Address.Parse("198.51.100.77"), "x");
        Assert.Equal(Ipv4Address.Parse("198.51.100.77"), Packet.ReadArp(SentOne()).TargetAddress);
        Send(Ipv4Address.Parse("8.8.8.8"), "x");
        Assert.Equal(Packet.Gateway, Packet.ReadArp(SentOne()).TargetAddress);
        Send(Ipv4Address.Parse("9.9.9.9"), "x");
        Sent(0); // the gateway has been asked for already
        Arrive(Packet.ArpReply(Packet.Gateway, Packet.PeerMac));
        Assert.All(Sent(2), frame => Assert.Equal(Packet.PeerMac, Packet.To(frame)));
        Advance(10);
        Wire.Sent.Clear();
    }

    [Theory]
    [InlineData("255.255.255.255", "ff:ff:ff:ff:ff:ff")]
    [InlineData("198.51.100.255", "ff:ff:ff:ff:ff:ff")]
    [InlineData("224.0.0.251", "01:00:5e:00:00:fb")]
    public void Broadcast_and_groups_need_no_ARP(string address, string mac)
    {
        Start();
        Send(Ipv4Address.Parse(address), "all");
        byte[] frame = SentOne();
        Assert.Equal(MacAddress.Parse(mac), Packet.To(frame));
        Assert.Equal("all", Packet.Text(frame));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("240.0.0.1")]
    [InlineData("203.0.113.1")]
    public void Unroutable_is_dropped_and_counted(string address)
    {
        Start(DefaultOptions with { Gateway = null });
        Send(Ipv4Address.Parse(address), "x");
        Sent(0);
        Assert.Equal(1, Counters.Ip.OutNoRoutes);
        Assert.Equal(0, Context.Packets.Rented);
    }

    [Fact]
    public void Header_says_what_was_asked()
    {
        StartWithNeighbour(DefaultOptions with { IpTtl = 17 });
        OnLoop(() => Context.Ip.Send(Context.Ip.TryBuild(Packet.Peer, (IpProtocol)99, 8, typeOfService: 0xB8)!, Packet.Peer));
        byte[] atomic = SentOne();
        Assert.Equal(17, Packet.ReadIp(atomic).TimeToLive);
        Assert.True(Packet.ReadIp(atomic).DontFragment);
        Assert.Equal(0, Packet.ReadIp(atomic).Identification);
        Assert.Equal(0xB8, Packet.ReadIp(atomic).TypeOfService);
        Assert.Equal((IpProtocol)99, Packet.ReadIp(atomic).Protocol);
        Assert.Equal(28, Packet.ReadIp(atomic).TotalLength);
    }

    [Theory]
    [InlineData(1473, 2)]
    [InlineData(2952, 2)]
    [InlineData(2953, 3)]
    [InlineData(65507, 45)]
    public void Packet_beyond_the_MTU_leaves_in_fragments(int length, int count)
    {
        StartWithNeighbour();
        Send(Packet.Peer, new string('x', length), dontFragment: false);
        byte[][] sent = Sent(count);
        int next = 0;
        for (int i = 0; i < count; i++)
        {
            Ipv4Header ip = Packet.ReadIp(sent[i]);
            Assert.True(sent[i].Length <= 1514);
            Assert.Equal(next, ip.FragmentOffset);
            Assert.Equal(i < count - 1, ip.MoreFragments);
            next += ip.Payload.Length;
        }
        Assert.Equal(UdpHeader.Size + length, next);
        Assert.Equal(0, Context.LargePackets.Rented);
    }

    [Fact]
    public void Packet_that_fits_exactly_is_left_whole()
    {
        StartWithNeighbour();
        Send(Packet.Peer, new string('x', 1472), dontFragment: false);
        Assert.False(Packet.ReadIp(SentOne()).IsFragment);
    }

    [Fact]
    public void Packet_that_may_not_be_fragmented_is_dropped_and_counted()
    {
        StartWithNeighbour();
        Send(Packet.Peer, new string('x', 1473));
        Sent(0);
        Assert.Equal(1, Counters.Ip.OutDiscards);
    }

    [Fact]
    public void Offloaded_segments_are_the_devices_to_divide()
    {
        StartWithNeighbour(device: new ManualDevice(offloads: DeviceOffloads.Checksum | DeviceOffloads.Tso4));
        OnLoop(() =>
        {
            Frame packet = Context.Ip.TryBuild(Packet.Peer, IpProtocol.Tcp, 20)!;
            packet.Attach(Packet.Bytes(60000));
            packet.Offload.GsoType = VirtioGsoType.Tcp4;
            Context.Ip.Send(packet, Packet.Peer);
        });
        Assert.Equal(60054, SentOne().Length);
    }

    [Fact]
    public void Waiting_packet_does_not_refer_to_a_send_buffer()
    {
        Start();
        byte[] buffer = "sent"u8.ToArray();
        OnLoop(() =>
        {
            byte[] udp = Packet.Udp(Packet.Ours, Packet.Peer, 1, 2, buffer);
            Frame packet = Context.Ip.TryBuild(Packet.Peer, IpProtocol.Udp, udp.Length)!;
            packet.SetRange(packet.Start, packet.Length - buffer.Length);
            udp.AsSpan(0, UdpHeader.Size).CopyTo(packet.Bytes[Ipv4Header.MinLength..]);
            packet.Attach(buffer);
            Context.Ip.Send(packet, Packet.Peer);
        });
        Sent(1);
        buffer.AsSpan().Clear(); // acknowledged and reused meanwhile
        Arrive(Packet.ArpReply(Packet.Peer, Packet.PeerMac));
        Assert.Equal("sent", Packet.Text(SentOne()));
    }

    [Fact]
    public void Hops_are_shared_and_survive_a_full_table()
    {
        StartWithNeighbour();
        OnLoop(() =>
        {
            NextHop held = Context.Ip.Resolve(Packet.Peer);
            Assert.Same(held, Context.Ip.Resolve(Packet.Peer));
            for (uint i = 0; i < 5000; i++) Context.Ip.Resolve(new Ipv4Address(0x08000000 + i));
            Context.Ip.SendVia(held, Context.Ip.TryBuild(Packet.Peer, IpProtocol.Udp, 8)!);
        });
        Assert.Equal(Packet.PeerMac, Packet.To(SentOne()));
    }

    [Fact]
    public void Steady_sending_allocates_nothing()
    {
        StartWithNeighbour();
        long allocated = -1;
        OnLoop(() =>
        {
            NextHop hop = Context.Ip.Resolve(Packet.Peer);
            for (int round = 0; round < 2; round++)
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                for (int i = 0; i < 1000; i++) Context.Ip.SendVia(hop, Context.Ip.TryBuild(Packet.Peer, IpProtocol.Udp, 8)!);
                allocated = GC.GetAllocatedBytesForCurrentThread() - before;
                FrameChain sent = Context.Link.TakeAll();
                sent.Release();
            }
        });
        Assert.InRange(allocated, 0, 8000); // the one message to the device: far less than an object a packet
    }
}
