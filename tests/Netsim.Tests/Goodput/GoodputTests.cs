using System.Diagnostics;
using System.Globalization;
using Akka.Actor;
using Netsim.Tests.Fairness;
using Xunit.Abstractions;

namespace Netsim.Tests.Goodput;

/// <summary>docs/goodput.md: written when ACTORTCP_GOODPUT is set, else some of its rows are run again, and all are looked at.</summary>
public sealed class GoodputTests(ITestOutputHelper output) : Simulated
{
    private const string Variable = "ACTORTCP_GOODPUT";

    /// <summary>Of 720 rows, those that the suite runs: every so-many-th of the ones without many packets.</summary>
    private const int Share = 9;

    private static GoodputRow[] Suite =>
        [.. GoodputRow.All.Where(row => row.Mbits <= 100 && row.RttMs <= 100).Where((_, i) => i % Share == 0)];

    internal static string? Wanted => Environment.GetEnvironmentVariable(Variable);

    [Fact]
    public void Rows_come_out_as_they_are_in_the_table()
    {
        if (Wanted is not null) return; // it is being written
        Dictionary<string, string> table = GoodputTable.Read();
        GoodputRow[] quick = Suite;
        Assert.InRange(quick.Length, 24, 60);
        var wrong = new List<string>();
        foreach (GoodputRow row in quick)
        {
            string line = GoodputTable.Line(row, Run(System, row));
            if (!table.TryGetValue(row.Key, out string? written) || line != written) wrong.Add($"{line}\n  is in the table\n{written ?? "nowhere"}");
        }
        Assert.True(wrong.Count == 0, $"{string.Join('\n', wrong)}\nIf this is right, {Variable}=suite writes these anew, {Variable}=all the whole table.");
    }

    [Fact]
    public void The_table_has_every_row_and_none_is_at_zero()
    {
        if (Wanted is not null) return;
        Dictionary<string, string> table = GoodputTable.Read();
        Assert.Equal(GoodputRow.All.Select(row => row.Key).Order(), table.Keys.Order());
        Assert.All(table.Values, line => Assert.True(Number(line, 5) > 0, line));
    }

    [Fact]
    public void A_clean_path_is_full_once_the_window_is_open()
    {
        if (Wanted is not null) return;
        Dictionary<string, string> table = GoodputTable.Read();
        foreach (GoodputRow row in GoodputRow.All.Where(row => row is { IsClean: true, Reordered: false }))
            Assert.True(Number(table[row.Key], 5) >= 97, table[row.Key]);
    }

    /// <summary>Runs every row, two at a time, and writes the page; or prints some.</summary>
    [Fact]
    public void Write_the_table()
    {
        if (Wanted is not { } wanted) return;
        GoodputRow[] rows = wanted switch
        {
            "all" => [.. GoodputRow.All],
            "suite" => Suite,
            "missing" => [.. GoodputRow.All.Where(row => !GoodputTable.Read().ContainsKey(row.Key))],
            _ => [.. GoodputRow.All.Where(row => wanted.Split('&', StringSplitOptions.TrimEntries).All(row.Key.Contains))],
        };
        var results = new GoodputResult?[rows.Length];
        string? log = Environment.GetEnvironmentVariable("ACTORTCP_GOODPUT_LOG");
        int next = -1;
        void Work()
        {
            using ActorSystem system = CreateSystem();
            while (Interlocked.Increment(ref next) is var i && i < rows.Length)
            {
                var watch = Stopwatch.StartNew();
                string line;
                try
                {
                    results[i] = Run(system, rows[i]);
                    line = $"{GoodputTable.Line(rows[i], results[i]!)} {watch.ElapsedMilliseconds} ms";
                }
                catch (Exception failure)
                {
                    line = $"| {rows[i].Key} | {failure.Message}";
                }
                lock (results)
                {
                    output.WriteLine(line);
                    if (log is not null) File.AppendAllText(log, line + "\n");
                }
            }
        }
        Thread[] workers = [.. Enumerable.Range(0, Math.Min(2, Environment.ProcessorCount)).Select(_ => new Thread(Work))];
        foreach (Thread worker in workers) worker.Start();
        foreach (Thread worker in workers) worker.Join();
        string[] failed = [.. rows.Where((_, i) => results[i] is null).Select(row => row.Key)];
        Assert.True(failed.Length == 0, string.Join('\n', failed));
        if (wanted is not "all" and not "suite" and not "missing") return;
        Dictionary<string, string> lines = GoodputTable.Read();
        foreach ((GoodputRow row, GoodputResult? result) in rows.Zip(results)) lines[row.Key] = GoodputTable.Line(row, result!);
        (string Line, bool IsFair)[] fairness = [.. FairnessCase.All.Select(one => one.Run(System))];
        Assert.All(fairness, one => Assert.True(one.IsFair, one.Line));
        File.WriteAllText(GoodputTable.Page, GoodputTable.Write(lines, fairness.Select(one => one.Line)));
    }

    private static GoodputResult Run(ActorSystem system, GoodputRow row)
    {
        using var run = new GoodputRun(system, row);
        GoodputResult result = run.Run();
        Assert.True(result.Unexplained == TimeSpan.Zero, $"{GoodputTable.Line(row, result)}: a gap was {result.Unexplained} longer than its RTO explains");
        Assert.True(result.Opened, $"{GoodputTable.Line(row, result)}: the window never opened");
        return result;
    }

    private static double Number(string line, int cell) =>
        double.Parse(GoodputTable.Cells(line)[cell].Split(' ')[0], CultureInfo.InvariantCulture);
}
