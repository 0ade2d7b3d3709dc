using System.Net;
using System.Net.Sockets;
using Akka.IO;
using ActorTcp.Connection;

namespace ActorTcp.Tests.Connection.States;

public sealed class ConnectTests : TcpFixture
{
    private static readonly IPEndPoint Remote = new(IPAddress.Parse("198.51.100.1"), PeerPort);
    private static readonly IPEndPoint Local = new(IPAddress.Parse("198.51.100.2"), 1234);

    private void Connect(TimeSpan? timeout = null)
    {
        Start();
        UseLocalPort(1234);
        Stack.Tcp.Tell(new Tcp.Connect(Remote, Local, null, timeout), Handler.Ref);
        Run();
        Expect("S 0:0(0) win 65535 <mss 1460,sackOK,nop,wscale 7>");
    }

    [Fact]
    public void SynAck_in_SynSent_makes_Established()
    {
        Connect();
        Peer("S. 0:0(0) ack 1 win 65535 <mss 1400>");
        Expect(". 1:1(0) ack 1");
        Handler.ExpectMsg<Tcp.Connected>();
        Connection = Handler.LastSender;
        Tell(new Tcp.Register(Handler.Ref));
        Write(1, 3000);
        Expect(". 1:1401(1400) ack 1", ". 1401:2801(1400) ack 1", "P. 2801:3001(200) ack 1");
        Assert.Equal([TcpState.SynSent, TcpState.Established], States);
    }

    [Fact]
    public void SynAck_with_text_behind_it_in_one_batch_delivers_the_text()
    {
        Connect();
        Peer("S. 0:0(0) ack 1 win 65535 <mss 1460>", "P. 1:11(10) ack 1 win 65535");
        Handler.ExpectMsg<Tcp.Connected>();
        Connection = Handler.LastSender;
        Tell(new Tcp.Register(Handler.Ref));
        ExpectReceived(1, 10);
    }

    [Fact]
    public void Rst_in_SynSent_refuses()
    {
        Connect();
        Peer("R. 0:0(0) ack 1");
        Assert.Equal(SocketError.ConnectionRefused, FailureOf());
        ExpectNothing();
        Assert.Equal(TcpState.Closed, States[^1]);
    }

    [Fact]
    public void Rst_with_a_wrong_ack_in_SynSent_is_ignored()
    {
        Connect();
        Peer("R. 0:0(0) ack 500");
        ExpectNothing();
        Assert.Equal(TcpState.SynSent, States[^1]);
    }

    [Fact]
    public void Wrong_ack_in_SynSent_is_reset()
    {
        Connect();
        Peer(". 0:0(0) ack 500 win 65535");
        Expect("R 500:500(0)");
        Peer("S. 0:0(0) ack 1 win 65535");
        Expect(". 1:1(0) ack 1");
    }

    [Fact]
    public void Silence_in_SynSent_times_out_after_tcp_syn_retries()
    {
        Connect();
        double wait = 1;
        for (int i = 0; i < 6; i++, wait *= 2)
        {
            Advance(wait);
            Expect("S 0:0(0)");
        }
        Advance(64);
        Assert.Equal(SocketError.TimedOut, FailureOf());
        ExpectNothing();
    }

    [Fact]
    public void Connect_with_a_timeout_gives_up_then()
    {
        Connect(TimeSpan.FromSeconds(2.5));
        Advance(2.4);
        Expect("S 0:0(0)");
        Advance(0.2);
        Assert.Equal(SocketError.TimedOut, FailureOf());
    }

    [Fact]
    public void The_same_4_tuple_twice_is_refused()
    {
        Connect();
        Stack.Tcp.Tell(new Tcp.Connect(Remote, Local), Handler.Ref);
        Run();
        Assert.Equal(SocketError.AddressAlreadyInUse, FailureOf());
        ExpectNothing();
    }

    [Fact]
    public void An_address_that_is_not_ours_is_refused()
    {
        Start();
        Stack.Tcp.Tell(new Tcp.Connect(Remote, new IPEndPoint(IPAddress.Parse("203.0.113.1"), 0)), Handler.Ref);
        Run();
        Assert.Equal(SocketError.AddressNotAvailable, FailureOf());
    }
}
