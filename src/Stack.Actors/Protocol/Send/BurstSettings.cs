namespace ActorTcp.Protocol;

/// <summary>What decides how many segments leave as one super-frame (Linux's <c>tcp_tso_autosize</c>).</summary>
/// <param name="Least">Segments at least (<c>tcp_min_tso_segs</c>); 0: as many as a frame carries.</param>
/// <param name="RttLog">A round trip of 2^this µs halves what a near peer gets beside a millisecond's worth (<c>tcp_tso_rtt_log</c>).</param>
/// <param name="SlowStartRatio">The pacing rate in slow start, in per cent of cwnd a round trip (<c>tcp_pacing_ss_ratio</c>).</param>
/// <param name="AvoidanceRatio">And after it (<c>tcp_pacing_ca_ratio</c>).</param>
internal readonly record struct BurstSettings(int Least, int RttLog, int SlowStartRatio, int AvoidanceRatio)
{
    /// <summary>Whether a small part of a window waits for the next acknowledgment.</summary>
    public bool Defer { get; init; }

    /// <summary>Which part of the lesser of both windows is never deferred (<c>tcp_tso_win_divisor</c>); 0: more than three segments.</summary>
    public int WindowDivisor { get; init; } = 3;

    public static readonly BurstSettings Default = new(2, 9, 200, 120);
}
