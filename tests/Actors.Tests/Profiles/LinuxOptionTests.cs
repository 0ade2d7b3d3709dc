using System.Net;
using System.Net.Sockets;
using ActorTcp.Api;
using ActorTcp.Connection;
using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;
using Akka.IO;

namespace ActorTcp.Tests.Connection.Profiles;

/// <summary>Options of tcp(7) and ip(7) that Akka has no word for.</summary>
public sealed class LinuxOptionTests : TcpFixture
{
    private void ListenWith(params Inet.SocketOption[] options)
    {
        Start();
        Stack.Tcp.Tell(new Tcp.Bind(Handler.Ref, new IPEndPoint(IPAddress.Any, ServerPort), 100, options), Handler.Ref);
        Run();
        Handler.ExpectMsg<Tcp.Bound>();
    }

    private void Set(Inet.SocketOption option)
    {
        Tell(new StackTcp.SetOption(option));
        Handler.ExpectMsg<StackTcp.OptionSet>();
    }

    private (byte TimeToLive, bool DontFragment) NextIp()
    {
        byte[] frame = Wire.FromStack.Dequeue();
        return (frame[EthernetHeader.Size + 8], (frame[EthernetHeader.Size + 6] & 0x40) != 0);
    }

    [Fact]
    public void SynCount_limits_the_retries_of_one_connection()
    {
        Start();
        UseLocalPort(1234);
        Stack.Tcp.Tell(new Tcp.Connect(new IPEndPoint(IPAddress.Parse("198.51.100.1"), PeerPort), new IPEndPoint(IPAddress.Parse("198.51.100.2"), 1234), [new TcpSO.SynCount(1)]), Handler.Ref);
        Run();
        Expect("S 0:0(0)");
        Advance(1.1);
        Expect("S 0:0(0)");
        Advance(2.1);
        Assert.Equal(SocketError.TimedOut, FailureOf());
        ExpectNothing();
    }

    [Theory]
    [InlineData(5, 4.9, 5.1)]
    [InlineData(0, 59, 61)]      // tcp_fin_timeout
    [InlineData(500, 119, 121)]  // TCP_FIN_TIMEOUT_MAX
    public void Linger2_is_how_long_an_orphan_stays_in_FinWait2(int seconds, double before, double after)
    {
        Establish();
        Set(new TcpSO.Linger2(TimeSpan.FromSeconds(seconds)));
        Tell(Tcp.Close.Instance);
        Expect("F. 1:1(0) ack 1");
        Peer(". 1:1(0) ack 2 win 65535");
        Advance(before);
        Assert.Equal(TcpState.FinWait2, States[^1]);
        Advance(after - before);
        Assert.Equal(TcpState.Closed, States[^1]);
        ExpectNothing();
    }

    [Fact]
    public void Linger2_below_zero_resets_instead()
    {
        Establish();
        Set(new TcpSO.Linger2(TimeSpan.FromSeconds(-1)));
        Tell(Tcp.Close.Instance);
        Expect("F. 1:1(0) ack 1");
        Peer(". 1:1(0) ack 2 win 65535");
        Expect("R. 2:2(0) ack 1");
        Assert.Equal(TcpState.Closed, States[^1]);
        Assert.Equal(1, Stack.Counters.Tcp.AbortOnLinger);
    }

    [Fact]
    public void Deferred_the_first_data_makes_the_connection()
    {
        ListenWith(new TcpSO.DeferAccept(TimeSpan.FromSeconds(3)));
        Peer("S 0:0(0) win 65535 <mss 1460>");
        Expect("S. 0:0(0) ack 1");
        Peer(". 1:1(0) ack 1 win 65535");
        Assert.Equal([TcpState.SynReceived], States);
        Assert.Equal(1, Stack.Counters.Tcp.DeferAcceptDrop);
        Advance(0.9);
        ExpectNothing();
        Peer("P. 1:11(10) ack 1 win 65535");
        Handler.ExpectMsg<Tcp.Connected>();
        Connection = Handler.LastSender;
        Tell(new Tcp.Register(Handler.Ref));
        ExpectReceived(1, 10);
    }

