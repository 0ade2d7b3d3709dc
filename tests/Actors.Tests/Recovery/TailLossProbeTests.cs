namespace ActorTcp.Tests.Recovery;

/// <summary>RFC 8985 7: the end of a flight has nobody behind it. A probe goes after two round trips, with 2 ms of slack.</summary>
public sealed class TailLossProbeTests : RecoveryFixture
{
    [Fact]
    public void The_last_segment_is_sent_again_and_its_arrival_tells_what_was_lost_before_it()
    {
        Open();
        Trace("""
            0.000 write 4000
            0.000 > 1:4001 in 4                     # the last three are lost
            0.100 < ack 1001
            0.302 > 3001:4001                       # the probe
            0.402 < ack 1001 <sack 3001:4001>
            0.402 > 1001:2001                       # RFC 6937: one for the one that has arrived
            0.502 < ack 2001 <sack 3001:4001>
            0.502 > 2001:3001
            0.602 < ack 4001
            5.000 nothing
            """);
        Assert.Equal(0, Stack.Counters.Tcp.TcpTimeouts);
    }

    // 7.2: with one segment in flight its acknowledgment may be delayed: the probe waits longer, but not for longer than RTO.
    [Fact]
    public void A_single_segment_is_probed_for_when_it_would_have_timed_out_and_the_probe_repairs_it()
    {
        Open();
        Trace("""
            0.000 write 1000
            0.000 > 1:1001
            0.300 > 1:1001
            0.400 < ack 1001
            5.000 nothing
            """);
        Assert.Equal(0, Stack.Counters.Tcp.TcpTimeouts);
    }

    // 7.3: new data is the better probe; though cwnd is full, and the peer's window has room.
    [Fact]
    public void New_data_is_sent_as_the_probe_if_there_is_any()
    {
        Open();
        Trace("""
            0.000 write 20000
            0.000 > 1:10001 in 10                   # 9001:10001 is lost, and the acknowledgments
            0.202 > 10001:11001
            0.302 < ack 9001 <sack 10001:11001>
            0.302 > 11001:20001 in 9
            """);
        Assert.Equal(0, Stack.Counters.Tcp.RetransSegs);
    }

    // 7.3: "no more than one outstanding TLP": then the retransmission timer.
    [Fact]
    public void A_lost_probe_is_followed_by_the_timeout_and_not_by_another_probe()
    {
        Open();
        Trace("""
            0.000 write 3000
            0.000 > 1:3001 in 3
            0.202 > 2001:3001                       # lost
            0.502 > 1:1001                          # RTO after the probe
            0.602 < ack 1001
            0.602 > 1001:2001
            0.602 > 2001:3001
            0.702 < ack 3001
            5.000 nothing
            """);
        Assert.Equal(1, Stack.Counters.Tcp.TcpTimeouts);
    }

    // 7.4.2: a D-SACK says that both have arrived; without it the probe has repaired a loss, which cuts the window as any other does.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_loss_that_the_probe_has_repaired_cuts_the_window_and_a_needless_probe_does_not(bool lost)
    {
        Open();
        Trace($"""
            0.000 write 2000
            0.000 > 1:2001 in 2
            0.100 < ack 1001
            0.400 > 1001:2001                       # the probe
            0.500 < ack 2001{(lost ? "" : " <sack 1001:2001>")}
            0.500 write 1000
            0.500 > 2001:3001
            0.600 < ack 3001                        # beyond the probe: nothing can come of it any more
            0.600 write 12000
            0.600 > {(lost ? "3001:10001 in 7" : "3001:13001 in 10")}
            """);
    }

    [Fact]
    public void There_is_no_probe_without_sack()
    {
        Open(sack: false);
        Trace("""
            0.000 write 2000
            0.000 > 1:2001 in 2
            0.300 > 1:1001                          # RTO
            0.400 < ack 1001
            0.400 > 1001:2001
            0.500 < ack 2001
            5.000 nothing
            """);
    }
}
