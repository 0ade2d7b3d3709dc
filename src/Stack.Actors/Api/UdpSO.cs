using Akka.IO;

namespace ActorTcp.Api;

/// <summary>IP_MTU_DISCOVER: what becomes of a datagram that is larger than its path carries. The numbers are Linux's.</summary>
public enum PathMtuDiscovery
{
    /// <summary>IP_PMTUDISC_DONT: fragmented, and routers may do so as well: no datagram has DF.</summary>
    Dont = 0,

    /// <summary>IP_PMTUDISC_WANT, the default: one that fits has DF, so that a smaller path is heard of; a larger one is fragmented.</summary>
    Want = 1,

    /// <summary>IP_PMTUDISC_DO: all have DF; a larger one is refused with MessageSize (EMSGSIZE).</summary>
    Do = 2,

    /// <summary>IP_PMTUDISC_PROBE: all have DF, and only the link's MTU limits them.</summary>
    Probe = 3,
}

/// <summary>
/// Options of datagram sockets beyond <see cref="Udp.SO"/>, for the options of <see cref="Udp.Bind"/>, <see cref="Udp.SimpleSender"/> and
/// <see cref="UdpConnected.Connect"/>. Of <see cref="TcpSO"/> those of the port, the buffers and the traffic class count as well. On a
/// kernel socket they do nothing.
/// </summary>
public static class UdpSO
{
    /// <summary>IP_MTU_DISCOVER.</summary>
    /// <param name="how">What becomes of large datagrams.</param>
    public sealed class MtuDiscover(PathMtuDiscovery how) : Inet.SocketOption
    {
        /// <summary>What becomes of large datagrams.</summary>
        public PathMtuDiscovery How { get; } = how;
    }
}
