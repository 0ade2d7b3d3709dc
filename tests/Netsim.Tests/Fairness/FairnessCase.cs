using System.Globalization;
using Akka.Actor;

namespace Netsim.Tests.Fairness;

/// <summary>Flows that share a queue, and in which proportion they should.</summary>
/// <param name="Name">What is shown.</param>
/// <param name="Mbits">The bottleneck, in Mbit/s.</param>
/// <param name="RttMs">Everybody's round trip without the queue, in ms.</param>
/// <param name="Algorithms">One for each flow, in the order in which they begin.</param>
/// <param name="Apart">Seconds between their beginnings.</param>
/// <param name="Settling">Seconds from the last beginning to the measurement.</param>
/// <param name="Seconds">How long it is measured.</param>
/// <param name="Least">The least that the first flow gets for each byte of another; and its inverse, where all are of one kind.</param>
/// <param name="Most">The most.</param>
/// <param name="Why">Whose expectation that is.</param>
internal sealed record FairnessCase(
    string Name, int Mbits, int RttMs, string[] Algorithms, double Apart, double Settling, double Seconds, double Least, double Most, string Why)
{
    private const int Seeds = 3;

    private static readonly string[] TwoCubics = ["cubic", "cubic"], TwoRenos = ["reno", "reno"], Mixed = ["cubic", "reno"];

    // K = cbrt (1500 (1 - 0.7) / 0.4) = 10.4 s are 52 round trips through the queue: so much NewReno has gained when both lose.
    private const string CubicMore =
        "CUBIC more: 3.7 times where both lose one packet of 100,000 (RFC 9438 5.1), up to 17 times where both lose whenever the queue is full";

    private const string Equal = "equal within 10 %";

    public static IReadOnlyList<FairnessCase> All { get; } =
    [
        new("two CUBIC flows", 10, 20, TwoCubics, 3, 40, 300, 1 / 1.1, 1.1, Equal),
        new("two CUBIC flows", 50, 50, TwoCubics, 3, 60, 1200, 1 / 1.1, 1.1, Equal),
        new("two CUBIC flows", 100, 10, TwoCubics, 3, 60, 200, 1 / 1.1, 1.1, Equal),
        new("two NewReno flows", 10, 20, TwoRenos, 3, 40, 300, 1 / 1.1, 1.1, Equal),
        new("five CUBIC flows", 50, 20, [.. TwoCubics, .. TwoCubics, "cubic"], 2, 60, 200, 1 / 1.25, 1.25, "about equal"),
        new("a late CUBIC flow", 20, 40, TwoCubics, 60, 40, 60, 1 / 1.3, 1.3, "has converged after 40 s"),
        new("CUBIC and NewReno, small window", 10, 10, Mixed, 3, 40, 300, 0.7, 1.6, "about equal: Reno-friendly region (RFC 9438 4.3)"),
        new("CUBIC and NewReno, large window", 100, 100, Mixed, 3, 60, 200, 3, 20, CubicMore),
    ];

    public override string ToString() => $"{Name}, {Mbits} Mbit/s, {RttMs} ms";

    /// <summary>A line of the table: each seed's shares, and whether they are as they should be.</summary>
    public (string Line, bool IsFair) Run(ActorSystem system)
    {
        var cells = new List<string>();
        double jain = 1;
        bool isFair = true;
        for (ulong seed = 1; seed <= Seeds; seed++)
        {
            double[] shares = Share(system, seed);
            jain = Math.Min(jain, Sharing.Jain(shares));
            isFair &= shares[1..].All(other => shares[0] / other >= Least && shares[0] / other <= Most);
            cells.Add(string.Join(" : ", shares.Select(share => Format(share * 100, "0.0"))) + $" ({Format(shares[0] / shares[^1], "0.00")})");
        }
        string line = $"| {Name} | {Mbits} Mbit/s, {RttMs} ms | {string.Join(" | ", cells)} | {Format(jain, "0.000")} | {Format(Least, "0.00")} to {Format(Most, "0.00")}: {Why} |";
        return (line, isFair);
    }

    private double[] Share(ActorSystem system, ulong seed)
    {
        using var sharing = new Sharing(system, Mbits, RttMs, seed);
        for (int i = 0; i < Algorithms.Length; i++)
        {
            if (i > 0) sharing.Wait(Apart);
            sharing.Begin(Algorithms[i]);
        }
        sharing.Wait(Settling);
        return sharing.Measure(Seconds);
    }

    private static string Format(double number, string format) => number.ToString(format, CultureInfo.InvariantCulture);
}
