namespace ActorTcp.Packetdrill.Code;

/// <summary>
/// A script's code needs what the evaluator does not have: the script is to be skipped. It is not thrown for code that is at fault, which
/// is told as a <see cref="CodeFailure"/>.
/// </summary>
/// <param name="line">The line of the script, from 1.</param>
/// <param name="sentence">What is missing, such as <c>'import' is not supported</c>.</param>
public sealed class CodeException(int line, string sentence) : Exception($"line {line}: {sentence}")
{
    /// <summary>The line of the script, from 1.</summary>
    public int Line { get; } = line;

    /// <summary>What is missing, without the line.</summary>
    public string Sentence { get; } = sentence;
}
