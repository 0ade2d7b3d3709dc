namespace ActorTcp.Packetdrill.Language;

// <mss 1460,sackOK,TS val 1 ecr 0,nop,wscale 7>
public sealed partial class Parser
{
    private const int MostOptionBytes = 40;   // RFC 9293 3.1: the data offset leaves no more.
    private const uint MostAccurateEcn = 0xffffff;

    private List<TcpOptionSpec>? ParseTcpOptions(Direction direction)
    {
        var open = _current;
        Expect('<');
        if (Accept(TokenKind.Ellipsis))
        {
            Expect('>');
            return direction == Direction.Outbound ? null : throw Error(open, "<...> is for outbound packets only");
        }
        List<TcpOptionSpec> options = [];
        int bytes = 0;
        do
        {
            options.Add(ParseTcpOption());
            bytes += LengthOf(options[^1]);
            if (bytes > MostOptionBytes)
                throw Error(open, $"these TCP options take more than {MostOptionBytes} bytes");
        }
        while (Accept(','));
        Expect('>');
        return bytes % 4 == 0
            ? options
            : throw Error(open, $"these TCP options take {bytes} bytes, which is no multiple of 4: pad them with nop");
    }

    private TcpOptionSpec ParseTcpOption()
    {
        var option = Expect(TokenKind.Word, "a TCP option");
        switch (option.Text)
        {
            case "nop": return new NopOption();
            case "eol": return new EolOption();
            case "mss": return new MssOption((ushort)Number("a maximum segment size", 0, ushort.MaxValue));
            case "wscale": return new WindowScaleOption((byte)Number("a window's scale", 0, byte.MaxValue));
            case "sackOK": return new SackPermittedOption();
            case "sack": return new SackOption(ParseSackBlocks());
            case "md5": return new Md5Option(ParseBytes("an MD5 digest", 16));
            case "FO": return new FastOpenOption(ParseCookie(), Experimental: false);
            case "FOEXP": return new FastOpenOption(ParseCookie(), Experimental: true);
            case "ECN": return new AccurateEcnOption(ParseAccurateEcn());
            case "TS":
                Expect("val");
                uint value = (uint)Number("a timestamp", 0, uint.MaxValue);
                Expect("ecr");
                return new TimestampOption(value, (uint)Number("a timestamp", 0, uint.MaxValue));
            default:
                throw Error(option, $"'{option.Text}' is no TCP option: eol, nop, mss, wscale, sackOK, sack, TS, FO, FOEXP, ECN, md5");
        }
    }

    private List<(uint Left, uint Right)> ParseSackBlocks()
    {
        List<(uint Left, uint Right)> blocks = [];
        do
        {
            uint left = (uint)Number("a SACK block's left edge", 0, uint.MaxValue);
            Expect(':');
            blocks.Add((left, (uint)Number("a SACK block's right edge", 0, uint.MaxValue)));
        }
        while (_current.IsNumber && blocks.Count * 8 < MostOptionBytes);
        return blocks;
    }

    private byte[] ParseCookie() =>
        _current.Kind is TokenKind.Word or TokenKind.Integer ? ParseBytes("a cookie", MostOptionBytes) : [];

    /// <summary>Digits of base 16, which the lexer takes for a word or for a decimal number.</summary>
    private byte[] ParseBytes(string what, int most)
    {
        if (_current.Kind is not (TokenKind.Word or TokenKind.Integer))
            throw Expected($"{what} in hexadecimal");
        string digits = _current.Text;
        if (!digits.All(char.IsAsciiHexDigit))
            throw Error($"{what} is written in hexadecimal digits, which '{digits}' is not; nor is it defined");
        if (digits.Length % 2 != 0)
            throw Error($"{what} has an even number of hexadecimal digits");
        if (digits.Length / 2 > most)
            throw Error($"{what} has at most {most} bytes");
        Take();
        return Convert.FromHexString(digits);
    }

    /// <summary>The counters in the order of option 172, e0b first, or of option 174, e1b first; the later ones may be left out.</summary>
    private List<(string Name, uint Value)> ParseAccurateEcn()
    {
        string[] names = _current.IsWord("e1b") ? ["e1b", "ceb", "e0b"] : ["e0b", "ceb", "e1b"];
        List<(string Name, uint Value)> fields = [];
        foreach (string name in names)
        {
            if (fields.Count == 0)
                Expect(name);
            else if (!Accept(name))
                break;
            fields.Add((name, (uint)Number("a counter of AccECN", 0, MostAccurateEcn)));
        }
        return fields;
    }

    private static int LengthOf(TcpOptionSpec option) => option switch
    {
        NopOption or EolOption => 1,
        MssOption => 4,
        WindowScaleOption => 3,
        SackPermittedOption => 2,
        TimestampOption => 10,
        SackOption sack => 2 + 8 * sack.Blocks.Count,
        Md5Option md5 => 2 + md5.Digest.Length,
        FastOpenOption { Experimental: true } fastOpen => 4 + fastOpen.Cookie.Length,
        FastOpenOption fastOpen => 2 + fastOpen.Cookie.Length,
        AccurateEcnOption ecn => 2 + 3 * ecn.Fields.Count,
        _ => throw new ArgumentOutOfRangeException(nameof(option)),
    };
}
