using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.IO;
using Akka.TestKit;
using ActorTcp.Api;
using ActorTcp.Connection;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Tests.Connection.States;

/// <summary>Two things at once, and things at the wrong moment: several segments in one batch, commands in a row, writes that wait.</summary>
public sealed class BatchAndTimingTests : TcpFixture
{
    private static readonly IPEndPoint Remote = new(IPAddress.Parse("198.51.100.1"), PeerPort);
    private static readonly IPEndPoint Local = new(IPAddress.Parse("198.51.100.2"), 1234);

    [Fact]
    public void Cancel_right_behind_Connect_is_not_lost()
    {
        Start();
        var connect = new Tcp.Connect(Remote, Local);
        Stack.Context.TcpManager.Tell(connect, Handler.Ref);
        Stack.Context.TcpManager.Tell(new StackTcp.CancelConnect(connect), Handler.Ref);
        Run();
        Assert.Equal(SocketError.OperationAborted, FailureOf());
        Assert.Empty(Stack.Context.Opening);
        Wire.FromStack.Clear(); // the SYN
        Advance(300);
        ExpectNothing();
    }

    [Fact]
    public void Abort_of_a_connection_that_is_being_opened_answers_Connect()
    {
        Start();
        UseLocalPort(1234);
        Stack.Tcp.Tell(new Tcp.Connect(Remote, Local), Handler.Ref);
        Run();
        Expect("S 0:0(0)");
        TestProbe other = CreateTestProbe();
        Stack.Context.Opening.Values.Single().Tell(Tcp.Abort.Instance, other.Ref);
        Run();
        other.ExpectMsg<Tcp.Aborted>();
        Assert.Equal(SocketError.OperationAborted, FailureOf());
        ExpectNothing();
    }

    [Fact]
    public void Fin_and_rst_in_one_batch_in_FinWait2_do_not_assassinate_TimeWait()
    {
        Establish();
        Tell(Tcp.Close.Instance);
        Expect("F. 1:1(0) ack 1");
        Peer(". 1:1(0) ack 2 win 65535");
        Peer("F. 1:1(0) ack 2 win 65535", "R 2:2(0)");
        Expect(". 2:2(0) ack 2");
        Assert.Equal(TcpState.TimeWait, States[^1]);
        Assert.Equal(1, Stack.Context.Tcp.TimeWaits.Count);
    }

    [Fact]
    public void Fin_and_rst_in_one_batch_in_Established_send_nothing()
    {
        Establish();
        Peer("F. 1:1(0) ack 1 win 65535", "R 2:2(0)");
        ExpectNothing();
        Assert.Equal(SocketError.ConnectionReset, StackTcp.ErrorOf(Handler.ExpectMsg<Tcp.ErrorClosed>()));
        Assert.Equal([TcpState.CloseWait, TcpState.Closed], States[^2..]);
    }

    [Fact]
    public void Unread_text_outlives_the_connection_that_both_have_closed()
    {
        Establish(keepOpen: true);
        Tell(Tcp.SuspendReading.Instance);
        Peer("FP. 1:101(100) ack 1 win 65535");
        Expect(". 1:1(0) ack 102");
        Tell(new StackTcp.Shutdown(SocketShutdown.Send));
        Handler.ExpectMsg<StackTcp.ShutdownDone>();
        Expect("F. 1:1(0) ack 102");
        Peer(". 102:102(0) ack 2 win 65535");
        Assert.Equal(TcpState.Closed, States[^1]);
        Assert.False(Handler.HasMessages);
        Tell(Tcp.ResumeReading.Instance);
        ExpectReceived(1, 100);
        Handler.ExpectMsg<Tcp.ConfirmedClosed>();
    }

