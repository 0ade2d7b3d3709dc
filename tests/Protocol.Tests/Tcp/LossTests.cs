using ActorTcp.Protocol;

namespace Protocol.Tests.Tcp;

public sealed class LossTests
{
    private const int Mss = 1000;

    [Theory]
    [InlineData(536, 10, 5360)]
    [InlineData(1460, 10, 14600)]
    [InlineData(9000, 10, 18000)]
    [InlineData(1460, 2, 2920)]
    public void The_initial_window_is_that_of_RFC_6928(int mss, int segments, int window) =>
        Assert.Equal(window, new ByteReno(mss, segments).Window);

    [Fact]
    public void Slow_start_doubles_and_congestion_avoidance_adds_a_segment_a_window()
    {
        var reno = new ByteReno(Mss, 10);
        reno.OnAck(10_000, 10_000);
        Assert.Equal(20_000, reno.Window);
        reno.OnLoss(20_000); // RFC 5681 3.1, equation 4: ssthresh = FlightSize / 2
        Assert.Equal(10_000, reno.Window);
        for (int i = 0; i < 9; i++) reno.OnAck(Mss, 10_000);
        Assert.Equal(10_000, reno.Window);
        reno.OnAck(Mss, 10_000);
        Assert.Equal(11_000, reno.Window);
    }

    [Fact]
    public void A_timeout_leaves_one_segment_and_slow_start_to_half_of_what_was_in_flight()
    {
        var reno = new ByteReno(Mss, 10);
        reno.OnTimeout(10_000);
        Assert.Equal(Mss, reno.Window);
        for (int i = 0; i < 4; i++) reno.OnAck(Mss, reno.Window);
        Assert.Equal(5 * Mss, reno.Window); // ssthresh
        reno.OnAck(Mss, reno.Window);
        Assert.Equal(5 * Mss, reno.Window);
    }

    [Fact]
    public void The_threshold_is_at_least_two_segments()
    {
        var reno = new ByteReno(Mss, 10);
        reno.OnLoss(Mss);
        Assert.Equal(2 * Mss, reno.Window);
    }

    [Fact]
    public void A_window_that_is_not_filled_does_not_grow()
    {
        var reno = new ByteReno(Mss, 10);
        for (int i = 0; i < 100; i++) reno.OnAck(Mss, Mss);
        Assert.Equal(10_000, reno.Window);
    }

    [Fact]
    public void The_window_stays_in_its_bounds()
    {
        var reno = new ByteReno(65_000, 10);
        for (int i = 0; i < 200; i++) reno.OnAck(int.MaxValue, int.MaxValue);
        Assert.InRange(reno.Window, 650, 1 << 30);
    }

    // RFC 6582 3.2.
    [Fact]
    public void The_third_duplicate_begins_recovery_and_a_full_acknowledgment_ends_it()
    {
        var reno = new ByteReno(Mss, 10);
        var recovery = default(NewReno);
        SendSequenceSpace snd = Segments.Send(0xFFFF_F000, 10_000);
        Assert.Equal(RecoveryAction.None, recovery.OnDuplicate(snd, reno, Mss));
        Assert.Equal(RecoveryAction.None, recovery.OnDuplicate(snd, reno, Mss));
        Assert.Equal(RecoveryAction.Retransmit, recovery.OnDuplicate(snd, reno, Mss));
        Assert.True(recovery.InRecovery);
        Assert.Equal((5000, 3000), (reno.Window, recovery.Inflation));
        Assert.Equal(RecoveryAction.None, recovery.OnDuplicate(snd, reno, Mss)); // a segment has left the network
        Assert.Equal(4000, recovery.Inflation);

        snd.Una += 2000; // a partial acknowledgment: the next hole
        Assert.Equal(RecoveryAction.Retransmit, recovery.OnAdvance(snd, 2000, Mss));
        Assert.Equal(3000, recovery.Inflation);
        snd.Una += 8000;
        Assert.Equal(RecoveryAction.None, recovery.OnAdvance(snd, 8000, Mss));
        Assert.False(recovery.InRecovery);
        Assert.Equal(0, recovery.Inflation);
        Assert.Equal(5000, reno.Window);
    }

    [Fact]
    public void Duplicates_are_counted_in_a_row()
    {
        var reno = new ByteReno(Mss, 10);
        var recovery = default(NewReno);
        SendSequenceSpace snd = Segments.Send(5, 10_000);
        recovery.OnDuplicate(snd, reno, Mss);
        recovery.OnDuplicate(snd, reno, Mss);
        snd.Una += 1000;
        recovery.OnAdvance(snd, 1000, Mss);
        Assert.Equal(RecoveryAction.None, recovery.OnDuplicate(snd, reno, Mss));
    }

    // RFC 6582 3.2, 4: duplicates of what was sent before the timeout do not begin a recovery.
    [Theory]
    [InlineData(6000)]
    [InlineData(6001)]
    [InlineData(8000)]
    public void After_a_timeout_old_duplicates_do_not_begin_recovery_and_new_ones_do(int rest)
    {
        var reno = new ByteReno(Mss, 10);
        var recovery = default(NewReno);
        SendSequenceSpace snd = Segments.Send(0xFFFF_F000, 10_000);
        recovery.OnTimeout(snd);
        snd.Una += 4000;
        recovery.OnAdvance(snd, 4000, Mss);
        for (int i = 0; i < 5; i++) Assert.Equal(RecoveryAction.None, recovery.OnDuplicate(snd, reno, Mss));
        Assert.Equal(10_000, reno.Window);
        snd.Una += rest; // all that the timeout covered, and perhaps more
        snd.Max = snd.Una + 5000;
        recovery.OnAdvance(snd, rest, Mss);
        for (int i = 0; i < 2; i++) Assert.Equal(RecoveryAction.None, recovery.OnDuplicate(snd, reno, Mss));
        Assert.Equal(RecoveryAction.Retransmit, recovery.OnDuplicate(snd, reno, Mss));
    }
}
