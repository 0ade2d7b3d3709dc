using System.Diagnostics.CodeAnalysis;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Protocol;

/// <summary>A route: where packets for a network go.</summary>
/// <param name="Destination">The network; <see cref="Ipv4Network.All"/> is the default route.</param>
/// <param name="Gateway">The router on the link, or <see langword="null"/> if the network is on the link itself.</param>
/// <param name="Metric">Of routes to the same network the lowest wins.</param>
public sealed record Route(Ipv4Network Destination, Ipv4Address? Gateway = null, int Metric = 0)
{
    /// <summary>The station on the link that a packet for an address goes to.</summary>
    public Ipv4Address NextHop(Ipv4Address destination) => Gateway ?? destination;

    /// <summary>The route as <c>ip route</c> prints it: <c>default via 192.0.2.1</c>.</summary>
    public override string ToString()
    {
        string to = Destination.PrefixLength == 0 ? "default" : Destination.ToString();
        string via = Gateway is { } gateway ? $" via {gateway}" : " on-link";
        return Metric == 0 ? to + via : $"{to}{via} metric {Metric}";
    }
}

/// <summary>
/// The routes of one interface; the longest prefix wins (RFC 1122 3.3.1). A host has a handful of them, so they are looked through in
/// order.
/// </summary>
public sealed class RouteTable
{
    // Longest prefix first, then the lowest metric: the first match is the one.
    private Route[] _routes = [];

    /// <summary>The routes in the order in which they are tried.</summary>
    public IReadOnlyList<Route> Routes => _routes;

    /// <summary>Adds a route; one with the same network, gateway and metric is not added twice.</summary>
    /// <returns><see langword="false"/> if it is there already.</returns>
    public bool Add(Route route)
    {
        ArgumentNullException.ThrowIfNull(route);
        route = route with { Destination = route.Destination.ToNetwork() };
        if (Array.IndexOf(_routes, route) >= 0) return false;
        int at = 0;
        while (at < _routes.Length && !IsBefore(route, _routes[at])) at++;
        _routes = [.. _routes[..at], route, .. _routes[at..]];
        return true;

        static bool IsBefore(Route a, Route b) => a.Destination.PrefixLength != b.Destination.PrefixLength
            ? a.Destination.PrefixLength > b.Destination.PrefixLength
            : a.Metric < b.Metric;
    }

    /// <summary>Removes a route.</summary>
    /// <returns><see langword="false"/> if it is not there.</returns>
    public bool Remove(Route route)
    {
        ArgumentNullException.ThrowIfNull(route);
        int at = Array.IndexOf(_routes, route with { Destination = route.Destination.ToNetwork() });
        if (at < 0) return false;
        _routes = [.. _routes[..at], .. _routes[(at + 1)..]];
        return true;
    }

    /// <summary>Finds the route to an address; <see langword="false"/> if the network is unreachable.</summary>
    public bool TryFind(Ipv4Address destination, [NotNullWhen(true)] out Route? route)
    {
        foreach (var candidate in _routes)
        {
            if (candidate.Destination.Contains(destination))
            {
                route = candidate;
                return true;
            }
        }

        route = null;
        return false;
    }

    /// <summary>Finds the station on the link that a packet goes to; <see langword="false"/> if the network is unreachable.</summary>
    public bool TryFindNextHop(Ipv4Address destination, out Ipv4Address nextHop)
    {
        bool found = TryFind(destination, out var route);
        nextHop = found ? route!.NextHop(destination) : default;
        return found;
    }
}
