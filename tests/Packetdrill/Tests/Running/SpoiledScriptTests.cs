using ActorTcp.Packetdrill.Running;

namespace ActorTcp.Packetdrill.Tests.Running;

/// <summary>The runner is no flatterer: what a machine has spoiled at one place must fail.</summary>
public sealed class SpoiledScriptTests(ScriptTheory.Runner runner) : IClassFixture<ScriptTheory.Runner>
{
    private const int Wanted = 240;

    [Fact]
    public void Spoiled_scripts_fail()
    {
        var random = new Random(5);
        string[] scripts = [.. ScriptTheory.Files];
        var survivors = new List<string>();
        var kinds = new int[Spoiler.Kinds];
        int spoiled = 0;
        for (int attempt = 0; spoiled < Wanted; attempt++)
        {
            Assert.True(attempt < 100 * Wanted, $"only {spoiled} scripts could be spoiled");
            string path = scripts[random.Next(scripts.Length)];
            int kind = attempt % Spoiler.Kinds;
            if (Spoiler.Spoil(File.ReadAllText(path), kind, random, out string what) is not { } text) continue;
            spoiled++;
            kinds[kind]++;
            ScriptResult result = runner.Scripts.RunText(path, text);
            if (result.Outcome != Outcome.Failed) survivors.Add($"{result.Outcome}: {path}: {what} {result.Message}");
        }
        Assert.True(survivors.Count == 0, string.Join(Environment.NewLine, survivors));
        Assert.DoesNotContain(0, kinds);
    }
}
