using ActorTcp.Protocol;

namespace Protocol.Tests.Receive;

public sealed class ReceiveTuningTests
{
    private const int Mss = 1460;
    private const int Max = 6 * 1024 * 1024;
    private static readonly TimeSpan Rtt = TimeSpan.FromMilliseconds(20);
    private readonly ReceiveTuning _tuning = new(10 * Mss, Mss, Max);
    private Instant _now = Instant.Zero + TimeSpan.FromSeconds(1);

    [Fact]
    public void Without_timestamps_a_window_takes_a_round_trip()
    {
        var at = new SeqNum(0xFFFF_FF00);
        _tuning.OnText(_now, at, at + 1000);
        Assert.Equal(TimeSpan.Zero, _tuning.Rtt);
        _tuning.OnText(_now + (Rtt / 2), at + 999, at + 1999);
        Assert.Equal(TimeSpan.Zero, _tuning.Rtt);
        _tuning.OnText(_now + Rtt, at + 1000, at + 2000);
        Assert.Equal(Rtt, _tuning.Rtt);
        _tuning.OnText(_now + Rtt + (3 * Rtt), at + 2000, at + 3000); // the sender was slow: it says nothing
        Assert.Equal(Rtt, _tuning.Rtt);
    }

    [Fact]
    public void With_timestamps_the_first_echo_of_each_counts()
    {
        _tuning.OnEcho(7, Rtt);
        _tuning.OnEcho(7, 5 * Rtt);
        Assert.Equal(Rtt, _tuning.Rtt);
        _tuning.OnEcho(8, 9 * Rtt);
        Assert.Equal(2 * Rtt, _tuning.Rtt); // 7/8 of the old, 1/8 of the new
    }

    [Fact]
    public void Nothing_grows_before_a_round_trip_is_known()
    {
        for (int i = 0; i < 100; i++)
        {
            Assert.Equal(0, _tuning.OnRead(_now, 100_000));
            _now += Rtt;
        }
    }

    [Fact]
    public void A_sender_that_doubles_is_never_held_back_and_the_buffer_reaches_its_maximum()
    {
        int buffer = 131072, rounds = 0;
        _tuning.OnEcho(1, Rtt);
        _tuning.OnRead(_now, 0);
        for (int sent = 10 * Mss; buffer < Max; sent = Math.Min(2 * sent, buffer), rounds++)
        {
            Assert.True(sent <= buffer, "the window is what limits the sender");
            _now += Rtt;
            buffer = Math.Max(buffer, _tuning.OnRead(_now, sent));
            Assert.True(rounds < 20);
        }
        Assert.InRange(rounds, 1, 10);
    }

    [Fact]
    public void A_slow_application_or_peer_keeps_the_first_size()
    {
        _tuning.OnEcho(1, Rtt);
        for (int i = 0; i < 1000; i++)
        {
            Assert.Equal(0, _tuning.OnRead(_now, 5 * Mss));
            _now += Rtt;
        }
        Assert.Equal(10 * Mss, _tuning.Space);
    }

    [Fact]
    public void No_growth_exceeds_the_maximum()
    {
        _tuning.OnEcho(1, Rtt);
        _tuning.OnRead(_now, 0);
        for (int i = 0; i < 10; i++)
        {
            _now += Rtt;
            Assert.InRange(_tuning.OnRead(_now, int.MaxValue), 0, Max);
        }
    }
}
