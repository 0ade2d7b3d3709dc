using System.Net;
using System.Net.Sockets;
using Akka.IO;
using ActorTcp.Api;
using ActorTcp.Connection;

namespace ActorTcp.Tests.Connection.States;

/// <summary>TIME_WAIT as a table's entry: what may still happen in it, how it ends, and who may take its place.</summary>
public sealed class TimeWaitTests : TcpFixture
{
    private const int Begun = 2; // the number after our FIN

    private void InTimeWait(StackOptions? options = null)
    {
        Establish(options: options);
        Tell(Tcp.Close.Instance);
        Expect("F. 1:1(0) ack 1");
        Peer("F. 1:1(0) ack 2 win 65535");
        Expect(". 2:2(0) ack 2");
        Handler.ExpectMsg<Tcp.Closed>();
        Assert.Equal(TcpState.TimeWait, States[^1]);
    }

    private SocketTable Sockets()
    {
        Stack.Tcp.Tell(StackTcp.GetSockets.Instance, Handler.Ref);
        Run();
        return Handler.ExpectMsg<SocketTable>();
    }

    private void Bind(params Inet.SocketOption[] options)
    {
        Stack.Tcp.Tell(new Tcp.Bind(Handler.Ref, new IPEndPoint(IPAddress.Any, ServerPort), 100, options), Handler.Ref);
        Run();
    }

    [Fact]
    public void No_actor_is_left_and_the_table_shows_it()
    {
        InTimeWait();
        Assert.Equal(0, Stack.Context.Tcp.FlowCount);
        Assert.Equal(1, Stack.Counters.Tcp.InState(TcpState.TimeWait));
        TcpSocket socket = Assert.Single(Sockets().Sockets, socket => socket.State == TcpState.TimeWait);
        Assert.Equal((SocketTimer.TimeWait, TimeSpan.FromSeconds(60)), (socket.Timer, socket.TimerExpires));
        Advance(60);
        Assert.Equal(TcpState.Closed, States[^1]);
        Assert.Equal(0, Stack.Counters.Tcp.InState(TcpState.TimeWait));
        Assert.Equal(1, Stack.Counters.Tcp.TimeWaited);
    }

    [Fact]
    public void Unread_text_keeps_the_actor_until_it_is_read()
    {
        Establish(keepOpen: true);
        Tell(Tcp.SuspendReading.Instance);
        Tell(Tcp.ConfirmedClose.Instance);
        Expect("F. 1:1(0) ack 1");
        Peer("FP. 1:11(10) ack 2 win 65535");
        Expect(". 2:2(0) ack 12");
        Assert.Equal(1, Stack.Context.Tcp.FlowCount);
        Tell(Tcp.ResumeReading.Instance);
        ExpectReceived(1, 10);
        Handler.ExpectMsg<Tcp.ConfirmedClosed>();
        Assert.Equal(0, Stack.Context.Tcp.FlowCount);
        Advance(59);
        Assert.Equal(TcpState.TimeWait, States[^1]);
        Advance(1);
        Assert.Equal(TcpState.Closed, States[^1]);
    }

    [Fact]
    public void Fin_again_is_acknowledged_and_begins_the_2_MSL_anew()
    {
        InTimeWait();
        Advance(59);
        Peer("F. 1:1(0) ack 2 win 65535");
        Expect(". 2:2(0) ack 2");
        Advance(59);
        Assert.Equal(TcpState.TimeWait, States[^1]);
        Advance(1);
        Assert.Equal(TcpState.Closed, States[^1]);
    }

    [Fact]
    public void Rst_does_not_assassinate()
    {
        InTimeWait();
        Peer("R 2:2(0)", "R. 2:2(0) ack 2");
        ExpectNothing();
        Assert.Equal(TcpState.TimeWait, States[^1]);
    }

    [Fact]
    public void Old_text_is_acknowledged_as_often_as_the_limit_lets()
    {
        InTimeWait();
        Peer("P. 1:11(10) ack 2 win 65535", "P. 1:11(10) ack 2 win 65535");
        Expect(". 2:2(0) ack 2");
        ExpectNothing();
        Assert.Equal(1, Stack.Counters.Tcp.AckSkippedTimeWait);
        Advance(0.5);
        Peer(". 700000:700000(0) ack 2 win 65535");
        Expect(". 2:2(0) ack 2");
    }

