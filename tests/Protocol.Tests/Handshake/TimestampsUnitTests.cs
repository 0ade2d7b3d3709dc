using ActorTcp.Network;
using ActorTcp.Protocol;

namespace Protocol.Tests.Handshake;

/// <summary>RFC 7323's rules for TS.Recent and PAWS, and the limit of challenge ACKs (RFC 5961 7).</summary>
public sealed class TimestampsUnitTests
{
    private static readonly SeqNum Seq = new(uint.MaxValue - 1);
    private static readonly Instant Now = Instant.Zero + TimeSpan.FromSeconds(100);

    [Fact]
    public void Only_a_segment_up_to_the_last_ack_sent_is_echoed()
    {
        var stamps = new Timestamps(0, 10, Now, Seq);
        stamps.Take(20, Seq + 1, Now);
        Assert.Equal(10u, stamps.Recent);
        stamps.Take(20, Seq, Now);
        Assert.Equal(20u, stamps.Recent);
        stamps.Take(15, Seq, Now);
        Assert.Equal(20u, stamps.Recent);
    }

    [Fact]
    public void The_order_goes_round()
    {
        var stamps = new Timestamps(0, uint.MaxValue - 5, Now, Seq);
        Assert.False(stamps.IsOld(3, Now));
        Assert.True(stamps.IsOld(uint.MaxValue - 6, Now));
        stamps.Take(3, Seq, Now);
        Assert.True(stamps.IsOld(uint.MaxValue, Now));
    }

    [Fact]
    public void After_24_days_nothing_is_old()
    {
        var stamps = new Timestamps(0, 1000, Now, Seq);
        Assert.True(stamps.IsOld(999, Now + TimeSpan.FromDays(23)));
        Assert.False(stamps.IsOld(999, Now + TimeSpan.FromDays(24)));
    }

    [Theory]
    [InlineData(99_900u, 100)] // ms
    [InlineData(100_001u, null)] // from the future
    [InlineData(0u, null)] // no echo
    public void A_round_trip_is_the_clock_less_the_echo(uint echo, int? milliseconds)
    {
        TimeSpan? rtt = new Timestamps(0, 1, Now, Seq).RoundTrip(echo, Now);
        Assert.Equal(milliseconds is { } ms ? TimeSpan.FromMilliseconds(ms) : null, rtt);
    }

    [Fact]
    public void The_clock_has_its_offset()
    {
        var stamps = new Timestamps(uint.MaxValue, 7, Now, Seq);
        Assert.Equal((99_999u, 7u), (stamps.Next(Now).Value, stamps.Next(Now).EchoReply));
        Assert.Equal(TimeSpan.FromMilliseconds(5), stamps.RoundTrip(stamps.Next(Now).Value, Now + TimeSpan.FromMilliseconds(5)));
    }

    [Fact]
    public void Challenges_are_limited_by_the_second_at_a_number_that_varies()
    {
        var limit = new SecondLimit(100, new Random(1));
        var counts = new HashSet<int>();
        for (int second = 0; second < 50; second++)
        {
            int count = 0;
            while (limit.Allow(Instant.Zero + TimeSpan.FromSeconds(second) + TimeSpan.FromMilliseconds(count))) count++;
            Assert.InRange(count, 50, 150);
            counts.Add(count);
        }
        Assert.InRange(counts.Count, 20, 50);
        Assert.False(new SecondLimit(0, new Random(1)).Allow(Now));
        Assert.True(new SecondLimit(int.MaxValue, new Random(1)).Allow(Now));
    }
}
