using System.Net.Sockets;
using ActorTcp.Api;
using ActorTcp.Datagrams;
using ActorTcp.Network;
using ActorTcp.Protocol.Wire;
using ActorTcp.Tests.Network;

namespace ActorTcp.Tests.Udp;

// Who may have a port, and who gets what arrives for it.
public sealed class PortTests : UdpFixture
{
    [Fact]
    public void Datagram_reaches_the_socket_of_its_port()
    {
        StartWithNeighbour();
        DatagramSink.Record socket = Bound(53);
        Peer(53, 1, 2, 3);
        Datagram datagram = Assert.Single(socket.Received);
        Assert.Equal([1, 2, 3], datagram.Data);
        Assert.Equal(PeerAddress, datagram.From);
        Sent(0);
        Assert.Equal(1, Counters.Ip.UdpInDatagrams);
    }

    [Fact]
    public void Freed_port_is_nobodys_again()
    {
        StartWithNeighbour();
        DatagramSink.Record socket = Bound(53);
        OnLoop(() => socket.Endpoint.Close());
        OnLoop(() => socket.Endpoint.Close()); // again is nothing
        Peer(53, 1);
        Assert.Equal(IcmpUnreachableCode.Port, Packet.ReadIcmp(SentOne()).UnreachableCode);
        Assert.Equal(0, Context.Udp.Count);
        Bound(53);
    }

    [Theory]
    [InlineData(PortSharing.None, PortSharing.None, false)]
    [InlineData(PortSharing.ReuseAddress, PortSharing.None, false)]
    [InlineData(PortSharing.None, PortSharing.ReusePort, false)]
    [InlineData(PortSharing.ReuseAddress, PortSharing.ReusePort, false)]
    [InlineData(PortSharing.ReuseAddress, PortSharing.ReuseAddress, true)]
    [InlineData(PortSharing.ReusePort, PortSharing.ReusePort, true)]
    internal void Port_is_shared_if_both_say_so_in_the_same_way(PortSharing first, PortSharing second, bool shared)
    {
        StartWithNeighbour();
        Bound(53, settings => settings.Sharing = first);
        foreach (Ipv4Address address in new[] { Ipv4Address.Any, Packet.Ours })
        {
            DatagramSink.Record other = NewSocket();
            OnLoop(() =>
            {
                other.Endpoint.Settings.Sharing = second;
                SocketError error = other.Endpoint.Bind(new DatagramAddress(address, 53));
                Assert.Equal(shared ? SocketError.Success : SocketError.AddressAlreadyInUse, error);
            });
        }
    }

    [Fact]
    public void The_more_exact_socket_gets_it()
    {
        StartWithNeighbour();
        static void Share(DatagramSettings settings) => settings.Sharing = PortSharing.ReuseAddress;
        DatagramSink.Record any = Bound(53, Share), older = NewSocket(), exact = NewSocket(), connected = Bound(53, Share);
        OnLoop(() =>
        {
            Share(older.Endpoint.Settings);
            Share(exact.Endpoint.Settings);
            older.Endpoint.Bind(new DatagramAddress(Packet.Ours, 53));
            exact.Endpoint.Bind(new DatagramAddress(Packet.Ours, 53));
            connected.Endpoint.Connect(PeerAddress);
        });
        Peer(53, 1);
        Arrive(Packet.UdpFrame(53, [2], sourcePort: 4001));
        Assert.Equal([1], Assert.Single(connected.Received).Data);
        Assert.Equal([2], Assert.Single(exact.Received).Data); // of equals the newest
        Assert.Empty(older.Received);
        Assert.Empty(any.Received);
    }

    [Fact]
    public void Connected_socket_hears_nobody_else()
    {
        StartWithNeighbour();
        DatagramSink.Record socket = Connected();
        Arrive(Packet.UdpFrame(5000, [1]), Packet.UdpFrame(5000, [2], sourcePort: 4001), Packet.UdpFrame(5000, [3], from: Packet.Gateway));
        Assert.Equal([1], Assert.Single(socket.Received).Data);
        Assert.Equal(2, Counters.Ip.UdpNoPorts);
        Sent(2); // port unreachable; one waits for ARP, but its request goes out
        OnLoop(() => socket.Endpoint.Dissolve());
        Arrive(Packet.UdpFrame(5000, [2], sourcePort: 4001));
        Assert.Equal([2], socket.Received[^1].Data);
        Assert.Equal(new DatagramAddress(Ipv4Address.Any, 5000), socket.Endpoint.Local);
    }

