using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;

namespace Protocol.Tests.Paths;

/// <summary>RFC 1191 6.2, 6.3: what the stack knows of paths.</summary>
public sealed class PathMtuCacheTests
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private readonly PathMtuCache _cache = new(3, 552, Lifetime);
    private Instant _now = new(1);

    private static Ipv4Address Host(int number) => new(0xC633_6400u + (uint)number);

    private int? MtuOf(int host) => _cache.Find(Host(host), _now)?.Mtu;

    [Fact]
    public void A_path_is_kept_for_ten_minutes_after_the_last_report()
    {
        Assert.Null(MtuOf(1));
        _cache.Learn(Host(1), 1400, 1500, _now);
        _now += TimeSpan.FromMinutes(9);
        Assert.Equal(1400, MtuOf(1));
        _cache.Learn(Host(1), 1300, 1400, _now);
        _now += TimeSpan.FromMinutes(9);
        Assert.Equal(1300, MtuOf(1));
        _now += TimeSpan.FromMinutes(1);
        Assert.Null(MtuOf(1));
        Assert.Equal(0, _cache.Count);
    }

    [Fact]
    public void What_is_said_to_be_narrower_than_min_pmtu_goes_without_DF()
    {
        _cache.Learn(Host(1), 552, 1500, _now);
        Assert.Equal((552, false), (_cache.Find(Host(1), _now)!.Value.Mtu, _cache.Find(Host(1), _now)!.Value.MayFragment));
        _cache.Learn(Host(1), 551, 1500, _now);
        Assert.Equal((552, true), (_cache.Find(Host(1), _now)!.Value.Mtu, _cache.Find(Host(1), _now)!.Value.MayFragment));
        _cache.Learn(Host(2), 68, 296, _now); // a link that is narrower still
        Assert.Equal((296, true), (_cache.Find(Host(2), _now)!.Value.Mtu, _cache.Find(Host(2), _now)!.Value.MayFragment));
    }

    [Fact]
    public void Who_was_not_asked_for_longest_makes_room()
    {
        for (int host = 1; host <= 3; host++) _cache.Learn(Host(host), 1000 + host, 1500, _now);
        Assert.Equal(1001, MtuOf(1));
        _cache.Learn(Host(4), 1004, 1500, _now);
        Assert.Equal(3, _cache.Count);
        Assert.Null(MtuOf(2));
        Assert.Equal((1001, 1003, 1004), (MtuOf(1), MtuOf(3), MtuOf(4)));
    }

    [Fact]
    public void A_change_is_seen_by_the_version()
    {
        int before = _cache.Version;
        MtuOf(1);
        Assert.Equal(before, _cache.Version);
        _cache.Learn(Host(1), 1400, 1500, _now);
        Assert.NotEqual(before, _cache.Version);
    }
}
