using System.Globalization;

namespace Akka.Configuration.Hocon;

/// <summary>Numbers with units: <c>10 ms</c>, <c>64 KiB</c>.</summary>
internal static class HoconUnits
{
    public static TimeSpan ParseTimeSpan(string text, bool allowInfinite)
    {
        if (allowInfinite && string.Equals(text, "infinite", StringComparison.OrdinalIgnoreCase))
            return Timeout.InfiniteTimeSpan;

        var (number, unit) = Split(text);
        var value = double.Parse(number, NumberFormatInfo.InvariantInfo);
        if (value < 0)
            throw new FormatException($"A span of time cannot be negative: {text}");
        return unit switch
        {
            "ns" or "nano" or "nanos" or "nanosecond" or "nanoseconds" => FromTicks(value / 100),
            "us" or "micro" or "micros" or "microsecond" or "microseconds" => FromTicks(value * 10),
            "" or "ms" or "milli" or "millis" or "millisecond" or "milliseconds" => TimeSpan.FromMilliseconds(value),
            "s" or "second" or "seconds" => TimeSpan.FromSeconds(value),
            "m" or "minute" or "minutes" => TimeSpan.FromMinutes(value),
            "h" or "hour" or "hours" => TimeSpan.FromHours(value),
            "d" or "day" or "days" => TimeSpan.FromDays(value),
            _ => throw new FormatException($"{unit} is not a unit of time: ns, us, ms, s, m, h or d."),
        };
    }

    public static long? ParseByteSize(string text)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        var (number, unit) = Split(text);
        return checked(long.Parse(number, NumberFormatInfo.InvariantInfo) * Factor(unit));
    }

    // One letter, and that with i or iB, is a power of 1024; kB, MB and so on are powers of 1000.
    private static long Factor(string unit) => unit switch
    {
        "" or "b" or "B" or "byte" or "bytes" => 1,
        "kB" or "kilobyte" or "kilobytes" => 1000,
        "MB" or "megabyte" or "megabytes" => 1000_000,
        "GB" or "gigabyte" or "gigabytes" => 1000_000_000,
        "TB" or "terabyte" or "terabytes" => 1000_000_000_000,
        "PB" or "petabyte" or "petabytes" => 1000_000_000_000_000,
        "EB" or "exabyte" or "exabytes" => 1000_000_000_000_000_000,
        "K" or "k" or "Ki" or "KiB" or "kibibyte" or "kibibytes" => 1L << 10,
        "M" or "m" or "Mi" or "MiB" or "mebibyte" or "mebibytes" => 1L << 20,
        "G" or "g" or "Gi" or "GiB" or "gibibyte" or "gibibytes" => 1L << 30,
        "T" or "t" or "Ti" or "TiB" or "tebibyte" or "tebibytes" => 1L << 40,
        "P" or "p" or "Pi" or "PiB" or "pebibyte" or "pebibytes" => 1L << 50,
        "E" or "e" or "Ei" or "EiB" or "exbibyte" or "exbibytes" => 1L << 60,
        _ => throw new FormatException($"{unit} is not a unit of size: b, k, kB, KiB, m, MB, MiB, …"),
    };

    private static TimeSpan FromTicks(double ticks) => TimeSpan.FromTicks((long)Math.Round(ticks));

    private static (string Number, string Unit) Split(string text)
    {
        var trimmed = (text ?? throw new FormatException("A number was expected, not null.")).Trim();
        var digits = trimmed.AsSpan().LastIndexOfAnyInRange('0', '9') + 1;
        return (trimmed[..digits], trimmed[digits..].Trim());
    }
}
