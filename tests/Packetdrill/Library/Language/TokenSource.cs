using System.Globalization;

namespace ActorTcp.Packetdrill.Language;

/// <summary>
/// A lexer's tokens as the parser sees them: lines that <c>#ifdef</c> excludes are left out, and a word that is defined is replaced by its
/// value. As in packetdrill, a definition of the command line beats one of the script's header.
/// </summary>
/// <param name="lexer">Its source.</param>
/// <param name="defines">The command line's definitions; a value may be a word, a number, <c>"a string"</c> or <c>`a command`</c>.</param>
internal sealed class TokenSource(Lexer lexer, IReadOnlyDictionary<string, string> defines)
{
    private const int DeepestConditions = 32;

    private readonly Dictionary<string, string> _defines = new(defines);
    private readonly Stack<Condition> _conditions = new();

    private readonly record struct Condition(Token Directive, bool Holds, bool InElse);

    /// <summary>Whether words are replaced: not in the header, where the definitions are.</summary>
    public bool Replaces { get; set; }

    /// <summary>Adds a definition of the header.</summary>
    public void Define(string name, string value) => _defines.TryAdd(name, value);

    /// <summary>The next token.</summary>
    public Token Read()
    {
        while (true)
        {
            var token = lexer.Read();
            switch (token.Kind)
            {
                case TokenKind.Directive:
                    Obey(token);
                    break;
                case TokenKind.End when _conditions.TryPeek(out var open):
                    throw Error(open.Directive, $"'{open.Directive.Text}' has no #endif");
                case TokenKind.End:
                    return token;
                default:
                    if (_conditions.All(condition => condition.Holds))
                        return Replaced(token);
                    break;
            }
        }
    }

    /// <summary>A token with its definition's value in its place, if it is a word that has one.</summary>
    public Token Replaced(Token token)
    {
        if (!Replaces || token.Kind != TokenKind.Word || !_defines.TryGetValue(token.Text, out string? value))
            return token;
        if (value is ['"', .., '"'])
            return token with { Kind = TokenKind.String, Text = value[1..^1] };
        if (value is ['`', .., '`'])
            return token with { Kind = TokenKind.Command, Text = value[1..^1] };
        return TryNumber(value, out long number)
            ? token with { Kind = TokenKind.Integer, Text = value, Number = number }
            : token with { Text = value };
    }

    /// <summary>A number as C's strtol reads it with base 0: decimal, <c>0x…</c> or octal.</summary>
    private static bool TryNumber(string text, out long number)
    {
        var digits = text.AsSpan().TrimStart('-');
        int signs = text.Length - digits.Length;
        bool isHex = digits is ['0', 'x' or 'X', _, ..];
        bool parsed = isHex
            ? long.TryParse(digits[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number)
            : digits is ['0', _, ..] ? TryOctal(digits, out number)
            : long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number);
        number = signs == 1 ? -number : number;
        return parsed && signs <= 1;
    }

    private static bool TryOctal(ReadOnlySpan<char> digits, out long number)
    {
        number = 0;
        foreach (char digit in digits)
        {
            if (digit is < '0' or > '7' || number > long.MaxValue >> 3)
                return false;
            number = (number << 3) | (uint)(digit - '0');
        }
        return true;
    }

    private void Obey(Token directive)
    {
        string[] words = directive.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        switch (words)
        {
            case ["#ifdef", var name]: Open(_defines.ContainsKey(name)); break;
            case ["#ifndef", var name]: Open(!_defines.ContainsKey(name)); break;
            case ["#else"]:
                var condition = Close();
                if (condition.InElse)
                    throw Error(directive, "a second #else");
                _conditions.Push(condition with { Holds = !condition.Holds, InElse = true });
                break;
            case ["#endif"]: Close(); break;
            case ["#ifdef" or "#ifndef", ..]: throw Error(directive, $"{words[0]} wants one name");
            default: throw Error(directive, $"{words[0]} wants nothing behind it");
        }

        void Open(bool holds)
        {
            if (_conditions.Count == DeepestConditions)
                throw Error(directive, $"more than {DeepestConditions} conditions are nested");
            _conditions.Push(new Condition(directive, holds, InElse: false));
        }

        Condition Close() => _conditions.TryPop(out var open) ? open : throw Error(directive, $"{words[0]} without #ifdef");
    }

    private ScriptException Error(Token at, string sentence) => new(lexer.Path, at.Line, at.Column, sentence);
}
