namespace ActorTcp.Tests.Recovery;

/// <summary>What looks like a loss and is none, or like none and is one: echoes, probes and silences that mislead.</summary>
public sealed class DoubtTests : RecoveryFixture
{
    // RFC 8985 6.2, step 2: the timestamp's echo tells whose arrival it is.
    [Fact]
    public void A_late_original_after_more_than_a_round_trip_is_not_taken_for_the_retransmission()
    {
        Open(stamps: true);
        Trace("""
            0.000 write 10000
            0.000 > 1:10001 in 10
            0.202 > 9001:10001
            0.502 > 1:1001
            0.650 < ack 1001 <TS val 1750 ecr 100>
            0.651 < ack 10001 <TS val 1751 ecr 100>
            1.000 nothing
            """);
    }

    // RFC 5682 2.1, step 2b: "transmit up to two new segments": and nothing that counts as lost with them.
    [Fact]
    public void F_RTO_with_one_new_segment_sends_nothing_again_with_it()
    {
        Open();
        Trace("""
            0.000 write 11000
            0.000 > 1:10001 in 10
            0.202 > 10001:11001
            0.300 write 1000
            0.502 > 1:1001
            0.600 < ack 1001
            0.600 > 11001:12001
            0.601 < ack 2001
            0.602 < ack 12001
            2.000 nothing
            """);
        Assert.Equal(1, Count("TCPSpuriousRTOs"));
    }

    // A probe says nothing of a loss: what was sent first may still be underway, once.
    [Fact]
    public void A_probe_takes_no_room_of_cwnd()
    {
        Open();
        Trace("""
            0.000 write 9000
            0.000 > 1:9001 in 9
            0.202 > 8001:9001
            0.210 write 2000
            0.210 > 9001:10001
            """);
    }

    [Fact]
    public void F_RTO_needs_no_timestamps_after_more_than_a_round_trip()
    {
        Open();
        Trace("""
            0.000 write 20000
            0.000 > 1:10001 in 10
            0.202 > 10001:11001
            0.502 > 1:1001
            0.650 < ack 1001
            0.650 > 11001:13001 in 2
            0.651 < ack 2001
            0.652 < ack 10001
            0.652 > 13001:20001 in 7
            0.750 < ack 20001
            5.000 nothing
            """);
    }

    [Fact]
    public void A_probe_of_long_ago_does_not_spoil_the_echo()
    {
        Open(stamps: true);
        Trace("""
            0.000 write 2000
            0.000 > 1:2001 in 2
            0.202 > 1001:2001
            0.203 < ack 2001 <TS val 1303 ecr 100>
            0.300 write 1000
            0.300 > 2001:3001
            0.400 < ack 3001 <TS val 1500 ecr 400>
            5.000 write 8000
            5.000 > 3001:10001 in 7
            5.2245 > 10001:11001
            5.5385 > 3001:4001
            5.600 < ack 4001 <TS val 6650 ecr 5100>
            5.601 < ack 10001 <TS val 6651 ecr 5100>
            """);
        Assert.Equal(1, Count("TCPLossUndo") + Count("TCPFullUndo") );
    }

    [Fact]
    public void A_FIN_waits_for_its_place_in_the_window()
    {
        Open();
        Peer(". 1:1(0) ack 1 win 2000");
        Trace("""
            0.000 write 2000
            0.000 > 1:2001 in 2
            """);
        Tell(Akka.IO.Tcp.ConfirmedClose.Instance);
        ExpectNothing();
        Trace("""
            0.100 < ack 2001 win 0
            """);
        Advance(0.3);
        Assert.NotEmpty(TakeSent());
        Trace("""
            0.450 < ack 2001 win 1000
            0.450 > F. 2001:2001(0) ack 1
            0.750 > F. 2001:2001(0) ack 1
            """);
    }

    // A cork keeps text back after a silence: the silence is counted once, however often the application writes.
    [Fact]
    public void A_silence_is_counted_once()
    {
        Open();
        Trace("""
            0.000 write 10000
            0.000 > 1:10001 in 10
            0.100 < ack 10001
            0.100 write 20000
            0.100 > 10001:30001 in 20
            0.200 < ack 30001
            """);
        int before = Info().SndCwnd;
        Tell(new ActorTcp.Api.StackTcp.SetOption(new ActorTcp.Api.TcpSO.Cork(true)));
        Handler.ExpectMsg<ActorTcp.Api.StackTcp.OptionSet>();
        Advance(0.45);
        for (int i = 0; i < 5; i++)
        {
            Write(30001 + 10 * i, 10);
            Advance(0.01);
        }
        Assert.Equal(before / 2, Info().SndCwnd);
        ExpectNothing();
    }

    // RFC 6582, RFC 2883: a block that tells of a duplicate takes nothing out of what is lost and sent again.
    [Fact]
    public void A_duplicate_told_of_what_is_lost_does_not_hide_it()
    {
        Open();
        Trace("""
            0.000 write 10000
            0.000 > 1:10001 in 10
            0.100 < ack 1 <sack 4001:10001>
            0.100 > 1:4001 in 4
            0.150 < ack 1 <sack 1:2001 1:90001>
            0.400 > 1:1001                          # the timer
            """);
        Advance(60);
        TakeSent();
        Peer(". 1:1(0) ack 10001 win 65535");
        ExpectNothing();
    }
}
