using System.Net;
using System.Net.Sockets;
using Akka.IO;
using Akka.TestKit;
using ActorTcp.Api;
using ActorTcp.Connection;

namespace ActorTcp.Tests.Connection.States;

/// <summary>Opens that are not the usual one: simultaneous, of oneself, taken back, with text on the SYN.</summary>
public sealed class OpeningTests : TcpFixture
{
    private static readonly IPEndPoint Remote = new(IPAddress.Parse("198.51.100.1"), PeerPort);
    private static readonly IPEndPoint Local = new(IPAddress.Parse("198.51.100.2"), 1234);

    private Tcp.Connect Connect(TimeSpan? timeout = null, TestProbe? commander = null)
    {
        Start();
        UseLocalPort(1234);
        var connect = new Tcp.Connect(Remote, Local, null, timeout);
        Stack.Tcp.Tell(connect, (commander ?? Handler).Ref);
        Run();
        Expect("S 0:0(0) win 65535 <mss 1460,sackOK,nop,wscale 7>");
        return connect;
    }

    private void TakeConnection()
    {
        Handler.ExpectMsg<Tcp.Connected>();
        Connection = Handler.LastSender;
        Tell(new Tcp.Register(Handler.Ref));
    }

    [Fact]
    public void Syn_in_SynSent_is_a_simultaneous_open()
    {
        // RFC 9293 3.5, figure 7.
        Connect();
        Peer("S 0:0(0) win 65535 <mss 1460>");
        Expect("S. 0:0(0) ack 1 win 65535 <mss 1460>");
        Assert.Equal([TcpState.SynSent, TcpState.SynReceived], States);
        Peer("S. 0:0(0) ack 1 win 65535 <mss 1460>");
        ExpectNothing();
        TakeConnection();
        Assert.Equal([TcpState.SynSent, TcpState.SynReceived, TcpState.Established], States);
        Write(1, 10);
        Expect("P. 1:11(10) ack 1");
        Peer("P. 1:11(10) ack 11 win 65535");
        ExpectReceived(1, 10);
    }

    [Fact]
    public void Ack_in_SynReceived_after_a_simultaneous_open_makes_Established()
    {
        Connect();
        Peer("S 0:0(0) win 65535 <mss 1460>");
        Expect("S. 0:0(0) ack 1");
        Peer("P. 1:11(10) ack 1 win 65535");
        TakeConnection();
        ExpectReceived(1, 10);
    }

    [Fact]
    public void Silence_in_SynReceived_after_a_simultaneous_open_times_out()
    {
        Connect();
        Peer("S 0:0(0) win 65535 <mss 1460>");
        Expect("S. 0:0(0) ack 1");
        for (double wait = 1; wait < 64; wait *= 2)
        {
            Advance(wait);
            Expect("S. 0:0(0) ack 1");
        }
        Advance(64);
        Assert.Equal(SocketError.TimedOut, FailureOf());
    }

    [Fact]
    public void Rst_in_SynReceived_after_a_simultaneous_open_refuses()
    {
        Connect();
        Peer("S 0:0(0) win 65535 <mss 1460>");
        Expect("S. 0:0(0) ack 1");
        Peer("R 1:1(0)");
        Assert.Equal(SocketError.ConnectionRefused, FailureOf());
        Assert.Equal(TcpState.Closed, States[^1]);
        ExpectNothing();
    }

    [Fact]
    public void Cancel_in_SynReceived_after_a_simultaneous_open_resets()
    {
        Tcp.Connect connect = Connect();
        Peer("S 0:0(0) win 65535 <mss 1460>");
        Expect("S. 0:0(0) ack 1");
        Stack.Tcp.Tell(new StackTcp.CancelConnect(connect), Handler.Ref);
        Run();
        Expect("R. 1:1(0) ack 1");
        Assert.Equal(SocketError.OperationAborted, FailureOf());
    }

    [Fact]
    public void Cancel_in_SynSent_ends_it_silently()
    {
        Tcp.Connect connect = Connect();
        Stack.Tcp.Tell(new StackTcp.CancelConnect(connect), Handler.Ref);
        Run();
        Assert.Equal(SocketError.OperationAborted, FailureOf());
        ExpectNothing();
        Assert.Equal([TcpState.SynSent, TcpState.Closed], States);
        Assert.Empty(Stack.Context.Opening);
        Advance(60);
        ExpectNothing();
        Peer("S. 0:0(0) ack 1 win 65535");
        Expect("R 1:1(0)");
    }

