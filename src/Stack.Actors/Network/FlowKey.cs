using System.Net;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Network;

/// <summary>The 4-tuple that names a TCP connection, seen from this stack.</summary>
/// <param name="LocalAddress">Ours.</param>
/// <param name="LocalPort">Ours, 1 to 65535.</param>
/// <param name="RemoteAddress">The peer's.</param>
/// <param name="RemotePort">The peer's, 1 to 65535.</param>
public readonly record struct FlowKey(Ipv4Address LocalAddress, ushort LocalPort, Ipv4Address RemoteAddress, ushort RemotePort)
{
    /// <inheritdoc/>
    public override int GetHashCode()
    {
        // Not keyed: the table is bounded by what the stack admits, and a flood of one bucket costs the flood's own lookups.
        ulong a = ((ulong)LocalAddress.Value << 32) | RemoteAddress.Value;
        ulong b = ((ulong)LocalPort << 16) | RemotePort;
        return (int)(((a ^ (b * 0x9E3779B97F4A7C15)) * 0xC2B2AE3D27D4EB4F) >> 32);
    }

    internal Protocol.CookieFlow ForCookie() =>
        new(((ulong)RemoteAddress.Value << 32) | LocalAddress.Value, ((uint)RemotePort << 16) | LocalPort);

    /// <summary>Our end.</summary>
    public IPEndPoint Local => new(LocalAddress.ToIPAddress(), LocalPort);

    /// <summary>The peer's end.</summary>
    public IPEndPoint Remote => new(RemoteAddress.ToIPAddress(), RemotePort);

    /// <summary>Local first, as <c>ss</c> prints it.</summary>
    public override string ToString() => $"{LocalAddress}:{LocalPort}-{RemoteAddress}:{RemotePort}";
}
