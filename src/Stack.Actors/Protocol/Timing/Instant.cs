namespace ActorTcp.Protocol;

/// <summary>
/// A point on a loop's monotonic clock, in ticks of 100 ns since the loop began. The pure core takes it as an argument and
/// never reads a clock of its own.
/// </summary>
/// <param name="Ticks">Ticks of 100 ns since the loop began.</param>
public readonly record struct Instant(long Ticks) : IComparable<Instant>
{
    /// <summary>The beginning of the loop's time.</summary>
    public static Instant Zero => default;

    /// <summary>A deadline that never comes.</summary>
    public static Instant Never => new(long.MaxValue);

    /// <summary>Whether this is <see cref="Never"/>.</summary>
    public bool IsNever => Ticks == long.MaxValue;

    /// <summary>The time since the loop began.</summary>
    public TimeSpan SinceStart => new(Ticks);

    /// <summary>The earlier of two instants.</summary>
    public static Instant Min(Instant a, Instant b) => a.Ticks <= b.Ticks ? a : b;

    /// <inheritdoc/>
    public int CompareTo(Instant other) => Ticks.CompareTo(other.Ticks);

    /// <summary>The instant a duration later; past the end of time it is <see cref="Never"/>.</summary>
    public static Instant operator +(Instant at, TimeSpan duration) =>
        at.Ticks > long.MaxValue - duration.Ticks ? Never : new(at.Ticks + duration.Ticks);

    /// <summary>The instant a duration earlier.</summary>
    public static Instant operator -(Instant at, TimeSpan duration) => new(at.Ticks - duration.Ticks);

    /// <summary>The duration between two instants.</summary>
    public static TimeSpan operator -(Instant later, Instant earlier) => new(later.Ticks - earlier.Ticks);

    /// <summary>Whether the left is earlier.</summary>
    public static bool operator <(Instant a, Instant b) => a.Ticks < b.Ticks;

    /// <summary>Whether the left is later.</summary>
    public static bool operator >(Instant a, Instant b) => a.Ticks > b.Ticks;

    /// <summary>Whether the left is not later.</summary>
    public static bool operator <=(Instant a, Instant b) => a.Ticks <= b.Ticks;

    /// <summary>Whether the left is not earlier.</summary>
    public static bool operator >=(Instant a, Instant b) => a.Ticks >= b.Ticks;

    /// <summary>Seconds and microseconds since the loop began, as a trace prints them.</summary>
    public override string ToString() =>
        IsNever ? "never" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Ticks / 1e7:F6}");
}
