namespace Akka.TestKit.Internal;

/// <summary>Spans of time of which -1 ms, or the largest, stands for no limit.</summary>
internal static class TimeSpans
{
    public static bool IsInfinite(this TimeSpan span) => span == Timeout.InfiniteTimeSpan || span == TimeSpan.MaxValue;

    public static TimeSpan Shorter(TimeSpan a, TimeSpan b)
    {
        if (a.IsInfinite())
            return b;
        return b.IsInfinite() || a < b ? a : b;
    }

    public static TimeSpan NotNegative(TimeSpan span) => span < TimeSpan.Zero ? TimeSpan.Zero : span;

    public static void EnsureFinite(TimeSpan span, string name)
    {
        if (span.IsInfinite() || span < TimeSpan.Zero)
            throw new ArgumentException($"{name} must be finite and not negative, not {span}.", name);
    }
}
