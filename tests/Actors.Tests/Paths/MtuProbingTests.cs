using ActorTcp.Api;
using ActorTcp.Connection;
using ActorTcp.Tests.Recovery;

namespace ActorTcp.Tests.Paths;

/// <summary>RFC 4821: the path's size is found by sending larger segments, for paths on which no router reports.</summary>
public sealed class MtuProbingTests : RecoveryFixture
{
    private static StackOptions Searching(int mode) => DefaultOptions with { TcpMtuProbing = mode, TcpBaseMss = 500 };

    // 7.6.1: the peer's MSS is 1000, and the search begins at 500.
    [Fact]
    public void A_probe_that_arrives_is_the_new_size()
    {
        Open(options: Searching(2));
        Trace("""
            0.000 write 20000
            0.000 > 1:5001 in 10
            0.100 < ack 5001
            0.100 > . 5001:5751(750) ack 1          # the probe: half-way to 1000
            0.100 > 5751:14251 in 17
            0.200 < ack 14251
            0.200 > . 14251:15126(875) ack 1        # the next one
            0.200 > . 15126:15876(750) ack 1
            0.200 > P. 15876:16626(750) ack 1
            0.200 > . 16626:17376(750) ack 1
            0.200 > P. 17376:18126(750) ack 1
            0.200 > . 18126:18876(750) ack 1
            0.200 > P. 18876:19626(750) ack 1
            0.200 > P. 19626:20001(375) ack 1
            0.300 < ack 20001
            """);
        Assert.Equal(875, Info().SndMss);
        Assert.Equal(0, Stack.Counters.Tcp.RetransSegs);
    }

    // 7.6.2: "if only the probe is lost, this is treated as an indication that it was larger than the Path MTU".
    [Fact]
    public void A_probe_that_alone_is_lost_is_sent_again_in_smaller_segments_and_nothing_is_cut()
    {
        Open(options: Searching(2));
        Trace("""
            0.000 write 20000
            0.000 > 1:5001 in 10
            0.100 < ack 5001
            0.100 > . 5001:5751(750) ack 1
            0.100 > 5751:14251 in 17
            """);
        int before = Info().SndCwnd;
        Trace("""
            0.200 < ack 5001 <sack 5751:6251>
            0.200 > 14251:14751
            0.201 < ack 5001 <sack 5751:6751>
            0.201 > 14751:15251
            0.202 < ack 5001 <sack 5751:7251>
            0.202 > 5001:5501
            0.202 > 5501:5751
            0.202 > 15251:16251 in 2                # cwnd is what it was before the probe
            """);
        TcpInfo after = Info();
        Assert.InRange(after.SndCwnd, before, before + 2);
        Assert.Equal(500, after.SndMss);
        Assert.Equal(int.MaxValue, after.SndSsthresh);
    }

    // 7.7: mode 1: three timeouts in a row, and the segments become small enough.
    [Fact]
    public void A_path_that_swallows_large_segments_and_reports_nothing_is_crossed_with_small_ones()
    {
        Open(options: Searching(1));
        Trace("""
            0.000 write 3000
            0.000 > 1:3001 in 3
            0.202 > 2001:3001                       # the tail loss probe
            0.502 > 1:1001
            1.102 > 1:1001
            2.302 > 1:501                           # a black hole?
            2.402 < ack 501
            2.402 > 501:1001
            2.402 > 1001:1501
            2.502 < ack 1501
            2.502 > 1501:2001
            2.502 > 2001:2501
            2.502 > 2501:3001
            2.602 < ack 3001
            """);
        Assert.Equal(500, Info().SndMss);
        Assert.Equal(1, Stack.Counters.Tcp.MtuBlackHoles);
    }

    [Fact]
    public void Without_the_setting_segments_stay_as_large_as_they_are()
    {
        Open(options: Searching(0));
        Trace("""
            0.000 write 1000
            0.000 > 1:1001
            0.300 > 1:1001
            """);
        Advance(100);
        Assert.All(TakeSent(), segment => Assert.Equal(1000, (int)segment.Length));
        Assert.Equal(TcpState.Established, States[^1]);
    }
}
