using ActorTcp.Protocol;

namespace Protocol.Tests.Recovery;

/// <summary>RFC 6937 3.1, in segments: a sender whose cwnd of 20 is cut to 10 when one of 20 is lost.</summary>
public sealed class ProportionalRateTests
{
    [Fact]
    public void While_more_is_in_flight_than_ssthresh_one_goes_out_for_two_that_arrive()
    {
        var rate = default(ProportionalRate);
        rate.Begin(20);
        int inFlight = 19, sent = 0;
        for (int ack = 0; ack < 18; ack++)
        {
            inFlight--;
            int window = rate.OnDelivered(10, inFlight, 1, safe: false)!.Value;
            int now = Math.Max(0, window - inFlight);
            sent += now;
            inFlight += now;
            rate.Sent = sent;
        }
        Assert.Equal(9, sent);
        Assert.Equal(10, inFlight); // ends where congestion avoidance begins
    }

    [Fact]
    public void The_first_acknowledgment_lets_a_segment_out_whatever_the_arithmetic_says()
    {
        var rate = default(ProportionalRate);
        rate.Begin(100);
        Assert.Equal(51, rate.OnDelivered(10, 50, 1, safe: false));
    }

    [Theory]
    [InlineData(false, 5)] // PRR-CRB: what was delivered, packet conservation
    [InlineData(true, 6)] // PRR-SSRB: one more
    public void Below_ssthresh_the_bound_depends_on_whether_the_acknowledgment_is_good_news(bool safe, int window)
    {
        var rate = default(ProportionalRate);
        rate.Begin(20);
        rate.Sent = 1;
        rate.OnDelivered(10, 3, 1, safe: false);
        Assert.Equal(window, rate.OnDelivered(10, 3, 2, safe));
    }

    [Fact]
    public void What_delivers_nothing_changes_nothing()
    {
        var rate = default(ProportionalRate);
        rate.Begin(20);
        Assert.Null(rate.OnDelivered(10, 5, 0, safe: true));
    }
}
