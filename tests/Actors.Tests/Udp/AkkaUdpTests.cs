using System.Net;
using System.Net.Sockets;
using ActorTcp.Api;
using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;
using ActorTcp.Tests.Network;
using Akka.Actor;
using Akka.IO;
using Akka.TestKit;
using AkkaUdp = Akka.IO.Udp;

namespace ActorTcp.Tests.Udp;

// Akka's own Udp messages, spoken by the stack's manager.
public sealed class AkkaUdpTests : UdpFixture
{
    private static readonly ByteString Text = ByteString.FromString("text");

    private sealed class Done : AkkaUdp.Event;

    [Fact]
    public void Bound_socket_receives_and_sends()
    {
        (TestProbe handler, IActorRef socket) = Bind(53);
        Peer(53, 1, 2, 3);
        var received = handler.ExpectMsg<AkkaUdp.Received>();
        Assert.Equal([1, 2, 3], received.Data.ToArray());
        Assert.Equal(PeerEnd, received.Sender);
        Assert.Equal(socket, handler.LastSender);
        var ack = new Done();
        Tell(handler, socket, new AkkaUdp.Send(Text, PeerEnd, ack));
        Assert.Same(ack, handler.ExpectMsg<Done>());
        Assert.Equal("text", Packet.Text(SentOne()));
        Tell(handler, socket, AkkaUdp.Send.Create(Text, PeerEnd));
        Tell(handler, socket, new AkkaUdp.Send(Text, PeerEnd, new AkkaUdp.NoAck("token")));
        Sent(2);
        handler.ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public void Port_0_is_one_that_is_told()
    {
        (TestProbe handler, _) = Bind(0, expected: null);
        Assert.InRange(((IPEndPoint)_bound!.LocalAddress).Port, 32768, 60999);
        Peer((ushort)((IPEndPoint)_bound.LocalAddress).Port, 1);
        handler.ExpectMsg<AkkaUdp.Received>();
    }

    [Fact]
    public void One_owner_a_port_and_many_ports_an_owner()
    {
        (TestProbe handler, IActorRef first) = Bind(53);
        Tell(handler, Manager, new AkkaUdp.Bind(handler.Ref, Own(54)));
        handler.ExpectMsg<AkkaUdp.Bound>();
        var again = new AkkaUdp.Bind(handler.Ref, Own(53));
        Tell(handler, Manager, again);
        var failed = handler.ExpectMsg<AkkaUdp.CommandFailed>();
        Assert.Same(again, failed.Cmd);
        Assert.Equal(SocketError.AddressAlreadyInUse, StackUdp.ErrorOf(failed));
        Peer(54, 1);
        Peer(53, 2);
        Assert.Equal([1], handler.ExpectMsg<AkkaUdp.Received>().Data.ToArray());
        Assert.Equal([2], handler.ExpectMsg<AkkaUdp.Received>().Data.ToArray());
        Assert.Equal(first, handler.LastSender);
    }

    [Fact]
    public void Port_is_shared_where_all_want_it()
    {
        StartWithNeighbour();
        TestProbe handler = CreateTestProbe();
        foreach (Inet.SocketOption option in new Inet.SocketOption[] { new TcpSO.ReuseAddress(true), new Inet.SO.ReuseAddress(true) })
        {
            Tell(handler, Manager, new AkkaUdp.Bind(handler.Ref, Own(53), [option]));
            handler.ExpectMsg<AkkaUdp.Bound>();
        }
    }

    [Fact]
    public void Unbind_frees_the_port()
    {
        (TestProbe handler, IActorRef socket) = Bind(53);
        handler.Watch(socket);
        Tell(handler, socket, AkkaUdp.Unbind.Instance);
        handler.ExpectMsg<AkkaUdp.Unbound>();
        handler.ExpectTerminated(socket);
        Tell(handler, Manager, new AkkaUdp.Bind(handler.Ref, Own(53)));
        handler.ExpectMsg<AkkaUdp.Bound>();
    }

    [Fact]
    public void Handlers_death_frees_the_port()
    {
        (TestProbe handler, _) = Bind(53);
        TestProbe other = CreateTestProbe();
        Sys.Stop(handler.Ref);
        Loop.RunUntil(() => Context.Udp.Count == 0);
        Tell(other, Manager, new AkkaUdp.Bind(other.Ref, Own(53)));
        other.ExpectMsg<AkkaUdp.Bound>();
    }

    [Fact]
    public void Suspended_reading_queues_and_then_drops()
    {
        (TestProbe handler, IActorRef socket) = Bind(53, options: [new TcpSO.ReceiveBuffer(4000)]);
        Tell(handler, socket, AkkaUdp.SuspendReading.Instance);
        for (byte i = 0; i < 10; i++) Peer(53, [.. Enumerable.Repeat(i, 1000)]);
        handler.ExpectNoMsg(TimeSpan.Zero);
        Assert.Equal(4, Counters.Ip.UdpReceiveBufferErrors); // 8000 bytes hold six
        Tell(handler, socket, AkkaUdp.ResumeReading.Instance);
        for (byte i = 0; i < 6; i++) Assert.Equal(i, handler.ExpectMsg<AkkaUdp.Received>().Data[0]);
        Peer(53, 77);
        Assert.Equal(77, handler.ExpectMsg<AkkaUdp.Received>().Data[0]);
    }

    [Fact]
    public void Simple_sender_sends_from_a_port_of_its_own()
    {
        StartWithNeighbour();
        TestProbe handler = CreateTestProbe();
        Tell(handler, Manager, AkkaUdp.SimpleSender.Instance);
        handler.ExpectMsg<AkkaUdp.SimpleSenderReady>();
        IActorRef sender = handler.LastSender;
        Tell(handler, sender, AkkaUdp.Send.Create(Text, PeerEnd));
        Tell(handler, sender, AkkaUdp.Send.Create(Text, PeerEnd));
        WireDatagram[] sent = [.. Sent(2).Select(WireDatagram.Read)];
        Assert.InRange(sent[0].From, 32768, 60999);
        Assert.Equal(sent[0].From, sent[1].From);
        Peer(sent[0].From, 1); // it has nobody to tell
        handler.ExpectNoMsg(TimeSpan.Zero);
        Assert.Equal(0, Counters.Ip.UdpNoPorts);
        Sys.Stop(sender);
        Loop.RunUntil(() => Context.Udp.Count == 0);
    }

    [Fact]
    public void Broadcast_needs_its_option()
    {
        var to = new IPEndPoint(IPAddress.Broadcast, 67);
        (TestProbe handler, IActorRef without) = Bind(67);
        Tell(handler, without, AkkaUdp.Send.Create(Text, to));
        Assert.Equal(SocketError.AccessDenied, StackUdp.ErrorOf(handler.ExpectMsg<AkkaUdp.CommandFailed>()));
        Tell(handler, without, AkkaUdp.Unbind.Instance);
        handler.ExpectMsg<AkkaUdp.Unbound>();
        Tell(handler, Manager, new AkkaUdp.Bind(handler.Ref, Own(67), [new AkkaUdp.SO.Broadcast(true)]));
        handler.ExpectMsg<AkkaUdp.Bound>();
        Tell(handler, handler.LastSender, AkkaUdp.Send.Create(Text, to));
        Assert.Equal(MacAddress.Broadcast, Packet.To(SentOne()));
    }

    [Fact]
    public void Options_of_a_bind_are_in_the_header()
    {
        (TestProbe handler, IActorRef socket) = Bind(53, options: [new TcpSO.TimeToLive(7), new TcpSO.TrafficClass(0xB8), new TcpSO.MtuDiscover(PathDiscovery.Dont)]);
        Tell(handler, socket, AkkaUdp.Send.Create(Text, PeerEnd));
        WireDatagram sent = WireDatagram.Read(SentOne());
        Assert.Equal((7, 0xB8, false), (sent.TimeToLive, sent.TypeOfService, sent.DontFragment));
    }

    [Fact]
    public void Failures_say_why()
    {
        (TestProbe handler, IActorRef socket) = Bind(53);
        void Fails(IActorRef at, AkkaUdp.Command command, SocketError expected)
        {
            Tell(handler, at, command);
            var failed = handler.ExpectMsg<AkkaUdp.CommandFailed>();
            Assert.Same(command, failed.Cmd);
            Assert.Equal(expected, StackUdp.ErrorOf(failed));
        }
        Fails(Manager, new AkkaUdp.Bind(handler.Ref, PeerEnd), SocketError.AddressNotAvailable);
        Fails(Manager, new AkkaUdp.Bind(handler.Ref, new DnsEndPoint("name", 1)), SocketError.AddressFamilyNotSupported);
        Fails(Manager, new AkkaUdp.Bind(handler.Ref, new IPEndPoint(IPAddress.IPv6Any, 1)), SocketError.AddressFamilyNotSupported);
        Fails(Manager, AkkaUdp.Unbind.Instance, SocketError.OperationNotSupported);
        Fails(socket, AkkaUdp.Send.Create(ByteString.FromBytes(new byte[65508]), PeerEnd), SocketError.MessageSize);
        Fails(socket, AkkaUdp.Send.Create(Text, new DnsEndPoint("name", 1)), SocketError.AddressFamilyNotSupported);
        Fails(socket, AkkaUdp.SimpleSender.Instance, SocketError.OperationNotSupported);
        Assert.Null(StackUdp.ErrorOf(new AkkaUdp.CommandFailed(AkkaUdp.Unbind.Instance)));
        Sent(0);
    }

    [Fact]
    public void Send_without_data_is_acknowledged_and_not_sent()
    {
        (TestProbe handler, IActorRef socket) = Bind(53);
        Tell(handler, socket, new AkkaUdp.Send(ByteString.Empty, PeerEnd, new Done()));
        handler.ExpectMsg<Done>();
        Sent(0);
    }

    private AkkaUdp.Bound? _bound;

    private IActorRef Manager => Child(UdpManager.Name);

    private (TestProbe Handler, IActorRef Socket) Bind(int port, int? expected = 53, Inet.SocketOption[]? options = null)
    {
        StartWithNeighbour();
        TestProbe handler = CreateTestProbe();
        Tell(handler, Manager, new AkkaUdp.Bind(handler.Ref, Own(port), options));
        _bound = handler.ExpectMsg<AkkaUdp.Bound>();
        if (expected is not null) Assert.Equal(Own(port), _bound.LocalAddress);
        return (handler, handler.LastSender);
    }

    private void Tell(TestProbe from, IActorRef to, object message)
    {
        to.Tell(message, from.Ref);
        Loop.RunUntilIdle();
    }
}
