using ActorTcp.Protocol;

namespace Protocol.Tests.Congestion;

public sealed class CubicTests
{
    private static Flow New(int cwnd, int threshold = CongestionWindow.NoThreshold) => new(new Cubic(hystart: true), cwnd, threshold);

    private static Cubic Of(Flow flow) => (Cubic)flow.Control;

    // RFC 9438 4.2, figures 1 and 2: W_cubic(t) = C * (t - K)^3 + W_max, K = cbrt ((W_max - cwnd_epoch) / C).
    private static double Curve(double t, double wMax, double epoch) => 0.4 * Math.Pow(t - Math.Cbrt((wMax - epoch) / 0.4), 3) + wMax;

    // 4.4, the concave region, and 4.5, the convex one.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(44)]
    public void After_a_loss_the_window_follows_the_cubic_function_however_many_segments_an_acknowledgment_covers(int every)
    {
        Flow flow = New(1000, 1000);
        flow.Lose();
        Assert.Equal(700, flow.Cwnd);
        Instant start = flow.Now;
        while (flow.Now - start < TimeSpan.FromSeconds(16))
        {
            flow.Round(0.1, every);
            double expected = Curve((flow.Now - start).TotalSeconds, 1000, 700);
            Assert.InRange(flow.Cwnd, expected * 0.98 - 1, expected * 1.01 + 1);
        }
        Assert.Equal(Math.Cbrt(750), Of(flow).K, 9); // 9.09 s
        Assert.InRange(flow.Cwnd, 1100, 1150);        // past W_max
    }

    // 4.6: beta_cubic = 0.7; ssthresh is at least 2.
    [Theory]
    [InlineData(1000, 700)]
    [InlineData(11, 7)]
    [InlineData(3, 2)]
    [InlineData(1, 2)]
    public void Congestion_cuts_the_window_to_seven_tenths(int cwnd, int threshold)
    {
        Flow flow = New(cwnd, cwnd);
        Assert.Equal(threshold, flow.Control.OnCongestion(flow.Window, flow.Now));
        Assert.Equal(cwnd, flow.Cwnd);
        Assert.Equal(cwnd, Of(flow).WMax);
    }

    // 4.7: "if (cwnd < W_max) W_max = cwnd * (1 + beta_cubic) / 2; else W_max = cwnd".
    [Fact]
    public void A_loss_below_the_last_maximum_makes_room_for_others()
    {
        Flow flow = New(1000, 1000);
        flow.Lose();
        Assert.Equal(1000, Of(flow).WMax);
        flow.Run(1, 0.1);
        int cwnd = flow.Cwnd;
        Assert.InRange(cwnd, 701, 999);
        flow.Lose();
        Assert.Equal(cwnd * 0.85, Of(flow).WMax, 9);
        flow.Run(10, 0.1);
        Assert.True(flow.Cwnd > Of(flow).WMax);
        cwnd = flow.Cwnd;
        flow.Lose();
        Assert.Equal(cwnd, Of(flow).WMax);
    }

    // 4.3: with a short round trip and a small window growth is that of AIMD with alpha = 3 * (1 - beta) / (1 + beta) = 9/17.
    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    public void In_the_Reno_friendly_region_the_window_grows_by_nine_seventeenths_until_the_prior_window_and_then_as_Reno(int every)
    {
        Flow flow = New(40, 40);
        flow.Lose();
        Assert.Equal(28, flow.Cwnd);
        const double Rtt = 0.001;
        for (int i = 0; i < 17; i++) flow.Round(Rtt, every);
        Assert.InRange(flow.Cwnd, 28 + 8, 28 + 9);
        while (flow.Cwnd < 41) flow.Round(Rtt, every);
        int before = flow.Cwnd;
        for (int i = 0; i < 20; i++) flow.Round(Rtt, every);
        Assert.InRange(flow.Cwnd, before + 19, before + 20);
        Assert.InRange(Of(flow).WEst, flow.Cwnd, flow.Cwnd + 1);
    }

    // 4.2: "target [is] 1.5 * cwnd if W_cubic(t + RTT) > 1.5 * cwnd".
    [Fact]
    public void A_round_trip_grows_the_window_by_half_at_most()
    {
        Flow flow = New(1000, 1000);
        flow.Lose();
        flow.Round(0.1);
        int before = flow.Cwnd;
        flow.Control.OnRoundTrip(flow.Window, new AckEvent(flow.Now, 0, TimeSpan.FromSeconds(400), flow.Una, flow.Una, 700)); // SRTT of 50 s
        flow.Ack(before);
        Assert.InRange(flow.Cwnd, before + before / 2, before + before / 2 + 1);
        before = flow.Cwnd;
        flow.Ack(3 * before);
        Assert.InRange(flow.Cwnd, before + before / 2, before + before / 2 + 1); // nor does an acknowledgment of more than a window
    }

    // 4.8: "K is set to 0, and W_max is set to the congestion window size at the beginning of the current congestion avoidance stage".
    [Fact]
    public void After_a_timeout_slow_start_to_seven_tenths_then_the_convex_region_from_there()
    {
        Flow flow = New(1000, 1000);
        flow.TimeOut();
        Assert.Equal((1, 700), (flow.Cwnd, flow.Window.Threshold));
        for (int expected = 2; expected <= 512; expected *= 2)
        {
            flow.Round(0.1);
            Assert.Equal(expected, flow.Cwnd);
        }
        flow.Round(0.1);
        Assert.InRange(flow.Cwnd, 700, 701);
        Assert.Equal(0, Of(flow).K);
        Assert.Equal(700, Of(flow).WMax);
        Instant start = flow.Now;
        flow.Run(8, 0.1);
        Assert.InRange(flow.Cwnd, 700 + 0.4 * 400, 700 + 0.4 * 600); // about 8 s cubed
        Assert.InRange((flow.Now - start).TotalSeconds, 7.8, 8);
    }

