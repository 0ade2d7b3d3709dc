using ActorTcp.Protocol;

namespace Protocol.Tests.Congestion;

// Linux's arithmetic: what its CUBIC and its HyStart do that RFC 9438 and RFC 9406 do not.
public sealed class LinuxCubicTests
{
    private static Flow Avoiding(int cwnd) => new(new LinuxCubic(hystart: true), cwnd, threshold: cwnd);

    // A segment for 20, before there was a loss.
    [Fact]
    public void Before_the_first_loss_the_window_grows_by_a_twentieth_in_a_round()
    {
        Flow flow = Avoiding(100);
        flow.Round(0.1);
        Assert.Equal(105, flow.Cwnd);
    }

    // RFC 9438 4.2 lets it grow to 1.5 windows in a round trip; Linux by a segment for two.
    [Fact]
    public void Far_below_the_curve_it_grows_by_a_segment_for_two()
    {
        Flow flow = Avoiding(1000);
        flow.Lose();
        flow.Run(12, 0.1); // past K, on the steep part
        int before = flow.Cwnd;
        flow.Wait(30);
        flow.Ack(1, 0.1);
        flow.Wait(0.001);
        flow.Ack(100, 0.1);
        Assert.InRange(flow.Cwnd - before, 50, 51);
    }

    [Fact]
    public void The_cut_is_to_seven_tenths_and_the_curve_leads_back_to_the_last_maximum()
    {
        Flow flow = Avoiding(1000);
        flow.Lose();
        Assert.Equal(700, flow.Cwnd);
        flow.Run(9.1, 0.1); // K = cubic_root (300 / 0.4) = 9.09 s
        Assert.InRange(flow.Cwnd, 980, 1005);
    }

    // 4.7, fast convergence, in whole segments.
    [Fact]
    public void After_a_second_loss_below_the_maximum_it_makes_room()
    {
        Flow flow = Avoiding(1000);
        flow.Lose();
        flow.Lose();
        Assert.Equal(490, flow.Cwnd);
        flow.Run(7.5, 0.1); // to 700 * 0.85 = 595: K = 6.4 s
        Assert.InRange(flow.Cwnd, 590, 600);
    }

    [Fact]
    public void A_silence_does_not_count()
    {
        Flow flow = Avoiding(1000);
        flow.Lose();
        flow.Run(4, 0.1);
        int before = flow.Cwnd;
        flow.Wait(60);
        flow.Control.OnIdle(TimeSpan.FromSeconds(60));
        flow.Round(0.1);
        Assert.InRange(flow.Cwnd - before, 0, 15);
    }

    // The ninth acknowledgment of a round whose least delay is an eighth above the path's.
    [Theory]
    [InlineData(0.2, 0.2245, false)]
    [InlineData(0.2, 0.2255, false)] // 16 ms at most would be less: 216
    [InlineData(0.08, 0.0905, true)]
    [InlineData(0.01, 0.0135, false)]
    [InlineData(0.01, 0.0145, true)]
    public void Rising_delay_ends_slow_start_at_once(double least, double delay, bool ends)
    {
        var flow = new Flow(new LinuxCubic(hystart: true), 10);
        flow.Round(least, every: 10); // too small a window to look at
        for (int i = 0; i < 9; i++)
        {
            flow.Wait(0.003); // a pause: no train of acknowledgments
            flow.Ack(1, delay);
        }
        bool expected = ends || delay > least + 0.016;
        Assert.Equal(expected ? (28, 28) : (29, CongestionWindow.NoThreshold), (Math.Min(flow.Cwnd, expected ? 28 : 29), flow.Window.Threshold));
    }

    // Rounds are told from the beginning, though no delay is judged below 16 segments: the second begins with the sixth acknowledgment, of
    // the first segment behind the initial window, and its ninth sample decides.
    [Fact]
    public void Rounds_begin_with_the_connection()
    {
        var flow = new Flow(new LinuxCubic(hystart: true), 10);
        for (int i = 1; i <= 13; i++)
        {
            flow.Wait(0.1);
            flow.Ack(2, 0.1 * i); // as behind a bottleneck of two segments in 100 ms
        }
        Assert.Equal((36, CongestionWindow.NoThreshold), (flow.Cwnd, flow.Window.Threshold));
        flow.Wait(0.1);
        flow.Ack(2, 1.4);
        Assert.Equal((36, 36), (flow.Cwnd, flow.Window.Threshold));
    }

    // A train that lasts for half of the least round trip and half a millisecond.
    [Fact]
    public void Acknowledgments_without_a_pause_end_slow_start()
    {
        var flow = new Flow(new LinuxCubic(hystart: true), 10);
        flow.Round(0.02, every: 10);
        int count = 0;
        while (flow.Window.Threshold == CongestionWindow.NoThreshold && count < 100)
        {
            flow.Ack(1, 0.02);
            flow.Wait(0.001);
            count++;
        }
        Assert.InRange(count, 11, 13);
    }

    [Fact]
    public void Without_HyStart_slow_start_goes_on()
    {
        var flow = new Flow(new LinuxCubic(hystart: false), 10);
        for (int i = 0; i < 4; i++) flow.Round(0.1 + i * 0.1);
        Assert.Equal((160, CongestionWindow.NoThreshold), (flow.Cwnd, flow.Window.Threshold));
    }

    [Fact]
    public void A_timeout_forgets_the_maximum_and_lets_HyStart_look_again()
    {
        Flow flow = Avoiding(1000);
        flow.Lose();
        flow.Control.OnTimeout();
        flow.Round(0.1);
        Assert.Equal(735, flow.Cwnd); // a twentieth, as before the first loss
    }
}
