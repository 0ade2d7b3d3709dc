namespace ActorTcp.Packetdrill.Running;

/// <summary>How a script ended.</summary>
public enum Outcome
{
    /// <summary>Everything was as it says.</summary>
    Passed,

    /// <summary>Something was not.</summary>
    Failed,

    /// <summary>It was not run, or not to its end: it needs what this stack lacks.</summary>
    Skipped,
}

/// <summary>What running a script has shown.</summary>
/// <param name="Path">The script's file.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Message">Why it failed or was skipped; empty: it passed. The first line says what, others may show packets.</param>
/// <param name="Duration">Real time.</param>
/// <param name="Trace">Calls and packets with their times, and warnings; empty unless asked for.</param>
public sealed record ScriptResult(string Path, Outcome Outcome, string Message, TimeSpan Duration, IReadOnlyList<string> Trace);
