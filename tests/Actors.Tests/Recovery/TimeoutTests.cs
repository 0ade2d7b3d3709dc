using ActorTcp.Api;
using Akka.IO;

namespace ActorTcp.Tests.Recovery;

/// <summary>The retransmission timer (RFC 6298), what is sent again after it, and a peer that reneges (RFC 2018 8).</summary>
public sealed class TimeoutTests : RecoveryFixture
{
    // RFC 5681 3.1: a loss window of one segment, then slow start; RFC 2018 5.1: what is SACKed is not sent again.
    [Fact]
    public void After_a_timeout_slow_start_goes_back_and_leaves_out_what_the_peer_has()
    {
        Open();
        Trace("""
            0.000 write 5000
            0.000 > 1:5001 in 5                     # 3001:4001 arrives
            0.100 < ack 1 <sack 3001:4001>
            0.127 > 1:1001                          # the reordering window has passed; lost again
            0.427 > 1:1001                          # RTO after it
            0.527 < ack 1001 <sack 3001:4001>
            0.527 > 1001:2001
            0.527 > 2001:3001
            0.627 < ack 2001 <sack 3001:4001>
            0.627 > 4001:5001
            0.627 < ack 4001
            0.727 < ack 5001
            5.000 nothing
            """);
        Assert.Equal(1, Stack.Counters.Tcp.TcpTimeouts);
    }

    // RFC 6298 5.5: doubled each time; tcp_retries2.
    [Fact]
    public void Each_timeout_doubles_the_next_until_the_retries_are_used_up()
    {
        Open(options: DefaultOptions with { TcpRetries2 = 5 });
        Trace("""
            0.000 write 3000
            0.000 > 1:3001 in 3
            0.202 > 2001:3001                       # the probe: not a retry
            0.502 > 1:1001
            1.102 > 1:1001
            2.302 > 1:1001
            4.702 > 1:1001
            9.502 > 1:1001
            19.000 nothing
            """);
        Handler.ExpectNoMsg(TimeSpan.Zero);
        Trace("20.000 nothing");
        Assert.Equal(System.Net.Sockets.SocketError.TimedOut, StackTcp.ErrorOf(Handler.ExpectMsg<Akka.IO.Tcp.ErrorClosed>()));
    }

    // RFC 6298 3 and 5.5: what was sent again is not measured (Karn), and the back-off stays until something is.
    [Fact]
    public void A_new_measurement_ends_the_back_off()
    {
        Open(sack: false);
        Trace("""
            0.000 write 1000
            0.000 > 1:1001
            0.300 > 1:1001
            0.900 > 1:1001
            2.100 > 1:1001
            2.200 < ack 1001
            3.000 write 1000
            3.000 > 1001:2001
            5.400 > 1001:2001                       # the last RTO, 2.4 s
            5.500 < ack 2001
            6.000 write 1000
            6.000 > 2001:3001
            6.100 < ack 3001                        # measured
            7.000 write 1000
            7.000 > 3001:4001
            7.300 > 3001:4001
            7.400 < ack 4001
            """);
    }

    // RFC 2018 8: the cumulative acknowledgment has come to what was SACKed, and stays there: the peer has thrown it away.
    [Fact]
    public void What_the_peer_has_reneged_on_is_sent_again_after_half_a_round_trip()
    {
        Open();
        Trace("""
            0.000 write 5000
            0.000 > 1:5001 in 5                     # 1:1001 is lost
            0.100 < ack 1 <sack 1001:5001>
            0.100 > 1:1001
            0.200 < ack 1001                        # and the rest?
            0.250 > 1001:2001
            0.350 < ack 2001
            0.350 > 2001:4001 in 2
            0.450 < ack 4001
            0.450 > 4001:5001
            0.550 < ack 5001
            5.000 nothing
            """);
        Assert.Equal(1, Count("TCPSACKReneging"));
    }

    // After a timeout, too: it left out what was SACKed, and the acknowledgment stays there.
    [Fact]
    public void What_a_timeout_left_out_and_the_peer_does_not_have_is_sent_again()
    {
        Open();
        Trace("""
            0.000 write 5000
            0.000 > 1:5001 in 5
            0.100 < ack 1 <sack 3001:4001>
            0.127 > 1:1001                          # lost
            0.427 > 1:1001                          # RTO
            0.527 < ack 1001 <sack 3001:4001>
            0.527 > 1001:3001 in 2
            0.627 < ack 3001                        # 3001:4001 was SACKed
            0.677 > 3001:4001                       # not before half a round trip: an acknowledgment may dispel it
            0.777 < ack 4001
            0.777 > 4001:5001
            0.877 < ack 5001
            5.000 nothing
            """);
        Assert.Equal(1, Count("TCPSACKReneging"));
    }

    [Fact]
    public void An_acknowledgment_soon_after_dispels_the_suspicion_of_reneging()
    {
        Open();
        Trace("""
            0.000 write 5000
            0.000 > 1:5001 in 5
            0.100 < ack 1 <sack 1001:5001>
            0.100 > 1:1001
            0.200 < ack 1001
            0.240 < ack 5001
            5.000 nothing
            """);
        Assert.Equal(0, Count("TCPSACKReneging"));
    }
}
