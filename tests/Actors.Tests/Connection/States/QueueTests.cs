using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.IO;
using ActorTcp.Api;
using ActorTcp.Connection;

namespace ActorTcp.Tests.Connection.States;

/// <summary>The SYN queue and the accept queue: how they fill, what shows, and SYN cookies beyond.</summary>
public sealed class QueueTests : TcpFixture
{
    private TcpSocket ListenerSocket()
    {
        Stack.Tcp.Tell(StackTcp.GetSockets.Instance, Handler.Ref);
        Run();
        return Handler.ExpectMsg<SocketTable>().Sockets[0];
    }

    private void Syn(ushort port)
    {
        UsePeerPort(port);
        Peer("S 0:0(0) win 65535 <mss 1460>");
    }

    private void Open(ushort port)
    {
        Syn(port);
        Expect("S. 0:0(0) ack 1");
        Peer(". 1:1(0) ack 1 win 65535");
    }

    [Fact]
    public void Both_queues_are_seen()
    {
        Listen(backlog: 5, pullMode: true);
        Open(40000);
        Open(40001);
        Syn(40002);
        Expect("S. 0:0(0) ack 1");
        TcpSocket listener = ListenerSocket();
        Assert.Equal((TcpState.Listen, 2, 5, 1, 4096), (listener.State, listener.ReceiveQueue, listener.SendQueue, listener.SynQueue, listener.SynQueueLimit));
        Listener.Tell(new Tcp.ResumeAccepting(1), Handler.Ref);
        Run();
        Handler.ExpectMsg<Tcp.Connected>(connected => ((IPEndPoint)connected.RemoteAddress).Port == 40000); // the head of the queue
        Assert.Equal(1, ListenerSocket().ReceiveQueue);
    }

    [Fact]
    public void The_backlog_is_at_most_somaxconn()
    {
        Listen(DefaultOptions with { SoMaxConn = 3 }, backlog: 100, pullMode: true);
        Assert.Equal(3, ListenerSocket().SendQueue);
    }

    [Fact]
    public void A_full_accept_queue_drops_the_last_ack_and_the_syn_ack_again_brings_it_back()
    {
        Listen(backlog: 0, pullMode: true);
        Syn(40001);
        Expect("S. 0:0(0) ack 1");
        Open(40000); // takes the one place
        UsePeerPort(40001);
        Peer(". 1:1(0) ack 1 win 65535");
        ExpectNothing();
        Assert.Equal(1, Stack.Counters.Tcp.ListenOverflows);
        Advance(1);
        Expect("S. 0:0(0) ack 1");
        Listener.Tell(new Tcp.ResumeAccepting(1), Handler.Ref);
        Run();
        Handler.ExpectMsg<Tcp.Connected>();
        Peer(". 1:1(0) ack 1 win 65535");
        Listener.Tell(new Tcp.ResumeAccepting(1), Handler.Ref);
        Run();
        Handler.ExpectMsg<Tcp.Connected>();
    }

    [Fact]
    public void A_full_accept_queue_resets_the_last_ack_with_tcp_abort_on_overflow()
    {
        Listen(DefaultOptions with { TcpAbortOnOverflow = true }, backlog: 0, pullMode: true);
        Syn(40001);
        Expect("S. 0:0(0) ack 1");
        Open(40000);
        UsePeerPort(40001);
        Peer(". 1:1(0) ack 1 win 65535");
        Expect("R 1:1(0)");
        Assert.Equal(TcpState.Closed, States[^1]);
    }

    [Fact]
    public void A_full_accept_queue_drops_a_syn()
    {
        Listen(backlog: 0, pullMode: true);
        Open(40000);
        Syn(40001);
        ExpectNothing();
        Assert.Equal((1, 1), (Stack.Counters.Tcp.ListenOverflows, Stack.Counters.Tcp.ListenDrops));
    }

    [Fact]
    public void A_full_SYN_queue_answers_with_cookies_and_no_actor()
    {
        Listen(DefaultOptions with { TcpMaxSynBacklog = 1 });
        Syn(40000);
        Expect("S. 0:0(0) ack 1");
        Syn(40001);
        ScriptedSegment answer = Assert.Single(TakeSent());
        Assert.Equal(1u, answer.Ack);
        Assert.Equal([TcpState.SynReceived], States); // the first's only
        Assert.Equal((1, 1), (Stack.Counters.Tcp.SyncookiesSent, Stack.Counters.Tcp.ReqQFullDoCookies));
        long cookie = answer.Seq;

        Peer($"P. 1:11(10) ack {cookie + 1} win 65535");
        Handler.ExpectMsg<Tcp.Connected>();
        Connection = Handler.LastSender;
        Tell(new Tcp.Register(Handler.Ref));
        ExpectReceived(1, 10);
        Assert.Equal(1, Stack.Counters.Tcp.SyncookiesRecv);
        Assert.Equal(1, Stack.Counters.Tcp.InState(TcpState.Established));
        Assert.Equal(1, Stack.Counters.Tcp.InState(TcpState.SynReceived));
        TakeSent();
    }