    // 3 s are two timeouts, of 1 and 2 s: the first passes in silence, with the second the SYN-ACK goes again, and bare ACKs count.
    [Fact]
    public void Deferred_for_long_enough_a_bare_Ack_is_taken()
    {
        ListenWith(new TcpSO.DeferAccept(TimeSpan.FromSeconds(3)));
        Peer("S 0:0(0) win 65535 <mss 1460>");
        Expect("S. 0:0(0) ack 1");
        Peer(". 1:1(0) ack 1 win 65535");
        Advance(1);
        ExpectNothing();
        Peer(". 1:1(0) ack 1 win 65535");
        Assert.Equal([TcpState.SynReceived], States);
        Advance(2);
        Expect("S. 0:0(0) ack 1");
        Peer(". 1:1(0) ack 1 win 65535");
        Handler.ExpectMsg<Tcp.Connected>();
        Connection = Handler.LastSender;
    }

    [Fact]
    public void Deferred_a_peer_that_has_answered_is_not_asked_again_meanwhile()
    {
        ListenWith(new TcpSO.DeferAccept(TimeSpan.FromSeconds(10)));
        Peer("S 0:0(0) win 65535 <mss 1460>");
        Expect("S. 0:0(0) ack 1");
        Peer(". 1:1(0) ack 1 win 65535");
        Advance(14.9); // four timeouts, 1 + 2 + 4 + 8 s: three pass in silence
        ExpectNothing();
        Advance(0.2);
        Expect("S. 0:0(0) ack 1");
    }

    [Fact]
    public void A_clamp_limits_the_window_of_the_SynAck_and_what_follows()
    {
        ListenWith(new TcpSO.WindowClamp(10000));
        Peer("S 0:0(0) win 65535 <mss 1460,wscale 7>");
        Expect("S. 0:0(0) ack 1 win 10000 <mss 1460,wscale 0>");
        Peer(". 1:1(0) ack 1 win 512", "P. 1:101(100) ack 1 win 512");
        Expect(". 1:1(0) ack 101 win 9900");
        Handler.ExpectMsg<Tcp.Connected>();
        Connection = Handler.LastSender;
        Tell(new Tcp.Register(Handler.Ref));
        ExpectReceived(1, 100);
        Tell(new StackTcp.SetOption(new TcpSO.WindowClamp(0)));
        Assert.Equal(SocketError.InvalidArgument, FailureOf());
    }

    [Fact]
    public void A_clamp_on_an_open_connection_takes_no_promise_back()
    {
        Establish();
        Set(new TcpSO.WindowClamp(20000));
        Peer("P. 1:101(100) ack 1 win 65535");
        Expect(". 1:1(0) ack 101 win 65435");
        ExpectReceived(1, 100);
    }

    [Fact]
    public void Time_to_live_is_the_listeners_and_can_be_set_later()
    {
        ListenWith(new TcpSO.TimeToLive(7));
        Peer("S 0:0(0) win 65535 <mss 1460>");
        Assert.Equal((7, true), NextIp());
        Peer(". 1:1(0) ack 1 win 65535");
        Handler.ExpectMsg<Tcp.Connected>();
        Connection = Handler.LastSender;
        Tell(new Tcp.Register(Handler.Ref));
        Set(new TcpSO.TimeToLive(9));
        Write(1, 10);
        Assert.Equal((9, true), NextIp());
    }

    [Theory]
    [InlineData(PathDiscovery.Dont, 1460, false)]
    [InlineData(PathDiscovery.Want, 960, true)]
    [InlineData(PathDiscovery.Do, 960, true)]
    [InlineData(PathDiscovery.Probe, 1460, true)]
    public void Whether_a_routers_report_counts_is_the_sockets_choice(PathDiscovery how, int next, bool dontFragment)
    {
        Establish();
        Set(new TcpSO.MtuDiscover(how));
        Write(1, 1460);
        Expect("P. 1:1461(1460) ack 1");
        PeerTooLarge(1, 1000);
        while (Wire.FromStack.Count > 0) TakeOne();
        Peer(". 1:1(0) ack 1461 win 65535");
        Write(1461, 5000);
        byte[] first = Wire.FromStack.Peek();
        Assert.Equal(next, TakeOne().Length);
        Assert.Equal(dontFragment, (first[EthernetHeader.Size + 6] & 0x40) != 0);
        Wire.FromStack.Clear();
    }

    [Fact]
    public void What_cannot_be_is_refused_where_it_is_said()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new TcpSO.SynCount(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TcpSO.SynCount(128));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TcpSO.WindowClamp(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TcpSO.NotSentLowWater(1L << 32));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TcpSO.TimeToLive(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TcpSO.MtuDiscover((PathDiscovery)9));
        Assert.Equal(4000, SocketSettings.Read([new TcpSO.NotSentLowWater(4000)]).NotSentLowWater);
        Assert.Equal(TcpSO.WindowClamp.Least, new TcpSO.WindowClamp(1).Bytes);
    }
}
