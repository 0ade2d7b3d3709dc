using ActorTcp.Protocol;

namespace Protocol.Tests.Tcp;

public sealed class TimingTests
{
    private static RttEstimator Fresh(double min = 0.2) =>
        new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(min), TimeSpan.FromSeconds(120));

    // RFC 6298 2.1.
    [Fact]
    public void Before_a_measurement_the_timeout_is_the_initial_one() => Assert.Equal(TimeSpan.FromSeconds(1), Fresh().Rto);

    // RFC 6298 2.2: SRTT <- R, RTTVAR <- R/2, RTO <- SRTT + max (G, K*RTTVAR).
    [Fact]
    public void The_first_measurement_sets_both_variables()
    {
        RttEstimator rtt = Fresh();
        rtt.Sample(TimeSpan.FromMilliseconds(400));
        Assert.Equal(TimeSpan.FromMilliseconds(400), rtt.Srtt);
        Assert.Equal(TimeSpan.FromMilliseconds(200), rtt.RttVar);
        Assert.Equal(TimeSpan.FromMilliseconds(1200), rtt.Rto);
    }

    // RFC 6298 2.3: RTTVAR <- 3/4 RTTVAR + 1/4 |SRTT - R'|, then SRTT <- 7/8 SRTT + 1/8 R'.
    [Fact]
    public void A_further_measurement_is_smoothed()
    {
        RttEstimator rtt = Fresh();
        rtt.Sample(TimeSpan.FromMilliseconds(400));
        rtt.Sample(TimeSpan.FromMilliseconds(800));
        Assert.Equal(TimeSpan.FromMilliseconds(250), rtt.RttVar);
        Assert.Equal(TimeSpan.FromMilliseconds(450), rtt.Srtt);
        Assert.Equal(TimeSpan.FromMilliseconds(1450), rtt.Rto);
    }

    // RFC 6298 2.4 with Linux's minimum, which also floors the variation.
    [Fact]
    public void A_quiet_path_keeps_the_minimum_above_its_round_trip()
    {
        RttEstimator rtt = Fresh();
        for (int i = 0; i < 100; i++) rtt.Sample(TimeSpan.FromMilliseconds(50));
        Assert.Equal(TimeSpan.FromMilliseconds(250), rtt.Rto);
        RttEstimator instant = Fresh();
        instant.Sample(TimeSpan.Zero);
        instant.Sample(TimeSpan.Zero);
        Assert.InRange(instant.Rto, TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(201));
    }

    // RFC 6298 2.5.
    [Fact]
    public void The_maximum_bounds_measurements_and_back_off()
    {
        RttEstimator rtt = Fresh();
        rtt.Sample(TimeSpan.FromSeconds(100));
        Assert.Equal(TimeSpan.FromSeconds(120), rtt.Rto);
        for (int i = 0; i < 100; i++) rtt.BackOff();
        Assert.Equal(TimeSpan.FromSeconds(120), rtt.Rto);
    }

    // RFC 6298 5.5.
    [Fact]
    public void Each_expiry_doubles_the_timeout_and_a_measurement_ends_that()
    {
        RttEstimator rtt = Fresh();
        rtt.Sample(TimeSpan.FromMilliseconds(400));
        double[] seconds = [1.2, 2.4, 4.8, 9.6, 19.2, 38.4, 76.8, 120, 120];
        foreach (double expected in seconds)
        {
            Assert.Equal(TimeSpan.FromSeconds(expected), rtt.Rto);
            rtt.BackOff();
        }
        rtt.Sample(TimeSpan.FromMilliseconds(400));
        Assert.Equal(0, rtt.Backoffs);
        Assert.InRange(rtt.Rto, TimeSpan.FromMilliseconds(400), TimeSpan.FromMilliseconds(1200));
    }

    [Fact]
    public void Deadlines_expire_in_the_order_of_the_timers_each_once()
    {
        var deadlines = new Deadlines();
        Assert.True(deadlines.Earliest.IsNever);
        Assert.False(deadlines.TryTakeExpired(new Instant(long.MaxValue - 1), out _));
        deadlines[TcpTimer.TimeWait] = new Instant(10);
        deadlines[TcpTimer.Persist] = new Instant(20);
        deadlines[TcpTimer.Register] = new Instant(30);
        Assert.Equal(new Instant(10), deadlines.Earliest);
        Assert.False(deadlines.TryTakeExpired(new Instant(9), out _));
        Assert.True(deadlines.TryTakeExpired(new Instant(20), out TcpTimer first));
        Assert.True(deadlines.TryTakeExpired(new Instant(20), out TcpTimer second));
        Assert.Equal((TcpTimer.Persist, TcpTimer.TimeWait), (first, second));
        Assert.False(deadlines.TryTakeExpired(new Instant(20), out _));
        Assert.Equal(new Instant(30), deadlines.Earliest);
        deadlines.Clear();
        Assert.True(deadlines.Earliest.IsNever);
    }

    [Fact]
    public void A_deadline_of_never_does_not_expire_at_the_end_of_time()
    {
        var deadlines = new Deadlines();
        Assert.False(deadlines.TryTakeExpired(Instant.Never, out _));
        Assert.True((Instant.Never + TimeSpan.FromSeconds(1)).IsNever);
    }
}
