using ActorTcp.Protocol.Wire;

namespace ActorTcp.Network;

/// <summary>IP's, ARP's, ICMP's and UDP's counters; written by the loop, read by anybody.</summary>
public sealed class IpCounters
{
    /// <summary>Packets sent.</summary>
    public long OutRequests { get; internal set; }

    /// <summary>Packets dropped because no route leads to their destination.</summary>
    public long OutNoRoutes { get; internal set; }

    /// <summary>Packets dropped because no buffer was free or a queue was full.</summary>
    public long OutDiscards { get; internal set; }

    /// <summary>Packets dropped because ARP found no neighbour.</summary>
    public long OutUnreachableNeighbours { get; internal set; }

    /// <summary>Packets received whose transport does not take part in ECN (RFC 3168 5).</summary>
    public long InNoEctPackets { get; private set; }

    /// <summary>Packets received with ECT(1).</summary>
    public long InEct1Packets { get; private set; }

    /// <summary>Packets received with ECT(0).</summary>
    public long InEct0Packets { get; private set; }

    /// <summary>Packets received on which a router marked congestion: CE.</summary>
    public long InCePackets { get; private set; }

    /// <summary>Datagrams put together from fragments.</summary>
    public long ReassembledOk { get; internal set; }

    /// <summary>Datagrams given up by reassembly.</summary>
    public long ReassemblyFails { get; internal set; }

    /// <summary>ARP requests sent.</summary>
    public long ArpRequestsSent { get; internal set; }

    /// <summary>ARP replies sent.</summary>
    public long ArpRepliesSent { get; internal set; }

    /// <summary>Echo replies sent.</summary>
    public long IcmpEchoReplies { get; internal set; }

    /// <summary>ICMP errors sent.</summary>
    public long IcmpErrorsSent { get; internal set; }

    /// <summary>ICMP messages that the rate limit held back.</summary>
    public long IcmpRateLimited { get; internal set; }

    /// <summary>ICMP errors received.</summary>
    public long IcmpErrorsReceived { get; internal set; }

    /// <summary>Datagrams handed to the sockets of bound ports.</summary>
    public long UdpInDatagrams { get; internal set; }

    /// <summary>Datagrams for a port that nobody has bound.</summary>
    public long UdpNoPorts { get; internal set; }

    /// <summary>Datagrams dropped because their socket's queue was full.</summary>
    public long UdpReceiveBufferErrors { get; internal set; }

    /// <summary>Datagrams dropped for any reason but that nobody has their port: length, checksum, full queue.</summary>
    public long UdpInErrors { get; internal set; }

    /// <summary>Datagrams dropped because their checksum was wrong.</summary>
    public long UdpInCsumErrors { get; internal set; }

    /// <summary>Broadcasts for a port that nobody has bound.</summary>
    public long UdpIgnoredMulti { get; internal set; }

    /// <summary>Datagrams sent.</summary>
    public long UdpOutDatagrams { get; internal set; }

    /// <summary>Datagrams not sent because no buffer was free.</summary>
    public long UdpSendBufferErrors { get; internal set; }

    /// <summary>How often a path turned out to carry less than was thought, by an error about a datagram.</summary>
    public long UdpPathMtuReduced { get; internal set; }

    internal void CountReceived(EcnCodepoint ecn, int packets)
    {
        switch (ecn)
        {
            case EcnCodepoint.Ce: InCePackets += packets; break;
            case EcnCodepoint.Ect0: InEct0Packets += packets; break;
            case EcnCodepoint.Ect1: InEct1Packets += packets; break;
            default: InNoEctPackets += packets; break;
        }
    }
}
