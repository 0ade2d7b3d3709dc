using System.Globalization;
using System.Text;

namespace ActorTcp.Packetdrill.Code;

/// <summary>What a token of the code is.</summary>
internal enum CodeTokenKind
{
    /// <summary>The code's end.</summary>
    End,

    /// <summary>A line's end or <c>;</c>.</summary>
    Separator,

    /// <summary>A name or a keyword.</summary>
    Name,

    /// <summary>A number or a string; the value is in <see cref="CodeToken.Value"/>.</summary>
    Literal,

    /// <summary>Anything else.</summary>
    Operator,
}

/// <summary>A token of the code.</summary>
internal readonly record struct CodeToken(CodeTokenKind Kind, string Text, object? Value, int Start, int End, int Line);

/// <summary>Cuts code into tokens. A line's end inside parentheses or behind a backslash is a blank; indentation does not count.</summary>
/// <param name="code">The code.</param>
/// <param name="line">The script's line in which it begins.</param>
internal sealed class CodeLexer(string code, int line)
{
    private static readonly string[] Operators =
        ["**=", "//=", "<<=", ">>=", "**", "//", "<<", ">>", "<=", ">=", "==", "!=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^="];

    private int _at;
    private int _line = line;
    private int _open;

    private char Here => CharAt(_at);

    /// <summary>All tokens, the end's included.</summary>
    public List<CodeToken> ReadAll()
    {
        List<CodeToken> tokens = [];
        do
        {
            var token = Read();
            if (token is { Kind: CodeTokenKind.Name, Text: "f" or "F" } && Here is '"' or '\'')
                ReadFormatted(token, tokens);
            else
                tokens.Add(token);
        }
        while (tokens is [] or [.., { Kind: not CodeTokenKind.End }]);
        return tokens;
    }

    /// <summary><c>f'a{b}'</c> is read as <c>('a' + str((b)))</c>. What it may have besides, such as <c>{b:d}</c>, no expression has.</summary>
    private void ReadFormatted(CodeToken prefix, List<CodeToken> tokens)
    {
        var whole = Text(prefix.Start);
        string text = (string)whole.Value!;
        List<CodeToken> parts = [Part("("), Part("", "")];
        var literal = new StringBuilder();
        for (int at = 0; at < text.Length; at++)
        {
            if (text[at] is '{' or '}' && at + 1 < text.Length && text[at + 1] == text[at])
            {
                literal.Append(text[at++]);
                continue;
            }
            if (text[at] != '{')
            {
                literal.Append(text[at] != '}' ? text[at] : throw Unsupported("a single } in a formatted string"));
                continue;
            }
            int end = text.IndexOf('}', at);
            if (end < 0)
                throw Unsupported("a { without its } in a formatted string");
            var inner = new CodeLexer(text[(at + 1)..end], _line).ReadAll();
            parts.AddRange([Part("+"), Part("", literal.ToString()), Part("+"), Part("str", kind: CodeTokenKind.Name), Part("("), Part("(")]);
            parts.AddRange(inner.SkipLast(1).Select(each => each with { Start = whole.Start, End = whole.End, Line = whole.Line }));
            parts.AddRange([Part(")"), Part(")")]);
            literal.Clear();
            at = end;
        }
        tokens.AddRange([.. parts, Part("+"), Part("", literal.ToString()), Part(")")]);

        CodeToken Part(string name, object? value = null, CodeTokenKind kind = CodeTokenKind.Operator) =>
            whole with { Kind = value is null ? kind : CodeTokenKind.Literal, Text = name, Value = value };
    }

    private CodeToken Read()
    {
        SkipBlanks();
        int start = _at;
        if (_at >= code.Length)
            return new CodeToken(CodeTokenKind.End, "the code's end", null, start, start, _line);
        if (Here is '\n' or ';')
        {
            var separator = new CodeToken(CodeTokenKind.Separator, Here == ';' ? ";" : "the line's end", null, start, ++_at, _line);
            _line += separator.Text == ";" ? 0 : 1;
            return separator;
        }
        if (char.IsAsciiLetter(Here) || Here == '_')
        {
            while (char.IsAsciiLetterOrDigit(Here) || Here == '_')
                _at++;
            return Made(CodeTokenKind.Name, start, null);
        }
        if (char.IsAsciiDigit(Here) || (Here == '.' && char.IsAsciiDigit(CharAt(_at + 1))))
            return Number(start);
        if (Here is '"' or '\'')
            return Text(start);
        _open += Here is '(' or '[' ? 1 : Here is ')' or ']' ? -1 : 0;
        string? found = Operators.FirstOrDefault(candidate => string.CompareOrdinal(code, start, candidate, 0, candidate.Length) == 0);
        _at += found?.Length ?? 1;
        return Made(CodeTokenKind.Operator, start, null);
    }

    private void SkipBlanks()
    {
        for (; _at < code.Length; _at++)
        {
            if (Here == '#')
                _at = (code.IndexOf('\n', _at) is var end and >= 0 ? end : code.Length) - 1;
            else if (Here == '\\' && CharAt(_at + 1) == '\n')
                (_at, _line) = (_at + 1, _line + 1);
            else if (Here == '\n' && _open > 0)
                _line++;
            else if (Here is not (' ' or '\t' or '\r'))
                return;
        }
    }

    private CodeToken Number(int start)
    {
        while (char.IsAsciiLetterOrDigit(Here) || Here == '.' || (Here is '+' or '-' && code[_at - 1] is 'e' or 'E' && !IsHex(start)))
            _at++;
        string text = code[start.._at];
        object? value = null;
        if (IsHex(start))
            value = Int128.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hex) && hex >= 0 ? hex : null;
        else if (text.All(char.IsAsciiDigit) && Int128.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            value = number;
        else if (!text.All(char.IsAsciiDigit) && double.TryParse(
            text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out double real))
            value = real;
        return value == null ? throw Unsupported($"the number {Shortened(text)}") : Made(CodeTokenKind.Literal, start, value);
    }

    private bool IsHex(int start) => CharAt(start) == '0' && CharAt(start + 1) is 'x' or 'X';

    private CodeToken Text(int start)
    {
        char quote = Here;
        if (CharAt(_at + 1) == quote && CharAt(_at + 2) == quote)
            throw Unsupported("a string in three quotes");
        var text = new StringBuilder();
        for (_at++; Here != quote; _at++)
        {
            if (_at >= code.Length || Here == '\n')
                throw Unsupported("a string without its closing quote");
            text.Append(Here == '\\' ? Escaped() : Here);
        }
        _at++;
        return Made(CodeTokenKind.Literal, start, text.ToString());
    }

    private char Escaped() => CharAt(++_at) switch
    {
        'n' => '\n',
        't' => '\t',
        'r' => '\r',
        '\\' => '\\',
        '\'' => '\'',
        '"' => '"',
        _ => throw Unsupported("this escape in a string"),
    };

    private CodeToken Made(CodeTokenKind kind, int start, object? value) => new(kind, code[start.._at], value, start, _at, _line);

    private char CharAt(int at) => at < code.Length ? code[at] : '\0';

    private CodeException Unsupported(string what) => new(_line, $"{what} is not supported");

    private static string Shortened(string text) => text.Length <= 40 ? text : text[..37] + "...";
}
