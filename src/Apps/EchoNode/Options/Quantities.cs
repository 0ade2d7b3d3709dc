using System.Globalization;

namespace ActorTcp.Apps.EchoNode.Options;

/// <summary>Reads <c>0.5%</c> and <c>20ms</c>. A bare number is refused: whether 1 is 1 % or always, or 20 is seconds, is anybody's guess.</summary>
internal static class Quantities
{
    private static readonly TimeSpan LongestDuration = TimeSpan.FromMinutes(1);

    /// <summary>A percentage as a probability from 0 to 1.</summary>
    /// <param name="text">Such as <c>1%</c>.</param>
    /// <param name="probability">What it says.</param>
    /// <returns>What is wrong with it: a sentence; null when nothing is.</returns>
    public static string? ReadPercentage(string text, out double probability)
    {
        probability = 0;
        if (!text.EndsWith('%') || !TryReadNumber(text.AsSpan(0, text.Length - 1), out double percent))
            return $"'{text}' is not a percentage: write a number and a percent sign, such as 1% or 0.5%";
        if (percent > 100) return $"{text} is more than all: use 0% to 100%";
        probability = percent / 100;
        return null;
    }

    /// <summary>A duration of microseconds to a minute.</summary>
    /// <param name="text">Such as <c>20ms</c>.</param>
    /// <param name="duration">What it says.</param>
    /// <returns>What is wrong with it: a sentence; null when nothing is.</returns>
    public static string? ReadDuration(string text, out TimeSpan duration)
    {
        duration = default;
        int unit = text.Length;
        while (unit > 0 && !char.IsAsciiDigit(text[unit - 1])) unit--;
        double microseconds = text[unit..] switch
        {
            "us" => 1,
            "ms" => 1e3,
            "s" => 1e6,
            _ => 0,
        };
        if (microseconds == 0 || !TryReadNumber(text.AsSpan(0, unit), out double number))
            return $"'{text}' is not a duration: write a number and us, ms or s, such as 20ms or 1.5s";
        if (number * microseconds > LongestDuration.TotalMicroseconds) return $"{text} is too long: use at most {LongestDuration.TotalSeconds:F0}s";
        duration = TimeSpan.FromMicroseconds(number * microseconds);
        return null;
    }

    private static bool TryReadNumber(ReadOnlySpan<char> text, out double number) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);
}
