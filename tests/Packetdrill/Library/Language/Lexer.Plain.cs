using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ActorTcp.Packetdrill.Language;

// Numbers, words and addresses overlap (1.5 and 1.5.6.7, 12 and 12ab, fd and fd00::1): as in packetdrill, the longest wins, and of those
// as long the first here.
internal sealed partial class Lexer
{
    private const int LongestAddress = 45;

    private Token Plain()
    {
        (TokenKind kind, int end) = (TokenKind.Symbol, _at + 1);
        Consider(TokenKind.Ellipsis, text.AsSpan(_at).StartsWith("...") ? _at + 3 : 0);
        Consider(TokenKind.Option, text.AsSpan(_at).StartsWith("--") ? OrNone(_at + 2, Span(_at + 2, IsWordCharacter)) : 0);
        Consider(TokenKind.Float, FloatEnd());
        Consider(TokenKind.Integer, OrNone(AfterSign(), Span(AfterSign(), char.IsAsciiDigit)));
        Consider(TokenKind.Hex, text.AsSpan(_at).StartsWith("0x") ? OrNone(_at + 2, Span(_at + 2, char.IsAsciiHexDigit)) : 0);
        Consider(TokenKind.Word, OrNone(_at, Span(_at, IsWordCharacter)));
        Consider(TokenKind.Address4, Address4End());
        Consider(TokenKind.Address6, Address6End());
        string content = kind == TokenKind.Option ? text[(_at + 2)..end] : text[_at..end];
        return Make(kind, end, content, NumberOf(kind, content));

        void Consider(TokenKind candidate, int candidateEnd)
        {
            if (candidateEnd > end || (kind == TokenKind.Symbol && candidateEnd == end))
                (kind, end) = (candidate, candidateEnd);
        }
    }

    private long NumberOf(TokenKind kind, string content)
    {
        long number = 0;
        bool fits = kind switch
        {
            TokenKind.Integer => long.TryParse(content, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number),
            TokenKind.Hex => long.TryParse(content.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number),
            _ => true,
        };
        return fits ? number : throw Error("the number does not fit in 64 bits");
    }

    private int AfterSign() => Here == '-' ? _at + 1 : _at;

    private int FloatEnd()
    {
        int point = Span(AfterSign(), char.IsAsciiDigit);
        return CharAt(point) == '.' ? OrNone(point + 1, Span(point + 1, char.IsAsciiDigit)) : 0;
    }

    private int Address4End()
    {
        int end = _at;
        for (int part = 0; part < 4; part++)
        {
            if (part > 0 && CharAt(end++) != '.')
                return 0;
            int start = end;
            end = Span(start, char.IsAsciiDigit);
            if (end == start)
                return 0;
        }
        return end;
    }

    /// <summary>
    /// 1:1001 is no address, nor is the colon that ends <c>ipv6 fd00::1 &gt; fd00::2:</c> part of one: the longest beginning that is one
    /// counts.
    /// </summary>
    private int Address6End()
    {
        int longest = Math.Min(Span(_at, c => char.IsAsciiHexDigit(c) || c is ':' or '.'), _at + LongestAddress);
        if (!text.AsSpan(_at, longest - _at).Contains(':'))
            return 0;
        for (int end = longest; end > _at + 1; end--)
        {
            if (IPAddress.TryParse(text.AsSpan(_at, end - _at), out var address) && address.AddressFamily == AddressFamily.InterNetworkV6)
                return end;
        }
        return 0;
    }

    private static int OrNone(int start, int end) => end > start ? end : 0;

    private static bool IsWordCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';
}
