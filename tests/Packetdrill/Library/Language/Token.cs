namespace ActorTcp.Packetdrill.Language;

/// <summary>What a token is.</summary>
internal enum TokenKind
{
    /// <summary>The text's end.</summary>
    End,

    /// <summary><c>--name</c>; the text is the name.</summary>
    Option,

    /// <summary><c>...</c>.</summary>
    Ellipsis,

    /// <summary><c>1.5</c>, <c>.5</c>, <c>-.5</c>.</summary>
    Float,

    /// <summary><c>-?[0-9]+</c>.</summary>
    Integer,

    /// <summary><c>0x…</c>.</summary>
    Hex,

    /// <summary><c>[a-zA-Z0-9_]+</c> that is no number. What packetdrill reserves is a word too: the place tells what is meant.</summary>
    Word,

    /// <summary><c>"…"</c>; the text is what is between the quotes, its escapes as written.</summary>
    String,

    /// <summary>A command; the text is what is between the backticks.</summary>
    Command,

    /// <summary><c>%{ … }%</c>; the text is what is between, without blanks at either end.</summary>
    Code,

    /// <summary>An IPv4 address.</summary>
    Address4,

    /// <summary>An IPv6 address.</summary>
    Address6,

    /// <summary><c>#ifdef</c> and its like; the text is the line from <c>#</c> to its end.</summary>
    Directive,

    /// <summary>Any other character.</summary>
    Symbol,
}

/// <summary>A word of the language.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Its text.</param>
/// <param name="Number">The value of an integer.</param>
/// <param name="Offset">Where it begins in the text.</param>
/// <param name="Line">Its first line, from 1.</param>
/// <param name="Column">Its first column, from 1.</param>
internal readonly record struct Token(TokenKind Kind, string Text, long Number, int Offset, int Line, int Column)
{
    public bool IsNumber => Kind is TokenKind.Integer or TokenKind.Hex;

    public bool IsSymbol(char symbol) => Kind == TokenKind.Symbol && Text[0] == symbol;

    public bool IsWord(string word) => Kind == TokenKind.Word && Text == word;

    /// <summary>The token as a message names it.</summary>
    public string Describe() => Kind switch
    {
        TokenKind.End => "the end of the script",
        TokenKind.Option => $"the option '--{Shortened(Text)}'",
        TokenKind.String => $"the string \"{Shortened(Text)}\"",
        TokenKind.Command => $"the command `{Shortened(Text)}`",
        TokenKind.Code => "code",
        TokenKind.Symbol when Text[0] is < ' ' or > '~' => $"the byte 0x{(int)Text[0]:x2}",
        _ => $"'{Shortened(Text)}'",
    };

    private static string Shortened(string text)
    {
        int end = text.IndexOf('\n');
        text = end < 0 ? text : text[..end];
        return text.Length <= 40 ? text : text[..37] + "...";
    }
}