    // 4.10: after HyStart++ "CUBIC sets cwnd_prior = cwnd", K = 0, W_max = cwnd; so alpha is 1 from the first.
    [Fact]
    public void After_a_slow_start_that_HyStart_ended_K_is_zero_and_growth_at_least_Renos()
    {
        Flow flow = New(10);
        double[] delays = [0.010, 0.010, 0.020, 0.020, 0.020, 0.020, 0.020];
        foreach (double rtt in delays) flow.Round(rtt);
        int exit = flow.Cwnd;
        Assert.Equal(exit, flow.Window.Threshold);
        for (int i = 0; i < 10; i++) flow.Round(0.020);
        Assert.Equal(0, Of(flow).K);
        Assert.Equal(exit, Of(flow).WMax);
        Assert.InRange(flow.Cwnd, exit + 9, exit + 10);
    }

    // 4.9.2: W_max, K, t_epoch and W_est are what they were, and t goes on as if nothing had been.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_undone_cut_leaves_no_trace_in_the_curve(bool timeout)
    {
        Flow flow = New(1000, 1000);
        flow.Lose();
        Instant start = flow.Now;
        flow.Run(3, 0.1);
        (double wMax, double k, double wEst, int cwnd) = (Of(flow).WMax, Of(flow).K, Of(flow).WEst, flow.Cwnd);
        if (timeout) flow.TimeOut();
        else flow.Lose();
        Assert.NotEqual(wMax, Of(flow).WMax);
        flow.Wait(0.3);
        flow.Undo(cwnd, 700);
        Assert.Equal((wMax, k, wEst), (Of(flow).WMax, Of(flow).K, Of(flow).WEst));
        flow.Run(3, 0.1);
        double expected = Curve((flow.Now - start).TotalSeconds, 1000, 700);
        Assert.InRange(flow.Cwnd, expected * 0.98, expected * 1.01);
        flow.Control.OnUndo(flow.Window); // there is nothing more to undo
        Assert.Equal(wMax, Of(flow).WMax);
    }

    // 4.2, 5.8: "t MUST NOT include periods during which cwnd has not been updated due to application-limited behavior".
    [Fact]
    public void The_time_of_an_idle_connection_does_not_count()
    {
        Flow flow = New(1000, 1000);
        flow.Lose();
        flow.Run(3, 0.1);
        int cwnd = flow.Cwnd;
        flow.Wait(60);
        flow.Control.OnIdle(TimeSpan.FromSeconds(60));
        flow.Round(0.1);
        double expected = Curve(3.1, 1000, 700);
        Assert.InRange(flow.Cwnd, cwnd, expected * 1.01);
    }

    [Fact]
    public void The_time_in_which_the_application_limits_what_is_in_flight_does_not_count()
    {
        Flow flow = New(1000, 1000);
        flow.Lose();
        flow.Run(3, 0.1);
        int cwnd = flow.Cwnd;
        for (int i = 0; i < 600; i++)
        {
            flow.Wait(0.1);
            flow.Ack(1, 0.1, limited: false);
        }
        flow.Round(0.1);
        Assert.InRange(flow.Cwnd, cwnd, Curve(3.2, 1000, 700) * 1.01);
    }

    // 4.2: t counts from the beginning of the current congestion avoidance stage.
    [Fact]
    public void A_slow_start_after_an_idle_time_begins_a_new_stage_towards_the_same_maximum()
    {
        Flow flow = New(1000, 1000);
        flow.Lose();
        flow.Run(3, 0.1);
        flow.Window.Segments = 10; // RFC 5681 4.1: the restart window
        while (flow.Window.InSlowStart) flow.Round(0.1);
        flow.Run(9, 0.1);
        Assert.InRange(flow.Cwnd, 990, 1001);
        Assert.Equal(1000, Of(flow).WMax);
    }

    [Fact]
    public void It_takes_over_a_window_that_another_left()
    {
        Flow flow = New(500, 250);
        flow.Run(5, 0.1);
        Assert.Equal(0, Of(flow).K);
        Assert.Equal(500, Of(flow).WMax);
        Assert.InRange(flow.Cwnd, 530, 560); // 0.4 * 5^3 = 50
    }

    [Fact]
    public void Nothing_that_it_is_told_makes_it_fail()
    {
        var random = new Random(7);
        Flow flow = New(10);
        for (int i = 0; i < 100_000; i++)
        {
            switch (random.Next(12))
            {
                case 0: flow.Lose(); break;
                case 1: flow.TimeOut(); break;
                case 2: flow.Undo(random.Next(1, CongestionWindow.Largest), random.Next(2) == 0 ? CongestionWindow.NoThreshold : random.Next(2, 5000)); break;
                case 3: flow.Control.OnIdle(TimeSpan.FromSeconds(random.Next(1000))); break;
                case 4: flow.Wait(random.NextDouble() * random.Next(1000)); break;
                default: flow.Ack(random.Next(random.Next(2) == 0 ? 3 : 2000), random.Next(3) == 0 ? null : random.NextDouble(), random.Next(4) > 0); break;
            }
            Assert.InRange(flow.Cwnd, 1, CongestionWindow.Largest);
            Assert.True(double.IsFinite(Of(flow).K) && double.IsFinite(Of(flow).WEst), $"step {i}");
        }
    }
}
