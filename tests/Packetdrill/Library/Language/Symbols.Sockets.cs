namespace ActorTcp.Packetdrill.Language;

// Levels, families, protocols and what a socket is asked and told.
public static partial class Symbols
{
    /// <summary>Families, types and protocols; how a socket is shut down.</summary>
    private static readonly (string Name, long Value)[] Families =
    [
        ("AF_UNSPEC", 0), ("AF_UNIX", 1), ("AF_INET", 2), ("AF_INET6", 10), ("INADDR_ANY", 0), ("IPPROTO_IP", 0),
        ("IPPROTO_ICMP", 1), ("IPPROTO_TCP", 6), ("IPPROTO_UDP", 17), ("IPPROTO_IPV6", 41), ("IPPROTO_ICMPV6", 58),
        ("IPPROTO_RAW", 255), ("PF_INET", 2), ("PF_INET6", 10), ("SHUT_RD", 0), ("SHUT_WR", 1), ("SHUT_RDWR", 2),
        ("SOCK_STREAM", 1), ("SOCK_DGRAM", 2), ("SOCK_RAW", 3), ("SOCK_NONBLOCK", 0x800), ("SOCK_CLOEXEC", 0x80000),
        ("SOMAXCONN", 4096),
    ];

    /// <summary>SOL_SOCKET's, and the levels.</summary>
    private static readonly (string Name, long Value)[] SocketOptions =
    [
        ("SO_DEBUG", 1), ("SO_REUSEADDR", 2), ("SO_TYPE", 3), ("SO_ERROR", 4), ("SO_DONTROUTE", 5), ("SO_BROADCAST", 6),
        ("SO_SNDBUF", 7), ("SO_RCVBUF", 8), ("SO_KEEPALIVE", 9), ("SO_OOBINLINE", 10), ("SO_NO_CHECK", 11), ("SO_PRIORITY", 12),
        ("SO_LINGER", 13), ("SO_BSDCOMPAT", 14), ("SO_REUSEPORT", 15), ("SO_PASSCRED", 16), ("SO_PEERCRED", 17),
        ("SO_RCVLOWAT", 18), ("SO_SNDLOWAT", 19), ("SO_RCVTIMEO", 20), ("SO_SNDTIMEO", 21), ("SO_SECURITY_AUTHENTICATION", 22),
        ("SO_SECURITY_ENCRYPTION_TRANSPORT", 23), ("SO_SECURITY_ENCRYPTION_NETWORK", 24), ("SO_BINDTODEVICE", 25),
        ("SO_ATTACH_FILTER", 26), ("SO_DETACH_FILTER", 27), ("SO_PEERNAME", 28), ("SO_TIMESTAMP", 29), ("SO_ACCEPTCONN", 30),
        ("SO_PEERSEC", 31), ("SO_SNDBUFFORCE", 32), ("SO_RCVBUFFORCE", 33), ("SO_TIMESTAMPNS", 35), ("SO_MARK", 36),
        ("SO_TIMESTAMPING", 37), ("SO_PROTOCOL", 38), ("SO_DOMAIN", 39), ("SO_BUSY_POLL", 46), ("SO_MAX_PACING_RATE", 47),
        ("SO_INCOMING_CPU", 49), ("SO_MEMINFO", 55), ("SO_INCOMING_NAPI_ID", 56), ("SO_COOKIE", 57), ("SO_ZEROCOPY", 60),
        ("SO_TXTIME", 61), ("SOL_IP", 0), ("SOL_SOCKET", 1), ("SOL_TCP", 6), ("SOL_UDP", 17), ("SOL_IPV6", 41),
    ];

