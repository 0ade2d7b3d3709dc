using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ActorTcp.Packetdrill.Language;

// Arguments and results of system calls.
public sealed partial class Parser
{
    // The parser descends by recursion, and so does whoever walks the tree: neither may run out of stack.
    private const int DeepestExpression = 32;

    private int _depth;

    private Expression ParseExpression()
    {
        if (++_depth > DeepestExpression)
            throw Error($"expressions are nested more than {DeepestExpression} deep");
        var left = ParseTerm();
        for (int terms = 1; Accept('|'); terms++)
        {
            if (terms == DeepestExpression)
                throw Error($"more than {DeepestExpression} values are joined by '|'");
            left = new OrExpression(left, ParseTerm());
        }
        _depth--;
        return left;
    }

    private Expression ParseTerm()
    {
        switch (_current)
        {
            case { Kind: TokenKind.Ellipsis }: Take(); return new EllipsisExpression();
            case { Kind: TokenKind.Integer }: return new NumberExpression(Take().Number);
            case { Kind: TokenKind.Hex }: return new NumberExpression(Take().Number, IsHex: true);
            case { Kind: TokenKind.String }: return ParseString();
            case { Kind: TokenKind.Symbol, Text: "[" }: return ParseArray();
            case { Kind: TokenKind.Symbol, Text: "{" }: return ParseStructure();
            case { Kind: TokenKind.Word }: return ParseWord();
            default: throw Expected("a value");
        }
    }

    private Expression ParseWord()
    {
        var word = Take();
        if (word.Text is "inet_addr" or "inet6_addr" && _current.IsSymbol('('))
            return new AddressExpression(ParseAddress(word.Text == "inet_addr" ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6));
        return Accept('=') ? new AssignExpression(word.Text, ParseExpression()) : new WordExpression(word.Text);
    }

    private IPAddress ParseAddress(AddressFamily family)
    {
        Expect('(');
        var text = Expect(TokenKind.String, "an address in quotes");
        Expect(')');
        return IPAddress.TryParse(text.Text, out var address) && address.AddressFamily == family
            ? address
            : throw Error(text, $"\"{text.Text}\" is no {(family == AddressFamily.InterNetwork ? "IPv4" : "IPv6")} address");
    }

    private ArrayExpression ParseArray()
    {
        Expect('[');
        return new ArrayExpression(ParseExpressionsUntil(']'));
    }

    private List<Expression> ParseExpressionsUntil(char close)
    {
        List<Expression> items = [];
        if (Accept(close))
            return items;
        do
            items.Add(ParseExpression());
        while (Accept(','));
        if (!Accept(close))
            throw Expected($"',' or '{close}'");
        return items;
    }

    private StringExpression ParseString()
    {
        var text = new StringBuilder();
        do
            Unescape(Take(), text);
        while (_current.Kind == TokenKind.String);
        return new StringExpression(text.ToString(), IsPrefix: Accept(TokenKind.Ellipsis));
    }

    /// <summary>C's escapes that packetdrill knows: \\ \" \f \n \r \t \v and \xhh.</summary>
    private void Unescape(Token token, StringBuilder to)
    {
        string text = token.Text;
        for (int at = 0; at < text.Length; at++)
        {
            if (text[at] != '\\')
            {
                to.Append(text[at]);
                continue;
            }
            char escape = ++at < text.Length ? text[at] : throw Error(token, "the string ends in a single \\");
            switch (escape)
            {
                case '\\' or '"': to.Append(escape); break;
                case 'f': to.Append('\f'); break;
                case 'n': to.Append('\n'); break;
                case 'r': to.Append('\r'); break;
                case 't': to.Append('\t'); break;
                case 'v': to.Append('\v'); break;
                case 'x' when at + 2 < text.Length && char.IsAsciiHexDigit(text[at + 1]) && char.IsAsciiHexDigit(text[at + 2]):
                    to.Append((char)Convert.ToByte(text.Substring(at + 1, 2), 16));
                    at += 2;
                    break;
                case 'x': throw Error(token, "\\x wants two hexadecimal digits behind it");
                default: throw Error(token, $"the string has the unknown escape \\{escape}");
            }
        }
    }
}
