using ActorTcp.Network;
using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Tests.Network;

public sealed class ArpTests : NetworkFixture
{
    private static readonly MacAddress OtherMac = MacAddress.Parse("02:00:5e:00:00:77");

    [Fact]
    public void Request_for_our_address_is_answered_to_the_asker()
    {
        Start();
        Arrive(Packet.ArpRequest(Packet.Ours));
        byte[] reply = SentOne();
        Assert.Equal(Packet.PeerMac, Packet.To(reply));
        Assert.Equal(
            new ArpPacket(ArpOperation.Reply, Packet.OurMac, Packet.Ours, Packet.PeerMac, Packet.Peer), Packet.ReadArp(reply));
        Assert.Equal(1, Counters.Ip.ArpRepliesSent);
        Assert.Equal(1, Counters[FrameFate.Arp]);
    }

    [Fact]
    public void Probe_for_our_address_is_answered_and_teaches_nothing()
    {
        Start();
        Arrive(Packet.ArpRequest(Packet.Ours, sender: Ipv4Address.Any));
        Assert.Equal(Packet.PeerMac, Packet.To(SentOne()));
        Assert.Empty(Context.Neighbours.Entries);
    }

    [Fact]
    public void Request_for_another_address_is_not_answered()
    {
        Start();
        Arrive(Packet.ArpRequest(Packet.Gateway));
        Sent(0);
        Assert.Empty(Context.Neighbours.Entries);
    }

    [Fact]
    public void Who_asks_for_us_need_not_be_asked()
    {
        StartWithNeighbour();
        Send(Packet.Peer, "known");
        byte[] frame = SentOne();
        Assert.Equal(Packet.PeerMac, Packet.To(frame));
        Assert.Equal("known", Packet.Text(frame));
    }

    [Fact]
    public void Packet_waits_for_the_reply_and_leaves_with_it()
    {
        Start();
        Send(Packet.Peer, "one");
        Send(Packet.Peer, "two");
        byte[] request = SentOne();
        Assert.Equal(MacAddress.Broadcast, Packet.To(request));
        Assert.Equal(ArpPacket.Request(Packet.OurMac, Packet.Ours, Packet.Peer), Packet.ReadArp(request));

        Arrive(Packet.ArpReply(Packet.Peer, Packet.PeerMac));
        Assert.Equal(["one", "two"], Sent(2).Select(Packet.Text));
        Advance(30);
        Sent(0);
    }

    [Fact]
    public void Without_a_reply_it_asks_three_times_and_gives_up()
    {
        Start();
        Send(Packet.Peer, "lost");
        Sent(1);
        Advance(1);
        Sent(1);
        Advance(1);
        Sent(1);
        Assert.Equal(0, Counters.Ip.OutUnreachableNeighbours);
        Advance(1);
        Sent(0);
        Assert.Equal(3, Counters.Ip.ArpRequestsSent);
        Assert.Equal(1, Counters.Ip.OutUnreachableNeighbours);
        Assert.Equal(0, Context.Packets.Rented);

        Send(Packet.Peer, "again"); // and begins anew
        Assert.Equal(ArpOperation.Request, Packet.ReadArp(SentOne()).Operation);
    }

    [Fact]
    public void Waiting_packets_are_bounded_and_the_latest_are_kept()
    {
        Start();
        for (int i = 0; i < 300; i++) Send(Packet.Peer, $"{i}");
        Sent(1);
        int kept = new ArpSettings().PendingPerEntry;
        Assert.Equal(kept, Context.Neighbours.Pending);
        Assert.Equal(300 - kept, Counters.Ip.OutDiscards);
        Arrive(Packet.ArpReply(Packet.Peer, Packet.PeerMac));
        Assert.Equal(Enumerable.Range(300 - kept, kept).Select(i => $"{i}"), Sent(kept).Select(Packet.Text));
    }

    [Fact]
    public void Waiting_packets_for_many_neighbours_are_bounded()
    {
        Start();
        for (int i = 0; i < 5000; i++) Send(new Ipv4Address(198, 51, 100, (byte)(3 + i % 250)), "x");
        Assert.True(Context.Packets.Rented <= new ArpSettings().PendingInAll);
        Wire.Sent.Clear();
        Advance(3);
        Assert.Equal(0, Context.Packets.Rented);
        Assert.Equal(5000, Counters.Ip.OutDiscards + Counters.Ip.OutUnreachableNeighbours);
        Wire.Sent.Clear();
    }