    [Fact]
    public void A_cookie_that_was_never_made_is_reset()
    {
        Listen(DefaultOptions with { TcpSyncookies = 2 });
        UsePeerPort(40001);
        Peer(". 1:1(0) ack 12345 win 65535"); // none was sent lately
        Expect("R 12345:12345(0)");
        Assert.Equal(0, Stack.Counters.Tcp.SyncookiesFailed);
        Syn(40002);
        TakeSent();
        UsePeerPort(40001);
        Peer(". 1:1(0) ack 12345 win 65535");
        Expect("R 12345:12345(0)");
        Assert.Equal(1, Stack.Counters.Tcp.SyncookiesFailed);
        Assert.Empty(States);
    }

    [Fact]
    public void Cookies_are_off_with_tcp_syncookies_0()
    {
        Listen(DefaultOptions with { TcpMaxSynBacklog = 1, TcpSyncookies = 0 });
        Syn(40000);
        Expect("S. 0:0(0) ack 1");
        Syn(40001);
        ExpectNothing();
        Assert.Equal((1, 1), (Stack.Counters.Tcp.ReqQFullDrop, Stack.Counters.Tcp.ListenDrops));
    }

    [Fact]
    public void Without_timestamps_a_cookie_recovers_the_mss_alone()
    {
        Listen(DefaultOptions with { TcpSyncookies = 2 });
        Peer("S 0:0(0) win 65535 <mss 1400,sackOK,nop,wscale 7>");
        ScriptedSegment answer = Assert.Single(TakeSent());
        Assert.Equal("mss 1460", answer.Options.ToString());
        Peer($". 1:1(0) ack {answer.Seq + 1} win 65535");
        Handler.ExpectMsg<Tcp.Connected>();
        Connection = Handler.LastSender;
        TcpInfo info = Info();
        Assert.Equal((1300, false, false, false), (info.SndMss, info.Sack, info.WindowScaling, info.Timestamps));
    }

    [Fact]
    public void With_timestamps_a_cookie_recovers_all()
    {
        Listen(DefaultOptions with { TcpSyncookies = 2, TcpTimestamps = true });
        Advance(1);
        Peer("S 0:0(0) win 65535 <mss 1460,sackOK,TS val 500 ecr 0,nop,wscale 9>");
        ScriptedSegment answer = Assert.Single(TakeSent());
        uint stamp = answer.Options!.Value.Timestamp!.Value.Value;
        Assert.InRange(stamp, 1000u - 64, 1000u);
        Peer($". 1:1(0) ack {answer.Seq + 1} win 1000 <TS val 510 ecr {stamp}>");
        Handler.ExpectMsg<Tcp.Connected>();
        Connection = Handler.LastSender;
        TcpInfo info = Info();
        Assert.Equal((1448, true, true, true, 9), (info.SndMss, info.Sack, info.WindowScaling, info.Timestamps, info.SndWscale));
        Assert.Equal(512000, info.SndWnd);
    }

    [Fact]
    public void A_cookies_ack_meets_a_full_accept_queue()
    {
        Listen(DefaultOptions with { TcpSyncookies = 2 }, backlog: 0, pullMode: true);
        Syn(40000);
        ScriptedSegment first = Assert.Single(TakeSent());
        Syn(40001);
        ScriptedSegment second = Assert.Single(TakeSent());
        UsePeerPort(40000);
        Peer($". 1:1(0) ack {first.Seq + 1} win 65535");
        UsePeerPort(40001);
        Peer($". 1:1(0) ack {second.Seq + 1} win 65535");
        ExpectNothing();
        Assert.Equal((1, 1), (Stack.Counters.Tcp.ListenOverflows, Stack.Counters.Tcp.InState(TcpState.Established)));
    }

    [Theory]
    [InlineData(IcmpUnreachable.Network, SocketError.NetworkUnreachable)]
    [InlineData(IcmpUnreachable.Host, SocketError.HostUnreachable)]
    [InlineData(IcmpUnreachable.Port, SocketError.ConnectionRefused)]
    public void Icmp_unreachable_in_SynSent_is_the_reason_at_the_end(IcmpUnreachable code, SocketError reason)
    {
        Start();
        UseLocalPort(1234);
        Stack.Tcp.Tell(new Tcp.Connect(new IPEndPoint(IPAddress.Parse("198.51.100.1"), PeerPort), new IPEndPoint(IPAddress.Any, 1234)), Handler.Ref);
        Run();
        Expect("S 0:0(0)");
        PeerUnreachable((Protocol.Wire.IcmpUnreachableCode)code, sequence: 77); // no segment of ours began there
        PeerUnreachable((Protocol.Wire.IcmpUnreachableCode)code, sequence: 0);
        Assert.False(Handler.HasMessages); // soft: SYNs go on
        for (double wait = 1; wait < 64; wait *= 2)
        {
            Advance(wait);
            Expect("S 0:0(0)");
        }
        Advance(64);
        Assert.Equal(reason, Assert.IsType<SocketException>(Handler.ExpectMsg<Tcp.CommandFailed>().Cause.Value).SocketErrorCode);
        Assert.Equal(1, Stack.Counters.Tcp.OutOfWindowIcmps);
    }

    /// <summary>ICMP's codes, for the tests' names.</summary>
    public enum IcmpUnreachable
    {
        Network = 0,
        Host = 1,
        Port = 3,
    }
}
