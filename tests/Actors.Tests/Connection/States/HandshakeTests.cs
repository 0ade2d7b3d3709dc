using Akka.IO;
using ActorTcp.Connection;

namespace ActorTcp.Tests.Connection.States;

public sealed class HandshakeTests : TcpFixture
{
    [Fact]
    public void Syn_in_Listen_is_answered_with_SynAck()
    {
        Listen();
        Peer("S 0:0(0) win 65535 <mss 1460>");
        Expect("S. 0:0(0) ack 1 win 65535 <mss 1460>");
        ExpectNothing();
    }

    [Fact]
    public void Syn_with_window_scale_in_Listen_agrees_on_scaling()
    {
        Listen();
        Peer("S 0:0(0) win 65535 <mss 1460,nop,wscale 7>");
        Expect("S. 0:0(0) ack 1 win 65535 <mss 1460,nop,wscale 7>");
        Peer(". 1:1(0) ack 1 win 512");
        Handler.ExpectMsg<Tcp.Connected>();
        Connection = Handler.LastSender;
        Tell(new Tcp.Register(Handler.Ref));
        Peer("P. 1:6(5) ack 1 win 512");
        ExpectReceived(1, 5);
        Expect(". 1:1(0) ack 6 win 512"); // 64 KiB >> 7, until more has arrived
    }

    [Fact]
    public void Ack_in_SynReceived_makes_Established()
    {
        Listen();
        Peer("S 0:0(0) win 65535 <mss 1460>");
        Expect("S. 0:0(0) ack 1");
        Peer(". 1:1(0) ack 1 win 65535");
        var connected = Handler.ExpectMsg<Tcp.Connected>();
        Assert.Equal("198.51.100.1:40000", connected.RemoteAddress.ToString());
        Assert.Equal("198.51.100.2:7", connected.LocalAddress.ToString());
        ExpectNothing();
        Assert.Equal([TcpState.SynReceived, TcpState.Established], States);
    }

    [Fact]
    public void Ack_with_text_in_SynReceived_delivers_the_text()
    {
        Listen();
        Peer("S 0:0(0) win 65535 <mss 1460>");
        Expect("S. 0:0(0) ack 1");
        Peer("P. 1:6(5) ack 1 win 65535");
        Handler.ExpectMsg<Tcp.Connected>();
        Connection = Handler.LastSender;
        Expect(". 1:1(0) ack 6");
        Tell(new Tcp.Register(Handler.Ref));
        ExpectReceived(1, 5);
    }

    [Fact]
    public void Syn_again_in_SynReceived_repeats_SynAck()
    {
        Listen();
        Peer("S 0:0(0) win 65535 <mss 1460>");
        Expect("S. 0:0(0) ack 1");
        Peer("S 0:0(0) win 65535 <mss 1460>");
        Expect("S. 0:0(0) ack 1");
        ExpectNothing();
    }

    [Fact]
    public void Silence_in_SynReceived_repeats_SynAck_five_times_then_gives_up()
    {
        Listen();
        Peer("S 0:0(0) win 65535 <mss 1460>");
        Expect("S. 0:0(0) ack 1");
        double wait = 1;
        for (int i = 0; i < 5; i++, wait *= 2)
        {
            Advance(wait - 0.001);
            ExpectNothing();
            Advance(0.001);
            Expect("S. 0:0(0) ack 1");
        }
        Advance(32);
        ExpectNothing();
        Assert.Equal([TcpState.SynReceived, TcpState.Closed], States);
        Peer(". 1:1(0) ack 1 win 65535");
        Expect("R 1:1(0)");
    }

    [Fact]
    public void Rst_in_SynReceived_ends_the_entry()
    {
        Listen();
        Peer("S 0:0(0) win 65535 <mss 1460>");
        Expect("S. 0:0(0) ack 1");
        Peer("R 1:1(0)");
        ExpectNothing();
        // RFC 9293 3.10.7.4, second: after a passive open "return this connection to LISTEN state".
        Assert.Equal([TcpState.SynReceived, TcpState.Listen], States);
        Advance(60);
        ExpectNothing();
    }

    [Fact]
    public void An_ack_behind_the_reset_does_not_complete_the_handshake()
    {
        Listen();
        Peer("S 0:0(0) win 65535 <mss 1460>");
        Expect("S. 0:0(0) ack 1");
        Peer("R 1:1(0)", ". 1:1(0) ack 1 win 65535");
        Handler.ExpectNoMsg(TimeSpan.Zero);
        Assert.Equal([TcpState.SynReceived, TcpState.Listen], States);
    }

    [Fact]
    public void Wrong_ack_in_SynReceived_is_reset()
    {
        Listen();
        Peer("S 0:0(0) win 65535 <mss 1460>");
        Expect("S. 0:0(0) ack 1");
        Peer(". 1:1(0) ack 77 win 65535");
        Expect("R 77:77(0)");
        Peer(". 1:1(0) ack 1 win 65535");
        Handler.ExpectMsg<Tcp.Connected>();
    }

    [Fact]
    public void Ack_in_Listen_is_reset()
    {
        Listen();
        Peer(". 1:1(0) ack 5 win 65535");
        Expect("R 5:5(0)");
    }

    [Fact]
    public void Rst_in_Listen_is_ignored()
    {
        Listen();
        Peer("R 1:1(0)");
        ExpectNothing();
    }

    [Fact]
    public void Syn_to_a_closed_port_is_reset()
    {
        Start();
        Peer("S 0:0(0) win 65535");
        Expect("R. 0:0(0) ack 1");
    }

    [Fact]
    public void Syns_beyond_the_backlog_are_dropped_without_an_actor()
    {
        Listen(DefaultOptions with { TcpMaxSynBacklog = 0, TcpSyncookies = 0 });
        Peer("S 0:0(0) win 65535");
        ExpectNothing();
        Assert.Equal(1, Stack.Counters.Tcp.ListenDrops);
        Assert.Empty(States);
    }

    [Fact]
    public void Nobody_registers_in_time_and_the_connection_is_reset()
    {
        Establish(register: false);
        Advance(10);
        Expect("R. 1:1(0) ack 1");
        Assert.Equal(TcpState.Closed, States[^1]);
    }
}
