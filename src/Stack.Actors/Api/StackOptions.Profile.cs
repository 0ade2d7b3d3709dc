using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Api;

// What tells one implementation from another on the wire; profiles set these (StackProfile).
public sealed partial record StackOptions
{
    /// <summary>The order of options in a header (<c>tcp_option_order</c>; Linux has no such name).</summary>
    public TcpOptionOrder TcpOptionOrder { get; init; }

    /// <summary>Which segments have PSH (<c>tcp_push_rule</c>; Linux has no such name).</summary>
    public TcpPushRule TcpPushRule { get; init; }

    /// <summary>
    /// How many segments leave at once at least, if there are as many: as one super-frame where the device divides (<c>tcp_min_tso_segs</c>).
    /// 0: always as many as a frame carries.
    /// </summary>
    public int TcpMinTsoSegs { get; init; } = 2;

    /// <summary>
    /// Each 2^this µs of the least round trip halve what leaves at once beyond a millisecond's worth (<c>tcp_tso_rtt_log</c>), 0 to 30.
    /// </summary>
    public int TcpTsoRttLog { get; init; } = 9;

    /// <summary>
    /// What a millisecond's worth is in slow start, in per cent of cwnd a round trip (<c>tcp_pacing_ss_ratio</c>). It sizes bursts; nothing
    /// is paced.
    /// </summary>
    public int TcpPacingSsRatio { get; init; } = 200;

    /// <summary>And in congestion avoidance (<c>tcp_pacing_ca_ratio</c>).</summary>
    public int TcpPacingCaRatio { get; init; } = 120;

    /// <summary>
    /// Whether new text that has little room waits for the acknowledgment that is underway, to leave with more in one burst, as Linux lets it
    /// (<c>tcp_tso_defer</c>; Linux has no such name, its function is tcp_tso_should_defer); else it leaves as soon as both windows let it.
    /// </summary>
    public bool TcpTsoDefer { get; init; }

    /// <summary>
    /// What is little room for <see cref="TcpTsoDefer"/>: less than this part of the lesser of cwnd and the peer's window: 3, a third
    /// (<c>tcp_tso_win_divisor</c>). 0: no more than three segments.
    /// </summary>
    public int TcpTsoWinDivisor { get; init; } = 3;

    /// <summary>
    /// A connection is writable only while fewer bytes than this were not sent yet (<c>tcp_notsent_lowat</c>); readiness alone obeys it.
    /// <see cref="TcpSO.NotSentLowWater"/> says it for one connection.
    /// </summary>
    public long TcpNotsentLowat { get; init; } = uint.MaxValue;

    /// <summary>
    /// Whether a connection offers 64 KiB of its receive buffer at first, and more as text arrives, as Linux does; else all of it
    /// (<c>tcp_receive_slow_start</c>; Linux has no such name).
    /// </summary>
    public bool TcpReceiveSlowStart { get; init; } = true;

    /// <summary>
    /// How much of a receive buffer counts as overhead when the window of a SYN is chosen (<c>tcp_adv_win_scale</c>): with n above zero the
    /// window is the buffer less its 2^n-th part, in whole segments; 0: all of it.
    /// </summary>
    public int TcpAdvWinScale { get; init; }

    /// <summary>
    /// How many retransmissions of a SYN wait no longer than the first before the time doubles (<c>tcp_syn_linear_timeouts</c>); Linux has 4
    /// since 6.5. RFC 6298 5.5 doubles from the first on.
    /// </summary>
    public int TcpSynLinearTimeouts { get; init; }

    /// <summary>
    /// Whether an ICMP unreachable ends a connection attempt at once, as Linux lets it (<c>tcp_syn_icmp_errors</c>; Linux has no such name);
    /// else it is remembered until the retries are used up (RFC 5927 4, RFC 9293 3.9.2.2).
    /// </summary>
    public bool TcpSynIcmpErrors { get; init; }

    /// <summary>
    /// Whether the acknowledgment of a FIN may wait as that of text does, and forgets what came twice (<c>tcp_delack_fin</c>; Linux has no
    /// such name): so Linux; else it is sent at once, and reports that (RFC 2883 4).
    /// </summary>
    public bool TcpDelackFin { get; init; }

    /// <summary>
    /// Whether text that comes with a SYN is kept until the handshake is complete (<c>tcp_syn_text</c>; Linux has no such name, and drops it
    /// without Fast Open): RFC 9293 3.10.7.2, third.
    /// </summary>
    public bool TcpSynText { get; init; } = true;

    /// <summary>Whether windows are scaled (<c>tcp_window_scaling</c>, RFC 7323 2).</summary>
    public bool TcpWindowScaling { get; init; } = true;

    /// <summary>
    /// Whether a reset in TIME-WAIT is ignored (<c>tcp_rfc1337</c>; RFC 1337 3, fix F1); else it ends TIME-WAIT, as Linux lets it.
    /// </summary>
    public bool TcpRfc1337 { get; init; } = true;

    /// <summary>
    /// Whether a listener's half-open entries are bounded by its backlog too, and cookies begin there (<c>tcp_syn_queue_backlog</c>; Linux has
    /// no such name, and does so); else <see cref="TcpMaxSynBacklog"/> alone bounds them.
    /// </summary>
    public bool TcpSynQueueBacklog { get; init; }

    /// <summary>
    /// Whether the acknowledgment of a part of a segment restarts the retransmission timer (<c>tcp_partial_ack_timer</c>; Linux has no such
    /// name, and restarts it for whole segments only): RFC 6298 5.3, "an ACK is received that acknowledges new data".
    /// </summary>
    public bool TcpPartialAckTimer { get; init; } = true;

    /// <summary>
    /// Whether the user timeout counts from the first retransmission, as Linux's does (<c>tcp_user_timeout_from_retry</c>; Linux has no such
    /// name); else from the first transmission: RFC 9293 3.9.1.4, "data must be successfully delivered within the timeout".
    /// </summary>
    public bool TcpUserTimeoutFromRetry { get; init; }

    /// <summary>
    /// How many ticks of its clock a segment's timestamp may lie behind the latest one without being dropped (<c>tcp_paws_window</c>, 0 or
    /// more; Linux's TCP_PAWS_WINDOW is 1). RFC 7323 5.3, R1, forgives none.
    /// </summary>
    public int TcpPawsWindow { get; init; }

    /// <summary>
    /// Whose CUBIC and HyStart there are (<c>tcp_cubic_rule</c>; Linux has no such name). With Linux's <see cref="TcpHystart"/> is a matter of
    /// CUBIC alone.
    /// </summary>
    public TcpCubicRule TcpCubicRule { get; init; }

    internal BurstSettings Bursts => new(TcpMinTsoSegs, TcpTsoRttLog, TcpPacingSsRatio, TcpPacingCaRatio) { Defer = TcpTsoDefer, WindowDivisor = TcpTsoWinDivisor };
}
