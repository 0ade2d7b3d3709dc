using System.Diagnostics;
using System.Net.Sockets;
using ActorTcp.Apps.EchoNode.Output;
using Spectre.Console;

namespace ActorTcp.Apps.EchoNode.SelfTest;

/// <summary>Runs the checks one after the other, a line for each.</summary>
internal static class SelfTest
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60); // of one check: with faults it takes its time

    /// <returns>Whether all passed.</returns>
    public static async Task<bool> RunAsync(Checks checks, Terminal terminal)
    {
        int failed = 0;
        foreach ((string name, Func<CancellationToken, Task<string>> run) in checks.All)
        {
            long start = Stopwatch.GetTimestamp();
            string? failure = null;
            string shown = "";
            using var cancel = new CancellationTokenSource(Limit);
            try
            {
                shown = await run(cancel.Token);
            }
            catch (Exception found) when (found is CheckFailedException or SocketException or OperationCanceledException)
            {
                failure = found is OperationCanceledException ? $"not done within {Limit.TotalSeconds:F0} s" : found.Message;
                failed++;
            }
            string verdict = failure is null ? "[green]ok  [/]" : "[red]FAIL[/]";
            string seconds = $"{Stopwatch.GetElapsedTime(start).TotalSeconds:F2} s";
            terminal.Line($"{verdict} {name}: {Markup.Escape(failure ?? shown)} [grey]({seconds})[/]");
            terminal.Flush();
        }
        int all = checks.All.Count;
        terminal.Line(failed == 0 ? $"self-test: all {all} checks passed" : $"self-test: {failed} of {all} checks failed");
        return failed == 0;
    }
}
