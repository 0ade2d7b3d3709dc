using System.Net;
using System.Net.Sockets;

namespace ActorTcp.Packetdrill.Language;

// { … }: the first member tells which structure it is; without one it is a plain list.
public sealed partial class Parser
{
    private static readonly string[] ExtendedErrorFields = ["ee_errno", "ee_origin", "ee_type", "ee_code", "ee_info", "ee_data"];
    private static readonly string[] TimestampingFields = ["scm_sec", "scm_nsec"];

    private Expression ParseStructure()
    {
        Expect('{');
        if (_current.IsSymbol('('))
            return Closed(new ForeignExpression("MPLS", ParseMplsStack()));
        switch (_current.Kind == TokenKind.Word ? _current.Text : "")
        {
            case "sa_family": return Closed(ParseSocketAddress());
            case "msg_name": return Closed(ParseMessage());
            case "cmsg_level": return Closed(ParseControl());
            case "fd": return Closed(ParsePoll());
            case "events": return Closed(ParseEpoll());
            case "onoff": return Closed(ParseLinger());
            case "scm_sec": return Closed(new ForeignExpression("scm_timestamping", ParseFields(TimestampingFields)));
            case "ee_errno": return Closed(new ForeignExpression("sock_extended_err", ParseFields(ExtendedErrorFields)));
            case "flags" or "Flags": return Closed(new ForeignExpression("GRE", ParseGre()));
        }
        bool beginsWithEllipsis = _current.Kind == TokenKind.Ellipsis;
        var items = ParseExpressionsUntil('}');
        return beginsWithEllipsis && items is [_, NumberExpression { IsHex: false } length]
            ? new IoVectorExpression(length)
            : new ListExpression(items);
    }

    private Expression Closed(Expression structure)
    {
        Expect('}');
        return structure;
    }

    private Expression ParseField(string name)
    {
        Expect(name);
        Expect('=');
        return ParseExpression();
    }

    private Expression ParseNextField(string name)
    {
        Expect(',');
        return ParseField(name);
    }

    private List<Expression> ParseFields(string[] names)
    {
        List<Expression> fields = [];
        foreach (string name in names)
            fields.Add(new AssignExpression(name, fields.Count == 0 ? ParseField(name) : ParseNextField(name)));
        return fields;
    }

    private SocketAddressExpression ParseSocketAddress()
    {
        Expect("sa_family");
        Expect('=');
        var word = Expect(TokenKind.Word, "AF_INET or AF_INET6");
        var family = word.Text switch
        {
            "AF_INET" => AddressFamily.InterNetwork,
            "AF_INET6" => AddressFamily.InterNetworkV6,
            _ => throw Error(word, $"sa_family is AF_INET or AF_INET6, not {word.Text}"),
        };
        Expect(',');
        Expect("sin_port");
        Expect('=');
        Expect("htons");
        Expect('(');
        int port = (int)Number("a port", 0, ushort.MaxValue);
        Expect(')');
        Expect(',');
        Expect("sin_addr");
        Expect('=');
        Expect("inet_addr");
        return new SocketAddressExpression(new IPEndPoint(ParseAddress(family), port));
    }

    private MessageExpression ParseMessage()
    {
        Expect("msg_name");
        Expect('(');
        Expect(TokenKind.Ellipsis, "'...'");
        Expect(')');
        Expect('=');
        Expect(TokenKind.Ellipsis, "'...'");
        Expect(',');
        Expect("msg_iov");
        Expect('(');
        int count = (int)Number("msg_iov's length", int.MinValue, int.MaxValue);
        Expect(')');
        Expect('=');
        var vectors = ParseArray();
        var flags = ParseNextField("msg_flags");
        IReadOnlyList<Expression> control = [];
        if (Accept(','))
        {
            Expect("msg_control");
            Expect('=');
            control = ParseArray().Items;
        }
        return new MessageExpression(count, vectors, flags, control);
    }

    private ControlExpression ParseControl() =>
        new(ParseField("cmsg_level"), ParseNextField("cmsg_type"), ParseNextField("cmsg_data"));

    private PollExpression ParsePoll() =>
        new(ParseField("fd"), ParseNextField("events"), _current.IsSymbol(',') ? ParseNextField("revents") : null);

    private EpollExpression ParseEpoll()
    {
        var events = ParseField("events");
        Expect(',');
        if (_current.Kind != TokenKind.Word || _current.Text is not ("fd" or "ptr" or "u32" or "u64"))
            throw Expected("fd, ptr, u32 or u64");
        string member = _current.Text;
        return new EpollExpression(events, member, ParseField(member));
    }

    private LingerExpression ParseLinger()
    {
        Expect("onoff");
        Expect('=');
        int onOff = (int)Number("onoff", int.MinValue, int.MaxValue);
        Expect(',');
        Expect("linger");
        Expect('=');
        return new LingerExpression(onOff, (int)Number("linger", int.MinValue, int.MaxValue));
    }
}