    /// <summary>Of send and recv.</summary>
    private static readonly (string Name, long Value)[] MessageFlags =
    [
        ("MSG_OOB", 1), ("MSG_PEEK", 2), ("MSG_DONTROUTE", 4), ("MSG_CTRUNC", 8), ("MSG_PROXY", 16), ("MSG_TRUNC", 32),
        ("MSG_DONTWAIT", 0x40), ("MSG_EOR", 0x80), ("MSG_WAITALL", 0x100), ("MSG_FIN", 0x200), ("MSG_SYN", 0x400),
        ("MSG_CONFIRM", 0x800), ("MSG_RST", 0x1000), ("MSG_ERRQUEUE", 0x2000), ("MSG_NOSIGNAL", 0x4000), ("MSG_MORE", 0x8000),
        ("MSG_WAITFORONE", 0x10000), ("MSG_BATCH", 0x40000), ("MSG_ZEROCOPY", 0x4000000), ("MSG_FASTOPEN", 0x20000000),
        ("MSG_CMSG_CLOEXEC", 0x40000000),
    ];

    /// <summary>IPPROTO_IP's and IPPROTO_IPV6's.</summary>
    private static readonly (string Name, long Value)[] InternetOptions =
    [
        ("IP_PMTUDISC_DONT", 0), ("IP_TOS", 1), ("IP_PMTUDISC_WANT", 1), ("IP_PMTUDISC_DO", 2), ("IP_TTL", 2),
        ("IP_PMTUDISC_PROBE", 3), ("IP_HDRINCL", 3), ("IP_OPTIONS", 4), ("IP_PKTINFO", 8), ("IP_MTU_DISCOVER", 10),
        ("IP_RECVERR", 11), ("IP_RECVTTL", 12), ("IP_RECVTOS", 13), ("IP_MTU", 14), ("IP_FREEBIND", 15), ("IP_TRANSPARENT", 19),
        ("IP_MINTTL", 21), ("IP_BIND_ADDRESS_NO_PORT", 24), ("IPV6_FLOWINFO", 11), ("IPV6_UNICAST_HOPS", 16),
        ("IPV6_MTU_DISCOVER", 23), ("IPV6_MTU", 24), ("IPV6_RECVERR", 25), ("IPV6_V6ONLY", 26), ("IPV6_RECVHOPLIMIT", 51),
        ("IPV6_HOPLIMIT", 52), ("IPV6_RECVTCLASS", 66), ("IPV6_TCLASS", 67), ("IPV6_AUTOFLOWLABEL", 70),
    ];

    /// <summary>Of time stamps and of the error queue.</summary>
    private static readonly (string Name, long Value)[] Timestamping =
    [
        ("SCM_TSTAMP_SND", 0), ("SCM_TSTAMP_SCHED", 1), ("SCM_TSTAMP_ACK", 2), ("SCM_TIMESTAMPING", 37),
        ("SCM_TIMESTAMPING_OPT_STATS", 54), ("SO_EE_CODE_ZEROCOPY_COPIED", 1), ("SO_EE_ORIGIN_TIMESTAMPING", 4),
        ("SO_EE_ORIGIN_ZEROCOPY", 5), ("SOF_TIMESTAMPING_TX_HARDWARE", 1), ("SOF_TIMESTAMPING_TX_SOFTWARE", 2),
        ("SOF_TIMESTAMPING_RX_HARDWARE", 4), ("SOF_TIMESTAMPING_RX_SOFTWARE", 8), ("SOF_TIMESTAMPING_SOFTWARE", 16),
        ("SOF_TIMESTAMPING_SYS_HARDWARE", 32), ("SOF_TIMESTAMPING_RAW_HARDWARE", 0x40), ("SOF_TIMESTAMPING_OPT_ID", 0x80),
        ("SOF_TIMESTAMPING_TX_SCHED", 0x100), ("SOF_TIMESTAMPING_TX_ACK", 0x200), ("SOF_TIMESTAMPING_OPT_CMSG", 0x400),
        ("SOF_TIMESTAMPING_OPT_TSONLY", 0x800), ("SOF_TIMESTAMPING_OPT_STATS", 0x1000), ("SOF_TIMESTAMPING_OPT_PKTINFO", 0x2000),
        ("SOF_TIMESTAMPING_OPT_TX_SWHW", 0x4000), ("SOF_TIMESTAMPING_BIND_PHC", 0x8000), ("SOF_TIMESTAMPING_OPT_ID_TCP", 0x10000),
    ];
}
