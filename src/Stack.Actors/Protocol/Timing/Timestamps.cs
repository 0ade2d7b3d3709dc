using ActorTcp.Protocol.Wire;

namespace ActorTcp.Protocol;

/// <summary>The timestamps of one connection whose two sides have agreed to send them (RFC 7323).</summary>
/// <param name="offset">Added to the clock, so that a peer learns nothing of other connections or of our age (7323 5.4, 7.1).</param>
/// <param name="recent">TSval of the peer's SYN.</param>
/// <param name="now">When it came.</param>
/// <param name="lastAckSent">RCV.NXT as the SYN was acknowledged.</param>
internal sealed class Timestamps(uint offset, uint recent, Instant now, SeqNum lastAckSent)
{
    // 5.4: the clock ticks once in 1 ms to 1 s; Linux's is 1 ms.
    private const long TicksPerTick = TimeSpan.TicksPerMillisecond;

    // 5.5: after 24 days without a segment TS.Recent says nothing any more.
    private static readonly TimeSpan RecentValid = TimeSpan.FromDays(24);

    /// <summary>What is added to the clock.</summary>
    public uint Offset => offset;

    /// <summary>TS.Recent: what the next segment echoes.</summary>
    public uint Recent { get; private set; } = recent;

    /// <summary>When TS.Recent was taken.</summary>
    public Instant RecentAt { get; private set; } = now;

    /// <summary>Last.ACK.sent: RCV.NXT in the last segment that we sent.</summary>
    public SeqNum LastAckSent { get; set; } = lastAckSent;

    /// <summary>The timestamp clock, before its offset.</summary>
    public static uint Clock(Instant now) => unchecked((uint)(now.Ticks / TicksPerTick));

    /// <summary>Whether a timestamp lies before another, in their modular order (5.2).</summary>
    public static bool IsBefore(uint left, uint right) => unchecked((int)(left - right)) < 0;

    /// <summary>PAWS (5.3, R1): whether a segment with this TSval is an old duplicate.</summary>
    public static bool IsOld(uint value, uint recent, Instant recentAt, Instant now) =>
        IsBefore(value, recent) && now - recentAt < RecentValid;

    /// <inheritdoc cref="IsOld(uint, uint, Instant, Instant)"/>
    /// <param name="value">TSval.</param>
    /// <param name="now">The time.</param>
    /// <param name="slack">How many ticks a TSval may lie behind TS.Recent.</param>
    public bool IsOld(uint value, Instant now, int slack = 0) => IsOld(unchecked(value + (uint)slack), Recent, RecentAt, now);

    /// <summary>The option of the next segment.</summary>
    public TcpTimestamp Next(Instant now) => new(unchecked(Clock(now) + offset), Recent);

    /// <summary>4.3 (2): "If SEG.TSval >= TS.Recent and SEG.SEQ &lt;= Last.ACK.sent then SEG.TSval is copied to TS.Recent".</summary>
    public void Take(uint value, SeqNum seq, Instant now)
    {
        if (seq > LastAckSent || IsOld(value, now)) return;
        Recent = value;
        RecentAt = now;
    }

    /// <summary>4.1, RTTM: how long the echoed segment was underway; null if the echo cannot be true.</summary>
    public TimeSpan? RoundTrip(uint echo, Instant now) => RoundTrip(offset, echo, now);

    /// <summary>What an echo shows: the round trip, and when the segment was sent; null if the echo cannot be true.</summary>
    public TimestampEcho? Echo(uint echo, Instant now) => RoundTrip(offset, echo, now) is { } rtt
        ? new TimestampEcho(rtt, new Instant(now.Ticks / TicksPerTick * TicksPerTick - unchecked((int)(Clock(now) + offset - echo)) * TicksPerTick))
        : null;

    /// <inheritdoc cref="RoundTrip(uint, Instant)"/>
    public static TimeSpan? RoundTrip(uint offset, uint echo, Instant now)
    {
        int ticks = unchecked((int)(Clock(now) + offset - echo));
        // Less than a tick is measured as one half of it.
        return echo == 0 || ticks < 0 ? null : new TimeSpan(Math.Max(ticks * TicksPerTick, TicksPerTick / 2));
    }
}

/// <summary>What a timestamp's echo shows (RFC 7323 4.1).</summary>
/// <param name="RoundTrip">How long the echoed segment and its acknowledgment were underway.</param>
/// <param name="SentAt">When it was sent, to the millisecond.</param>
internal readonly record struct TimestampEcho(TimeSpan RoundTrip, Instant SentAt);
