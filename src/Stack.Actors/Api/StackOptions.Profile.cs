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
    /// A connection is writable only while fewer bytes than this were not sent yet (<c>tcp_notsent_lowat</c>); readiness alone obeys it.
    /// <see cref="TcpSO.NotSentLowWater"/> says it for one connection.
    /// </summary>
    public long TcpNotsentLowat { get; init; } = uint.MaxValue;

    /// <summary>
    /// Whether a connection offers 64 KiB of its receive buffer at first, and more as text arrives, as Linux does; else all of it
    /// (<c>tcp_receive_slow_start</c>; Linux has no such name).
    /// </summary>
    public bool TcpReceiveSlowStart { get; init; } = true;

    internal BurstSettings Bursts => new(TcpMinTsoSegs, TcpTsoRttLog, TcpPacingSsRatio, TcpPacingCaRatio);
}
