using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;

namespace Protocol.Tests.Net;

public sealed class RouteTableTests
{
    private static Ipv4Address Ip(string text) => Ipv4Address.Parse(text);

    private static RouteTable Table(params Route[] routes)
    {
        var table = new RouteTable();
        foreach (var route in routes) Assert.True(table.Add(route));
        return table;
    }

    [Theory]
    [InlineData("192.0.2.77", "192.0.2.77")]
    [InlineData("10.1.2.3", "192.0.2.9")]
    [InlineData("10.1.3.3", "192.0.2.8")]
    [InlineData("8.8.8.8", "192.0.2.1")]
    public void The_longest_prefix_wins(string destination, string nextHop)
    {
        var table = Table(
            new(Ipv4Network.All, Ip("192.0.2.1")),
            new(Ipv4Network.Parse("10.0.0.0/8"), Ip("192.0.2.8")),
            new(Ipv4Network.Parse("192.0.2.5/24")),
            new(Ipv4Network.Parse("10.1.2.0/24"), Ip("192.0.2.9")));
        Assert.True(table.TryFindNextHop(Ip(destination), out var found));
        Assert.Equal(Ip(nextHop), found);
        Assert.Equal([24, 24, 8, 0], table.Routes.Select(r => (int)r.Destination.PrefixLength));
    }

    [Fact]
    public void Without_a_default_route_the_rest_is_unreachable()
    {
        var table = Table(new Route(Ipv4Network.Parse("192.0.2.0/24")));
        Assert.False(table.TryFind(Ip("8.8.8.8"), out var route));
        Assert.Null(route);
        Assert.False(new RouteTable().TryFindNextHop(Ip("8.8.8.8"), out _));
    }

    [Fact]
    public void Of_equal_prefixes_the_lowest_metric_wins_then_the_first()
    {
        var table = Table(
            new(Ipv4Network.All, Ip("192.0.2.1"), 100), new(Ipv4Network.All, Ip("192.0.2.2"), 50), new(Ipv4Network.All, Ip("192.0.2.3"), 50));
        table.TryFindNextHop(Ip("8.8.8.8"), out var hop);
        Assert.Equal(Ip("192.0.2.2"), hop);
    }

    [Fact]
    public void A_route_is_added_and_removed_once()
    {
        var table = Table(new Route(Ipv4Network.Parse("192.0.2.5/24")));
        var same = new Route(Ipv4Network.Parse("192.0.2.0/24"));
        Assert.False(table.Add(same));
        Assert.Equal("192.0.2.0/24 on-link", Assert.Single(table.Routes).ToString());
        Assert.True(table.Remove(same));
        Assert.False(table.Remove(same));
        Assert.Empty(table.Routes);
        Assert.Equal("default via 192.0.2.1 metric 5", new Route(Ipv4Network.All, Ip("192.0.2.1"), 5).ToString());
    }
}
