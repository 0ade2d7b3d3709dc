using System.Globalization;
using ActorTcp.Api;

namespace ActorTcp.Tests.Recovery;

/// <summary>How the congestion window grows while all goes well: only by what is used, and not past the path's capacity.</summary>
public sealed class WindowTests : RecoveryFixture
{
    // RFC 5681 3.1, RFC 6928.
    [Fact]
    public void Slow_start_lets_two_segments_out_for_each_that_arrives()
    {
        Open();
        Trace("""
            0.000 write 40000
            0.000 > 1:10001 in 10
            0.100 < ack 1001
            0.100 > 10001:12001 in 2
            0.100 < ack 3001                        # a delayed acknowledgment
            0.100 > 12001:16001 in 4
            0.100 < ack 10001                       # and one of many segments
            0.100 > 16001:30001 in 14
            """);
    }

    // RFC 5681 4.1 in Linux's form: halved for each RTO of silence, to the initial window.
    [Fact]
    public void A_window_that_was_not_used_for_a_while_is_halved_for_each_timeout_that_would_have_been()
    {
        Open();
        Grow();
        Trace("""
            0.700 write 50000                       # 500 ms after the last: RTO and 200 ms
            0.700 > 30001:50001 in 20
            0.800 < ack 50001
            0.800 > 50001:80001 in 30
            """);
    }

    [Fact]
    public void After_a_long_silence_the_window_is_the_initial_one()
    {
        Open();
        Grow();
        Trace("""
            9.000 write 50000
            9.000 > 30001:40001 in 10
            """);
    }

    // RFC 7661's concern: what does not fill the window says nothing of the path.
    [Fact]
    public void An_application_that_does_not_fill_the_window_does_not_grow_it()
    {
        Open();
        for (int i = 0; i < 20; i++)
        {
            string send = At(0.1 * i), ack = At(0.1 * i + 0.1);
            Trace($"""
                {send} write 2000
                {send} > {1 + 2000 * i}:{2001 + 2000 * i} in 2
                {ack} < ack {2001 + 2000 * i}
                """);
        }
        Trace("""
            2.000 write 30000
            2.000 > 40001:50001 in 10
            """);
    }

    [Fact]
    public void An_application_that_uses_little_of_a_large_window_loses_the_rest_of_it()
    {
        Open();
        Grow();
        for (int i = 0; i < 30; i++)
        {
            string send = At(0.2 + 0.1 * i), ack = At(0.3 + 0.1 * i);
            int from = 30001 + 2000 * i;
            Trace($"""
                {send} write 2000
                {send} > {from}:{from + 2000} in 2
                {ack} < ack {from + 2000}
                """);
        }
        Tell(StackTcp.GetInfo.Instance);
        Handler.ExpectMsg<TcpInfo>();
        Write(90001, 60000);
        Assert.InRange(TakeSent().Count, 10, 14); // of 40
    }

    // RFC 9406: the delay rises, growth slows down, and five rounds later slow start is over; nothing was lost.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Rising_delay_ends_slow_start_before_a_loss_does(bool hystart)
    {
        Open(scale: 7, options: DefaultOptions with { TcpHystart = hystart });
        Write(1, 3_000_000);
        int una = 1, flight = TakeSent().Count, rounds = 0;
        Assert.Equal(10, flight);
        double rtt = 0.1;
        var flights = new List<int>();
        while (flight < 1200 && rounds++ < 12)
        {
            if (rounds > 2) rtt = 0.15; // the queue builds up
            Advance(rtt);
            for (int i = 0; i < flight; i++)
            {
                una += 1000;
                Peer($". 1:1(0) ack {una} win 65535");
            }
            flight = TakeSent().Count;
            flights.Add(flight);
        }
        if (hystart)
        {
            // Doubled twice; eight segments of the third round; then a quarter more each for five rounds; then congestion avoidance.
            Assert.Equal([20, 40], flights[..2]);
            Assert.InRange(flights[2], 54, 58);
            Assert.InRange(flights[6], flights[2] * 2.3, flights[2] * 2.5);
            Assert.InRange(flights[8] - flights[7], 0, 4);
            Assert.True(Info().SndSsthresh < int.MaxValue);
        }
        else
        {
            Assert.Equal([20, 40, 80, 160, 320, 640, 1280], flights);
        }
        Assert.Equal(0, Stack.Counters.Tcp.RetransSegs);
    }

    /// <summary>To 40 segments; all is acknowledged 200 ms after the beginning.</summary>
    private void Grow() => Trace("""
        0.000 write 30000
        0.000 > 1:10001 in 10
        0.100 < ack 10001
        0.100 > 10001:30001 in 20
        0.200 < ack 30001
        """);

    private static string At(double seconds) => seconds.ToString("F3", CultureInfo.InvariantCulture);
}
