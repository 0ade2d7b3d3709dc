using System.Net;
using System.Net.Sockets;
using Akka.IO;
using ActorTcp.Connection;

namespace ActorTcp.Tests.Connection.States;

public sealed class ListenTests : TcpFixture
{
    private void Open()
    {
        Peer("S 0:0(0) win 65535 <mss 1460>");
        Expect("S. 0:0(0) ack 1");
        Peer(". 1:1(0) ack 1 win 65535");
    }

    [Fact]
    public void Bind_to_a_taken_port_fails()
    {
        Listen();
        Stack.Tcp.Tell(new Tcp.Bind(Handler.Ref, new IPEndPoint(IPAddress.Any, ServerPort)), Handler.Ref);
        Run();
        var failed = Handler.ExpectMsg<Tcp.CommandFailed>();
        Assert.Equal(SocketError.AddressAlreadyInUse, Assert.IsType<SocketException>(failed.Cause.Value).SocketErrorCode);
    }

    [Fact]
    public void Of_two_binds_at_once_the_second_fails()
    {
        Start();
        var bind = new Tcp.Bind(Handler.Ref, new IPEndPoint(IPAddress.Any, ServerPort));
        Stack.Tcp.Tell(bind, Handler.Ref);
        Stack.Tcp.Tell(new Tcp.Bind(Handler.Ref, new IPEndPoint(IPAddress.Parse("198.51.100.2"), ServerPort)), Handler.Ref);
        Run();
        Handler.ExpectMsg<Tcp.Bound>();
        Handler.ExpectMsg<Tcp.CommandFailed>();
    }

    [Fact]
    public void A_port_can_be_bound_again_as_soon_as_Unbound_is_told()
    {
        Listen();
        Akka.Actor.IActorRef listener = Handler.LastSender;
        Handler.SetAutoPilot(new BindAgain(Stack.Tcp, Handler.Ref));
        listener.Tell(Tcp.Unbind.Instance, Handler.Ref);
        Run();
        Handler.ExpectMsg<Tcp.Unbound>();
        Handler.ExpectMsg<Tcp.Bound>();
        Open();
        Handler.ExpectMsg<Tcp.Connected>();
    }

    [Fact]
    public void Bind_to_port_0_chooses_a_port()
    {
        Start();
        Stack.Tcp.Tell(new Tcp.Bind(Handler.Ref, new IPEndPoint(IPAddress.Any, 0)), Handler.Ref);
        Run();
        var bound = Assert.IsType<IPEndPoint>(Handler.ExpectMsg<Tcp.Bound>().LocalAddress);
        Assert.InRange(bound.Port, 32768, 60999);
    }

    [Fact]
    public void Bind_to_another_address_fails()
    {
        Start();
        Stack.Tcp.Tell(new Tcp.Bind(Handler.Ref, new IPEndPoint(IPAddress.Parse("203.0.113.9"), 7)), Handler.Ref);
        Run();
        Handler.ExpectMsg<Tcp.CommandFailed>();
    }

    [Fact]
    public void In_pull_mode_a_connection_waits_for_ResumeAccepting()
    {
        Listen(pullMode: true);
        Akka.Actor.IActorRef listener = Handler.LastSender;
        Open();
        ExpectNothing();
        Handler.ExpectNoMsg(TimeSpan.Zero);
        listener.Tell(new Tcp.ResumeAccepting(1), Handler.Ref);
        Run();
        Handler.ExpectMsg<Tcp.Connected>();
    }

    [Fact]
    public void A_full_accept_queue_drops_the_last_ack_of_the_handshake()
    {
        Listen(backlog: 0, pullMode: true);
        Akka.Actor.IActorRef listener = Handler.LastSender;
        Open(); // one more than the backlog fits, as on Linux
        Peer("S 0:0(0) win 65535"); // of the same 4-tuple: a challenge, for this one is established
        Expect(". 1:1(0) ack 1");
        Assert.Equal(1, Stack.Counters.Tcp.PassiveOpens);
        listener.Tell(new Tcp.ResumeAccepting(1), Handler.Ref);
        Run();
        Handler.ExpectMsg<Tcp.Connected>();
    }

    [Fact]
    public void Unbind_stops_listening_and_resets_what_nobody_accepted()
    {
        Listen(pullMode: true);
        Akka.Actor.IActorRef listener = Handler.LastSender;
        Open();
        listener.Tell(Tcp.Unbind.Instance, Handler.Ref);
        Run();
        Handler.ExpectMsg<Tcp.Unbound>();
        Expect("R. 1:1(0) ack 1");
        Peer("S 0:0(0) win 65535");
        Expect("R. 0:0(0) ack 1");
    }

    [Fact]
    public void In_pull_mode_text_waits_for_ResumeReading()
    {
        Listen(pullMode: true);
        Akka.Actor.IActorRef listener = Handler.LastSender;
        listener.Tell(new Tcp.ResumeAccepting(1), Handler.Ref);
        Run();
        Open();
        Handler.ExpectMsg<Tcp.Connected>();
        Connection = Handler.LastSender;
        Tell(new Tcp.Register(Handler.Ref));
        Peer("P. 1:11(10) ack 1 win 65535");
        Expect(". 1:1(0) ack 11");
        Handler.ExpectNoMsg(TimeSpan.Zero);
        Tell(Tcp.ResumeReading.Instance);
        ExpectReceived(1, 10);
        Peer("P. 11:21(10) ack 1 win 65535");
        Handler.ExpectNoMsg(TimeSpan.Zero);
        Tell(Tcp.ResumeReading.Instance);
        ExpectReceived(11, 10);
    }

    [Fact]
    public void The_connections_actor_is_named_by_its_4_tuple()
    {
        Listen();
        Open();
        Handler.ExpectMsg<Tcp.Connected>();
        Assert.Equal("198.51.100.2:7-198.51.100.1:40000", Handler.LastSender.Path.Name);
        Assert.Equal([TcpState.SynReceived, TcpState.Established], States);
    }
}
