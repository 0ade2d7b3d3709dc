using System.Buffers.Binary;
using System.Globalization;
using ActorTcp.Packetdrill.Language;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Packetdrill.Packets;

/// <summary>Compares what the stack sent with what the script expects, in the script's numbers.</summary>
internal static class PacketVerifier
{
    private const byte EcnMask = 3;

    /// <summary>What a script expects as a packet.</summary>
    public static WirePacket Expected(PacketSpec spec, long time)
    {
        IpInfo ip = spec.Ip;
        switch (spec)
        {
            case TcpPacketSpec tcp:
                byte[] options = PacketBuilder.Options(tcp);
                (TcpFlags flags, int reserved) = PacketBuilder.FlagsOf(tcp);
                return new WirePacket
                {
                    Time = time,
                    Protocol = IpProtocol.Tcp,
                    Tos = ip.Tos,
                    Ttl = ip.Ttl ?? 0,
                    TotalLength = Ipv4Header.MinLength + TcpHeader.MinLength + options.Length + tcp.Length,
                    Flags = flags,
                    ReservedBits = reserved,
                    Sequence = tcp.Sequence,
                    Ack = tcp.Ack ?? 0,
                    Window = (ushort)(tcp.Window ?? 0),
                    Urgent = tcp.Urgent,
                    Options = options,
                    PayloadLength = tcp.Length,
                };
            case UdpPacketSpec udp:
                return new WirePacket { Time = time, Protocol = IpProtocol.Udp, Tos = ip.Tos, Ttl = ip.Ttl ?? 0, PayloadLength = udp.Length };
            case IcmpPacketSpec icmp:
                return new WirePacket
                {
                    Time = time,
                    Protocol = IpProtocol.Icmp,
                    IcmpType = IcmpNames.Type(icmp.Type),
                    IcmpCode = IcmpNames.Code(icmp.Type, icmp.Code),
                };
            default:
                throw new ScriptSkipException($"needs packets of a kind that is not known: {spec.GetType().Name}");
        }
    }

    /// <summary>What differs first, in the order of the headers; null: nothing.</summary>
    public static string? Compare(PacketSpec spec, WirePacket expected, WirePacket actual)
    {
        if (expected.Protocol != actual.Protocol) return $"live packet header layer 1: expected: {expected.Protocol} header vs actual: {actual.Protocol} header";
        return CompareIp(spec.Ip, actual) ?? spec switch
        {
            TcpPacketSpec tcp => CompareTcp(tcp, expected, actual),
            IcmpPacketSpec => Field("icmp_type", expected.IcmpType, actual.IcmpType) ?? Field("icmp_code", expected.IcmpCode, actual.IcmpCode),
            _ => Field("udp_len", (uint)(UdpHeader.Size + expected.PayloadLength), (uint)(UdpHeader.Size + actual.PayloadLength)),
        };
    }

    /// <summary>What differs between the options; null: nothing. Timestamps' values are compared elsewhere, their echoes not at all.</summary>
    public static string? CompareOptions(byte[] expected, byte[] actual)
    {
        using IEnumerator<(byte Kind, ReadOnlyMemory<byte> Data, int Offset)> live = TcpOptionBytes.Walk(actual).GetEnumerator();
        foreach ((byte kind, ReadOnlyMemory<byte> data, _) in TcpOptionBytes.Walk(expected))
        {
            if (!live.MoveNext() || live.Current.Kind != kind) return "bad outbound TCP options";
            if (kind is TcpOptionBytes.Eol or TcpOptionBytes.Nop or TcpOptionBytes.Timestamp) continue;
            ReadOnlySpan<byte> got = live.Current.Data.Span;
            string? wrong = got.Length != data.Length ? "bad length" : got.SequenceEqual(data.Span) ? null : "bad value";
            if (wrong is null) continue;
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{wrong} in outbound TCP option (kind={kind}): expected: {TcpOptionBytes.ToText(kind, data.Span)} actual: {TcpOptionBytes.ToText(kind, got)}");
        }
        return live.MoveNext() ? "bad outbound TCP options" : null;
    }

    /// <summary>Whether one piece may follow another of the same segment; what is against it, or null.</summary>
    public static string? Follows(WirePacket previous, WirePacket next) =>
        Field("tcp_data_offset", HeaderWords(previous), HeaderWords(next))
        ?? Flag("tcp_syn", TcpFlags.Syn, previous.Flags, next.Flags)
        ?? Flag("tcp_rst", TcpFlags.Rst, previous.Flags, next.Flags)
        ?? Flag("tcp_ack", TcpFlags.Ack, previous.Flags, next.Flags)
        ?? Flag("tcp_urg", TcpFlags.Urg, previous.Flags, next.Flags)
        ?? Flag("tcp_ece", TcpFlags.Ece, previous.Flags, next.Flags)
        ?? Field("tcp_reserved_bits", (uint)previous.ReservedBits, (uint)next.ReservedBits)
        ?? Field("tcp_seq", previous.Sequence + (uint)previous.PayloadLength, next.Sequence)
        ?? Field("tcp_ack_seq", previous.Ack, next.Ack)
        ?? Field("tcp_window", previous.Window, next.Window)
        ?? Field("tcp_urg_ptr", previous.Urgent, next.Urgent);