    [Theory]
    [InlineData(4000)] // all in the send buffer
    [InlineData(8192)] // a write waits for room
    public void A_dead_applications_connection_ends_although_the_peer_answers_each_probe(int written)
    {
        Establish(options: DefaultOptions with { SendBufferSize = 4096 });
        Peer(". 1:1(0) ack 1 win 0");
        Write(1, Math.Min(written, 4096));
        if (written > 4096) Write(4097, written - 4096);
        Sys.Stop(Handler.Ref);
        Loop.RunUntil(() => States[^1] == TcpState.FinWait1);
        for (int i = 0; i < 1200 && States[^1] != TcpState.Closed; i++)
        {
            Advance(1);
            foreach (ScriptedSegment _ in TakeSent()) Peer(". 1:1(0) ack 1 win 0");
        }
        Assert.Equal(TcpState.Closed, States[^1]);
    }

    [Fact]
    public void Linger_counts_from_Close_on_even_if_writes_wait()
    {
        Establish(options: DefaultOptions with { SendBufferSize = 4096 });
        Tell(new StackTcp.SetOption(new TcpSO.Linger(TimeSpan.FromSeconds(2))));
        Handler.ExpectMsg<StackTcp.OptionSet>();
        Peer(". 1:1(0) ack 1 win 0");
        Write(1, 4096);
        Write(4097, 4096);
        Tell(Tcp.Close.Instance);
        Advance(1.9);
        Assert.False(Handler.HasMessages);
        Advance(0.2);
        Handler.ExpectMsg<Tcp.Closed>();
        TakeSent();
    }

    [Fact]
    public void Text_to_a_lingering_close_resets()
    {
        Establish();
        Tell(new StackTcp.SetOption(new TcpSO.Linger(TimeSpan.FromSeconds(20))));
        Handler.ExpectMsg<StackTcp.OptionSet>();
        Tell(Tcp.Close.Instance);
        Expect("F. 1:1(0) ack 1");
        Peer("P. 1:101(100) ack 1 win 65535");
        Expect("R 1:1(0)");
    }

    [Fact]
    public void A_soft_error_is_forgotten_when_the_peer_is_heard()
    {
        Establish(options: DefaultOptions with { TcpRetries2 = 2 });
        Write(1, 10);
        Expect("P. 1:11(10) ack 1");
        PeerUnreachable(IcmpUnreachableCode.Host, 1);
        Peer(". 1:1(0) ack 11 win 65535");
        Write(11, 10);
        Advance(60);
        TakeSent();
        Assert.Equal(SocketError.TimedOut, StackTcp.ErrorOf(Handler.ExpectMsg<Tcp.ErrorClosed>()));
    }

    [Fact]
    public void Connect_without_a_route_fails_at_once()
    {
        Start();
        Stack.Tcp.Tell(new Tcp.Connect(new IPEndPoint(IPAddress.Parse("203.0.113.1"), 80)), Handler.Ref);
        Run();
        Assert.Equal(SocketError.NetworkUnreachable, FailureOf());
    }

    [Fact]
    public void Connect_to_a_neighbour_that_does_not_answer_ARP_ends_in_HostUnreachable()
    {
        Start();
        Wire.Answer = null;
        Stack.Tcp.Tell(new Tcp.Connect(new IPEndPoint(IPAddress.Parse("198.51.100.77"), 80)), Handler.Ref);
        Advance(130);
        Assert.Equal(SocketError.HostUnreachable, FailureOf());
        Wire.FromStack.Clear();
    }

    [Fact]
    public void After_Unbound_the_port_is_free_at_once()
    {
        Listen(pullMode: true);
        UsePeerPort(40001);
        Peer("S 0:0(0) win 65535");
        Peer(". 1:1(0) ack 1 win 65535"); // waits to be accepted
        UsePeerPort(40002);
        Peer("S 0:0(0) win 65535"); // half-open
        Handler.SetAutoPilot(new BindAgain(Stack.Tcp, Handler.Ref));
        Listener.Tell(Tcp.Unbind.Instance, Handler.Ref);
        Run();
        Handler.ExpectMsg<Tcp.Unbound>();
        Handler.ExpectMsg<Tcp.Bound>();
        Wire.FromStack.Clear();
    }

