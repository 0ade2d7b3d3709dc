namespace ActorTcp.Tests.Recovery;

/// <summary>Losses that what arrives behind them tells of: a round trip repairs them, and no timer expires.</summary>
public sealed class FastRetransmitTests : RecoveryFixture
{
    private static readonly ActorTcp.Api.StackOptions Reno = DefaultOptions with { TcpCongestionControl = "reno" };

    // RFC 6675 5 and RFC 8985 6.2: the third segment SACKed behind the hole. RFC 3042: the first two let new data out.
    // RFC 6937 3.1: cwnd goes from 10 to 7 by sending seven segments for ten that are delivered.
    [Fact]
    public void One_lost_segment_is_sent_again_at_the_third_sack_and_the_window_shrinks_in_proportion()
    {
        Open();
        Trace("""
            0.000 write 20000
            0.000 > 1:10001 in 10                   # 1:1001 is lost
            0.100 < ack 1 <sack 1001:2001>
            0.100 > 10001:11001                     # limited transmit
            0.101 < ack 1 <sack 1001:3001>
            0.101 > 11001:12001
            0.102 < ack 1 <sack 1001:4001>
            0.102 > 1:1001                          # fast retransmit: pipe is 9 now, ssthresh 7
            0.103 < ack 1 <sack 1001:5001>
            0.103 > 12001:13001                     # CEIL(2 * 7/10) - 1
            0.104 < ack 1 <sack 1001:6001>
            0.104 > 13001:14001                     # CEIL(3 * 7/10) - 2
            0.105 < ack 1 <sack 1001:7001>          # CEIL(4 * 7/10) - 3 = 0
            0.106 < ack 1 <sack 1001:8001>          # pipe is 7, which is ssthresh
            0.107 < ack 1 <sack 1001:9001>
            0.107 > 14001:15001                     # from here on one for one
            0.108 < ack 1 <sack 1001:10001>
            0.108 > 15001:16001
            0.200 < ack 1 <sack 1001:11001>
            0.200 > 16001:17001
            0.201 < ack 1 <sack 1001:12001>
            0.201 > 17001:18001
            0.202 < ack 12001                       # all of the episode: cwnd is ssthresh
            0.202 > 18001:19001
            0.203 < ack 13001
            0.203 > 19001:20001
            0.300 < ack 20001
            5.000 nothing
            """);
        Assert.Equal(1, Stack.Counters.Tcp.RetransSegs);
        Assert.Equal(0, Stack.Counters.Tcp.TcpTimeouts);
    }

    [Fact]
    public void Two_lost_segments_of_a_window_are_sent_again_in_the_same_round_trip()
    {
        Open();
        Trace("""
            0.000 write 10000
            0.000 > 1:10001 in 10                   # 1:1001 and 3001:4001 are lost
            0.100 < ack 1 <sack 1001:2001>
            0.100 < ack 1 <sack 1001:3001>
            0.100 < ack 1 <sack 4001:5001 1001:3001>
            0.100 > 1:1001                          # three are behind it
            0.100 < ack 1 <sack 4001:6001 1001:3001>
            0.100 > 3001:4001                       # RFC 8985 6.2: once in recovery, what was sent before what has arrived is lost
            0.100 < ack 1 <sack 4001:10001 1001:3001>
            0.200 < ack 3001 <sack 4001:10001>
            0.200 < ack 10001
            5.000 nothing
            """);
        Assert.Equal(2, Stack.Counters.Tcp.RetransSegs);
    }

    // RFC 5681 3.2, RFC 6582 3.2: a partial acknowledgment names the next hole; one a round trip.
    [Fact]
    public void Without_sack_three_duplicates_and_then_each_partial_acknowledgment_send_one_segment_again()
    {
        Open(sack: false, options: Reno);
        Trace("""
            0.000 write 20000
            0.000 > 1:10001 in 10                   # 1:1001 and 4001:5001 are lost
            0.100 < ack 1
            0.100 > 10001:11001                     # limited transmit
            0.100 < ack 1
            0.100 > 11001:12001
            0.100 < ack 1
            0.100 > 1:1001                          # cwnd goes from 10 to 5
            0.100 < ack 1
            0.100 < ack 1
            0.100 > 12001:13001                     # CEIL(3 * 5/10) - 1
            0.100 < ack 1
            0.100 < ack 1
            0.100 > 13001:14001
            0.100 < ack 1                           # eight of ten have arrived
            0.200 < ack 1                           # what limited transmit sent
            0.200 < ack 1
            0.200 > 14001:15001
            0.200 < ack 4001                        # partial
            0.200 > 4001:5001
            0.200 > 15001:16001
            0.200 < ack 4001
            0.200 > 16001:17001
            0.200 < ack 4001
            0.200 > 17001:18001
            0.300 < ack 4001
            0.300 > 18001:19001
            0.300 < ack 15001                       # all of the episode
            0.300 > 19001:20001
            0.400 < ack 20001
            5.000 nothing
            """);
        Assert.Equal(2, Stack.Counters.Tcp.RetransSegs);
        Assert.Equal(0, Stack.Counters.Tcp.TcpTimeouts);
    }

    // RFC 3042 2: two more segments than cwnd, no more, and cwnd stays.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Limited_transmit_lets_a_new_segment_out_for_each_of_the_first_two_duplicates(bool sack)
    {
        Open(sack);
        Trace($"""
            0.000 write 20000
            0.000 > 1:10001 in 10
            0.100 < ack 1{(sack ? " <sack 1001:2001>" : "")}
            0.100 > 10001:11001
            0.100 < ack 1{(sack ? " <sack 1001:3001>" : "")}
            0.100 > 11001:12001
            0.110 < ack 3001                        # it was late only
            0.110 > 12001:14001 in 2
            """);
        Assert.Equal(0, Stack.Counters.Tcp.RetransSegs);
    }

    // RFC 8985 6.2: what was sent after the retransmission has arrived, so that was lost, too.
    [Fact]
    public void A_lost_retransmission_is_sent_again_without_a_timeout()
    {
        Open();
        Trace("""
            0.000 write 13000
            0.000 > 1:10001 in 10                   # 1:1001 is lost
            0.100 < ack 1 <sack 1001:2001>
            0.100 > 10001:11001
            0.101 < ack 1 <sack 1001:3001>
            0.101 > 11001:12001
            0.102 < ack 1 <sack 1001:4001>
            0.102 > 1:1001                          # lost again
            0.103 < ack 1 <sack 1001:5001>
            0.103 > 12001:13001
            0.108 < ack 1 <sack 1001:10001>
            0.200 < ack 1 <sack 1001:11001>         # was sent before the retransmission
            0.201 < ack 1 <sack 1001:12001>         # so was this
            0.203 < ack 1 <sack 1001:13001>         # this was not
            0.203 > 1:1001
            0.303 < ack 13001
            5.000 nothing
            """);
        Assert.Equal(2, Stack.Counters.Tcp.RetransSegs);
        Assert.Equal(0, Stack.Counters.Tcp.TcpTimeouts);
    }
}
