namespace ActorTcp.Packetdrill.Language;

/// <summary>
/// Cuts a script into tokens: the longest that matches, blanks and comments (<c>// …</c> and <c>/* … */</c>) left out. <c>#</c> begins no
/// comment: at a line's beginning it may begin <c>#ifdef</c>, <c>#ifndef</c>, <c>#else</c> or <c>#endif</c>, our extension.
/// </summary>
/// <param name="path">The file, for messages.</param>
/// <param name="text">The script, each character a byte.</param>
internal sealed partial class Lexer(string path, string text)
{
    private static readonly string[] Directives = ["ifdef", "ifndef", "else", "endif"];

    private int _at;
    private int _line = 1;
    private int _lineStart;

    /// <summary>The file.</summary>
    public string Path => path;

    /// <summary>The script.</summary>
    public string Text => text;

    private char Here => CharAt(_at);

    /// <summary>The next token.</summary>
    /// <exception cref="ScriptException">A comment, string, command or code is not closed, or a number is too large.</exception>
    public Token Read()
    {
        SkipBlanks();
        if (_at >= text.Length)
            return Make(TokenKind.End, _at, "");
        switch (Here)
        {
            case '"': return Quoted(TokenKind.String, "string");
            case '`': return Quoted(TokenKind.Command, "command");
            case '%' when CharAt(_at + 1) == '{': return Code();
            case '#' when DirectiveEnd() is var end and > 0: return Make(TokenKind.Directive, end, text[_at..end].TrimEnd());
            default: return Plain();
        }
    }

    private void SkipBlanks()
    {
        while (_at < text.Length)
        {
            if (Here is ' ' or '\t' or '\n' or '\r')
                Step(_at + 1);
            else if (Here == '/' && CharAt(_at + 1) == '/')
                Step(LineEnd(_at));
            else if (Here == '/' && CharAt(_at + 1) == '*')
                Step(Closing("*/", _at + 2, "comment") + 2);
            else
                return;
        }
    }

    private Token Quoted(TokenKind kind, string name)
    {
        char quote = Here;
        int end = _at + 1;
        while (CharAt(end) != quote)
        {
            if (end >= text.Length)
                throw Error($"the {name} that begins here is not closed by {quote}");
            end += CharAt(end) == '\\' && end + 1 < text.Length ? 2 : 1;
        }
        return Make(kind, end + 1, text[(_at + 1)..end]);
    }

    private Token Code()
    {
        int end = Closing("}%", _at + 2, "code");
        return Make(TokenKind.Code, end + 2, text[(_at + 2)..end].Trim(' ', '\t'));
    }

    private int Closing(string mark, int from, string name)
    {
        int end = text.IndexOf(mark, from, StringComparison.Ordinal);
        return end >= 0 ? end : throw Error($"the {name} that begins here is not closed by {mark}");
    }

    /// <summary>Where the directive ends that begins here; 0: there is none.</summary>
    private int DirectiveEnd()
    {
        if (!text.AsSpan(_lineStart, _at - _lineStart).IsWhiteSpace())
            return 0;
        int word = Span(_at + 1, char.IsAsciiLetter);
        int end = LineEnd(word);
        int comment = text.AsSpan(0, end)[word..].IndexOf("//");
        return Directives.Contains(text[(_at + 1)..word]) ? comment < 0 ? end : word + comment : 0;
    }

    private int LineEnd(int from)
    {
        int end = text.IndexOf('\n', from);
        return end < 0 ? text.Length : end;
    }

    private Token Make(TokenKind kind, int end, string content, long number = 0)
    {
        var token = new Token(kind, content, number, _at, _line, _at - _lineStart + 1);
        Step(end);
        return token;
    }

    private void Step(int to)
    {
        for (; _at < to; _at++)
        {
            if (text[_at] == '\n')
                (_line, _lineStart) = (_line + 1, _at + 1);
        }
    }

    private char CharAt(int at) => at < text.Length ? text[at] : '\0';

    private int Span(int from, Predicate<char> belongs)
    {
        while (from < text.Length && belongs(text[from]))
            from++;
        return from;
    }

    private ScriptException Error(string sentence) => new(path, _line, _at - _lineStart + 1, sentence);
}
