namespace ActorTcp.Protocol;

/// <summary>What decides how many segments leave as one super-frame (Linux's <c>tcp_tso_autosize</c>).</summary>
/// <param name="Least">Segments at least (<c>tcp_min_tso_segs</c>); 0: as many as a frame carries.</param>
/// <param name="RttLog">A round trip of 2^this µs halves what a near peer gets beside a millisecond's worth (<c>tcp_tso_rtt_log</c>).</param>
/// <param name="SlowStartRatio">The pacing rate in slow start, in per cent of cwnd a round trip (<c>tcp_pacing_ss_ratio</c>).</param>
/// <param name="AvoidanceRatio">And after it (<c>tcp_pacing_ca_ratio</c>).</param>
internal readonly record struct BurstSettings(int Least, int RttLog, int SlowStartRatio, int AvoidanceRatio)
{
    public static readonly BurstSettings Default = new(2, 9, 200, 120);
}