    /// <summary>
    /// Remembers which live timestamp stands for the script's, and moves the packet's into the script's numbers: the first pair is the
    /// origin.
    /// </summary>
    public static void MapTimestamp(WirePacket expected, WirePacket actual, Flow flow)
    {
        int script = TcpOptionBytes.FindTimestamp(expected.Options);
        int at = TcpOptionBytes.FindTimestamp(actual.Options);
        if (script < 0 || at < 0) return;
        uint scriptValue = BinaryPrimitives.ReadUInt32BigEndian(expected.Options.AsSpan(script));
        Span<byte> live = actual.Options.AsSpan(at);
        uint liveValue = BinaryPrimitives.ReadUInt32BigEndian(live);
        flow.Timestamps[scriptValue] = liveValue;
        (uint Script, uint Live) first = flow.FirstTimestamp ??= (scriptValue, liveValue);
        BinaryPrimitives.WriteUInt32BigEndian(live, first.Script + (liveValue - first.Live));
    }

    /// <summary>How many ticks the timestamp's value is off; null: there are none to compare.</summary>
    public static long? TimestampDifference(WirePacket expected, WirePacket actual)
    {
        int script = TcpOptionBytes.FindTimestamp(expected.Options);
        int at = TcpOptionBytes.FindTimestamp(actual.Options);
        if (script < 0 || at < 0) return null;
        uint difference = BinaryPrimitives.ReadUInt32BigEndian(actual.Options.AsSpan(at)) - BinaryPrimitives.ReadUInt32BigEndian(expected.Options.AsSpan(script));
        return Math.Abs((long)(int)difference);
    }

    private static string? CompareIp(IpInfo ip, WirePacket actual)
    {
        string? wrong = Field("ipv4_header_length", Ipv4Header.MinLength / 4, (uint)actual.IpHeaderLength / 4);
        if (wrong is not null) return wrong;
        int ecn = actual.Tos & EcnMask;
        wrong = ip.Check switch
        {
            EcnCheck.Ect01 when ecn is not (1 or 2) => $"live packet field ip_ecn: expected: 0x1 or 0x2 vs actual: 0x{ecn:x}",
            EcnCheck.Ecn => Field("ip_ecn", (uint)(ip.Tos & EcnMask), (uint)ecn),
            EcnCheck.Tos => Field("tos", ip.Tos, actual.Tos),
            _ => null,
        };
        return wrong ?? (ip.Ttl is { } ttl ? Field("ttl", ttl, actual.Ttl) : null);
    }

    private static string? CompareTcp(TcpPacketSpec spec, WirePacket expected, WirePacket actual)
    {
        int allowance = spec.Options is null ? actual.Options.Length : 0;
        return Field("ipv4_total_length", (uint)(expected.TotalLength + allowance), (uint)actual.TotalLength)
            ?? Field("tcp_data_offset", HeaderWords(expected) + (uint)(allowance / 4), HeaderWords(actual))
            ?? Flag("tcp_fin", TcpFlags.Fin, expected.Flags, actual.Flags)
            ?? Flag("tcp_syn", TcpFlags.Syn, expected.Flags, actual.Flags)
            ?? Flag("tcp_rst", TcpFlags.Rst, expected.Flags, actual.Flags)
            ?? Flag("tcp_psh", TcpFlags.Psh, expected.Flags, actual.Flags)
            ?? Flag("tcp_ack", TcpFlags.Ack, expected.Flags, actual.Flags)
            ?? Flag("tcp_urg", TcpFlags.Urg, expected.Flags, actual.Flags)
            ?? (spec.Ace is null
                ? Flag("tcp_ece", TcpFlags.Ece, expected.Flags, actual.Flags)
                    ?? Flag("tcp_cwr", TcpFlags.Cwr, expected.Flags, actual.Flags)
                    ?? Field("tcp_ae", (uint)expected.ReservedBits & 1, (uint)actual.ReservedBits & 1)
                : Field("tcp_ace", (uint)expected.Ace, (uint)actual.Ace))
            ?? Field("tcp_reserved_bits", 0, (uint)actual.ReservedBits >> 1)
            ?? Field("tcp_seq", expected.Sequence, actual.Sequence)
            ?? Field("tcp_ack_seq", expected.Ack, actual.Ack)
            ?? (spec.Window is null ? null : Field("tcp_window", expected.Window, actual.Window))
            ?? Field("tcp_urg_ptr", expected.Urgent, actual.Urgent);
    }

    private static uint HeaderWords(WirePacket packet) => (uint)(TcpHeader.MinLength + packet.Options.Length) / 4;

    private static string? Flag(string name, TcpFlags flag, TcpFlags expected, TcpFlags actual) =>
        Field(name, (expected & flag) != 0 ? 1u : 0, (actual & flag) != 0 ? 1u : 0);

    private static string? Field(string name, uint expected, uint actual) => expected == actual
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"live packet field {name}: expected: {expected} (0x{expected:x}) vs actual: {actual} (0x{actual:x})");
}
