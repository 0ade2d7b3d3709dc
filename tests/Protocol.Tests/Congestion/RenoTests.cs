using ActorTcp.Protocol;

namespace Protocol.Tests.Congestion;

public sealed class RenoTests
{
    private static Flow Slow(int cwnd = 10, int threshold = CongestionWindow.NoThreshold) => new(new Reno(hystart: false), cwnd, threshold);

    // RFC 5681 3.1, slow start; RFC 3465 2.2.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(44)]
    public void Slow_start_doubles_the_window_each_round_trip_however_many_segments_an_acknowledgment_covers(int every)
    {
        Flow flow = Slow();
        for (int expected = 20; expected <= 640; expected *= 2)
        {
            flow.Round(0.1, every);
            Assert.Equal(expected, flow.Cwnd);
        }
    }

    // RFC 5681 3.1, congestion avoidance; RFC 3465 2.1.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(44)]
    public void Congestion_avoidance_adds_a_segment_each_round_trip_however_many_segments_an_acknowledgment_covers(int every)
    {
        Flow flow = Slow(cwnd: 100, threshold: 100);
        for (int expected = 101; expected <= 120; expected++)
        {
            flow.Round(0.1, every);
            Assert.Equal(expected, flow.Cwnd);
        }
    }

    [Fact]
    public void An_acknowledgment_that_reaches_ssthresh_counts_the_rest_for_congestion_avoidance()
    {
        Flow flow = Slow(cwnd: 15, threshold: 20);
        flow.Ack(24); // 5 to ssthresh, 19 of the 20 that the next segment takes
        Assert.Equal((20, 19), (flow.Cwnd, flow.Window.Credit));
        flow.Ack(1);
        Assert.Equal((21, 0), (flow.Cwnd, flow.Window.Credit));
    }

    // RFC 5681 3.1, equation 4.
    [Theory]
    [InlineData(100, 50)]
    [InlineData(11, 5)]
    [InlineData(3, 2)]
    [InlineData(1, 2)]
    public void Congestion_halves_the_window_to_two_segments_at_least(int cwnd, int threshold)
    {
        Flow flow = Slow(cwnd, cwnd);
        flow.Window.Credit = 1;
        Assert.Equal(threshold, flow.Control.OnCongestion(flow.Window, flow.Now));
        Assert.Equal(0, flow.Window.Credit);
        Assert.Equal(cwnd, flow.Cwnd); // which is the sender's to move: RFC 6937
    }

    [Fact]
    public void A_timeout_leaves_slow_start_to_half_the_window()
    {
        Flow flow = Slow(cwnd: 32);
        flow.TimeOut();
        int[] rounds = [2, 4, 8, 16, 17, 18];
        foreach (int expected in rounds)
        {
            flow.Round(0.1);
            Assert.Equal(expected, flow.Cwnd);
        }
    }

    [Fact]
    public void An_acknowledgment_of_nothing_new_does_not_grow_the_window()
    {
        Flow flow = Slow();
        flow.Ack(0);
        Assert.Equal(10, flow.Cwnd);
        flow = Slow(cwnd: 10, threshold: 5);
        flow.Ack(0);
        Assert.Equal((10, 0), (flow.Cwnd, flow.Window.Credit));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_window_has_a_largest_size_whatever_is_acknowledged(bool slowStart)
    {
        Flow flow = Slow(threshold: slowStart ? CongestionWindow.NoThreshold : 5);
        for (int i = 0; i < 100; i++) flow.Control.OnAck(flow.Window, new AckEvent(flow.Now, int.MaxValue, null, default, default, 10));
        Assert.Equal(CongestionWindow.Largest, flow.Cwnd);
    }
}
