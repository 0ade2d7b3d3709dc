using System.Net;
using ActorTcp.Api;
using Akka.IO;

namespace ActorTcp.Tests.Recovery;

/// <summary>TCP_CONGESTION and tcp_congestion_control: which algorithm a connection has, and that it makes a difference.</summary>
public sealed class CongestionControlTests : RecoveryFixture
{
    // RFC 9438 4.6: seven tenths; RFC 5681 3.1: half.
    [Theory]
    [InlineData("cubic", 7)]
    [InlineData("reno", 5)]
    public void A_loss_cuts_the_window_as_the_stacks_algorithm_does(string name, int segments)
    {
        Open(options: DefaultOptions with { TcpCongestionControl = name });
        Assert.Equal(name, Info().CongestionControl);
        Lose();
        Assert.Equal((segments, segments), (Info().SndCwnd, Info().SndSsthresh));
    }

    [Fact]
    public void An_open_connection_changes_its_algorithm_and_keeps_its_window()
    {
        Open();
        Lose();
        Tell(new StackTcp.SetOption(new TcpSO.CongestionControl("reno")));
        Handler.ExpectMsg<StackTcp.OptionSet>();
        Assert.Equal(("reno", 7, 7), (Info().CongestionControl, Info().SndCwnd, Info().SndSsthresh));
        Trace("""
            1.000 write 14000
            1.000 > 10001:17001 in 7
            1.100 < ack 17001                       # a segment more for the window that has arrived
            1.100 > 17001:24001 in 7
            1.200 < ack 24001
            """);
        Assert.Equal(8, Info().SndCwnd);
    }

    [Fact]
    public void Connections_inherit_a_listeners()
    {
        Start();
        var bind = new Akka.IO.Tcp.Bind(Handler.Ref, new IPEndPoint(IPAddress.Any, ServerPort), 100, [new TcpSO.CongestionControl("reno")]);
        Stack.Tcp.Tell(bind, Handler.Ref);
        Run();
        Handler.ExpectMsg<Akka.IO.Tcp.Bound>();
        Peer("S 0:0(0) win 65535 <mss 1000>");
        Expect("S. 0:0(0) ack 1");
        Peer(". 1:1(0) ack 1 win 65535");
        Handler.ExpectMsg<Akka.IO.Tcp.Connected>();
        Connection = Handler.LastSender;
        Assert.Equal("reno", Info().CongestionControl);
    }

    /// <summary>Of ten segments one is lost and repaired.</summary>
    private void Lose() => Trace("""
        0.000 write 10000
        0.000 > 1:10001 in 10
        0.100 < ack 1 <sack 1001:10001>
        0.100 > 1:1001
        0.200 < ack 10001
        """);
}
