namespace ActorTcp.Network;

/// <summary>Where each received frame went, or why it was dropped. Every received frame is counted in exactly one.</summary>
public enum FrameFate
{
    /// <summary>To the ARP actor.</summary>
    Arp,

    /// <summary>To the ICMP actor.</summary>
    Icmp,

    /// <summary>To the UDP actor.</summary>
    Udp,

    /// <summary>To a TCP connection or half-open entry.</summary>
    TcpConnection,

    /// <summary>To the TCP manager: of a connection in TIME_WAIT.</summary>
    TcpTimeWait,

    /// <summary>To a TCP listener.</summary>
    TcpListener,

    /// <summary>To the TCP manager: it belongs to nobody.</summary>
    TcpStray,

    /// <summary>A fragment, kept for reassembly. The one that completes a datagram has the datagram's fate.</summary>
    Fragment,

    /// <summary>Dropped: for another station's Ethernet address.</summary>
    OtherStation,

    /// <summary>Dropped: shorter than an Ethernet header.</summary>
    TooShort,

    /// <summary>Dropped: an EtherType that the stack does not speak.</summary>
    UnknownEtherType,

    /// <summary>Dropped: a malformed ARP packet.</summary>
    BadArp,

    /// <summary>Dropped: a malformed IPv4 header.</summary>
    BadIpHeader,

    /// <summary>Dropped: a wrong IPv4 header checksum.</summary>
    BadIpChecksum,

    /// <summary>Dropped: an IPv4 address that may not be a source (RFC 1122 3.2.1.3).</summary>
    BadIpSource,

    /// <summary>Dropped: an IPv4 destination that is not ours; the stack does not forward.</summary>
    OtherAddress,

    /// <summary>Dropped: a fragment that reassembly refused.</summary>
    BadFragment,

    /// <summary>Dropped, and answered with protocol unreachable where that is allowed.</summary>
    UnknownProtocol,

    /// <summary>Dropped: a malformed ICMP message or a wrong checksum.</summary>
    BadIcmp,

    /// <summary>Dropped: a malformed UDP header or a wrong checksum.</summary>
    BadUdp,

    /// <summary>Dropped: a malformed TCP header.</summary>
    BadTcpHeader,

    /// <summary>Dropped: a wrong TCP checksum.</summary>
    BadTcpChecksum,

    /// <summary>Dropped: a TCP segment to a broadcast or multicast address (RFC 9293 3.9.2.3, MUST-57).</summary>
    TcpNotUnicast,

    /// <summary>Dropped: the receiver's queue was full.</summary>
    QueueFull,
}

/// <summary>
/// What the stack has seen, counted; written by the loop, read by anybody. Each figure is exact; a set of them read while the
/// loop runs is not one instant's.
/// </summary>
public sealed class StackCounters
{
    private readonly long[] _fates = new long[Enum.GetValues<FrameFate>().Length];

    /// <summary>Frames received, from the device or from the stack itself.</summary>
    public long FramesReceived { get; internal set; }

    /// <summary>How many frames met a fate.</summary>
    public long this[FrameFate fate] => Volatile.Read(ref _fates[(int)fate]);

    /// <summary>All fates together; equals <see cref="FramesReceived"/> when the loop is idle.</summary>
    public long TotalFates
    {
        get
        {
            long sum = 0;
            for (int i = 0; i < _fates.Length; i++) sum += Volatile.Read(ref _fates[i]);
            return sum;
        }
    }

    /// <summary>TCP's own counters.</summary>
    public TcpCounters Tcp { get; } = new();

    /// <summary>IP's, ARP's, ICMP's and UDP's own counters.</summary>
    public IpCounters Ip { get; } = new();

    internal void Count(FrameFate fate) => _fates[(int)fate]++;
}
