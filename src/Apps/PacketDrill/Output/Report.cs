using ActorTcp.Packetdrill.Running;

namespace ActorTcp.Apps.PacketDrill.Output;

/// <summary>One line a script, what went wrong below it, and a count at the end.</summary>
internal sealed class Report(TextWriter output)
{
    /// <summary>Tells a script's result.</summary>
    public void Write(ScriptResult result)
    {
        string word = result.Outcome switch
        {
            Outcome.Passed => "PASS",
            Outcome.Failed => "FAIL",
            _ => "SKIP",
        };
        string[] lines = result.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        output.WriteLine(lines.Length == 0 ? $"{word} {result.Path}" : $"{word} {result.Path}: {WithoutPath(lines[0], result.Path)}");
        foreach (string line in lines.Skip(1)) output.WriteLine($"    {line.TrimEnd()}");
        foreach (string line in result.Trace) output.WriteLine($"    {line.TrimEnd()}");
    }

    /// <summary>Tells the count, alone on the last line.</summary>
    public void Close(IReadOnlyList<ScriptResult> results)
    {
        int Count(Outcome outcome) => results.Count(each => each.Outcome == outcome);
        output.WriteLine($"{Count(Outcome.Passed)} passed, {Count(Outcome.Failed)} failed, {Count(Outcome.Skipped)} skipped");
        output.Flush();
    }

    // FILE:LINE: … stands behind the file's name already.
    private static string WithoutPath(string line, string path) =>
        line.StartsWith($"{path}:", StringComparison.Ordinal) && line.Length > path.Length + 1 && char.IsAsciiDigit(line[path.Length + 1]) ? $"line {line[(path.Length + 1)..]}" : line;
}
