using ActorTcp.Protocol;

namespace Protocol.Tests.Receive;

public sealed class DelayedAckTests
{
    private const int Mss = 1460;
    private static readonly SeqNum Irs = new(0xFFFF_FFF0);
    private static readonly TimeSpan Rto = TimeSpan.FromMilliseconds(300);
    private static readonly DelayedAckSettings Linux = new(TimeSpan.FromMilliseconds(40), TimeSpan.FromMilliseconds(200), Quick: true);
    private static readonly DelayedAckSettings Plain = Linux with { Quick = false };

    private DelayedAck _acks = new(Plain, Mss, Mss, Irs);
    private SeqNum _next = Irs;
    private Instant _now = Instant.Zero + TimeSpan.FromSeconds(1);

    private void Begin(in DelayedAckSettings settings) => _acks = new DelayedAck(settings, Mss, Mss, Irs);

    private void Wait(double milliseconds) => _now += TimeSpan.FromMilliseconds(milliseconds);

    private AckDecision Text(int length, bool push = false, bool drained = true, int window = 65535, double srtt = 0)
    {
        _acks.OnText(_now, length, length, push, window, Rto);
        _next += length;
        AckDecision decision = _acks.Decide(_now, _next, drained, TimeSpan.FromMilliseconds(srtt));
        if (decision == AckDecision.Now) _acks.OnAckSent(_next);
        return decision;
    }

    /// <summary>The quick acknowledgments of the beginning are over.</summary>
    private void UseUpQuick()
    {
        Begin(Linux);
        for (int i = 0; i < DelayedAck.MostQuickAcks; i++)
        {
            Assert.Equal(AckDecision.Now, Text(Mss));
            Wait(30); // neither a burst nor a pause
        }
    }

    [Fact]
    public void Rfc_1122_every_second_full_segment_is_acknowledged()
    {
        Begin(Plain);
        for (int i = 0; i < 20; i++)
        {
            Assert.Equal(AckDecision.Later, Text(Mss));
            Assert.Equal(AckDecision.Now, Text(Mss));
        }
    }

    [Fact]
    public void Rfc_1122_what_is_less_waits_for_the_delay()
    {
        Begin(Plain);
        Assert.Equal(AckDecision.Later, Text(100, push: true));
        Assert.Equal(_now + Plain.Min, _acks.Deadline);
        _acks.OnTimeout(Rto);
        _acks.OnAckSent(_next);
        Assert.True(_acks.Deadline.IsNever);
        Assert.Equal(AckDecision.None, _acks.Decide(_now, _next, true, default));
    }

