using ActorTcp.Network;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Tests.Network;

public sealed class UdpTests : NetworkFixture
{
    [Fact]
    public void Datagram_reaches_the_socket_of_its_port()
    {
        StartWithNeighbour();
        Sink.Record any = NewSink("any");
        Sink.Record specific = NewSink("specific");
        OnLoop(() =>
        {
            Assert.True(Context.Udp.TryAdd(Ipv4Address.Any, 53, any.Box));
            Assert.False(Context.Udp.TryAdd(Ipv4Address.Any, 53, specific.Box));
            Assert.True(Context.Udp.TryAdd(Packet.Ours, 53, specific.Box));
        });
        Arrive(Packet.UdpFrame(53, [1, 2, 3]));
        Arrive(Packet.UdpFrame(53, [4], to: Packet.Directed, mac: MacAddress.Broadcast));
        Sunk mine = Assert.Single(specific.Frames);
        Assert.Equal([1, 2, 3], mine.Text);
        Assert.Equal(new FlowKey(Packet.Ours, 53, Packet.Peer, 4000), mine.Flow);
        Sunk everybodys = Assert.Single(any.Frames);
        Assert.Equal([4], everybodys.Text);
        Assert.Equal(Packet.Directed, everybodys.Flow.LocalAddress);
        Sent(0);
        Assert.Equal(2, Counters.Ip.UdpInDatagrams);
    }

    [Fact]
    public void Freed_port_is_nobodys_again()
    {
        StartWithNeighbour();
        Sink.Record socket = NewSink("socket");
        Sink.Record other = NewSink("other");
        OnLoop(() =>
        {
            Context.Udp.TryAdd(Packet.Ours, 53, socket.Box);
            Context.Udp.Remove(Packet.Ours, 53, other.Box); // not its owner
        });
        Arrive(Packet.UdpFrame(53, [1]));
        Sent(0);
        OnLoop(() => Context.Udp.Remove(Packet.Ours, 53, socket.Box));
        Arrive(Packet.UdpFrame(53, [1]));
        Assert.Equal(IcmpUnreachableCode.Port, Packet.ReadIcmp(SentOne()).UnreachableCode);
    }

    [Fact]
    public void Full_socket_drops_and_is_counted()
    {
        StartWithNeighbour();
        Sink.Record socket = NewSink("socket", limit: 10);
        OnLoop(() => Context.Udp.TryAdd(Packet.Ours, 53, socket.Box));
        Arrive([.. Enumerable.Repeat(Packet.UdpFrame(53, [1]), 30)]);
        Assert.Equal(10, socket.Frames.Count);
        Assert.Equal(20, Counters.Ip.UdpReceiveBufferErrors);
        Sent(0);
    }

    [Theory]
    [InlineData(DeviceActorName)]
    [InlineData(UdpActor.Name)]
    [InlineData(IcmpActor.Name)]
    public void Death_of_an_actor_leaks_nothing(string name)
    {
        StartWithNeighbour();
        // In the boxes of both while the actor is stopped.
        Wire.Inject([Packet.UdpFrame(53, [1]), Packet.EchoFrame([1])]);
        StopChild(name);
        if (name != DeviceActorName) Arrive(Packet.UdpFrame(53, [1]), Packet.EchoFrame([1]));
        Send(Packet.Peer, "after");
        Assert.Equal(0, Wire.Pool.Rented);
        Assert.Equal(0, Context.Packets.Rented);
        Wire.Sent.Clear();
    }

    private const string DeviceActorName = ActorTcp.Device.DeviceActor.Name;
}
