using System.Globalization;
using System.Reflection;
using System.Text;

namespace Netsim.Tests.Goodput;

/// <summary>docs/goodput.md: how it is written, and how it is read again.</summary>
internal static class GoodputTable
{
    public static readonly string Page = Path.Combine(
        typeof(GoodputTable).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(one => one.Key == "Root").Value!,
        "docs",
        "goodput.md");

    private const string Header = "| bandwidth | RTT | loss | reordered | algorithm | goodput | predicted | by | packets | lost | sent again | timeouts | longest gap | longest RTO |";

    private const string Introduction = """
        # Goodput

        What one connection gets of a path, as a share of what the path can carry: two stacks on virtual time, a link between them (`SimulatedLink`), a sender that always has something to send. Every row is a run of its own and comes out the same, bit for bit, wherever it is run; the suite runs some of them again and compares.

        - **The path**: the bandwidth is the line's, Ethernet's framing included (38 bytes a packet); the RTT is without any queue. Queues hold one bandwidth-delay product, 16 packets at least, and drop at their tail. MTU 1500, on 1 and 10 Gbit/s 9000. Timestamps and SACK are on, buffers hold three bandwidth-delay products.
        - **The stacks** set PSH when nothing is left to be sent, and offer the whole receive buffer at once (`tcp_push_rule = empty-queue`, `tcp_receive_slow_start = off`): what ends with PSH is acknowledged sooner, and the table is about the sender.
        - **Loss** befalls data packets, not acknowledgments; *bursty*: three packets in a row on average (Gilbert-Elliott; a burst ends when nothing was sent for half an RTT), as many in all as where it is random. **Reordered**: so many data packets take an eighth of the RTT longer.
        - **Goodput** is what the receiving application gets, in order, over what full segments with timestamps carry when the line never rests. It is measured after the start: on a clean path from when the line has been busy for a whole round trip, on a lossy one from after the first recovery; 20 RTTs later, for 200 RTTs, 5,000 packets and 60 losses at least, or 200,000 packets (a million on a clean path). The other columns count the whole run, start included.
        - **Predicted**: by *capacity*, less what is lost; by [Mathis et al.](https://doi.org/10.1145/263932.264023), a window of √(3/2p) segments; by [RFC 9438](https://www.rfc-editor.org/rfc/rfc9438#section-5.1)'s response function 1.054 (RTT/p)^¾, or Mathis's where that is larger (4.3); at 5 % by [Padhye et al.](https://doi.org/10.1145/285237.285291) with the least RTO of 200 ms, where that is less. A burst is one loss to all of them. The formulas count neither the bound of the window by the queue nor what RACK-TLP and PRR save of timeouts, so they are marks to compare with, not limits.
        - **Reordering and timestamps**: after a real loss, its retransmission carries a newer timestamp than packets that were sent before it and are still late; when these arrive, PAWS refuses them (RFC 7323 5.3 R1, as Linux does), so they are lost as well and cost a reduction of their own. That keeps large windows from 100 % over a path that reorders and does not lose: the queue's overflow begins it. With timestamps off, the four such rows that were tried (10 Mbit/s and 300 ms, 100 Mbit/s and 100 ms) were full.
        - **Longest gap** is the longest time in which the application got nothing; **longest RTO** the sender's RTO, back-off included, in the longest of such times (`-` where none was longer than 200 ms and two round trips through a full queue). No gap was longer than the RTO and two such round trips.

        Made with

            ACTORTCP_GOODPUT=all dotnet test tests/Netsim.Tests --filter Goodput

        which writes this page. `ACTORTCP_GOODPUT=suite` writes anew only the rows that the suite compares, and the fairness, `missing` those rows that are not there, and the fairness; `ACTORTCP_GOODPUT='10 Gbit/s & cubic'` writes nothing and prints the rows that have all of these words.
        """;