    [Fact]
    public void Syn_beyond_the_old_numbers_begins_anew_beyond_ours()
    {
        InTimeWait();
        Peer("S 1000:1000(0) win 65535 <mss 1460>");
        // RFC 9293 3.4.3, RFC 6191: the new number lies beyond all that the old connection has sent.
        Expect($"S. {Begun + 65537}:{Begun + 65537}(0) ack 1001");
        Assert.Equal([TcpState.TimeWait, TcpState.Closed, TcpState.SynReceived], States[^3..]);
        Assert.Equal(0, Stack.Counters.Tcp.TimeWaitRecycled); // Linux counts our own opens only
        Peer($". 1001:1001(0) ack {Begun + 65538} win 65535");
        Handler.ExpectMsg<Tcp.Connected>();
    }

    [Fact]
    public void Syn_within_the_old_numbers_is_acknowledged()
    {
        InTimeWait();
        Peer("S 1:1(0) win 65535 <mss 1460>");
        Expect(". 2:2(0) ack 2");
        Assert.Equal(TcpState.TimeWait, States[^1]);
    }

    [Fact]
    public void Syn_without_a_listener_is_acknowledged()
    {
        InTimeWait();
        Listener.Tell(Tcp.Unbind.Instance, Handler.Ref);
        Run();
        Peer("S 1000:1000(0) win 65535 <mss 1460>");
        Expect(". 2:2(0) ack 2");
        Assert.Equal(TcpState.TimeWait, States[^1]);
    }

    [Fact]
    public void Beyond_tcp_max_tw_buckets_the_connection_ends_at_once()
    {
        InTimeWait(DefaultOptions with { TcpMaxTwBuckets = 1 });
        EstablishFrom(40001);
        Tell(Tcp.Close.Instance);
        Expect("F. 1:1(0) ack 1");
        Peer("F. 1:1(0) ack 2 win 65535");
        Expect(". 2:2(0) ack 2");
        Assert.Equal([TcpState.TimeWait, TcpState.Closed], States[^2..]);
        Assert.Equal(1, Stack.Counters.Tcp.TimeWaitOverflow);
        Assert.Equal(1, Stack.Counters.Tcp.InState(TcpState.TimeWait));
    }

    [Fact]
    public void A_listener_that_restarts_needs_ReuseAddress()
    {
        InTimeWait();
        Listener.Tell(Tcp.Unbind.Instance, Handler.Ref);
        Run();
        Handler.ExpectMsg<Tcp.Unbound>();
        Bind();
        Assert.Equal(SocketError.AddressAlreadyInUse, FailureOf());
        // Linux: both need it, the old socket as well as the new one.
        Bind(new TcpSO.ReuseAddress(true));
        Assert.Equal(SocketError.AddressAlreadyInUse, FailureOf());
        Advance(60);
        Bind();
        Handler.ExpectMsg<Tcp.Bound>();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_listener_with_ReuseAddress_restarts_at_once(bool akkas)
    {
        Inet.SocketOption reuse = akkas ? new Inet.SO.ReuseAddress(true) : new TcpSO.ReuseAddress(true);
        Start();
        for (int round = 0; round < 2; round++)
        {
            UsePeerPort((ushort)(40000 + round));
            Bind(reuse);
            Handler.ExpectMsg<Tcp.Bound>();
            Akka.Actor.IActorRef listener = Handler.LastSender;
            Peer("S 0:0(0) win 65535 <mss 1460>");
            Expect("S. 0:0(0) ack 1");
            Peer(". 1:1(0) ack 1 win 65535");
            Handler.ExpectMsg<Tcp.Connected>();
            Connection = Handler.LastSender;
            Tell(new Tcp.Register(Handler.Ref));
            Tell(Tcp.Close.Instance);
            Handler.ExpectMsg<Tcp.Closed>();
            Expect("F. 1:1(0) ack 1");
            Peer("F. 1:1(0) ack 2 win 65535");
            Expect(". 2:2(0) ack 2");
            listener.Tell(Tcp.Unbind.Instance, Handler.Ref);
            Run();
            Handler.ExpectMsg<Tcp.Unbound>();
        }
    }
}
