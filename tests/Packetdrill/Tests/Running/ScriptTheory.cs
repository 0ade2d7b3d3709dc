using System.Reflection;
using ActorTcp.Packetdrill.Running;

namespace ActorTcp.Packetdrill.Tests.Running;

/// <summary>Our own scripts, each a test; packets behind a script's end are a failure.</summary>
public sealed class ScriptTheory(ScriptTheory.Runner runner) : IClassFixture<ScriptTheory.Runner>
{
    private static string Root => typeof(ScriptTheory).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(each => each.Key == "Scripts").Value!;

    /// <summary>The scripts below tests/Packetdrill/scripts.</summary>
    public static TheoryData<string> Scripts
    {
        get
        {
            string root = Path.GetFullPath(Root);
            var scripts = new TheoryData<string>();
            if (!Directory.Exists(root)) return scripts;
            foreach (string script in Directory.EnumerateFiles(root, "*.pkt", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
                scripts.Add(Path.GetRelativePath(root, script));
            return scripts;
        }
    }

    /// <summary>The same, as whole paths.</summary>
    internal static IEnumerable<string> Files =>
        Directory.EnumerateFiles(Path.GetFullPath(Root), "*.pkt", SearchOption.AllDirectories).Order(StringComparer.Ordinal);

    [Theory]
    [MemberData(nameof(Scripts))]
    public void A_script_passes(string script)
    {
        ScriptResult result = runner.Scripts.RunFile(Path.Combine(Path.GetFullPath(Root), script));
        Assert.True(result.Outcome == Outcome.Passed, $"{result.Outcome}: {result.Message}");
    }

    /// <summary>One actor system for all scripts.</summary>
    public sealed class Runner : IDisposable
    {
        /// <summary>The runner.</summary>
        public ScriptRunner Scripts { get; } = new(new RunnerSettings { StrictEnd = true });

        /// <inheritdoc/>
        public void Dispose() => Scripts.Dispose();
    }
}
