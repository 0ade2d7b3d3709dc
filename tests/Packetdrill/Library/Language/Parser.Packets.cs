using ActorTcp.Protocol.Wire;

namespace ActorTcp.Packetdrill.Language;

// Packets: what is common to them, TCP, UDP and ICMP.
public sealed partial class Parser
{
    private const string FlagLetters = "FSRP.UEW";
    private const IpProtocol RawProtocol = (IpProtocol)255;

    private PacketSpec ParsePacket()
    {
        var direction = Take().Text == "<" ? Direction.Inbound : Direction.Outbound;
        string? encapsulation = ParseEncapsulation();
        var start = _current;
        var ip = ParseIpInfo();
        if (ip.Check == EcnCheck.Ect01 && direction == Direction.Inbound)
            throw Error(start, "[ect01] is for outbound packets only");
        if (_current.IsWord("icmp"))
            return ParseIcmp(direction, ip, encapsulation);
        if (_current.IsWord("udp"))
        {
            return ip.Check != EcnCheck.Ecn
                ? ParseUdp(direction, ip, encapsulation)
                : throw Error(start, "ECN is for TCP and ICMP packets only");
        }
        if (Accept("encap"))
        {
            Expect("psp");
            Expect("spi");
            long index = Number("a security parameter index", 0, uint.MaxValue);
            encapsulation = $"{encapsulation} psp spi {index}".TrimStart();
        }
        return ParseTcp(direction, ip, encapsulation);
    }

    private TcpPacketSpec ParseTcp(Direction direction, IpInfo ip, string? encapsulation)
    {
        (ushort? source, ushort? destination) = ParsePorts();
        (var flags, int? ace) = ParseFlags();
        (uint sequence, int length) = ParseSequence();
        uint? ack = Accept("ack") ? (uint)Number("an acknowledgment number", 0, uint.MaxValue) : null;
        var behindAck = _current;
        int? window = Accept("win") ? (int)Number("a window", 0, ushort.MaxValue) : null;
        if (window == null && direction == Direction.Inbound)
            throw Error(behindAck, $"an inbound packet needs its window: expected 'win' but found {behindAck.Describe()}");
        ushort urgent = Accept("urg") ? (ushort)Number("an urgent pointer", 0, ushort.MaxValue) : (ushort)0;
        var options = _current.IsSymbol('<') ? ParseTcpOptions(direction) : [];
        return new TcpPacketSpec(
            direction, ip, encapsulation, source, destination, flags, ace, sequence, length, ack, window, urgent, options);
    }

    private UdpPacketSpec ParseUdp(Direction direction, IpInfo ip, string? encapsulation)
    {
        Expect("udp");
        (ushort? source, ushort? destination) = ParsePorts();
        return new UdpPacketSpec(direction, ip, encapsulation, source, destination, ParseLength());
    }

    private IcmpPacketSpec ParseIcmp(Direction direction, IpInfo ip, string? encapsulation)
    {
        Expect("icmp");
        string type = Expect(TokenKind.Word, "an ICMP type").Text;
        string? code = _current.Kind == TokenKind.Word && !_current.IsWord("mtu") && !_current.IsWord("id") ? Take().Text : null;
        int? mtu = Accept("mtu") ? (int)Number("an MTU", 0, ushort.MaxValue) : null;
        ushort? id = Accept("id") ? (ushort)Number("an echo's identifier", 0, ushort.MaxValue) : null;
        EchoedPacket? echoed = null;
        if (Accept('['))
        {
            echoed = ParseEchoed();
            Expect(']');
        }
        return new IcmpPacketSpec(direction, ip, encapsulation, type, code, mtu, id, echoed);
    }

    private EchoedPacket ParseEchoed()
    {
        if (Accept("udp"))
            return new EchoedPacket(IpProtocol.Udp, 0, ParseLength());
        if (Accept("raw"))
            return new EchoedPacket(RawProtocol, 0, ParseLength());
        (uint sequence, int length) = ParseSequence();
        return new EchoedPacket(IpProtocol.Tcp, sequence, length);
    }

