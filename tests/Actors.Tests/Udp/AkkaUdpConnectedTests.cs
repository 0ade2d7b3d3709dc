using System.Net;
using System.Net.Sockets;
using ActorTcp.Api;
using ActorTcp.Protocol.Wire;
using ActorTcp.Tests.Network;
using Akka.Actor;
using Akka.IO;
using Akka.TestKit;

namespace ActorTcp.Tests.Udp;

// Akka's own UdpConnected messages, spoken by the stack's manager.
public sealed class AkkaUdpConnectedTests : UdpFixture
{
    private static readonly ByteString Text = ByteString.FromString("text");

    [Fact]
    public void Connected_socket_sends_to_and_receives_from_its_peer_alone()
    {
        (TestProbe handler, IActorRef socket) = Connect();
        Tell(handler, socket, new UdpConnected.Send(Text, "sent"));
        handler.ExpectMsg("sent");
        WireDatagram sent = WireDatagram.Read(SentOne());
        Assert.Equal((5000, Packet.Peer, 4000), (sent.From, sent.To, sent.Port));
        Tell(handler, socket, UdpConnected.Send.Create(Text));
        Sent(1);
        Peer(5000, 1, 2);
        Arrive(Packet.UdpFrame(5000, [3], sourcePort: 4001)); // somebody else
        Sent(1);
        Assert.Equal([1, 2], handler.ExpectMsg<UdpConnected.Received>().Data.ToArray());
        Assert.Equal(socket, handler.LastSender);
        handler.ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public void Local_port_is_chosen_where_none_is_given()
    {
        StartWithNeighbour();
        TestProbe handler = CreateTestProbe();
        Tell(handler, Manager, new UdpConnected.Connect(handler.Ref, PeerEnd));
        handler.ExpectMsg<UdpConnected.Connected>();
        Tell(handler, handler.LastSender, UdpConnected.Send.Create(Text));
        Assert.InRange(WireDatagram.Read(SentOne()).From, 32768, 60999);
    }

    [Fact]
    public void Refused_datagram_fails_the_next_send()
    {
        (TestProbe handler, IActorRef socket) = Connect();
        Tell(handler, socket, UdpConnected.Send.Create(Text));
        Error(SentOne(), IcmpUnreachableCode.Port);
        handler.ExpectNoMsg(TimeSpan.Zero);
        var next = UdpConnected.Send.Create(Text);
        Tell(handler, socket, next);
        var failed = handler.ExpectMsg<UdpConnected.CommandFailed>();
        Assert.Same(next, failed.Cmd);
        Assert.Equal(SocketError.ConnectionRefused, StackUdp.ErrorOf(failed));
        Sent(0);
        Tell(handler, socket, UdpConnected.Send.Create(Text));
        Sent(1);
    }

    [Fact]
    public void Suspended_reading_waits()
    {
        (TestProbe handler, IActorRef socket) = Connect();
        Tell(handler, socket, UdpConnected.SuspendReading.Instance);
        Peer(5000, 1);
        Peer(5000, 2);
        handler.ExpectNoMsg(TimeSpan.Zero);
        Tell(handler, socket, UdpConnected.ResumeReading.Instance);
        Assert.Equal([1], handler.ExpectMsg<UdpConnected.Received>().Data.ToArray());
        Assert.Equal([2], handler.ExpectMsg<UdpConnected.Received>().Data.ToArray());
    }

    [Fact]
    public void Disconnect_frees_the_port()
    {
        (TestProbe handler, IActorRef socket) = Connect();
        handler.Watch(socket);
        Tell(handler, socket, UdpConnected.Disconnect.Instance);
        handler.ExpectMsg<UdpConnected.Disconnected>();
        handler.ExpectTerminated(socket);
        Assert.Equal(0, Context.Udp.Count);
    }

    [Fact]
    public void Handlers_death_frees_the_port()
    {
        (TestProbe handler, _) = Connect();
        Sys.Stop(handler.Ref);
        Loop.RunUntil(() => Context.Udp.Count == 0);
    }

    [Fact]
    public void Failures_say_why()
    {
        (TestProbe handler, IActorRef socket) = Connect();
        void Fails(IActorRef at, UdpConnected.Command command, SocketError expected)
        {
            Tell(handler, at, command);
            var failed = handler.ExpectMsg<UdpConnected.CommandFailed>();
            Assert.Same(command, failed.Cmd);
            Assert.Equal(expected, StackUdp.ErrorOf(failed));
        }
        Fails(Manager, new UdpConnected.Connect(handler.Ref, new DnsEndPoint("name", 1)), SocketError.AddressFamilyNotSupported);
        Fails(Manager, new UdpConnected.Connect(handler.Ref, PeerEnd, Own(5000)), SocketError.AddressAlreadyInUse);
        Fails(Manager, new UdpConnected.Connect(handler.Ref, PeerEnd, PeerEnd), SocketError.AddressNotAvailable);
        Fails(Manager, new UdpConnected.Connect(handler.Ref, new IPEndPoint(IPAddress.Broadcast, 1)), SocketError.AccessDenied);
        Fails(Manager, UdpConnected.Disconnect.Instance, SocketError.OperationNotSupported);
        Fails(socket, UdpConnected.Send.Create(ByteString.FromBytes(new byte[65508])), SocketError.MessageSize);
        Assert.Equal(1, Context.Udp.Count); // those that failed have left nothing
    }

    private IActorRef Manager => Child(UdpManager.Name);

    private (TestProbe Handler, IActorRef Socket) Connect()
    {
        StartWithNeighbour();
        TestProbe handler = CreateTestProbe();
        Tell(handler, Manager, new UdpConnected.Connect(handler.Ref, PeerEnd, Own(5000)));
        handler.ExpectMsg<UdpConnected.Connected>();
        return (handler, handler.LastSender);
    }

    private void Tell(TestProbe from, IActorRef to, object message)
    {
        to.Tell(message, from.Ref);
        Loop.RunUntilIdle();
    }
}
