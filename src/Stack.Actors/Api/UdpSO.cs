using ActorTcp.Protocol;
using Akka.IO;

namespace ActorTcp.Api;

/// <summary>
/// Options of datagram sockets beyond <see cref="Udp.SO"/>, for the options of <see cref="Udp.Bind"/>, <see cref="Udp.SimpleSender"/> and
/// <see cref="UdpConnected.Connect"/>. Of <see cref="TcpSO"/> those of the port, the buffers and the traffic class count as well. On a
/// kernel socket they do nothing.
/// </summary>
public static class UdpSO
{
    /// <summary>IP_MTU_DISCOVER.</summary>
    /// <param name="how">What becomes of large datagrams.</param>
    public sealed class MtuDiscover(PathDiscovery how) : Inet.SocketOption
    {
        /// <summary>What becomes of large datagrams.</summary>
        public PathDiscovery How { get; } = how;
    }
}