    /// <summary><c>[ect0]</c>, <c>(tos 0x10)</c>, <c>[ttl 64]</c>, <c>[ce, flowlabel 0x1]</c>.</summary>
    private IpInfo ParseIpInfo()
    {
        var open = _current;
        if (!Accept('[') && !Accept('('))
            return default;
        (var check, byte tos, byte? ttl, int? flowLabel) = (EcnCheck.None, (byte)0, (byte?)null, (int?)null);
        do
        {
            var field = Expect(TokenKind.Word, "a field of the IP header");
            (check, tos) = (field.Text, Unwritten(field)) switch
            {
                ("noecn", _) => (EcnCheck.Ecn, (byte)0),
                ("ect1", _) => (EcnCheck.Ecn, (byte)1),
                ("ect0", _) => (EcnCheck.Ecn, (byte)2),
                ("ce", _) => (EcnCheck.Ecn, (byte)3),
                ("ect01", _) => (EcnCheck.Ect01, (byte)0),
                ("tos", _) => (EcnCheck.Tos, (byte)Number("a type of service", 0, byte.MaxValue)),
                _ => (check, tos),
            };
            if (field.Text == "ttl")
                ttl = (byte)Number("a time to live", 0, byte.MaxValue);
            else if (field.Text == "flowlabel")
                flowLabel = (int)Number("a flow label", 0, 0xfffff);
        }
        while (Accept(','));
        Expect(open.Text[0] == '[' ? ']' : ')');
        return new IpInfo(check, tos, ttl, flowLabel);

        bool Unwritten(Token field) => field.Text switch
        {
            "noecn" or "ect0" or "ect1" or "ce" or "ect01" or "tos" when check == EcnCheck.None => true,
            "ttl" when ttl == null => true,
            "flowlabel" when flowLabel == null => true,
            "noecn" or "ect0" or "ect1" or "ce" or "ect01" or "tos" or "ttl" or "flowlabel" =>
                throw Error(field, "this field of the IP header is written twice"),
            _ => throw Error(field, $"'{field.Text}' is no field of the IP header: ect0, ect1, ect01, ce, noecn, tos, ttl, flowlabel"),
        };
    }

    private (ushort? Source, ushort? Destination) ParsePorts()
    {
        if (!_current.IsNumber)
            return (null, null);
        ushort source = (ushort)Number("a source port", 0, ushort.MaxValue);
        Expect('>');
        return (source, (ushort)Number("a destination port", 0, ushort.MaxValue));
    }

    /// <summary><c>S</c>, <c>SEW.</c>, <c>.</c>, <c>-</c>, or AccECN's counter as in <c>S.5</c>, which the lexer takes for a number.</summary>
    private (TcpFlags Flags, int? Ace) ParseFlags()
    {
        var start = _current;
        if (Accept('-'))
            return (TcpFlags.None, null);
        string letters = _current.Kind == TokenKind.Word ? Take().Text : "";
        if (_current.IsSymbol('.') || _current.Kind == TokenKind.Float)
            letters += Take().Text;
        if (letters.Length == 0)
            throw Expected("TCP flags");

        (var flags, int? ace, bool isAccurate) = (TcpFlags.None, (int?)null, false);
        foreach (char letter in letters)
        {
            int flag = FlagLetters.IndexOf(letter);
            isAccurate |= letter == 'A';
            if (flag >= 0)
                flags |= (TcpFlags)(1 << flag);
            else if (letter is >= '0' and <= '7' && ace == null)
                ace = letter - '0';
            else if (letter != 'A')
                throw Error(start, $"'{letter}' is no TCP flag here: F, S, R, P, ., U, E, W, A, - for none, or a digit from 0 to 7 of AccECN");
        }
        const TcpFlags Ecn = TcpFlags.Ece | TcpFlags.Cwr;
        if (ace != null && (isAccurate || (flags & Ecn) != 0))
            throw Error(start, "a digit among the flags stands for E, W and A: write it or them");
        // A, W and E are its three bits (draft-ietf-tcpm-accurate-ecn, 3.1).
        if (isAccurate)
            ace = 4 | ((flags & TcpFlags.Cwr) != 0 ? 2 : 0) | ((flags & TcpFlags.Ece) != 0 ? 1 : 0);
        if ((ace & 2) > 0)
            flags |= TcpFlags.Cwr;
        if ((ace & 1) > 0)
            flags |= TcpFlags.Ece;
        return (flags, ace);
    }

    private (uint Sequence, int Length) ParseSequence()
    {
        var start = _current;
        long first = Number("a sequence number", 0, uint.MaxValue);
        Expect(':');
        long end = Number("the sequence number at the segment's end", 0, uint.MaxValue);
        int length = ParseLength();
        return end == first + length
            ? ((uint)first, length)
            : throw Error(start, $"{first}:{end} is {end - first} bytes, not {length}");
    }

    private int ParseLength()
    {
        Expect('(');
        int length = (int)Number("a length", 0, ushort.MaxValue);
        Expect(')');
        return length;
    }
}
