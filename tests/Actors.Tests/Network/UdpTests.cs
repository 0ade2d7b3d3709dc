using ActorTcp.Api;
using ActorTcp.Network;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Tests.Network;

public sealed class UdpTests : NetworkFixture
{
    [Theory]
    [InlineData(DeviceActorName)]
    [InlineData(UdpManager.Name)]
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
