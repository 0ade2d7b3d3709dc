using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Api;

/// <summary>
/// One stack's address configuration and tunables, with Linux's names, units and defaults where Linux has them. Immutable;
/// make variants with <c>with</c>.
/// </summary>
public sealed partial record StackOptions
{
    private readonly string _congestionControl = CongestionControls.Names[0];

    /// <summary>The stack's IPv4 address and its network, such as 198.51.100.2/24.</summary>
    public required Ipv4Network Address { get; init; }

    /// <summary>The router for what is not on the link; null: there is none.</summary>
    public Ipv4Address? Gateway { get; init; }

    /// <summary>The stack's Ethernet address. Locally administered, unicast.</summary>
    public MacAddress Mac { get; init; } = MacAddress.Parse("02:00:5e:00:00:02");

    /// <summary>Seeds everything that is random (ISNs, ports, IDs). Null: from the system's generator.</summary>
    public ulong? Seed { get; init; }

    /// <summary>How many packets that the stack itself makes can be underway at once.</summary>
    public int PacketLimit { get; init; } = 16384;

    /// <summary>How many frames can wait for one connection; more are dropped and counted.</summary>
    public int ConnectionInboxLimit { get; init; } = 256;

    /// <summary>How many frames can wait for one listener or the manager.</summary>
    public int ListenerInboxLimit { get; init; } = 1024;

    /// <summary>
    /// The receive buffer of a connection in bytes, if it is to be the same for all and for ever; 0, the default: it begins and grows as
    /// <see cref="TcpRmem"/> says. <see cref="TcpSO.ReceiveBuffer"/> fixes that of one connection.
    /// </summary>
    public int ReceiveBufferSize { get; init; }

    /// <summary>
    /// The receive buffer of a connection in bytes: what it has even if <see cref="TcpMem"/> is used up, at first, and at most (<c>tcp_rmem</c>). Linux
    /// counts its overhead as well; here it is text alone, and so the largest window.
    /// </summary>
    public (int Min, int Default, int Max) TcpRmem { get; init; } = (4096, 131072, 6291456);

    /// <summary>Whether a receive buffer grows with what its application takes in a round trip (<c>tcp_moderate_rcvbuf</c>).</summary>
    public bool TcpModerateRcvbuf { get; init; } = true;

    /// <summary>
    /// What all connections may hold together in send buffers, receive queues and reassembly (<c>tcp_mem</c>; in bytes, where Linux counts
    /// pages): above Pressure, until below Low again, what was kept out of order is discarded, buffers do not grow and windows offer a few
    /// segments; at High nothing is kept out of order and writes wait. The defaults are about those of Linux with 16 GiB.
    /// </summary>
    public (long Low, long Pressure, long High) TcpMem { get; init; } = (768L << 20, 1024L << 20, 1536L << 20);

    /// <summary>
    /// How many connections there may be that no application has any more (<c>tcp_max_orphans</c>); beyond, they are reset and counted.
    /// </summary>
    public int TcpMaxOrphans { get; init; } = 65536;

    /// <summary>The send buffer of a connection in bytes; writes beyond it wait.</summary>
    public int SendBufferSize { get; init; } = 4 * 1024 * 1024;

    /// <summary>
    /// To how many bytes a socket's send buffer grows with cwnd, if that is more (<c>tcp_wmem</c>'s third number); a buffer that SO_SNDBUF
    /// has set does not grow.
    /// </summary>
    public int SendBufferMax { get; init; } = 4 * 1024 * 1024;

    /// <summary>The upper limit of a listener's backlog (<c>net.core.somaxconn</c>).</summary>
    public int SoMaxConn { get; init; } = 4096;

    /// <summary>How many half-open entries a listener has at most (<c>tcp_max_syn_backlog</c>).</summary>
    public int TcpMaxSynBacklog { get; init; } = 4096;

    /// <summary>How often a SYN is sent again (<c>tcp_syn_retries</c>).</summary>
    public int TcpSynRetries { get; init; } = 6;

    /// <summary>How often a SYN-ACK is sent again (<c>tcp_synack_retries</c>).</summary>
    public int TcpSynAckRetries { get; init; } = 5;

    /// <summary>
    /// SYN cookies (<c>tcp_syncookies</c>): 0 never, 1 when the SYN queue is full, 2 always. RFC 4987 3.6.
    /// </summary>
    public int TcpSyncookies { get; init; } = 1;

    /// <summary>Whether a full accept queue resets a peer's last ACK instead of dropping it (<c>tcp_abort_on_overflow</c>).</summary>
    public bool TcpAbortOnOverflow { get; init; }

    /// <summary>
    /// How often data is sent again before IP is told that the path may be broken (<c>tcp_retries1</c>; RFC 9293 3.8.3, R1).
    /// </summary>
    public int TcpRetries1 { get; init; } = 3;

    /// <summary>How often data is sent again before the connection is given up (<c>tcp_retries2</c>).</summary>
    public int TcpRetries2 { get; init; } = 15;

