using System.Net;
using ActorTcp.Connection;

namespace ActorTcp.Api;

/// <summary>
/// A connection's inside at one instant: the fields of Linux's <c>struct tcp_info</c> that exist here, without their prefix
/// <c>tcpi_</c>; the answer to <see cref="StackTcp.GetInfo"/>. Sizes are bytes unless they say segments.
/// </summary>
public sealed partial record TcpInfo
{
    /// <summary>Our address and port.</summary>
    public required IPEndPoint Local { get; init; }

    /// <summary>The peer's.</summary>
    public required IPEndPoint Remote { get; init; }

    /// <summary>state.</summary>
    public required TcpState State { get; init; }

    /// <summary>retransmits: timeouts in a row without progress.</summary>
    public int Retransmits { get; init; }

    /// <summary>probes: keep-alive or zero-window probes without an answer.</summary>
    public int Probes { get; init; }

    /// <summary>backoff: how often the timeout was doubled.</summary>
    public int Backoff { get; init; }

    /// <summary>options, TCPI_OPT_TIMESTAMPS: both sides send timestamps (RFC 7323).</summary>
    public bool Timestamps { get; init; }

    /// <summary>options, TCPI_OPT_SACK: both sides permit SACK (RFC 2018).</summary>
    public bool Sack { get; init; }

    /// <summary>options, TCPI_OPT_WSCALE: windows are scaled (RFC 7323).</summary>
    public bool WindowScaling { get; init; }

    /// <summary>options, TCPI_OPT_ECN: both sides agreed on ECN, and what we send is ECN-capable (RFC 3168).</summary>
    public bool Ecn { get; init; }

    /// <summary>options, TCPI_OPT_ECN_SEEN: something ECN-capable arrived, so the path lets the field through.</summary>
    public bool EcnSeen { get; init; }

    /// <summary>delivered_ce: segments of ours that acknowledgments with ECN-Echo acknowledged, ever.</summary>
    public long DeliveredCe { get; init; }

    /// <summary>snd_wscale: how far the peer's windows are scaled, 0 to 14.</summary>
    public int SndWscale { get; init; }

    /// <summary>rcv_wscale: how far ours are, 0 to 14.</summary>
    public int RcvWscale { get; init; }

    /// <summary>rto: the retransmission timeout with its back-off (RFC 6298).</summary>
    public TimeSpan Rto { get; init; }

    /// <summary>ato: how long an acknowledgment waits for data to go along with; zero before anything was received.</summary>
    public TimeSpan Ato { get; init; }

    /// <summary>rcv_mss: the peer's full-sized segments, as they were seen to arrive.</summary>
    public int RcvMss { get; init; }

    /// <summary>snd_mss: the most text in one of our segments.</summary>
    public int SndMss { get; init; }

    /// <summary>advmss: the MSS that we told the peer, less the timestamps' room once they are agreed, as Linux tells it.</summary>
    public int AdvMss { get; init; }

    /// <summary>pmtu: the largest packet on the path as far as it is known.</summary>
    public int Pmtu { get; init; }

    /// <summary>unacked: segments in flight, rounded up.</summary>
    public int Unacked { get; init; }

    /// <summary>sacked: segments that the peer has ahead of a gap, rounded up.</summary>
    public int Sacked { get; init; }

    /// <summary>ca_state: what the sender believes of the path.</summary>
    public Protocol.RecoveryState CaState { get; init; }

    /// <summary>lost: segments that count as lost.</summary>
    public int Lost { get; init; }

    /// <summary>retrans: segments that were sent again and may be underway.</summary>
    public int Retrans { get; init; }

    /// <summary>reordering: how many segments may overtake another before it counts as lost.</summary>
    public int Reordering { get; init; }

    /// <summary>reord_seen: how often segments came late.</summary>
    public long ReordSeen { get; init; }

    /// <summary>dsack_dups: duplicate segments that the peer told of (RFC 2883).</summary>
    public long DsackDups { get; init; }

    /// <summary>delivered: segments that the peer has received.</summary>
    public long Delivered { get; init; }

    /// <summary>min_rtt: the least round trip of the last minutes; zero before the first measurement.</summary>
    public TimeSpan MinRtt { get; init; }

    /// <summary>last_data_sent: how long ago; before the first, since the connection is established.</summary>
    public TimeSpan LastDataSent { get; init; }

    /// <summary>last_data_recv.</summary>
    public TimeSpan LastDataRecv { get; init; }

    /// <summary>last_ack_recv.</summary>
    public TimeSpan LastAckRecv { get; init; }

    /// <summary>rtt: smoothed; zero before the first measurement.</summary>
    public TimeSpan Rtt { get; init; }

    /// <summary>rttvar.</summary>
    public TimeSpan RttVar { get; init; }

    /// <summary>TCP_CONGESTION: the congestion control's name; empty before there is a congestion window.</summary>
    public string CongestionControl { get; init; } = "";

    /// <summary>snd_cwnd, in segments.</summary>
    public int SndCwnd { get; init; }

    /// <summary>snd_ssthresh, in segments; <see cref="int.MaxValue"/>: there was no loss yet.</summary>
    public int SndSsthresh { get; init; }

    /// <summary>snd_wnd: what the peer offers.</summary>
    public long SndWnd { get; init; }

    /// <summary>rcv_wnd: what we offer.</summary>
    public long RcvWnd { get; init; }

    /// <summary>rcv_space: what the application takes in a round trip; where the buffer's size is fixed, the buffer.</summary>
    public long RcvSpace { get; init; }

    /// <summary>rcv_rtt: the round trip as the receiver sees it; zero: not measured, or the buffer's size is fixed.</summary>
    public TimeSpan RcvRtt { get; init; }

    /// <summary>The receive buffer as it is now (SO_RCVBUF, SK_MEMINFO_RCVBUF).</summary>
    public long RcvBuf { get; init; }

    /// <summary>total_retrans: segments sent again, ever.</summary>
    public long TotalRetrans { get; init; }

    /// <summary>bytes_acked: of our text, ever.</summary>
    public long BytesAcked { get; init; }

    /// <summary>bytes_received: of the peer's text, in order, ever.</summary>
    public long BytesReceived { get; init; }

    /// <summary>bytes_sent: retransmissions included.</summary>
    public long BytesSent { get; init; }

    /// <summary>bytes_retrans.</summary>
    public long BytesRetrans { get; init; }

    /// <summary>segs_out: segments sent; one that the device divides counts as one.</summary>
    public long SegsOut { get; init; }

    /// <summary>segs_in: segments received; one that the device has coalesced counts as one.</summary>
    public long SegsIn { get; init; }

    /// <summary>data_segs_out: those with text.</summary>
    public long DataSegsOut { get; init; }

    /// <summary>data_segs_in.</summary>
    public long DataSegsIn { get; init; }

    /// <summary>notsent_bytes: in the send buffer and never sent.</summary>
    public long NotSentBytes { get; init; }

    /// <summary>
    /// How many bytes the application has still to receive before the urgent byte that the peer has announced (RFC 9293 3.8.5, MUST-33);
    /// null: there is none.
    /// </summary>
    public int? UrgentAhead { get; init; }

    /// <summary>Bytes that wait for the application (SIOCINQ).</summary>
    public long ReceiveQueue { get; init; }

    /// <summary>Bytes written and not acknowledged (SIOCOUTQ).</summary>
    public long SendQueue { get; init; }
}
