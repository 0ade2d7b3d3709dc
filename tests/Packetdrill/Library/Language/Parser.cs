using System.Text;

namespace ActorTcp.Packetdrill.Language;

/// <summary>
/// Reads a script by recursive descent with one token of lookahead. The language is packetdrill's, a little wider: an integer may be
/// hexadecimal anywhere, an <c>errno</c> needs no note, a note may hold any characters but <c>)</c>, and lines may depend on <c>#ifdef</c>.
/// </summary>
public sealed partial class Parser
{
    private static readonly Dictionary<string, string> NoDefines = [];

    private readonly Lexer _lexer;
    private readonly TokenSource _source;
    private Token _current;

    private Parser(string path, string text, IReadOnlyDictionary<string, string> defines)
    {
        _lexer = new Lexer(path, text);
        _source = new TokenSource(_lexer, defines);
        _current = _source.Read();
    }

    /// <summary>Reads a script.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="text">The script; each character is a byte (ISO 8859-1).</param>
    /// <param name="defines">What <c>-D NAME=value</c> defines: a word, a number, <c>"a string"</c>, <c>`a command`</c>; null: nothing.</param>
    /// <exception cref="ScriptException">The text is not in the language. There is no other exception.</exception>
    public static Script Parse(string path, string text, IReadOnlyDictionary<string, string>? defines = null) =>
        new Parser(path, text, defines ?? NoDefines).ParseScript();

    /// <summary>Reads a script's file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="defines">See <see cref="Parse"/>.</param>
    /// <exception cref="ScriptException">The text is not in the language.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Script ParseFile(string path, IReadOnlyDictionary<string, string>? defines = null) =>
        Parse(path, File.ReadAllText(path, Encoding.Latin1), defines);

    private Token Take()
    {
        var token = _current;
        _current = _source.Read();
        return token;
    }

    private bool Accept(char symbol)
    {
        if (!_current.IsSymbol(symbol))
            return false;
        Take();
        return true;
    }

    private bool Accept(string word)
    {
        if (!_current.IsWord(word))
            return false;
        Take();
        return true;
    }

    private bool Accept(TokenKind kind)
    {
        if (_current.Kind != kind)
            return false;
        Take();
        return true;
    }

    private void Expect(char symbol)
    {
        if (!Accept(symbol))
            throw Expected($"'{symbol}'");
    }

    private void Expect(string word)
    {
        if (!Accept(word))
            throw Expected($"'{word}'");
    }

    private Token Expect(TokenKind kind, string what) => _current.Kind == kind ? Take() : throw Expected(what);

    /// <summary>A number between two bounds.</summary>
    private long Number(string what, long least, long most)
    {
        if (!_current.IsNumber)
            throw Expected(what);
        if (_current.Number < least || _current.Number > most)
            throw Error($"{what} is from {least} to {most}, not {_current.Text}");
        return Take().Number;
    }

    private ScriptException Expected(string what) => Error($"expected {what} but found {_current.Describe()}");

    private ScriptException Error(string sentence) => Error(_current, sentence);

    private ScriptException Error(Token at, string sentence) => new(_lexer.Path, at.Line, at.Column, sentence);
}
