using ActorTcp.Api;
using ActorTcp.Tests.Recovery;

namespace ActorTcp.Tests.Sending;

/// <summary>A little of a window waits for the acknowledgment that is underway, and leaves with more in one burst.</summary>
public sealed class DeferringTests : RecoveryFixture
{
    // Bursts of twenty segments, for which there is no room; else two would be enough on so long a path.
    private static readonly StackOptions Large = DefaultOptions with { TcpTsoDefer = true, TcpMinTsoSegs = 20 };

    [Fact]
    public void What_has_less_room_than_a_third_of_the_window_waits_for_the_next_acknowledgment()
    {
        Open(scale: 7, options: Large);
        Trace("""
            0.000 write 40000
            0.000 > 1:10001 in 10
            0.100 < ack 1001
            0.100 > 10001:12001 in 2                # nothing was sent for a while: now
            0.1001 < ack 2001
            0.1002 < ack 3001                       # room for 4 of 13
            0.1003 < ack 4001                       # for 6 of 14: enough
            0.1003 > 12001:18001 in 6
            """);
    }

    [Fact]
    public void After_a_millisecond_it_waits_no_longer()
    {
        Open(scale: 7, options: Large);
        Trace("""
            0.000 write 40000
            0.000 > 1:10001 in 10
            0.100 < ack 1001
            0.100 > 10001:12001 in 2
            0.1015 < ack 2001
            0.1015 > 12001:14001 in 2
            0.103 < ack 3001
            0.103 > 14001:16001 in 2
            """);
    }

    // Half of a round trip later the acknowledgment that would let more out is underway; before, it is too far away to be waited for.
    [Fact]
    public void What_was_sent_lately_is_not_waited_for()
    {
        Open(scale: 7, options: Large);
        Trace("""
            0.000 write 40000
            0.000 > 1:10001 in 10
            0.100 < ack 10001
            0.100 > 10001:30001 in 20
            0.1001 < ack 10001 win 1000             # 128,000 bytes: another window, no duplicate
            0.1402 < ack 11001                      # acknowledged within half of a round trip
            0.1402 > 30001:32001 in 2
            0.1403 < ack 12001
            0.1403 > 32001:34001 in 2
            """);
    }

    // There is room for all of it, and it may grow; a FIN behind it says that it will not.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_a_fin_follows_does_not_wait_for_more(bool close)
    {
        Open(scale: 7, options: Large);
        Trace("""
            0.000 write 13500
            0.000 > 1:10001 in 10
            """);
        if (close) Tell(Akka.IO.Tcp.Close.Instance);
        Trace("""
            0.100 < ack 1001
            0.100 > 10001:12001 in 2
            """);
        Advance(0.0001);
        Peer(". 1:1(0) ack 2001 win 512");
        if (close) Expect(". 12001:13001(1000) ack 1", "FP. 13001:13501(500) ack 1");
        else ExpectNothing();
    }

    [Fact]
    public void What_would_fill_the_room_waits_even_before_a_fin()
    {
        Open(scale: 7, options: Large);
        Trace("""
            0.000 write 14000
            0.000 > 1:10001 in 10
            """);
        Tell(Akka.IO.Tcp.Close.Instance);
        Trace("""
            0.100 < ack 1001
            0.100 > 10001:12001 in 2
            0.1001 < ack 2001
            """);
    }

    [Fact]
    public void A_hundredth_of_the_window_is_as_good_as_nothing()
    {
        Open(scale: 7, options: Large with { TcpTsoWinDivisor = 100 });
        Trace("""
            0.000 write 40000
            0.000 > 1:10001 in 10
            0.100 < ack 1001
            0.100 > 10001:12001 in 2
            0.1001 < ack 2001
            0.1001 > 12001:14001 in 2
            0.1002 < ack 3001
            0.1002 > 14001:16001 in 2
            """);
    }

    // Zero: three segments wait, four do not.
    [Fact]
    public void Without_a_divisor_more_than_three_segments_go()
    {
        Open(scale: 7, options: Large with { TcpTsoWinDivisor = 0 });
        Trace("""
            0.000 write 40000
            0.000 > 1:10001 in 10
            0.100 < ack 1001
            0.100 > 10001:12001 in 2
            0.1001 < ack 2001
            0.1002 < ack 3001
            0.1002 > 12001:16001 in 4
            """);
    }

    // RFC 3042: duplicates let new segments out, one each.
    [Fact]
    public void Limited_transmit_does_not_wait()
    {
        Open(scale: 7, options: Large);
        Trace("""
            0.000 write 40000
            0.000 > 1:10001 in 10
            0.100 < ack 1 <sack 1001:2001>
            0.100 > 10001:11001
            0.1001 < ack 1 <sack 1001:3001>
            0.1001 > 11001:12001
            """);
    }
}
