using ActorTcp.Protocol;

namespace Protocol.Tests.Congestion;

// RFC 9406 4.2, in slow start of either algorithm; here Reno's. A window of 10 makes rounds of 10, 20, 40, … acknowledgments.
public sealed class HyStartTests
{
    private readonly Flow _flow = new(new Reno(hystart: true), 10);

    [Fact]
    public void Without_rising_delay_it_is_slow_start()
    {
        Rounds(0.1, 0.1, 0.1, 0.1);
        Assert.Equal((160, CongestionWindow.NoThreshold), (_flow.Cwnd, _flow.Window.Threshold));
    }

    // "RttThresh = max(MIN_RTT_THRESH, min(lastRoundMinRTT / MIN_RTT_DIVISOR, MAX_RTT_THRESH))": 4 ms, an eighth, 16 ms.
    [Theory]
    [InlineData(10, 13.9, false)]
    [InlineData(10, 14, true)]
    [InlineData(80, 89.9, false)]
    [InlineData(80, 90, true)]
    [InlineData(400, 415.9, false)]
    [InlineData(400, 416, true)]
    public void Delay_that_rises_by_the_threshold_in_a_round_makes_growth_conservative(double before, double after, bool conservative)
    {
        Rounds(before / 1000, after / 1000); // the second round's eighth sample decides
        Assert.Equal(20 + (conservative ? 7 + 13 / 4 : 20), _flow.Cwnd);
    }

    // "rttSampleCount >= N_RTT_SAMPLE".
    [Fact]
    public void Seven_samples_in_a_round_decide_nothing()
    {
        Rounds(0.1);
        for (int i = 0; i < 7; i++) _flow.Ack(2, 0.2);
        _flow.Ack(6); // measures nothing: Karn
        Assert.Equal(40, _flow.Cwnd);
    }

    [Fact]
    public void The_round_before_must_have_been_measured()
    {
        Rounds(0.1);
        for (int i = 0; i < 20; i++) _flow.Ack(1); // a round without a measurement
        Rounds(0.2);
        Assert.Equal(80, _flow.Cwnd);
    }

    // "cwnd = cwnd + (min(N, L * SMSS) / CSS_GROWTH_DIVISOR)"; "CSS lasts at most CSS_ROUNDS rounds", the first one partial.
    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void After_five_conservative_rounds_congestion_avoidance_begins(int every)
    {
        Rounds(0.1, 0.1);
        Assert.Equal(40, _flow.Cwnd);
        _flow.Round(0.2, every);
        int cwnd = _flow.Cwnd;
        for (int i = 0; i < 4; i++)
        {
            Assert.Equal(CongestionWindow.NoThreshold, _flow.Window.Threshold);
            int before = _flow.Cwnd;
            _flow.Round(0.2, every);
            Assert.InRange(_flow.Cwnd, before + before / 4 - 1, before + before / 4 + 1);
        }
        Assert.Equal(_flow.Cwnd, _flow.Window.Threshold);
        Assert.InRange(_flow.Cwnd, cwnd * 2.3, cwnd * 2.5); // 1.25^4
        cwnd = _flow.Cwnd;
        Rounds(0.2, 0.2);
        Assert.Equal(cwnd + 2, _flow.Cwnd);
    }

    // "if (currentRoundMinRTT < cssBaselineMinRtt): cssBaselineMinRtt = infinity; resume slow start including HyStart++".
    [Fact]
    public void Delay_that_goes_away_resumes_slow_start_and_can_end_it_again()
    {
        Rounds(0.1, 0.1, 0.2); // conservative, with a baseline of 200 ms
        int cwnd = _flow.Cwnd;
        Rounds(0.199);
        Assert.InRange(_flow.Cwnd, cwnd + 7 / 4 + cwnd - 8, 2 * cwnd); // the eighth sample resumes
        cwnd = _flow.Cwnd;
        Rounds(0.199);
        Assert.Equal(2 * cwnd, _flow.Cwnd);
        for (int i = 0; i < 5; i++) Rounds(0.3);
        Assert.Equal(_flow.Cwnd, _flow.Window.Threshold);
    }

    [Fact]
    public void Conservative_growth_goes_on_while_the_delay_stays_at_its_baseline()
    {
        Rounds(0.1, 0.1, 0.2);
        int cwnd = _flow.Cwnd;
        Rounds(0.2);
        Assert.InRange(_flow.Cwnd, cwnd + cwnd / 4, cwnd + cwnd / 4 + 1);
    }

    // 4.3: "SHOULD use HyStart++ only for the initial slow start".
    [Fact]
    public void After_the_first_congestion_slow_start_is_without_it()
    {
        Rounds(0.1, 0.1, 0.1);
        _flow.TimeOut();
        Assert.Equal(40, _flow.Window.Threshold);
        Rounds(0.1, 0.2, 0.3, 0.4, 0.5);
        Assert.Equal(32, _flow.Cwnd);
        Rounds(0.6);
        Assert.InRange(_flow.Cwnd, 40, 41);
    }

    [Fact]
    public void An_undone_congestion_resumes_the_initial_slow_start_with_rounds_of_its_own()
    {
        Rounds(0.1, 0.1, 0.2);
        int cwnd = _flow.Cwnd;
        _flow.Lose();
        _flow.Undo(cwnd, CongestionWindow.NoThreshold);
        Rounds(0.3); // nothing to compare it with
        Assert.Equal(2 * cwnd, _flow.Cwnd);
    }

    [Fact]
    public void Without_the_setting_delay_does_not_matter()
    {
        var flow = new Flow(new Reno(hystart: false), 10);
        double[] delays = [0.1, 0.2, 0.3, 0.4];
        foreach (double rtt in delays) flow.Round(rtt);
        Assert.Equal(160, flow.Cwnd);
    }

    private void Rounds(params double[] delays)
    {
        foreach (double rtt in delays) _flow.Round(rtt);
    }
}
