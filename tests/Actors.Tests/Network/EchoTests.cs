using ActorTcp.Api;
using ActorTcp.Network;
using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Tests.Network;

public sealed class EchoTests : NetworkFixture
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(56)]
    [InlineData(1472)]
    public void Request_is_answered_with_all_its_data(int length)
    {
        StartWithNeighbour();
        Arrive(Packet.EchoFrame(Packet.Bytes(length)));
        byte[] frame = SentOne();
        Assert.Equal(Packet.PeerMac, Packet.To(frame));
        Ipv4Header ip = Packet.ReadIp(frame);
        Assert.Equal(Packet.Peer, ip.Destination);
        Assert.Equal(64, ip.TimeToLive);
        IcmpV4 reply = Packet.ReadIcmp(frame);
        Assert.Equal(IcmpType.EchoReply, reply.Type);
        Assert.Equal(77, reply.Identifier);
        Assert.Equal(3, reply.SequenceNumber);
        Assert.Equal(Packet.Bytes(length), reply.Data.ToArray());
        Assert.Equal(1, Counters.Ip.IcmpEchoReplies);
    }

    [Theory]
    [InlineData(1473, 1480)]
    [InlineData(3000, 1480)]
    [InlineData(3000, 8)]
    [InlineData(30000, 1480)]
    [InlineData(65507, 1480)]
    public void Request_in_fragments_is_answered_in_fragments(int length, int room)
    {
        if (room == 8) length = 1500;
        StartWithNeighbour();
        Arrive(Packet.Fragments(IpProtocol.Icmp, Packet.Echo(Packet.Bytes(length)), room));
        Assert.Equal(1, Counters.Ip.ReassembledOk);
        byte[][] sent = Sent((length + 8 + 1479) / 1480);
        Assert.Equal(Packet.Bytes(length), Reassemble(sent).AsSpan(Ipv4Header.MinLength + IcmpV4.HeaderSize).ToArray());
        Assert.Equal(1, Counters.Ip.IcmpEchoReplies);
    }

    [Fact]
    public void Replies_in_fragments_have_identifications_of_their_own()
    {
        StartWithNeighbour();
        Arrive(Packet.Fragments(IpProtocol.Icmp, Packet.Echo(Packet.Bytes(2000)), 1480, id: 1));
        Arrive(Packet.Fragments(IpProtocol.Icmp, Packet.Echo(Packet.Bytes(2000)), 1480, id: 2));
        byte[][] sent = Sent(4);
        Assert.Equal(Packet.ReadIp(sent[0]).Identification, Packet.ReadIp(sent[1]).Identification);
        Assert.NotEqual(Packet.ReadIp(sent[0]).Identification, Packet.ReadIp(sent[2]).Identification);
    }

    [Fact]
    public void Larger_frames_of_a_link_with_a_larger_MTU_are_not_fragmented()
    {
        StartWithNeighbour(device: new ManualDevice(mtu: 9000));
        Arrive(Packet.EchoFrame(Packet.Bytes(8000)));
        Assert.Equal(8000, Packet.ReadIcmp(SentOne()).Data.Length);
        Arrive(Packet.Fragments(IpProtocol.Icmp, Packet.Echo(Packet.Bytes(20000)), 1480));
        Assert.Equal(20000, Reassemble(Sent(3)).Length - Ipv4Header.MinLength - IcmpV4.HeaderSize);
    }

    [Fact]
    public void Request_to_broadcast_is_not_answered()
    {
        StartWithNeighbour();
        Arrive(
            Packet.EchoFrame([1], to: Ipv4Address.Broadcast, mac: MacAddress.Broadcast),
            Packet.EchoFrame([1], to: Packet.Directed, mac: MacAddress.Broadcast),
            Packet.EchoFrame([1], to: Packet.Directed));
        Sent(0);
        Assert.Equal(3, Counters[FrameFate.Icmp]);
    }

    [Fact]
    public void Request_with_a_damaged_byte_is_dropped()
    {
        StartWithNeighbour();
        byte[] frame = Packet.EchoFrame(Packet.Bytes(56));
        frame[70] ^= 1;
        Arrive(frame);
        Sent(0);
        Assert.Equal(1, Counters[FrameFate.BadIcmp]);
    }

    [Fact]
    public void Request_with_IP_options_is_answered_without_them()
    {
        StartWithNeighbour();
        byte[] echo = Packet.Echo([1, 2, 3]);
        byte[] frame = Packet.Ipv4(IpProtocol.Icmp, [7, 4, 4, 0, .. echo]); // a full record route, then the message
        frame = Packet.WithIp(frame, 0, 0x46);
        Arrive(frame);
        byte[] reply = SentOne();
        Assert.Equal(Ipv4Header.MinLength, Packet.ReadIp(reply).HeaderLength);
        Assert.Equal([1, 2, 3], Packet.ReadIcmp(reply).Data.ToArray());
    }

    [Theory]
    [InlineData((byte)IcmpType.EchoReply)]
    [InlineData((byte)13)]
    [InlineData((byte)200)]
    public void Other_messages_are_dropped_silently(byte type)
    {
        StartWithNeighbour();
        Arrive(Packet.Ipv4(IpProtocol.Icmp, Packet.Echo([1, 2], (IcmpType)type)));
        Sent(0);
        Assert.Equal(1, Counters[FrameFate.Icmp]);
    }

    [Fact]
    public void Reply_finds_its_way_by_ARP_and_to_the_gateway()
    {
        Start();
        Arrive(Packet.EchoFrame([9], from: Ipv4Address.Parse("203.0.113.5")));
        Assert.Equal(Packet.Gateway, Packet.ReadArp(SentOne()).TargetAddress);
        Arrive(Packet.ArpReply(Packet.Gateway, Packet.PeerMac));
        Assert.Equal(Ipv4Address.Parse("203.0.113.5"), Packet.ReadIp(SentOne()).Destination);
    }

    [Fact]
    public void Without_a_route_the_reply_is_dropped_and_counted()
    {
        StartWithNeighbour(DefaultOptions with { Gateway = null });
        Arrive(Packet.EchoFrame([9], from: Ipv4Address.Parse("203.0.113.5")));
        Sent(0);
        Assert.Equal(1, Counters.Ip.OutNoRoutes);
    }

    [Fact]
    public void We_can_ping_ourselves_without_the_device()
    {
        Start();
        OnLoop(() =>
        {
            byte[] echo = Packet.Echo(Packet.Bytes(100));
            var packet = Context.Ip.TryBuild(Packet.Ours, IpProtocol.Icmp, echo.Length)!;
            echo.CopyTo(packet.Bytes[Ipv4Header.MinLength..]);
            Context.Ip.Send(packet, Packet.Ours);
        });
        Sent(0);
        Assert.Equal(2, Counters[FrameFate.Icmp]); // the request and the reply
        Assert.Equal(1, Counters.Ip.IcmpEchoReplies);
    }

    [Fact]
    public void Burst_larger_than_every_box_is_answered_whole()
    {
        StartWithNeighbour();
        Arrive([.. Enumerable.Range(0, 900).Select(i => Packet.EchoFrame([(byte)i]))]);
        Sent(900);
        Assert.Equal(0, Counters[FrameFate.QueueFull]);
    }

    private byte[] Reassemble(byte[][] frames)
    {
        var reassembler = new Ipv4Reassembler();
        byte[]? whole = null;
        foreach (byte[] frame in frames)
        {
            Assert.True(frame.Length <= EthernetHeader.Size + Wire.Mtu);
            reassembler.Add(Packet.ReadIp(frame), Instant.Zero, out whole);
        }
        Assert.NotNull(whole);
        return whole;
    }
}