    [Fact]
    public void Announcement_changes_a_held_hop_at_once()
    {
        StartWithNeighbour();
        NextHop hop = null!;
        OnLoop(() => hop = Context.Ip.Resolve(Packet.Peer));
        Send(Packet.Peer, "old");
        Assert.Equal(Packet.PeerMac, Packet.To(SentOne()));
        Assert.True(hop.IsReachable);

        Advance(1.5); // Linux's locktime is over
        Send(Packet.Peer, "old");
        Assert.Equal(Packet.PeerMac, Packet.To(SentOne()));
        Arrive(Packet.Announcement(Packet.Peer, OtherMac));
        OnLoop(() => Context.Ip.SendVia(hop, Context.Ip.TryBuild(Packet.Peer, IpProtocol.Udp, 8)!));
        Assert.Equal(OtherMac, Packet.To(SentOne()));
        Assert.Equal(OtherMac, hop.Mac);
    }

    [Fact]
    public void Announcement_of_a_stranger_creates_nothing()
    {
        Start();
        Arrive(Packet.Announcement(Packet.Peer, Packet.PeerMac), Packet.ArpReply(Packet.Gateway, OtherMac));
        Assert.Empty(Context.Neighbours.Entries);
        Sent(0);
    }

    [Fact]
    public void Claim_to_our_own_address_is_not_believed()
    {
        Start();
        Arrive(Packet.Announcement(Packet.Ours, OtherMac), Packet.ArpRequest(Packet.Ours, OtherMac, Packet.Ours));
        Assert.Empty(Context.Neighbours.Entries);
        Sent(0);
    }

    [Fact]
    public void Sender_from_elsewhere_is_answered_and_not_remembered()
    {
        Start();
        Arrive(Packet.ArpRequest(Packet.Ours, sender: Ipv4Address.Parse("203.0.113.9")));
        Sent(1);
        Assert.Empty(Context.Neighbours.Entries);
    }

    [Fact]
    public void Old_knowledge_is_used_and_then_checked_by_asking_the_neighbour_itself()
    {
        Start();
        Send(Packet.Peer, "first");
        Arrive(Packet.ArpReply(Packet.Peer, Packet.PeerMac));
        Sent(2);
        Advance(200);
        Sent(0); // nobody asks for one who is not talked to
        Send(Packet.Peer, "stale");
        Assert.Equal("stale", Packet.Text(SentOne()));
        Advance(5.1);
        byte[] probe = SentOne();
        Assert.Equal(Packet.PeerMac, Packet.To(probe));
        Assert.Equal(Packet.Peer, Packet.ReadArp(probe).TargetAddress);
        Arrive(Packet.ArpReply(Packet.Peer, Packet.PeerMac));
        Advance(10);
        Sent(0);
    }

    [Fact]
    public void Neighbour_that_went_away_is_unreachable_for_a_held_hop()
    {
        Start();
        NextHop hop = null!;
        OnLoop(() => hop = Context.Ip.Resolve(Packet.Peer));
        Send(Packet.Peer, "first");
        Arrive(Packet.ArpReply(Packet.Peer, Packet.PeerMac));
        Sent(2);
        Advance(200);
        Send(Packet.Peer, "stale");
        Advance(5.1); // asked: 3 times a second apart
        Advance(3);
        Sent(4);
        OnLoop(() => Context.Ip.SendVia(hop, Context.Ip.TryBuild(Packet.Peer, IpProtocol.Udp, 8)!));
        Assert.False(hop.IsReachable);
        Assert.Equal(MacAddress.Broadcast, Packet.To(SentOne()));
    }

    [Fact]
    public void Progress_of_a_connection_saves_the_check()
    {
        Start();
        NextHop hop = null!;
        OnLoop(() => hop = Context.Ip.Resolve(Packet.Peer));
        Send(Packet.Peer, "first");
        Arrive(Packet.ArpReply(Packet.Peer, Packet.PeerMac));
        Sent(2);
        for (int i = 0; i < 60; i++)
        {
            Advance(6);
            OnLoop(() => Context.Ip.Confirm(hop));
            Send(Packet.Peer, "data");
            Assert.Equal("data", Packet.Text(SentOne()));
        }
    }

    [Fact]
    public void Death_of_the_actor_gives_back_what_waits()
    {
        Start();
        Send(Packet.Peer, "waits");
        Sent(1);
        StopChild(ArpActor.Name);
        Assert.Equal(0, Context.Packets.Rented);
        Send(Packet.Peer, "later");
        Assert.Equal(0, Context.Packets.Rented);
        Arrive(Packet.ArpRequest(Packet.Ours));
        Assert.Equal(1, Counters[FrameFate.QueueFull]);
        Sent(0);
    }
}
