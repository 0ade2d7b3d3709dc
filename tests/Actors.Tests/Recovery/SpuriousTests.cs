namespace ActorTcp.Tests.Recovery;

/// <summary>What was sent again for nothing: found out by F-RTO (RFC 5682), timestamps (RFC 3522) and D-SACK (RFC 2883), and undone.</summary>
public sealed class SpuriousTests : RecoveryFixture
{
    // RFC 5682 3.1: after the first acknowledgment two new segments are sent; the second acknowledges what was not sent again.
    [Fact]
    public void A_timeout_during_a_delay_spike_is_found_spurious_and_undone()
    {
        Open();
        Trace("""
            0.000 write 20000
            0.000 > 1:10001 in 10                   # held up for half a second
            0.202 > 10001:11001                     # the probe
            0.502 > 1:1001                          # the timeout: cwnd 1
            0.600 < ack 1001                        # the original, or the other?
            0.600 > 11001:13001 in 2                # new data asks
            0.601 < ack 2001                        # an original: all of them come
            0.602 < ack 10001
            0.602 > 13001:20001 in 7                # cwnd is what it was, and more
            0.700 < ack 20001
            5.000 nothing
            """);
        Assert.Equal(1, Count("TCPSpuriousRTOs"));
        Assert.Equal(1, Stack.Counters.Tcp.RetransSegs);
    }

    // Step 3a: a duplicate says that the new segment has arrived, and the originals have not.
    [Fact]
    public void A_timeout_after_a_real_loss_goes_on_with_what_was_lost()
    {
        Open();
        Trace("""
            0.000 write 20000
            0.000 > 1:10001 in 10                   # all lost
            0.202 > 10001:11001                     # lost
            0.502 > 1:1001
            0.602 < ack 1001
            0.602 > 11001:13001 in 2
            0.702 < ack 1001 <sack 11001:12001>
            0.702 > 1001:2001
            0.702 < ack 1001 <sack 11001:13001>
            0.702 > 2001:3001
            0.802 < ack 2001 <sack 11001:13001>     # slow start
            0.802 > 3001:5001 in 2
            0.802 < ack 3001 <sack 11001:13001>
            0.802 > 5001:7001 in 2
            """);
        Assert.Equal(0, Count("TCPSpuriousRTOs"));
    }

    // RFC 3522: the echoed timestamp is older than the retransmission: it was the original that arrived.
    [Fact]
    public void The_echo_of_an_original_undoes_a_timeout_at_once()
    {
        Open(stamps: true);
        Trace("""
            0.000 write 10000
            0.000 > 1:10001 in 10                   # at 100 ms of our clock
            0.202 > 9001:10001                      # the probe
            0.502 > 1:1001
            0.600 < ack 1001 <TS val 1700 ecr 100>
            0.601 < ack 10001 <TS val 1701 ecr 100>
            1.000 nothing                           # nothing else was sent again
            1.000 write 11000
            1.000 > 10001:21001 in 11               # and cwnd is not less than it was
            """);
        Assert.Equal(2, Stack.Counters.Tcp.RetransSegs);
    }

    // RFC 3708's use of RFC 2883: every retransmission was a duplicate.
    [Fact]
    public void A_D_SACK_undoes_a_fast_retransmit_of_what_was_only_late()
    {
        Open();
        Trace("""
            0.000 write 10000
            0.000 > 1:10001 in 10
            0.100 < ack 1 <sack 1001:4001>
            0.100 > 1:1001                          # ssthresh is 7
            0.110 < ack 10001                       # the original was late
            0.150 write 20000
            0.150 > 10001:17001 in 7
            0.200 < ack 10001 <sack 1:1001>         # the other
            0.200 > 17001:20001 in 3                # cwnd is 10 again
            """);
        Assert.Equal(1, Count("TCPDSACKUndo"));
    }

    [Fact]
    public void The_echo_of_an_original_undoes_a_fast_retransmit_of_what_was_only_late()
    {
        Open(stamps: true);
        Trace("""
            0.000 write 10000
            0.000 > 1:10001 in 10
            0.100 < ack 1 <TS val 1200 ecr 100,sack 1001:4001>
            0.100 > 1:1001
            0.110 < ack 10001 <TS val 1210 ecr 100>
            0.150 write 20000
            0.150 > 10001:27001 in 17               # 10, and 7 that slow start added for what was acknowledged
            """);
    }
}