    // RFC 9293 3.8.6.3, MUST-40.
    [Fact]
    public void No_setting_delays_by_half_a_second()
    {
        Begin(new DelayedAckSettings(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3), Quick: false));
        Assert.Equal(AckDecision.Later, Text(100));
        Assert.True(_acks.Deadline < _now + TimeSpan.FromSeconds(0.5));
    }

    [Fact]
    public void The_first_sixteen_are_acknowledged_at_once_and_the_next_is_not()
    {
        UseUpQuick();
        Assert.Equal(AckDecision.Later, Text(Mss));
        Assert.Equal(AckDecision.Now, Text(Mss));
    }

    [Fact]
    public void A_small_window_has_fewer_of_them()
    {
        Begin(Linux);
        for (int i = 0; i < 3; i++) Assert.Equal(AckDecision.Now, Text(Mss, window: 6 * Mss)); // window / (2 * rcv_mss)
        Assert.Equal(AckDecision.Later, Text(Mss));
    }

    [Fact]
    public void A_pause_longer_than_the_timeout_begins_them_anew()
    {
        UseUpQuick();
        Assert.Equal(AckDecision.Later, Text(Mss));
        Assert.Equal(AckDecision.Now, Text(Mss));
        Wait(301);
        Assert.Equal(AckDecision.Now, Text(Mss));
    }

    [Fact]
    public void A_burst_keeps_the_delay_at_its_least()
    {
        UseUpQuick();
        for (int i = 0; i < 10; i++)
        {
            Wait(1);
            Text(Mss);
        }
        Assert.InRange(_acks.Timeout.TotalMilliseconds, 39.5, 40.5);
    }

    [Fact]
    public void The_delay_follows_the_peers_pauses_up_to_its_longest()
    {
        UseUpQuick();
        for (int i = 0; i < 8; i++)
        {
            Text(Mss, drained: false);
            _acks.OnTimeout(TimeSpan.FromSeconds(5)); // the deadline came before the next segment: it was too short
            _acks.OnAckSent(_next);
            Wait(100);
        }
        Text(Mss, drained: false);
        Assert.Equal(_now + Linux.Max, _acks.Deadline);
    }

    [Fact]
    public void The_delay_is_not_longer_than_the_round_trip()
    {
        UseUpQuick();
        for (int i = 0; i < 4; i++)
        {
            Text(Mss);
            _acks.OnTimeout(Rto);
            _acks.OnAckSent(_next);
            Wait(100);
        }
        Text(Mss, srtt: 60);
        Assert.Equal(_now + TimeSpan.FromMilliseconds(60), _acks.Deadline);
    }

    [Fact]
    public void The_end_of_something_written_is_acknowledged_when_the_application_has_read_it()
    {
        UseUpQuick();
        Assert.Equal(AckDecision.Now, Text(100, push: true, drained: true));
        Assert.Equal(AckDecision.Later, Text(100, push: true, drained: false));
        Assert.Equal(AckDecision.Now, _acks.Decide(_now, _next, drained: true, default));
    }

    [Fact]
    public void An_application_that_answers_is_waited_for()
    {
        UseUpQuick();
        Assert.Equal(AckDecision.Now, Text(100, push: true));
        _acks.OnDataSent(_now);
        Assert.True(_acks.IsInteractive);
        Wait(30);
        Assert.Equal(AckDecision.Later, Text(100, push: true));
        _acks.OnTimeout(Rto); // no answer this time
        Assert.False(_acks.IsInteractive);
        _acks.OnAckSent(_next);
        Wait(30);
        Assert.Equal(AckDecision.Now, Text(100, push: true));
    }

    [Fact]
    public void What_is_sent_long_after_is_no_answer()
    {
        UseUpQuick();
        Text(100, push: true);
        Wait(61);
        _acks.OnDataSent(_now);
        Assert.False(_acks.IsInteractive);
    }

    [Fact]
    public void Two_small_segments_are_acknowledged_even_so()
    {
        UseUpQuick();
        _acks.SetQuick(false);
        Assert.Equal(AckDecision.Later, Text(100, push: true));
        Assert.Equal(AckDecision.Now, Text(100, push: true));
    }

    [Fact]
    public void Turning_it_on_sends_what_waits()
    {
        UseUpQuick();
        Assert.False(_acks.SetQuick(false));
        Text(100, push: true);
        Assert.True(_acks.SetQuick(true));
    }

    [Fact]
    public void A_deadline_does_not_move_away_and_what_is_nearly_due_is_not_waited_for()
    {
        Begin(Plain);
        Text(100, push: true);
        Instant deadline = _acks.Deadline;
        Wait(20);
        Assert.Equal(AckDecision.Later, Text(100, push: true));
        Assert.Equal(deadline, _acks.Deadline);
        Wait(15);
        Assert.Equal(AckDecision.Now, Text(100, push: true));
    }

    [Fact]
    public void Two_segments_of_a_path_with_small_packets_are_two_full_ones()
    {
        UseUpQuick();
        Assert.Equal(Mss, _acks.ReceiveMss);
        Text(536);
        Text(536);
        Assert.Equal(536, _acks.ReceiveMss);
        Text(Mss);
        Assert.Equal(Mss, _acks.ReceiveMss);
    }

    [Fact]
    public void A_peer_cannot_claim_more_than_our_own_size()
    {
        Begin(Linux);
        Text(9000);
        Assert.Equal(Mss, _acks.ReceiveMss);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Whatever_happens_two_full_segments_are_never_owed_and_no_deadline_is_half_a_second_away(int seed)
    {
        var random = new Random(seed);
        Begin(random.Next(2) == 0 ? Linux : Plain);
        for (int i = 0; i < 20_000; i++)
        {
            Wait(random.Next(4) == 0 ? random.Next(1000) : random.NextDouble());
            if (!_acks.Deadline.IsNever && _acks.Deadline <= _now)
            {
                _acks.OnTimeout(Rto);
                _acks.OnAckSent(_next);
            }
            AckDecision decision = Text(1 + random.Next(2000), random.Next(2) == 0, random.Next(2) == 0, random.Next(65536), random.Next(400));
            if (random.Next(8) == 0) _acks.OnDataSent(_now);
            if (random.Next(8) == 0) _acks.SetQuick(random.Next(2) == 0);
            if (random.Next(8) == 0) _acks.EnterQuick(random.Next(65536));
            if (decision == AckDecision.Now) continue;
            Assert.True(_next - _acks.Acked < 2 * _acks.ReceiveMss, "two full segments are owed");
            Assert.True(_acks.Deadline < _now + TimeSpan.FromSeconds(0.5));
        }
    }
}
