using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;

namespace Protocol.Tests.Net;

public sealed class IcmpRateLimiterTests
{
    private static readonly Ipv4Address Peer = new(192, 0, 2, 2);

    private static Instant At(double seconds) => Instant.Zero + TimeSpan.FromSeconds(seconds);

    private static bool Unreachable(IcmpRateLimiter limiter, Ipv4Address to, double at) =>
        limiter.Allow(IcmpType.DestinationUnreachable, (byte)IcmpUnreachableCode.Port, to, At(at));

    [Fact]
    public void One_target_gets_six_at_once_and_then_one_a_second()
    {
        var limiter = new IcmpRateLimiter();
        Assert.Equal(6, Enumerable.Range(0, 20).Count(_ => Unreachable(limiter, Peer, 10)));
        Assert.Equal(14, limiter.Refused);
        Assert.False(Unreachable(limiter, Peer, 10.999));
        Assert.True(Unreachable(limiter, Peer, 11));
        Assert.False(Unreachable(limiter, Peer, 11.5));
        Assert.Equal(6, Enumerable.Range(0, 20).Count(_ => Unreachable(limiter, Peer, 1000)));
    }

    [Fact]
    public void All_targets_together_get_50_at_once_and_then_1000_a_second()
    {
        var limiter = new IcmpRateLimiter();
        Assert.Equal(50, Enumerable.Range(0, 1000).Count(i => Unreachable(limiter, new(0x0A000000u + (uint)i), 1)));
        int second = 0;
        for (int ms = 0; ms < 1000; ms++)
            for (int i = 0; i < 5; i++)
                if (Unreachable(limiter, new(0x0B000000u + (uint)(ms * 5 + i)), 1.0005 + ms / 1000.0))
                    second++;
        Assert.InRange(second, 999, 1000);
    }

    [Theory]
    [InlineData(IcmpType.EchoReply, 0)]
    [InlineData(IcmpType.DestinationUnreachable, 4)]
    public void Echo_replies_and_path_MTU_are_never_limited(IcmpType type, byte code)
    {
        var limiter = new IcmpRateLimiter(perSecond: 1, burst: 1);
        for (int i = 0; i < 1000; i++) Assert.True(limiter.Allow(type, code, Peer, At(0)));
    }

    [Fact]
    public void A_refused_error_takes_no_token_of_the_others()
    {
        var limiter = new IcmpRateLimiter(burst: 10);
        for (int i = 0; i < 100; i++) Unreachable(limiter, Peer, 0); // 6 are allowed
        Assert.Equal(4, Enumerable.Range(0, 100).Count(i => Unreachable(limiter, new(0x0A000000u + (uint)i), 0)));
    }

    [Fact]
    public void A_flood_of_targets_makes_it_forget_but_not_grow()
    {
        var limiter = new IcmpRateLimiter(perSecond: 1_000_000, burst: 1_000_000, targets: 16);
        for (uint i = 0; i < 10_000; i++) Assert.True(Unreachable(limiter, new(i), 0));
    }

    [Fact]
    public void Without_a_time_for_each_target_only_the_sum_counts()
    {
        var limiter = new IcmpRateLimiter(perTarget: TimeSpan.Zero);
        Assert.Equal(50, Enumerable.Range(0, 100).Count(_ => Unreachable(limiter, Peer, 0)));
    }
}