    /// <summary>The same for a connection that no application has any more (<c>tcp_orphan_retries</c>; Linux's 0 means 8).</summary>
    public int TcpOrphanRetries { get; init; } = 8;

    /// <summary>
    /// How much time lies between two acknowledgments of segments that cannot be true (<c>tcp_invalid_ratelimit</c>, RFC 5961 7).
    /// </summary>
    public TimeSpan TcpInvalidRateLimit { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// How many challenge ACKs the whole stack sends in a second (<c>tcp_challenge_ack_limit</c>, RFC 5961 7); Linux's default is no limit.
    /// </summary>
    public int TcpChallengeAckLimit { get; init; } = int.MaxValue;

    /// <summary>How long an orphan stays in FIN_WAIT_2 (<c>tcp_fin_timeout</c>).</summary>
    public TimeSpan TcpFinTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The maximum segment lifetime; TIME_WAIT lasts twice as long (RFC 9293 3.4.2). 30 s gives Linux's 60 s.</summary>
    public TimeSpan Msl { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How many connections may be in TIME_WAIT at once (<c>tcp_max_tw_buckets</c>); beyond, they end at once and are counted.</summary>
    public int TcpMaxTwBuckets { get; init; } = 262144;

    /// <summary>
    /// Whether an outgoing connection may take the place of one in TIME_WAIT, a second old, if both have timestamps
    /// (<c>tcp_tw_reuse</c>, RFC 6191): 0 never, 1 always, 2 to the stack itself only.
    /// </summary>
    public int TcpTwReuse { get; init; } = 2;

    /// <summary>Whether timestamps are offered and taken (<c>tcp_timestamps</c>, RFC 7323).</summary>
    public bool TcpTimestamps { get; init; } = true;

    /// <summary>
    /// ECN (<c>tcp_ecn</c>, RFC 3168): 0 never, 1 asked for and granted, 2 granted to peers that ask.
    /// </summary>
    public int TcpEcn { get; init; } = 2;

    /// <summary>Whether a SYN that asks for ECN and is not answered is sent again without (<c>tcp_ecn_fallback</c>, RFC 3168 6.1.1.1).</summary>
    public bool TcpEcnFallback { get; init; } = true;

    /// <summary>How long a connection with keep-alive is quiet before the first probe (<c>tcp_keepalive_time</c>).</summary>
    public TimeSpan TcpKeepaliveTime { get; init; } = TimeSpan.FromHours(2);

    /// <summary>How much time lies between keep-alive probes (<c>tcp_keepalive_intvl</c>).</summary>
    public TimeSpan TcpKeepaliveIntvl { get; init; } = TimeSpan.FromSeconds(75);

    /// <summary>How many keep-alive probes go unanswered before the connection is given up (<c>tcp_keepalive_probes</c>).</summary>
    public int TcpKeepaliveProbes { get; init; } = 9;

    /// <summary>The lowest retransmission timeout (Linux: 200 ms; RFC 6298 2.4 says 1 s SHOULD).</summary>
    public TimeSpan TcpRtoMin { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The highest retransmission timeout (Linux: 120 s; RFC 6298 2.5 allows 60 s or more).</summary>
    public TimeSpan TcpRtoMax { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>The retransmission timeout before anything was measured (RFC 6298 2.1).</summary>
    public TimeSpan TcpRtoInitial { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Whether SACK is offered and taken (<c>tcp_sack</c>, RFC 2018).</summary>
    public bool TcpSack { get; init; } = true;

    /// <summary>Whether what arrives twice is reported, where SACK is agreed (<c>tcp_dsack</c>, RFC 2883).</summary>
    public bool TcpDsack { get; init; } = true;

    /// <summary>
    /// The congestion control of connections that do not choose one (<c>tcp_congestion_control</c>): "cubic" (RFC 9438), the default, or
    /// "reno" (RFC 5681). <see cref="TcpSO.CongestionControl"/> chooses for one connection, or for all of a listener's.
    /// </summary>
    /// <exception cref="ArgumentException">There is no congestion control of that name.</exception>
    public string TcpCongestionControl
    {
        get => _congestionControl;
        init => _congestionControl = CongestionControls.IsKnown(value)
            ? value
            : throw new ArgumentException(CongestionControls.Unknown(value), nameof(value));
    }

    /// <summary>
    /// Whether rising delay ends the first slow start before losses do (HyStart++, RFC 9406). Linux's is a parameter of its module
    /// (<c>tcp_cubic.hystart</c>); here it holds for every congestion control.
    /// </summary>
    public bool TcpHystart { get; init; } = true;
    /// <summary>Whether timeouts are examined for having been spurious (<c>tcp_frto</c>, RFC 5682): 0 no, else yes.</summary>
    public int TcpFrto { get; init; } = 2;

    /// <summary>Whether tail loss probes are sent (<c>tcp_early_retrans</c>, RFC 8985 7): 3 or 4 yes, else no.</summary>
    public int TcpEarlyRetrans { get; init; } = 3;

    /// <summary>
    /// How RACK finds losses (<c>tcp_recovery</c>, RFC 8985), bits: 2 its reordering window does not adapt, 4 three duplicates alone do
    /// not begin a recovery.
    /// </summary>
    public int TcpRecovery { get; init; } = 1;

    /// <summary>How many segments may overtake another before it counts as lost, at first (<c>tcp_reordering</c>).</summary>
    public int TcpReordering { get; init; } = 3;

    /// <summary>How far that adapts (<c>tcp_max_reordering</c>).</summary>
    public int TcpMaxReordering { get; init; } = 300;

    /// <summary>
    /// Whether the congestion window decays while the application sends nothing, or less than it (<c>tcp_slow_start_after_idle</c>, RFC
    /// 5681 4.1, RFC 7661).
    /// </summary>
    public bool TcpSlowStartAfterIdle { get; init; } = true;

    /// <summary>The first delay of an acknowledgment, and the least (Linux: 40 ms; <c>tcp_delack_min</c>). At most <see cref="TcpDelackMax"/>.</summary>
    public TimeSpan TcpDelackMin { get; init; } = TimeSpan.FromMilliseconds(40);

    /// <summary>
    /// The longest delay of an acknowledgment (Linux: 200 ms; <c>tcp_delack_max</c>); below 0.5 s whatever it says (RFC 9293 3.8.6.3).
    /// </summary>
    public TimeSpan TcpDelackMax { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// Whether acknowledgments are sent at once when Linux does: at the start, after a pause longer than RTO, and at the end of something
    /// written that the application has read. Off: RFC 1122 4.2.3.2 alone, every second full segment or the delay.
    /// </summary>
    public bool TcpQuickack { get; init; } = true;

    /// <summary>
    /// Whether segments that arrive at once, as a batch or as one super-frame of the device's, are acknowledged once. Off: each second
    /// full segment of them has an acknowledgment of its own.
    /// </summary>
    public bool TcpCoalesceAcks { get; init; } = true;

    /// <summary>
    /// Whether a peer's urgent pointer is to the last urgent byte (RFC 1122 4.2.2.4) instead of the byte behind it, which is what all
    /// send and RFC 9293 3.8.5 says (<c>tcp_stdurg</c>).
    /// </summary>
    public bool TcpStdurg { get; init; }

    /// <summary>
    /// Whether the path's size is searched for by sending larger segments (<c>tcp_mtu_probing</c>, RFC 4821): 0 never, 1 when after
    /// <see cref="TcpRetries1"/> timeouts a black hole is suspected, 2 always.
    /// </summary>
    public int TcpMtuProbing { get; init; }

    /// <summary>The text of a segment that the search begins with (<c>tcp_base_mss</c>).</summary>
    public int TcpBaseMss { get; init; } = 1024;

    /// <summary>The least text of a segment that black holes bring it down to (<c>tcp_mtu_probe_floor</c>).</summary>
    public int TcpMtuProbeFloor { get; init; } = 48;

    /// <summary>How long a result of the search is believed (<c>tcp_probe_interval</c>).</summary>
    public TimeSpan TcpProbeInterval { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>A range of sizes smaller than this is not searched, in bytes (<c>tcp_probe_threshold</c>).</summary>
    public int TcpProbeThreshold { get; init; } = 8;

    /// <summary>The initial congestion window in segments (RFC 6928).</summary>
    public int InitialWindow { get; init; } = 10;

    /// <summary>The ports that outgoing connections use (<c>ip_local_port_range</c>).</summary>
    public (ushort First, ushort Last) IpLocalPortRange { get; init; } = (32768, 60999);

    /// <summary>How long a path's MTU that a router has reported is believed (<c>net.ipv4.route.mtu_expires</c>; RFC 1191 6.3).</summary>
    public TimeSpan IpMtuExpires { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// The least path MTU in bytes (<c>net.ipv4.route.min_pmtu</c>): a path that is said to carry less gets packets of this size without
    /// DF.
    /// </summary>
    public int IpMinPmtu { get; init; } = 552;

    /// <summary>How long a connection waits for <c>Register</c> (<c>akka.io.tcp.register-timeout</c>).</summary>
    public TimeSpan RegisterTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The receive buffer of a datagram socket, in bytes (<c>rmem_default</c>); what does not fit is dropped and counted.</summary>
    public int RmemDefault { get; init; } = 212992;

    /// <summary>The most that SO_RCVBUF can be set to, in bytes (<c>rmem_max</c>); it is doubled then.</summary>
    public int RmemMax { get; init; } = 212992;

    /// <summary>The send buffer of a datagram socket, in bytes (<c>wmem_default</c>).</summary>
    public int WmemDefault { get; init; } = 212992;

    /// <summary>The most that SO_SNDBUF can be set to, in bytes (<c>wmem_max</c>); it is doubled then.</summary>
    public int WmemMax { get; init; } = 212992;

    /// <summary>The time to live of what the stack sends (<c>ip_default_ttl</c>).</summary>
    public byte IpTtl { get; init; } = 64;

    /// <summary>Tests begin near the end of the sequence space, where wrap-around is.</summary>
    internal SeqNum? FixedIss { get; init; }
}
