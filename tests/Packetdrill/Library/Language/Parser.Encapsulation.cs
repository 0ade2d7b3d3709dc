namespace ActorTcp.Packetdrill.Language;

// Outer headers. The stack has none of them, so that they are checked and kept as they are written.
public sealed partial class Parser
{
    private const int DeepestEncapsulation = 8;
    private static readonly string[] GreFields = ["sum", "off", "key", "seq"];

    private string? ParseEncapsulation()
    {
        int start = _current.Offset;
        for (int headers = 0; ; headers++)
        {
            if (_current.Kind != TokenKind.Word || _current.Text is not ("ipv4" or "ipv6" or "gre" or "GREv0" or "mpls"))
                return headers == 0 ? null : SourceSince(start);
            if (headers == DeepestEncapsulation)
                throw Error($"a packet has at most {DeepestEncapsulation} outer headers");
            switch (Take().Text)
            {
                case "ipv4": ParseTunnel(TokenKind.Address4, "an IPv4 address"); break;
                case "ipv6": ParseTunnel(TokenKind.Address6, "an IPv6 address"); break;
                case "mpls": ParseMplsStack(); break;
                default:
                    if (!_current.IsSymbol(':'))
                    {
                        Accept(',');
                        ParseGre();
                    }
                    break;
            }
            Expect(':');
        }
    }

    private void ParseTunnel(TokenKind address, string what)
    {
        ParseIpInfo();
        Expect(address, what);
        Expect('>');
        Expect(address, what);
    }

    private List<Expression> ParseMplsStack()
    {
        List<Expression> entries = [];
        while (Accept('('))
        {
            Expect("label");
            List<Expression> entry = [new AssignExpression("label", new NumberExpression(Number("an MPLS label", 0, 0xfffff)))];
            Expect(',');
            Expect("tc");
            entry.Add(new AssignExpression("tc", new NumberExpression(Number("a traffic class", 0, 7))));
            Expect(',');
            if (Accept('['))
            {
                Expect("S");
                Expect(']');
                Expect(',');
                entry.Add(new WordExpression("S"));
            }
            Expect("ttl");
            entry.Add(new AssignExpression("ttl", new NumberExpression(Number("a time to live", 0, byte.MaxValue))));
            Expect(')');
            entries.Add(new ListExpression(entry));
        }
        return entries;
    }

    private List<Expression> ParseGre()
    {
        if (!Accept("flags"))
            Expect("Flags");
        List<Expression> fields = [new AssignExpression("flags", ParseGreFlags())];
        foreach (string name in GreFields)
        {
            Accept(',');
            Expect(name);
            if (name == "key")
                Accept('=');
            bool isHex = _current.Kind == TokenKind.Hex;
            fields.Add(new AssignExpression(name, new NumberExpression(Number($"GRE's {name}", 0, name is "sum" or "off" ? ushort.MaxValue : uint.MaxValue), isHex)));
        }
        return fields;
    }

    private Expression ParseGreFlags()
    {
        if (!Accept('['))
        {
            bool isHex = _current.Kind == TokenKind.Hex;
            return new NumberExpression(Number("GRE's flags", 0, ushort.MaxValue), isHex);
        }
        List<Expression> flags = [];
        do
        {
            var flag = Expect(TokenKind.Word, "a flag of GRE");
            if (flag.Text is not ("none" or "checksum" or "key" or "sequence"))
                throw Error(flag, $"'{flag.Text}' is no flag of GRE: none, checksum present, key present, sequence# present");
            if (flag.Text == "sequence")
                Expect('#');
            if (flag.Text != "none")
                Expect("present");
            flags.Add(new WordExpression(flag.Text));
        }
        while (Accept(',') && flags.Count < 4);
        Expect(']');
        return new ArrayExpression(flags);
    }
}
