using ActorTcp.Connection;

namespace ActorTcp.Network;

/// <summary>
/// TCP's counters, with the meaning of Linux's counter whose name is given; written by the loop, read by anybody.
/// <see cref="NetstatCounters"/> lists them under Linux's names.
/// </summary>
public sealed class TcpCounters
{
    private readonly long[] _inState = new long[Enum.GetValues<TcpState>().Length];

    /// <summary>
    /// How many sockets are in a state now; what stays in <see cref="TcpState.CloseWait"/> is an application's leak: its peer has
    /// closed, and it has not. CLOSED is not counted.
    /// </summary>
    public long InState(TcpState state) => Volatile.Read(ref _inState[(int)state]);

    /// <summary>Connections opened by us.</summary>
    public long ActiveOpens { get; internal set; }

    /// <summary>Connections opened by peers: handshakes completed.</summary>
    public long PassiveOpens { get; internal set; }

    /// <summary>Handshakes that failed, in SYN_SENT or SYN_RECEIVED.</summary>
    public long AttemptFails { get; internal set; }

    /// <summary>Established connections that were reset, by either side.</summary>
    public long EstabResets { get; internal set; }

    /// <summary>Connections in ESTABLISHED or CLOSE_WAIT now.</summary>
    public long CurrEstab { get; internal set; }

    /// <summary>Segments received.</summary>
    public long InSegs { get; internal set; }

    /// <summary>Segments sent; a segment that the device divides counts as one.</summary>
    public long OutSegs { get; internal set; }

    /// <summary>Segments sent again.</summary>
    public long RetransSegs { get; internal set; }

    /// <summary>Resets sent.</summary>
    public long OutRsts { get; internal set; }

    /// <summary>Resets received that were acceptable.</summary>
    public long InRsts { get; internal set; }

    /// <summary>Expiries of the retransmission timer.</summary>
    public long TcpTimeouts { get; internal set; }

    /// <summary>Segments sent again in a recovery without a timeout (TCPFastRetrans).</summary>
    public long FastRetransmits { get; internal set; }

    /// <summary>Segments of ours that acknowledgments with ECN-Echo acknowledged (TCPDeliveredCE; RFC 3168).</summary>
    public long DeliveredCe { get; internal set; }
    /// <summary>How often a path was suspected to swallow large packets (TcpMtuBlackHoles; RFC 4821 7.7).</summary>
    public long MtuBlackHoles { get; internal set; }

    /// <summary>Segments sent again after a timeout (TCPSlowStartRetrans).</summary>
    public long SlowStartRetransmits { get; internal set; }

    /// <summary>What loss recovery has counted, over all connections.</summary>
    internal Protocol.RecoveryCounters Recovery { get; } = new();

    /// <summary>Segments that arrived ahead of their turn and were kept.</summary>
    public long OutOfOrderQueued { get; internal set; }

    /// <summary>Bytes that arrived ahead of their turn and were refused: the reassembly queue was full.</summary>
    public long OutOfOrderPruned { get; internal set; }

    /// <summary>Queues of text out of order that were discarded because memory was scarce (OfoPruned; <c>tcp_mem</c>).</summary>
    public long OfoPruned { get; internal set; }

    /// <summary>Segments out of order that were refused: their queue, or all memory, was used up (TCPOFODrop).</summary>
    public long OfoDrop { get; internal set; }

    /// <summary>Segments next in order that were refused because all memory was used up (TCPRcvQDrop).</summary>
    public long RcvQDrop { get; internal set; }

    /// <summary>How often memory became scarce (TCPMemoryPressures).</summary>
    public long MemoryPressures { get; internal set; }

    /// <summary>Orphans that were reset because there were too many, or no memory (TCPAbortOnMemory; <c>tcp_max_orphans</c>).</summary>
    public long AbortOnMemory { get; internal set; }

    /// <summary>Acknowledgments that waited until their deadline (DelayedACKs).</summary>
    public long DelayedAcks { get; internal set; }

    /// <summary>Segments that arrived again, perhaps because an acknowledgment of ours was late or lost (DelayedACKLost).</summary>
    public long DelayedAckLost { get; internal set; }

    /// <summary>Duplicates below RCV.NXT that were reported (TCPDSACKOldSent; RFC 2883).</summary>
    public long DsackOldSent { get; internal set; }

    /// <summary>Duplicates of text ahead of its turn that were reported (TCPDSACKOfoSent).</summary>
    public long DsackOfoSent { get; internal set; }

    /// <summary>Unacceptable segments that were answered with an acknowledgment (RFC 9293 3.10.7.4, first).</summary>
    public long Unacceptable { get; internal set; }

    /// <summary>Challenge acknowledgments sent (RFC 5961).</summary>
    public long ChallengeAcks { get; internal set; }

    /// <summary>SYNs, and last ACKs of handshakes, that a full queue dropped.</summary>
    public long ListenDrops { get; internal set; }

    /// <summary>SYNs, and last ACKs of handshakes, that met a full accept queue.</summary>
    public long ListenOverflows { get; internal set; }

    /// <summary>Segments with malformed options, dropped.</summary>
    public long BadOptions { get; internal set; }

