using System.Text;

namespace Akka.Configuration.Hocon;

/// <summary>The text and the place in it.</summary>
internal sealed class HoconScanner(string text)
{
    private const char End = '\0';
    private int _at;

    public bool AtEnd => _at >= text.Length;

    public char Peek(int ahead = 0) => _at + ahead < text.Length ? text[_at + ahead] : End;

    public bool At(string expected) => string.CompareOrdinal(text, _at, expected, 0, expected.Length) == 0;

    public bool AtComment => Peek() == '#' || At("//");

    public void Skip(int count = 1) => _at += count;

    public bool TryTake(string expected)
    {
        if (!At(expected))
            return false;
        Skip(expected.Length);
        return true;
    }

    public void Take(string expected)
    {
        if (!TryTake(expected))
            throw Unexpected($"{expected} was expected");
    }

    public string TakeBlanks() => TakeWhile(c => c != '\n' && char.IsWhiteSpace(c));

    /// <summary>Skips blanks, line ends and comments.</summary>
    public void SkipToContent()
    {
        while (!AtEnd)
        {
            if (AtComment)
                TakeWhile(c => c != '\n');
            else if (char.IsWhiteSpace(Peek()) || Peek() == '\uFEFF')
                Skip();
            else
                return;
        }
    }

    public string TakeWhile(Func<char, bool> wanted)
    {
        var start = _at;
        while (!AtEnd && wanted(text[_at]))
            _at++;
        return text[start.._at];
    }

    /// <summary>Text without quotes, up to a blank or a character that means something else.</summary>
    public string TakeUnquoted(string stops)
    {
        var start = _at;
        while (!AtEnd && !char.IsWhiteSpace(Peek()) && !AtComment && !At("+=") && !stops.Contains(Peek()))
            _at++;
        return text[start.._at];
    }

    public string TakeQuoted()
    {
        if (TryTake("\"\"\""))
            return TakeRaw();
        Take("\"");
        var result = new StringBuilder();
        while (Peek() != '"')
        {
            if (AtEnd || Peek() == '\n')
                throw Unexpected("A closing quote was expected");
            result.Append(Peek() == '\\' ? TakeEscape() : text[_at++]);
        }

        Skip();
        return result.ToString();
    }

    public FormatException Unexpected(string what)
    {
        var line = text.AsSpan(0, Math.Min(_at, text.Length)).Count('\n') + 1;
        var found = AtEnd ? "the end" : $"'{Peek()}'";
        return new FormatException($"{what}, but line {line} has {found}.");
    }

    // Between triple quotes everything stands for itself; of more than three closing quotes the last three close.
    private string TakeRaw()
    {
        var end = text.IndexOf("\"\"\"", _at, StringComparison.Ordinal);
        if (end < 0)
            throw Unexpected("Closing triple quotes were expected");
        while (end + 3 < text.Length && text[end + 3] == '"')
            end++;
        var raw = text[_at..end];
        _at = end + 3;
        return raw;
    }

    private char TakeEscape()
    {
        Skip();
        var escaped = Peek();
        Skip();
        switch (escaped)
        {
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case 'b':
                return '\b';
            case 'f':
                return '\f';
            case '"' or '\\' or '/':
                return escaped;
            case 'u' when _at + 4 <= text.Length:
                Skip(4);
                return (char)Convert.ToInt32(text[(_at - 4).._at], 16);
            default:
                throw Unexpected($"\\{escaped} is not an escape sequence");
        }
    }
}
