using System.Net;
using ActorTcp.Api;
using ActorTcp.Datagrams;
using ActorTcp.Protocol.Wire;
using ActorTcp.Tests.Network;

namespace ActorTcp.Tests.Udp;

/// <summary>The stack at 198.51.100.2 with its <c>udp</c> actor, and the test as its neighbour at 198.51.100.1, already known.</summary>
public abstract class UdpFixture : NetworkFixture
{
    internal static readonly IPEndPoint PeerEnd = new(IPAddress.Parse("198.51.100.1"), 4000);
    internal static readonly DatagramAddress PeerAddress = new(Packet.Peer, 4000);

    /// <summary>Bytes of IP and UDP header.</summary>
    internal const int Headers = 28;

    internal static IPEndPoint Own(int port) => new(IPAddress.Parse("198.51.100.2"), port);

    /// <summary>An endpoint that is bound to a port of all addresses.</summary>
    internal DatagramSink.Record Bound(ushort port, Action<DatagramSettings>? with = null)
    {
        DatagramSink.Record socket = NewSocket();
        OnLoop(() =>
        {
            with?.Invoke(socket.Endpoint.Settings);
            Assert.Equal(default, socket.Endpoint.Bind(new DatagramAddress(Ipv4Address.Any, port)));
        });
        return socket;
    }

    /// <summary>An endpoint that is connected to the neighbour's port 4000, from port 5000.</summary>
    internal DatagramSink.Record Connected(Action<DatagramSettings>? with = null)
    {
        DatagramSink.Record socket = Bound(5000, with);
        OnLoop(() => Assert.Equal(default, socket.Endpoint.Connect(PeerAddress)));
        return socket;
    }

    /// <summary>The neighbour sends a datagram from its port 4000.</summary>
    internal void Peer(ushort port, params byte[] payload) => Arrive(Packet.UdpFrame(port, payload));

    /// <summary>A router, or the neighbour, sends an ICMP error about a frame of the stack's.</summary>
    internal void Error(byte[] about, IcmpUnreachableCode code, ushort mtu = 0)
    {
        byte[] message = new byte[576];
        int length = IcmpV4.WriteUnreachable(message, code, Packet.ReadIp(about).Packet, mtu);
        Arrive(Packet.Ipv4(IpProtocol.Icmp, message[..length]));
    }

    internal static StackOptions Options(Func<StackOptions, StackOptions> with) => with(DefaultOptions);
}
