namespace ActorTcp.Packetdrill.Language;

/// <summary>A script is not in the language. It is the only exception of the lexer and the parser, whatever the text.</summary>
/// <param name="path">The file.</param>
/// <param name="line">Where, from 1.</param>
/// <param name="column">Where, from 1.</param>
/// <param name="sentence">What is wrong, in one sentence.</param>
public sealed class ScriptException(string path, int line, int column, string sentence) : Exception($"{path}:{line}:{column}: {sentence}")
{
    /// <summary>The file.</summary>
    public string Path { get; } = path;

    /// <summary>The line, from 1.</summary>
    public int Line { get; } = line;

    /// <summary>The column, from 1.</summary>
    public int Column { get; } = column;

    /// <summary>What is wrong, without the place.</summary>
    public string Sentence { get; } = sentence;
}
