using System.Net;
using System.Net.Sockets;
using Akka.IO;
using ActorTcp.Api;
using ActorTcp.Connection;

namespace ActorTcp.Tests.Connection.States;

/// <summary>Half-close by direction (shutdown(2)), SO_LINGER and SO_KEEPALIVE.</summary>
public sealed class ClosingOptionsTests : TcpFixture
{
    private void Set(Inet.SocketOption option)
    {
        Tell(new StackTcp.SetOption(option));
        Handler.ExpectMsg<StackTcp.OptionSet>();
    }

    private void Shutdown(SocketShutdown how)
    {
        Tell(new StackTcp.Shutdown(how));
        Handler.ExpectMsg<StackTcp.ShutdownDone>();
    }

    [Fact]
    public void Shutdown_send_in_Established_sends_fin_and_goes_on_reading_for_ever()
    {
        Establish();
        Write(1, 10);
        Expect("P. 1:11(10) ack 1");
        Shutdown(SocketShutdown.Send);
        Expect("F. 11:11(0) ack 1");
        Peer(". 1:1(0) ack 12 win 65535");
        Assert.Equal(TcpState.FinWait2, States[^1]);
        Write(1, 1);
        Assert.Equal(SocketError.Shutdown, FailureOf());
        Advance(3600); // tcp_fin_timeout is for orphans
        Assert.Equal(TcpState.FinWait2, States[^1]);
        Peer("P. 1:101(100) ack 12 win 65535");
        Expect(". 12:12(0) ack 101");
        ExpectReceived(1, 100);
        Peer("F. 101:101(0) ack 12 win 65535");
        Expect(". 12:12(0) ack 102");
        Handler.ExpectMsg<Tcp.ConfirmedClosed>();
        Assert.Equal(TcpState.TimeWait, States[^1]);
    }

    [Fact]
    public void Shutdown_send_in_CloseWait_goes_to_LastAck()
    {
        Establish(keepOpen: true);
        Peer("F. 1:1(0) ack 1 win 65535");
        Expect(". 1:1(0) ack 2");
        Handler.ExpectMsg<Tcp.PeerClosed>();
        Shutdown(SocketShutdown.Send);
        Expect("F. 1:1(0) ack 2");
        Peer(". 2:2(0) ack 2 win 65535");
        Handler.ExpectMsg<Tcp.ConfirmedClosed>();
        Assert.Equal([TcpState.CloseWait, TcpState.LastAck, TcpState.Closed], States[^3..]);
    }

    [Fact]
    public void Shutdown_receive_in_Established_drops_what_comes()
    {
        Establish(keepOpen: true);
        Shutdown(SocketShutdown.Receive);
        ExpectNothing();
        Peer("P. 1:101(100) ack 1 win 65535");
        Expect(". 1:1(0) ack 101 win 65535");
        Assert.False(Handler.HasMessages);
        Write(1, 10);
        Expect("P. 1:11(10) ack 101");
        Peer("F. 101:101(0) ack 11 win 65535");
        Expect(". 11:11(0) ack 102");
        Handler.ExpectMsg<Tcp.PeerClosed>();
    }

    [Fact]
    public void Text_after_both_directions_were_shut_down_resets()
    {
        // Linux: in FIN_WAIT_1 and later data that nobody will read resets (RFC 9293 3.6.1).
        Establish();
        Shutdown(SocketShutdown.Both);
        Expect("F. 1:1(0) ack 1");
        Peer("P. 1:101(100) ack 2 win 65535");
        Expect("R 2:2(0)");
        Assert.Equal(1, Stack.Counters.Tcp.AbortOnData);
        Handler.ExpectMsg<Tcp.Aborted>();
    }

    [Fact]
    public void Shutdown_again_changes_nothing()
    {
        Establish();
        Shutdown(SocketShutdown.Send);
        Expect("F. 1:1(0) ack 1");
        Shutdown(SocketShutdown.Send);
        ExpectNothing();
    }

    [Fact]
    public void Linger_zero_resets_and_loses_what_was_not_sent()
    {
        Establish();
        Set(new TcpSO.Linger(TimeSpan.Zero));
        Write(1, 10);
        Expect("P. 1:11(10) ack 1");
        Tell(Tcp.Close.Instance);
        Expect("R. 11:11(0) ack 1");
        Handler.ExpectMsg<Tcp.Closed>();
        Assert.Equal(TcpState.Closed, States[^1]);
    }

