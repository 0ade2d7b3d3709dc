using System.Reflection;

namespace Architecture.Tests;

public sealed class ArchitectureTests
{
    private const int LineLimit = 300;

    private static readonly string Root = typeof(ArchitectureTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "Root").Value!;

    private static readonly List<Use> Product = UsesOf("ActorTcp.dll");

    /// <summary>Longer for a reason: each is one state machine, or one table, that would be harder to follow in parts.</summary>
    private static readonly string[] Long =
    [
        "src/Stack.Actors/Protocol/Net/ArpCache.cs", "src/Stack.Actors/Protocol/Net/Ipv4Reassembler.cs",
    ];

    [Fact]
    public void The_protocol_is_pure() => Assert.Empty(Rules.ImpureUses(Product));

    [Fact]
    public void Only_Enter_changes_a_connections_behaviour()
    {
        const string Choke = "ActorTcp.Connection.TcpConnection.Enter";
        Assert.Empty(Rules.StrayBecomes(Product, Choke));
        Assert.NotEmpty(Rules.StrayBecomes(Product, "")); // it does, so the rule looks at the right thing
    }

    [Fact]
    public void Nobody_sleeps() => Assert.Empty(Rules.Sleeps(Product));

    [Fact]
    public void Files_are_short()
    {
        (string Path, string[] Lines)[] files = [.. Sources()];
        Assert.True(files.Length > 100, "where are the sources?");
        Assert.Empty(Rules.TooLong(files.Where(file => !Long.Contains(file.Path)), LineLimit));
        Assert.Equal(Long.Length, Rules.TooLong(files.Where(file => Long.Contains(file.Path)), LineLimit).Count()); // else no exception is needed
    }

    [Fact]
    public void Nothing_is_left_to_do() => Assert.Empty(Rules.Unfinished(Sources()));

    [Fact]
    public void Each_rule_can_fail()
    {
        List<Use> own = UsesOf("Architecture.Tests.dll");
        string[] impure = [.. Rules.ImpureUses(own, "Architecture.Tests.Guilty").Select(use => use.Method).Distinct()];
        Assert.Equal(
            [".ctor", "ByBecome", "ByClock", "ByField", "ByLambda", "ByRandom", "BySignature", "BySleep"],
            impure.Select(Plain).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal("ByBecome", Assert.Single(Rules.StrayBecomes(own, "")).Method);
        Assert.Empty(Rules.StrayBecomes(own, "Architecture.Tests.Guilty.ByBecome"));
        Assert.Equal("BySleep", Assert.Single(Rules.Sleeps(own)).Method);
        Assert.Single(Rules.TooLong([("a", new string[301]), ("b", new string[300])], LineLimit));
        Assert.Single(Rules.Unfinished([("a", ["// " + "TO" + "DO: later"]), ("b", ["// done"])]));

        // A lambda's method is named after the one that it stands in.
        static string Plain(string method) => method.StartsWith('<') ? method[1..method.IndexOf('>', StringComparison.Ordinal)] : method;
    }

    private static List<Use> UsesOf(string assembly)
    {
        using var il = new Il(Path.Combine(AppContext.BaseDirectory, assembly));
        return [.. il.Uses()];
    }

    private static IEnumerable<(string Path, string[] Lines)> Sources() =>
        from path in Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.cs", SearchOption.AllDirectories)
        let name = Path.GetRelativePath(Root, path).Replace('\\', '/')
        where !name.Contains("/obj/", StringComparison.Ordinal) && !name.Contains("/bin/", StringComparison.Ordinal)
        select (name, File.ReadAllLines(path));
}