    /// <summary>Connections given up because nothing was acknowledged any more.</summary>
    public long AbortOnTimeout { get; internal set; }

    /// <summary>Connections reset because data arrived that nobody reads, or closed with an SO_LINGER of zero.</summary>
    public long AbortOnData { get; internal set; }

    /// <summary>Connections reset in FIN_WAIT_2 because of a TCP_LINGER2 below zero.</summary>
    public long AbortOnLinger { get; internal set; }

    /// <summary>Bare acknowledgments dropped because TCP_DEFER_ACCEPT waits for data.</summary>
    public long DeferAcceptDrop { get; internal set; }

    /// <summary>Connections closed by us with data unread, and so reset.</summary>
    public long AbortOnClose { get; internal set; }

    /// <summary>SYN cookies sent (SyncookiesSent; RFC 4987 3.6).</summary>
    public long SyncookiesSent { get; internal set; }

    /// <summary>SYN cookies that came back and were genuine (SyncookiesRecv).</summary>
    public long SyncookiesRecv { get; internal set; }

    /// <summary>ACKs to a listener that had to be cookies and were not, or no more (SyncookiesFailed).</summary>
    public long SyncookiesFailed { get; internal set; }

    /// <summary>SYNs to a full SYN queue that were answered with a cookie (TCPReqQFullDoCookies).</summary>
    public long ReqQFullDoCookies { get; internal set; }

    /// <summary>SYNs to a full SYN queue that were dropped, cookies being off (TCPReqQFullDrop).</summary>
    public long ReqQFullDrop { get; internal set; }

    /// <summary>Half-open entries that a reset or a SYN of their peer's has ended (EmbryonicRsts).</summary>
    public long EmbryonicRsts { get; internal set; }

    /// <summary>SYNs sent again, with ACK or without (TCPSynRetrans).</summary>
    public long SynRetrans { get; internal set; }

    /// <summary>Connections whose 2 MSL in TIME_WAIT have passed (TW).</summary>
    public long TimeWaited { get; internal set; }

    /// <summary>Connections in TIME_WAIT whose place an outgoing connection has taken (TWRecycled; <c>tcp_tw_reuse</c>).</summary>
    public long TimeWaitRecycled { get; internal set; }

    /// <summary>Connections that found no place for their TIME_WAIT (TCPTimeWaitOverflow; <c>tcp_max_tw_buckets</c>).</summary>
    public long TimeWaitOverflow { get; internal set; }

    /// <summary>Segments of open connections dropped for their old timestamp (PAWSEstab; RFC 7323 5).</summary>
    public long PawsEstab { get; internal set; }

    /// <summary>Segments for connections in TIME_WAIT dropped for their old timestamp (PAWSTimewait).</summary>
    public long PawsTimeWait { get; internal set; }

    /// <summary>Challenge acknowledgments sent because of a SYN in the middle of a connection (TCPSYNChallenge; RFC 5961 4).</summary>
    public long SynChallenge { get; internal set; }

    /// <summary>Challenge acknowledgments that the rate limit held back (TCPACKSkippedChallenge; RFC 5961 7).</summary>
    public long AckSkippedChallenge { get; internal set; }

    /// <summary>Answers to a half-open entry's peer that the rate limit held back (TCPACKSkippedSynRecv).</summary>
    public long AckSkippedSynRecv { get; internal set; }

    /// <summary>Answers to unacceptable segments that the rate limit held back (TCPACKSkippedSeq).</summary>
    public long AckSkippedSeq { get; internal set; }

    /// <summary>Answers in TIME_WAIT that the rate limit held back (TCPACKSkippedTimeWait).</summary>
    public long AckSkippedTimeWait { get; internal set; }

    /// <summary>Keep-alive probes sent (TCPKeepAlive; RFC 9293 3.8.4).</summary>
    public long KeepAlive { get; internal set; }

    /// <summary>Zero-window probes sent (TCPWinProbe; RFC 9293 3.8.6.1).</summary>
    public long WinProbe { get; internal set; }

    /// <summary>Reports of routers that a packet was too large, believed: segments became smaller (RFC 1191).</summary>
    public long PathMtuReduced { get; internal set; }

    /// <summary>Such reports that waited for the retransmission timer, because larger segments had arrived (RFC 5927 7.2).</summary>
    public long PathMtuHeld { get; internal set; }

    /// <summary>Such reports ignored: our packets are no larger than the MTU that they tell (RFC 1191 3).</summary>
    public long PathMtuNotSmaller { get; internal set; }

    /// <summary>Such reports ignored: the packet that they quote would have fitted (RFC 5927 7.2).</summary>
    public long PathMtuContradictory { get; internal set; }

    /// <summary>ICMP errors whose quoted sequence number is not in flight, ignored (OutOfWindowIcmps; RFC 5927 4.1).</summary>
    public long OutOfWindowIcmps { get; internal set; }

    /// <summary>Messages that a state had no use for.</summary>
    public long UnexpectedMessages { get; internal set; }

    internal void Move(TcpState from, TcpState to)
    {
        if (from != TcpState.Closed) _inState[(int)from]--;
        if (to != TcpState.Closed) _inState[(int)to]++;
    }
}
