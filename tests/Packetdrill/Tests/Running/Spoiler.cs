using System.Globalization;
using System.Text.RegularExpressions;

namespace ActorTcp.Packetdrill.Tests.Running;

/// <summary>Makes a right script wrong at one place, as a stack that errs there would: what is expected is no longer what happens.</summary>
internal static partial class Spoiler
{
    private static readonly (string Kind, Regex Place, Func<Match, string> Spoil)[] Rules =
    [
        ("a flag", Flags(), match => match.Value[..^match.Groups[1].Length] + match.Groups[1].Value switch
        {
            "." => "F.",
            "P." => "FP.",
            "S" => "S.",
            "S." => "S",
            "F." => ".",
            "FP." => "P.",
            _ => "S.",
        }),
        ("a sequence number", Sequence(), match => $"{match.Groups[1].Value}{Add(match, 2, 1)}:{Add(match, 3, 1)}({match.Groups[4].Value})"),
        ("a length", Sequence(), match => $"{match.Groups[1].Value}{match.Groups[2].Value}:{Add(match, 3, 1)}({Add(match, 4, 1)})"),
        ("an acknowledgment", Acknowledgment(), match => $"{match.Groups[1].Value}ack {Add(match, 2, 1)}"),
        ("a window", Window(), match => $"{match.Groups[1].Value}win {Add(match, 2, 1)}"),
        ("a time", Immediate(), match => "+.5" + match.Groups[1].Value),
        ("an option's value", MssValue(), match => $"{match.Groups[1].Value}mss {Add(match, 2, 1)}"),
        ("an option's value", ScaleValue(), match => $"{match.Groups[1].Value}wscale {Add(match, 2, 1)}"),
        ("an option", SackPermitted(), match => match.Groups[1].Value + "nop,nop"),
        ("a SACK block", SackBlock(), match => $"{match.Groups[1].Value}sack {match.Groups[2].Value}:{Add(match, 3, 1)}"),
        ("a result", Result(), match => $"{match.Groups[1].Value}= {Add(match, 2, 1)}"),
        ("an errno", ErrnoName(), match => "= -1 " + (match.Groups[1].Value == "ENOTSOCK" ? "EPIPE" : "ENOTSOCK")),
    ];

    /// <summary>How many kinds there are.</summary>
    public static int Kinds => Rules.Length;

    /// <summary>Spoils one place of a kind; null: the script has no such place.</summary>
    /// <param name="script">The script.</param>
    /// <param name="kind">Which kind, from 0.</param>
    /// <param name="random">Chooses the place.</param>
    /// <param name="what">What was done to which line.</param>
    public static string? Spoil(string script, int kind, Random random, out string what)
    {
        string[] lines = script.Split('\n');
        (string name, Regex place, Func<Match, string> spoil) = Rules[kind];
        int[] places = [.. Enumerable.Range(0, lines.Length).Where(i => !lines[i].StartsWith("//", StringComparison.Ordinal) && place.IsMatch(lines[i]))];
        what = name;
        if (places.Length == 0) return null;
        int chosen = places[random.Next(places.Length)];
        string before = lines[chosen];
        lines[chosen] = place.Replace(before, match => spoil(match), 1);
        what = $"{name}: \"{before.Trim()}\" became \"{lines[chosen].Trim()}\"";
        return string.Join('\n', lines);
    }

    private static string Add(Match match, int group, long summand) =>
        (long.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture) + summand).ToString(CultureInfo.InvariantCulture);

    // All of them look at what the stack sends ('>') or returns: what is put in may be anything.
    [GeneratedRegex(@"^[^<`]*> +(?:\[[^\]]*\] +)?(?:\d+>\d+ +)?(S\.|S|F\.|FP\.|P\.|\.|R\.|R) ")]
    private static partial Regex Flags();

    [GeneratedRegex(@"^([^<`]*> +(?:\[[^\]]*\] +)?(?:\d+>\d+ +)?[FPRWEU.]+ +)(\d+):(\d+)\((\d+)\)")]
    private static partial Regex Sequence();

    [GeneratedRegex(@"^([^<`]*> .*\) +)ack (\d+)")]
    private static partial Regex Acknowledgment();

    [GeneratedRegex(@"^([^<`]*> .*)win (\d+)")]
    private static partial Regex Window();

    [GeneratedRegex(@"^\+0( +> .*)$")]
    private static partial Regex Immediate();

    [GeneratedRegex(@"^([^<`]*> .*<.*)mss (\d+)")]
    private static partial Regex MssValue();

    [GeneratedRegex(@"^([^<`]*> .*<.*)wscale (\d+)")]
    private static partial Regex ScaleValue();

    [GeneratedRegex(@"^([^<`]*> .*<.*)sackOK")]
    private static partial Regex SackPermitted();

    [GeneratedRegex(@"^([^<`]*> .*<.*)sack (\d+):(\d+)")]
    private static partial Regex SackBlock();

    [GeneratedRegex(@"^([^<`]*\b(?:read|write|recv|send|sendto|recvfrom|epoll_wait|poll|readv|writev)\(.*\) )= (\d+)")]
    private static partial Regex Result();

    [GeneratedRegex(@"= -1 (E[A-Z]+)")]
    private static partial Regex ErrnoName();
}
