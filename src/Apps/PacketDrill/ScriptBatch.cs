using ActorTcp.Packetdrill.Language;
using ActorTcp.Packetdrill.Running;

namespace ActorTcp.Apps.PacketDrill;

/// <summary>Runs many scripts, a few at once; the results come in the scripts' order.</summary>
internal static class ScriptBatch
{
    public static async Task<IReadOnlyList<ScriptResult>> RunAsync(
        IReadOnlyList<string> scripts, RunnerSettings settings, IReadOnlyCollection<ScriptOption> options, int parallel,
        Action<ScriptResult> done, CancellationToken token)
    {
        var results = new ScriptResult?[scripts.Count];
        object gate = new();
        int next = 0;
        int told = 0;

        void Work()
        {
            using var runner = new ScriptRunner(settings, options);
            while (!token.IsCancellationRequested && Interlocked.Increment(ref next) - 1 is var index && index < scripts.Count)
            {
                ScriptResult result = runner.RunFile(scripts[index]);
                lock (gate)
                {
                    results[index] = result;
                    while (told < results.Length && results[told] is { } ready)
                    {
                        done(ready);
                        told++;
                    }
                }
            }
        }

        // Each has a thread of its own: the calls of a script are made on it.
        Task[] workers = [.. Enumerable.Range(0, Math.Min(parallel, scripts.Count)).Select(_ => Task.Factory.StartNew(Work, token, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        await Task.WhenAll(workers);
        return [.. results.OfType<ScriptResult>()];
    }
}
