namespace ActorTcp.Tests.Recovery;

/// <summary>RFC 8985 6: losses by time. The reordering window is a quarter of the least round trip, 25 ms, and the timer's slack 2 ms.</summary>
public sealed class RackTests : RecoveryFixture
{
    [Fact]
    public void A_segment_that_is_late_within_the_reordering_window_is_not_sent_again()
    {
        Open();
        Trace("""
            0.000 write 3000
            0.000 > 1:3001 in 3
            0.100 < ack 1 <sack 1001:2001>
            0.110 < ack 1 <sack 1001:3001>
            0.120 < ack 3001
            5.000 nothing
            """);
    }

    [Fact]
    public void A_segment_that_is_later_than_the_reordering_window_is_sent_again_though_two_only_are_behind_it()
    {
        Open();
        Trace("""
            0.000 write 3000
            0.000 > 1:3001 in 3
            0.100 < ack 1 <sack 1001:3001>
            0.127 > 1:1001
            0.227 < ack 3001
            5.000 nothing
            """);
        Assert.Equal(0, Stack.Counters.Tcp.TcpTimeouts);
    }

    // 6.2, step 4: three duplicates are enough "if reordering has not been observed"; once it has been, only time counts.
    [Fact]
    public void Once_the_path_has_reordered_three_duplicates_do_not_hasten_it()
    {
        Open();
        Trace("""
            0.000 write 3000
            0.000 > 1:3001 in 3
            0.100 < ack 1 <sack 1001:3001>
            0.110 < ack 3001                        # 1:1001 was late: the path reorders
            1.000 write 5000
            1.000 > 3001:8001 in 5
            1.100 < ack 3001 <sack 4001:7001>
            1.110 < ack 3001 <sack 4001:8001>
            1.120 < ack 8001                        # late again
            2.000 write 5000
            2.000 > 8001:13001 in 5
            2.100 < ack 8001 <sack 9001:13001>
            2.127 > 8001:9001                       # lost
            2.227 < ack 13001
            5.000 nothing
            """);
    }

    // 6.2, step 4: a D-SACK widens the window by another quarter of the least round trip: to 50 ms.
    [Fact]
    public void A_needless_retransmission_widens_the_reordering_window()
    {
        Open();
        Trace("""
            0.000 write 3000
            0.000 > 1:3001 in 3
            0.100 < ack 1 <sack 1001:3001>
            0.127 > 1:1001
            0.130 < ack 3001                        # the original
            0.227 < ack 3001 <sack 1:1001>          # and the other
            1.000 write 3000
            1.000 > 3001:6001 in 3
            1.100 < ack 3001 <sack 4001:6001>
            1.140 < ack 6001                        # 40 ms late, and not sent again
            5.000 nothing
            """);
    }
}