    [Fact]
    public void TimeWaits_end_in_their_order_even_if_an_application_was_slow()
    {
        Establish(keepOpen: true);
        Tell(Tcp.SuspendReading.Instance);
        Tell(Tcp.ConfirmedClose.Instance);
        Expect("F. 1:1(0) ack 1");
        Peer("FP. 1:11(10) ack 2 win 65535");
        Expect(". 2:2(0) ack 12");
        Advance(45);
        IActorRef slow = Connection;
        EstablishFrom(40001);
        Tell(Tcp.Close.Instance);
        Expect("F. 1:1(0) ack 1");
        Peer("F. 1:1(0) ack 2 win 65535");
        Expect(". 2:2(0) ack 2");
        Connection = slow;
        Tell(Tcp.ResumeReading.Instance);
        Assert.Equal(2, Stack.Context.Tcp.TimeWaits.Count);
        Advance(15);
        Assert.Equal(1, Stack.Context.Tcp.TimeWaits.Count);
        Advance(45);
        Assert.Equal(0, Stack.Context.Tcp.TimeWaits.Count);
    }

    [Theory]
    [InlineData(0, 75, 9)]
    [InlineData(7200, 0, 9)]
    [InlineData(7200, -1, 9)]
    [InlineData(32768, 75, 9)]
    [InlineData(7200, 75, 0)]
    [InlineData(7200, 75, 128)]
    public void Keep_alives_values_have_Linuxs_ranges(int idle, int interval, int probes) =>
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new TcpSO.KeepAlive(true, TimeSpan.FromSeconds(idle), TimeSpan.FromSeconds(interval), probes));

    [Fact]
    public void Keep_alive_times_of_zero_do_not_stop_the_clock()
    {
        Establish(options: DefaultOptions with { TcpKeepaliveTime = TimeSpan.Zero, TcpKeepaliveIntvl = TimeSpan.Zero });
        Tell(new StackTcp.SetOption(new TcpSO.KeepAlive(true)));
        Advance(1);
        TakeSent();
        Assert.Equal(TcpState.Closed, States[^1]);
    }

    [Fact]
    public void ResumeAccepting_means_nothing_in_push_mode()
    {
        Listen();
        Listener.Tell(new Tcp.ResumeAccepting(1), Handler.Ref);
        for (ushort port = 40001; port < 40004; port++)
        {
            UsePeerPort(port);
            Peer("S 0:0(0) win 65535");
            Peer(". 1:1(0) ack 1 win 65535");
            Handler.ExpectMsg<Tcp.Connected>();
        }
        Wire.FromStack.Clear();
    }

    [Fact]
    public void Shutdown_receive_opens_a_closed_window()
    {
        Establish(options: DefaultOptions with { ReceiveBufferSize = 4096 });
        Tell(Tcp.SuspendReading.Instance);
        Peer("P. 1:1461(1460) ack 1 win 65535", "P. 1461:2921(1460) ack 1 win 65535", "P. 2921:4097(1176) ack 1 win 65535");
        Expect(". 1:1(0) ack 4097 win 0");
        Tell(new StackTcp.Shutdown(SocketShutdown.Receive));
        Expect(". 1:1(0) ack 4097 win 4096");
    }

    [Fact]
    public void The_gauges_are_at_zero_when_the_stack_has_stopped()
    {
        Establish();
        Tell(Tcp.Close.Instance);
        Peer("F. 1:1(0) ack 2 win 65535"); // TIME_WAIT
        UsePeerPort(40001);
        Peer("S 0:0(0) win 65535"); // half-open
        UsePeerPort(40002);
        Peer("S 0:0(0) win 65535", ". 1:1(0) ack 1 win 65535");
        Task<bool> stopped = Stack.Tcp.GracefulStop(TimeSpan.FromSeconds(20));
        Loop.RunUntil(() => stopped.IsCompleted);
        Wire.FromStack.Clear();
        Assert.All(Enum.GetValues<TcpState>(), state => Assert.Equal(0, Stack.Counters.Tcp.InState(state)));
    }
}