    private const string FairnessIntroduction = """
        Flows of different stacks through one queue of a bandwidth-delay product that drops at its tail, started some seconds apart, measured for minutes: what each gets of the path in percent, in the order in which they began, and in brackets the first's over the last's; for three seeds, which vary the beginnings, and the times that acknowledgments take by a twentieth of the RTT (without that, flows on virtual time fall into step and one finds the queue full each time). Jain's index is 1 where all are equal.
        """;

    /// <summary>A row's line.</summary>
    public static string Line(GoodputRow row, GoodputResult result)
    {
        (double share, string source) = Theory.Predict(row);
        string rto = result.LongestRto == TimeSpan.Zero ? "-" : Time(result.LongestRto);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {row.Key} | {Percent(result.Share)} | {Percent(share)} | {source} | {result.Packets} | {result.Lost} | {result.Again} | {result.Timeouts} | {Time(result.LongestGap)} | {rto} |");
    }

    /// <summary>The whole page.</summary>
    /// <param name="lines">Each row's line, by its key.</param>
    /// <param name="fairness">The lines of <see cref="Fairness.FairnessCase"/>.</param>
    public static string Write(IReadOnlyDictionary<string, string> lines, IEnumerable<string> fairness)
    {
        var page = new StringBuilder(Introduction).Append("\n\n");
        page.Append("## At a glance\n\nCUBIC and NewReno over random loss without reordering: goodput, and in brackets what is predicted.\n\n");
        Glance(page, lines);
        page.Append("\n## Fairness\n\n").Append(FairnessIntroduction).Append("\n\n");
        page.Append("| flows | path | seed 1 | seed 2 | seed 3 | least Jain | expected ratio |\n|---|---|---|---|---|--:|---|\n");
        foreach (string line in fairness) page.Append(line).Append('\n');
        page.Append("\n## All rows\n\n").Append(Header).Append('\n').Append("|--:|--:|--:|--:|---|--:|--:|---|--:|--:|--:|--:|--:|--:|\n");
        foreach (GoodputRow row in GoodputRow.All) page.Append(lines[row.Key]).Append('\n');
        return page.ToString();
    }

    /// <summary>The page's lines by their rows' keys.</summary>
    public static Dictionary<string, string> Read()
    {
        if (!File.Exists(Page)) return [];
        IEnumerable<string> lines = File.ReadLines(Page).SkipWhile(line => line != Header).Skip(2);
        return lines.ToDictionary(line => string.Join(" | ", Cells(line)[..5]));
    }

    /// <summary>A line's cells.</summary>
    public static string[] Cells(string line) => line.Trim('|', ' ').Split(" | ");

    private static void Glance(StringBuilder page, IReadOnlyDictionary<string, string> lines)
    {
        GoodputRow[] plain = [.. GoodputRow.All.Where(row => !row.Bursty && !row.Reordered)];
        double[] losses = [.. plain.Select(row => row.Loss).Distinct()];
        page.Append("| path | algorithm |").Append(string.Concat(losses.Select(loss => $" {Percent(loss, "0.##")} |"))).Append('\n');
        page.Append("|---|---|").Append(string.Concat(losses.Select(_ => "--:|"))).Append('\n');
        foreach (var path in plain.ToLookup(row => (row.Mbits, row.RttMs, row.Algorithm)))
        {
            string[][] rows = [.. path.Select(row => Cells(lines[row.Key]))];
            page.Append($"| {rows[0][0]}, {rows[0][1]} | {path.Key.Algorithm} |");
            foreach (string[] cells in rows) page.Append($" {cells[5]} ({cells[6]}) |");
            page.Append('\n');
        }
    }

    private static string Percent(double share, string? format = null) =>
        (share * 100).ToString(format ?? (share < 0.01 ? "0.0000" : "0.0"), CultureInfo.InvariantCulture) + " %";

    private static string Time(TimeSpan time) => time.TotalMilliseconds.ToString("0.0", CultureInfo.InvariantCulture) + " ms";
}
