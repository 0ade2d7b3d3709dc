using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Network;

/// <summary>How packets to a destination leave.</summary>
internal enum NextHopKind
{
    /// <summary>To a station on the link, whose Ethernet address ARP finds.</summary>
    Neighbour,

    /// <summary>To all stations, or a group of them: the Ethernet address follows from the destination.</summary>
    Group,

    /// <summary>To this stack itself.</summary>
    Local,

    /// <summary>Not at all: no route leads there.</summary>
    Unroutable,
}

/// <summary>
/// Where packets to a destination go. Who sends often keeps it, and so skips the route and the neighbour table:
/// <see cref="IpOutput.SendVia"/> brings it up to date when ARP has learnt something, and now and then. Loop thread only.
/// </summary>
internal sealed class NextHop(NextHopKind kind, Ipv4Address address)
{
    /// <summary>How packets leave.</summary>
    public NextHopKind Kind { get; } = kind;

    /// <summary>The station on the link: the destination itself, or the gateway.</summary>
    public Ipv4Address Address { get; } = address;

    /// <summary>Whether <see cref="Mac"/> was known when it was last looked for.</summary>
    public bool IsReachable { get; internal set; }

    /// <summary>The station's Ethernet address.</summary>
    public MacAddress Mac { get; internal set; }

    /// <summary>Until when <see cref="Mac"/> is used without a look into the neighbour table.</summary>
    internal Instant FreshUntil { get; set; }

    /// <summary>What the neighbour table knew when it was last looked into.</summary>
    internal long Generation { get; set; } = -1;

    /// <summary>When <see cref="IpOutput.Confirm"/> next reaches the neighbour table.</summary>
    internal Instant ConfirmAfter { get; set; }
}