    [Fact]
    public void Linger_tells_the_end_when_the_peer_has_acknowledged_all()
    {
        Establish();
        Set(new TcpSO.Linger(TimeSpan.FromSeconds(10)));
        Write(1, 10);
        Expect("P. 1:11(10) ack 1");
        Tell(Tcp.Close.Instance);
        Expect("F. 11:11(0) ack 1");
        Assert.False(Handler.HasMessages);
        Peer(". 1:1(0) ack 11 win 65535");
        Assert.False(Handler.HasMessages);
        Peer(". 1:1(0) ack 12 win 65535");
        Handler.ExpectMsg<Tcp.Closed>();
        Assert.Equal(TcpState.FinWait2, States[^1]);
        Advance(60); // an orphan now
        Assert.Equal(TcpState.Closed, States[^1]);
    }

    [Fact]
    public void Linger_tells_the_end_when_its_time_is_over()
    {
        Establish();
        Set(new TcpSO.Linger(TimeSpan.FromSeconds(2)));
        Tell(Tcp.Close.Instance);
        Expect("F. 1:1(0) ack 1");
        Advance(1.9);
        Assert.False(Handler.HasMessages);
        Advance(0.2);
        Handler.ExpectMsg<Tcp.Closed>();
        Assert.Equal(TcpState.FinWait1, States[^1]);
        Wire.FromStack.Clear();
    }

    [Fact]
    public void Keep_alive_is_off_by_default()
    {
        Establish();
        Advance(3 * 7200);
        ExpectNothing();
    }

    [Fact]
    public void Keep_alive_asks_after_two_hours_and_an_answer_is_enough()
    {
        Establish();
        Set(new TcpSO.KeepAlive(true));
        Advance(7199);
        ExpectNothing();
        Advance(1);
        Expect(". 0:0(0) ack 1"); // <SEQ=SND.NXT-1>: RFC 9293 3.8.4
        Peer(". 1:1(0) ack 1 win 65535");
        Advance(7199);
        ExpectNothing();
        Advance(1);
        Expect(". 0:0(0) ack 1");
        Assert.Equal(2, Stack.Counters.Tcp.KeepAlive);
        Assert.Equal(TcpState.Established, States[^1]);
    }

    [Fact]
    public void Keep_alive_gives_up_after_nine_probes()
    {
        Establish();
        Set(new TcpSO.KeepAlive(true));
        Advance(7200);
        Expect(". 0:0(0) ack 1");
        for (int probe = 2; probe <= 9; probe++)
        {
            Advance(75);
            Expect(". 0:0(0) ack 1");
        }
        Advance(74);
        ExpectNothing();
        Advance(1);
        Expect("R. 1:1(0) ack 1");
        Assert.Equal(SocketError.TimedOut, StackTcp.ErrorOf(Handler.ExpectMsg<Tcp.ErrorClosed>()));
    }

    [Fact]
    public void Keep_alives_times_are_the_sockets_own()
    {
        Establish();
        Set(new TcpSO.KeepAlive(true, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(2), 2));
        Advance(5);
        Peer("P. 1:11(10) ack 1 win 65535"); // the peer is heard: it begins anew
        Expect(". 1:1(0) ack 11");
        ExpectReceived(1, 10);
        Advance(9);
        ExpectNothing();
        Advance(1);
        Expect(". 0:0(0) ack 11");
        Advance(2);
        Expect(". 0:0(0) ack 11");
        Advance(2);
        Expect("R. 1:1(0) ack 11");
        Handler.ExpectMsg<Tcp.ErrorClosed>();
    }

    [Fact]
    public void Keep_alive_is_inherited_from_the_listener_and_seen_in_the_table()
    {
        Start();
        Stack.Tcp.Tell(new Tcp.Bind(Handler.Ref, new IPEndPoint(IPAddress.Any, ServerPort), 100, [new TcpSO.KeepAlive(true, TimeSpan.FromSeconds(30))]), Handler.Ref);
        Run();
        Handler.ExpectMsg<Tcp.Bound>();
        Peer("S 0:0(0) win 65535 <mss 1460>");
        Expect("S. 0:0(0) ack 1");
        Peer(". 1:1(0) ack 1 win 65535");
        Handler.ExpectMsg<Tcp.Connected>();
        Connection = Handler.LastSender;
        Tell(new Tcp.Register(Handler.Ref));
        Stack.Tcp.Tell(StackTcp.GetSockets.Instance, Handler.Ref);
        Run();
        TcpSocket socket = Assert.Single(Handler.ExpectMsg<SocketTable>().Sockets, socket => socket.State == TcpState.Established);
        Assert.Equal((SocketTimer.KeepAlive, TimeSpan.FromSeconds(30)), (socket.Timer, socket.TimerExpires));
        Advance(30);
        Expect(". 0:0(0) ack 1");
    }

    [Fact]
    public void An_option_that_an_open_connection_cannot_have_is_refused()
    {
        Establish();
        Tell(new StackTcp.SetOption(new TcpSO.ReusePort(true)));
        Assert.Equal(SocketError.ProtocolOption, FailureOf());
    }
}
