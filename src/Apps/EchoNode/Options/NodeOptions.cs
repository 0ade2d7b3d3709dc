using ActorTcp.Device;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Apps.EchoNode.Options;

/// <summary>What the command line asks for.</summary>
internal sealed record NodeOptions
{
    public const string HostNamespace = "host";
    public const string DefaultNamespace = "actortcp";
    public const string DefaultTap = "tap0";
    public const string DefaultAddress = "198.51.100.2/24"; // TEST-NET-2 of RFC 5737

    public string Namespace { get; init; } = DefaultNamespace;

    public string Tap { get; init; } = DefaultTap;

    /// <summary>The stack's.</summary>
    public Ipv4Network Address { get; init; } = Ipv4Network.Parse(DefaultAddress);

    /// <summary>The kernel's, on an interface that is made here; null: the network's first other address.</summary>
    public Ipv4Address? HostAddress { get; init; }

    public bool Offload { get; init; } = true;

    /// <summary>The stack's tunables, each NAME=VALUE.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    public FaultOptions Faults { get; init; } = FaultOptions.None;

    public string? Pcap { get; init; }

    public bool Trace { get; init; }

    public bool Quiet { get; init; }

    public bool SelfTest { get; init; }

    public bool Virtual { get; init; }

    public bool Watch { get; init; }

    /// <summary>Whether Netstat can ask this node.</summary>
    public bool Status { get; init; } = true;

    /// <summary>The name, or the path of a socket, under which Netstat finds this node; null: that of where it runs.</summary>
    public string? Name { get; init; }

    public string StatusName => Name ?? (InHostNamespace ? Tap : Namespace);

    public bool InHostNamespace => Namespace == HostNamespace;

    /// <summary>The kernel's address on the link.</summary>
    public Ipv4Address Neighbour => HostAddress ?? LinkAddresses.FirstOther(Address);
}
