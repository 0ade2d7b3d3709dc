namespace Architecture.Tests;

/// <summary>The rules themselves, apart from what they are applied to: so a test can show that each can fail.</summary>
internal static class Rules
{
    private static readonly string[] Impure =
    [
        "Akka.", "System.Net.Sockets.", "System.IO.", "System.Threading.", "System.Diagnostics.Stopwatch", "System.Environment", "System.Random",
        "System.Console", "System.Security.Cryptography.RandomNumberGenerator", "System.Guid",
        "ActorTcp.Api.", "ActorTcp.Connection.", "ActorTcp.Device.", "ActorTcp.Listening.", "ActorTcp.Loop.", "ActorTcp.Network.",
    ];

    private static readonly string[] Clocks = ["get_Now", "get_UtcNow", "get_Today"];

    /// <summary>Protocol/ is pure: no actors, no I/O, no clock, no randomness of its own, nothing of the layers above.</summary>
    public static IEnumerable<Use> ImpureUses(IEnumerable<Use> uses, string space = "ActorTcp.Protocol.") => uses.Where(use =>
        use.Type.StartsWith(space, StringComparison.Ordinal) && IsImpure(use));

    /// <summary>DESIGN 4: "Nobody else calls Become".</summary>
    public static IEnumerable<Use> StrayBecomes(IEnumerable<Use> uses, string choke) => uses.Where(use =>
        use.UsedMember is "Become" or "BecomeStacked" or "UnbecomeStacked"
        && use.UsedType.StartsWith("Akka.Actor.", StringComparison.Ordinal) && $"{use.Type}.{use.Method}" != choke);

    public static IEnumerable<Use> Sleeps(IEnumerable<Use> uses) =>
        uses.Where(use => use is { UsedType: "System.Threading.Thread", UsedMember: "Sleep" or "SpinWait" });

    public static IEnumerable<string> TooLong(IEnumerable<(string Path, string[] Lines)> files, int limit) =>
        files.Where(file => file.Lines.Length > limit).Select(file => $"{file.Path}: {file.Lines.Length} lines");

    public static IEnumerable<string> Unfinished(IEnumerable<(string Path, string[] Lines)> files) =>
        from file in files
        from line in file.Lines
        where Marks.Any(mark => line.Contains(mark, StringComparison.Ordinal))
        select $"{file.Path}: {line.Trim()}";

    private static string[] Marks { get; } = ["TODO", "FIXME", "HACK", "XXX"];

    private static bool IsImpure(Use use) =>
        Impure.Any(prefix => use.UsedType.StartsWith(prefix, StringComparison.Ordinal))
        || (use.UsedType is "System.DateTime" or "System.DateTimeOffset" or "System.TimeProvider" && Clocks.Contains(use.UsedMember));
}
