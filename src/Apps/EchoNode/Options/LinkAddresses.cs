using ActorTcp.Protocol.Wire;

namespace ActorTcp.Apps.EchoNode.Options;

/// <summary>The two addresses on the link, the stack's and the kernel's, and what speaks against a choice of them.</summary>
internal static class LinkAddresses
{
    /// <summary>Why the stack cannot have this address: a sentence; null when it can.</summary>
    public static string? WhyNot(Ipv4Network address)
    {
        if (address.PrefixLength is 0 or 32) return $"{address} leaves no other address on the link: use a prefix of /1 to /31, such as {NodeOptions.DefaultAddress}";
        if (!IsHost(address, address.Address)) return $"{address} is not a host's address: use one such as {NodeOptions.DefaultAddress}";
        return null;
    }

    /// <summary>Why the host cannot have this address beside the stack's: a sentence; null when it can.</summary>
    public static string? WhyNotHost(Ipv4Network stack, Ipv4Address host)
    {
        if (host == stack.Address) return $"{host} is the stack's own address: the host needs another one of {stack.ToNetwork()}";
        if (!stack.Contains(host) || !IsHost(stack, host)) return $"{host} is not a host's address in {stack.ToNetwork()}, the stack's network";
        return null;
    }

    /// <summary>The network's first address that is not the stack's.</summary>
    public static Ipv4Address FirstOther(Ipv4Network stack)
    {
        Ipv4Address address = stack.NetworkAddress;
        while (address == stack.Address || !IsHost(stack, address)) address = new Ipv4Address(address.Value + 1);
        return address;
    }

    private static bool IsHost(Ipv4Network network, Ipv4Address address) =>
        address.IsUnicast && !(network.HasBroadcast && (address == network.NetworkAddress || network.IsBroadcast(address)));
}