    [Fact]
    public void The_commanders_death_in_SynSent_ends_it_silently()
    {
        Start();
        TestProbe commander = CreateTestProbe();
        UseLocalPort(1234);
        Stack.Tcp.Tell(new Tcp.Connect(Remote, Local), commander.Ref);
        Run();
        Expect("S 0:0(0)");
        Sys.Stop(commander.Ref);
        Loop.RunUntil(() => States.Contains(TcpState.Closed));
        ExpectNothing();
    }

    [Fact]
    public void Cancel_in_Established_has_no_effect()
    {
        Tcp.Connect connect = Connect();
        Peer("S. 0:0(0) ack 1 win 65535 <mss 1460>");
        Expect(". 1:1(0) ack 1");
        Stack.Tcp.Tell(new StackTcp.CancelConnect(connect), Handler.Ref);
        TakeConnection();
        ExpectNothing();
        Assert.Equal(TcpState.Established, States[^1]);
    }

    [Fact]
    public void A_socket_connected_to_its_own_address_and_port_is_connected_to_itself()
    {
        Start();
        Stack.Tcp.Tell(new Tcp.Connect(Local, Local), Handler.Ref);
        Run();
        TakeConnection();
        Assert.Equal([TcpState.SynSent, TcpState.SynReceived, TcpState.Established], States);
        Write(1, 5000);
        ExpectReceived(1, 5000);
        Tell(Tcp.Close.Instance);
        Handler.ExpectMsg<Tcp.Closed>();
        Advance(1);
        Assert.Equal(TcpState.TimeWait, States[^1]);
        Advance(60);
        Assert.Equal(TcpState.Closed, States[^1]);
        ExpectNothing();
    }

    [Fact]
    public void Close_in_SynReceived_after_a_simultaneous_open_goes_to_FinWait1()
    {
        Connect();
        Peer("S 0:0(0) win 65535 <mss 1460>");
        Expect("S. 0:0(0) ack 1");
        Akka.Actor.IActorRef connection = Stack.Context.Opening.Values.Single();
        connection.Tell(Tcp.Close.Instance, Handler.Ref);
        Run();
        Expect("F. 1:1(0) ack 1");
        Assert.Equal(SocketError.OperationAborted, FailureOf()); // the answer to Connect
        Handler.ExpectMsg<Tcp.Closed>(); // and the one to Close
        Assert.Equal([TcpState.SynSent, TcpState.SynReceived, TcpState.FinWait1], States);
        Peer("F. 1:1(0) ack 2 win 65535");
        Expect(". 2:2(0) ack 2");
        Assert.Equal(TcpState.TimeWait, States[^1]);
    }

    [Fact]
    public void Text_on_the_syn_is_kept_and_delivered_first()
    {
        // RFC 9293 3.10.7.2: "any other control or text should be queued for processing later".
        Listen();
        Peer("S 0:100(100) win 65535 <mss 1460>");
        Expect("S. 0:0(0) ack 1");
        Assert.Empty(Handler.HasMessages ? ["a message"] : Array.Empty<string>());
        // The stream's byte at a position is its sequence number's: text on a SYN begins one later.
        Peer(". 1:1(0) ack 1 win 65535");
        Handler.ExpectMsg<Tcp.Connected>();
        Connection = Handler.LastSender;
        Expect(". 1:1(0) ack 101");
        Tell(new Tcp.Register(Handler.Ref));
        Assert.Equal(100, Handler.ExpectMsg<Tcp.Received>().Data.Count);
        ExpectNothing();
    }

    [Fact]
    public void Text_and_fin_on_the_syn_ack_are_taken()
    {
        Connect();
        Peer("SF. 0:10(10) ack 1 win 65535 <mss 1460>");
        Expect(". 1:1(0) ack 12");
        TakeConnection();
        Assert.Equal(10, Handler.ExpectMsg<Tcp.Received>().Data.Count);
        Handler.ExpectMsg<Tcp.PeerClosed>();
        Assert.Equal([TcpState.SynSent, TcpState.Established, TcpState.CloseWait, TcpState.LastAck], States);
        Expect("F. 1:1(0) ack 12");
    }

    [Fact]
    public void Write_before_the_answer_is_refused()
    {
        Connect();
        Stack.Context.Opening.Values.Single().Tell(Tcp.Write.Create(ByteString.FromString("x")), Handler.Ref);
        Run();
        Assert.Equal(SocketError.NotConnected, FailureOf());
    }
}