    [Fact]
    public void Group_of_ReusePort_divides_its_senders()
    {
        StartWithNeighbour();
        DatagramSink.Record[] group = [.. Enumerable.Range(0, 4).Select(_ => Bound(53, settings => settings.Sharing = PortSharing.ReusePort))];
        for (ushort port = 1000; port < 1100; port++) Arrive(Packet.UdpFrame(53, [1], sourcePort: port), Packet.UdpFrame(53, [2], sourcePort: port));
        Assert.All(group, one => Assert.InRange(one.Received.Count, 20, 80));
        Assert.Equal(200, group.Sum(one => one.Received.Count));
        // A sender stays with its socket.
        Assert.All(group, one => Assert.All(one.Received.GroupBy(datagram => datagram.From), sender => Assert.Equal(2, sender.Count())));
    }

    [Fact]
    public void Chosen_ports_are_in_the_range_different_and_not_in_a_row()
    {
        StartWithNeighbour(Options(options => options with { IpLocalPortRange = (40000, 49999) }));
        var ports = new List<ushort>();
        for (int i = 0; i < 100; i++)
        {
            DatagramSink.Record socket = NewSocket();
            OnLoop(() => Assert.Equal(default, socket.Endpoint.Bind(default)));
            ports.Add(socket.Endpoint.LocalPort);
        }
        Assert.Equal(100, ports.Distinct().Count());
        Assert.All(ports, port => Assert.InRange(port, 40000, 49999));
        // RFC 6056: nobody can foresee them. Of a hundred at random out of 10000, one in a hundred is near the one before.
        Assert.InRange(ports.Zip(ports.Skip(1)).Count(pair => Math.Abs(pair.First - pair.Second) < 50), 0, 10);
    }

    [Fact]
    public void Ports_run_out()
    {
        StartWithNeighbour(Options(options => options with { IpLocalPortRange = (40000, 40002) }));
        for (int i = 0; i < 3; i++)
        {
            DatagramSink.Record socket = NewSocket();
            OnLoop(() => Assert.Equal(default, socket.Endpoint.Send([1], PeerAddress)));
        }
        Assert.Equal([40000, 40001, 40002], Sent(3).Select(frame => (int)WireDatagram.Read(frame).From).Order());
        DatagramSink.Record fourth = NewSocket();
        OnLoop(() =>
        {
            Assert.Equal(SocketError.WouldBlock, fourth.Endpoint.Send([1], PeerAddress));
            Assert.Equal(SocketError.WouldBlock, fourth.Endpoint.Connect(PeerAddress));
            Assert.Equal(SocketError.AddressAlreadyInUse, fourth.Endpoint.Bind(default));
        });
    }

    [Fact]
    public void Mistakes_have_Linuxs_errors()
    {
        StartWithNeighbour();
        DatagramSink.Record socket = NewSocket();
        OnLoop(() =>
        {
            DatagramEndpoint endpoint = socket.Endpoint;
            Assert.Equal(SocketError.AddressNotAvailable, endpoint.Bind(new DatagramAddress(Packet.Peer, 53)));
            Assert.Equal(SocketError.AddressNotAvailable, endpoint.Bind(new DatagramAddress(Ipv4Address.Loopback, 53)));
            Assert.Equal(SocketError.Success, endpoint.Bind(new DatagramAddress(Packet.Ours, 53)));
            Assert.Equal(SocketError.InvalidArgument, endpoint.Bind(new DatagramAddress(Packet.Ours, 54)));
            Assert.Equal(SocketError.DestinationAddressRequired, endpoint.Send([1]));
            Assert.Equal(SocketError.InvalidArgument, endpoint.Send([1], new DatagramAddress(Packet.Peer, 0)));
            Assert.Equal(SocketError.MessageSize, endpoint.Send(new byte[65508], PeerAddress));
            Assert.Equal(SocketError.NetworkUnreachable, endpoint.Send([1], new DatagramAddress(Ipv4Address.Loopback, 53)));
            Assert.Equal(SocketError.NetworkUnreachable, endpoint.Connect(new DatagramAddress(Ipv4Address.Loopback, 53)));
            endpoint.ShutSending();
            Assert.Equal(SocketError.Shutdown, endpoint.Send([1], PeerAddress));
        });
        Sent(0);
        Assert.Equal(2, Counters.Ip.OutNoRoutes);
    }

    [Fact]
    public void Dissolved_socket_keeps_what_bind_chose()
    {
        StartWithNeighbour();
        DatagramSink.Record exact = NewSocket(), automatic = NewSocket();
        OnLoop(() =>
        {
            exact.Endpoint.Bind(new DatagramAddress(Packet.Ours, 53));
            exact.Endpoint.Connect(PeerAddress);
            exact.Endpoint.Dissolve();
            Assert.Equal(new DatagramAddress(Packet.Ours, 53), exact.Endpoint.Local);
            automatic.Endpoint.Connect(PeerAddress);
            Assert.Equal(Packet.Ours, automatic.Endpoint.LocalAddress);
            Assert.True(automatic.Endpoint.IsBound);
            automatic.Endpoint.Dissolve();
            Assert.Equal(default, automatic.Endpoint.Local);
        });
        Assert.Equal(1, Context.Udp.Count);
    }
}
