using ActorTcp.Protocol.Wire;

namespace ActorTcp.Protocol;

/// <summary>
/// Initial sequence numbers (RFC 9293 3.4.1, RFC 6528): <c>ISN = M + F(localip, localport, remoteip, remoteport, secretkey)</c>.
/// </summary>
public static class Isn
{
    // RFC 9293 3.4.1: M "is the 4 microsecond timer"; an Instant's tick is 100 ns.
    private const long TicksPerStep = 40;

    /// <summary>The initial sequence number of a connection that begins now.</summary>
    /// <param name="key">The stack's secret.</param>
    /// <param name="local">Our address.</param>
    /// <param name="localPort">Our port.</param>
    /// <param name="remote">The peer's address.</param>
    /// <param name="remotePort">The peer's port.</param>
    /// <param name="now">The loop's time; the number goes round once in 4.77 hours.</param>
    public static SeqNum Generate(SipKey key, Ipv4Address local, ushort localPort, Ipv4Address remote, ushort remotePort, Instant now) =>
        new(unchecked((uint)(now.Ticks / TicksPerStep) + (uint)Hash(key, local, localPort, remote, remotePort)));

    /// <summary>F: the keyed hash of a connection's addresses and ports, 64 bits.</summary>
    public static ulong Hash(SipKey key, Ipv4Address local, ushort localPort, Ipv4Address remote, ushort remotePort) =>
        SipHash.Hash(key, ((ulong)remote.Value << 32) | local.Value, ((uint)remotePort << 16) | localPort);
}
