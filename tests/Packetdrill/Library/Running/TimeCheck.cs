using ActorTcp.Packetdrill.Language;
using ActorTcp.Packetdrill.Packets;

namespace ActorTcp.Packetdrill.Running;

/// <summary>Whether something happened at its time.</summary>
internal static class TimeCheck
{
    /// <summary>Compares times.</summary>
    /// <param name="settings">The tolerance.</param>
    /// <param name="kind">How the time is written.</param>
    /// <param name="start">When it was to happen.</param>
    /// <param name="end">Of a range its last moment.</param>
    /// <param name="offset">What a relative range is relative to.</param>
    /// <param name="actual">When it happened.</param>
    /// <param name="last">When the event before was to happen; null: there was none.</param>
    /// <param name="what">What happened.</param>
    /// <returns>What is wrong; null: nothing.</returns>
    public static string? Verify(
        RunnerSettings settings, TimeKind kind, long start, long end, long offset, long actual, long? last, string what)
    {
        if (kind == TimeKind.Any) return null;
        long tolerance = settings.Tolerance(last is { } before ? start - before : 0);
        bool isRange = kind is TimeKind.AbsoluteRange or TimeKind.RelativeRange;
        if (actual >= start - tolerance && actual <= (isRange ? end : start) + tolerance) return null;
        return kind switch
        {
            TimeKind.AbsoluteRange =>
                $"timing error: expected {what} in time range {Text(start)}~{Text(end)} sec but happened at {Text(actual)} sec",
            TimeKind.RelativeRange =>
                $"timing error: expected {what} in relative time range +{Text(start - offset)}~+{Text(end - offset)} sec but happened at +{Text(actual - offset)} sec",
            _ => $"timing error: expected {what} at {Text(start)} sec but happened at {Text(actual)} sec; tolerance {Text(tolerance)} sec",
        };
    }

    private static string Text(long microseconds) => PacketText.Seconds(microseconds);
}
