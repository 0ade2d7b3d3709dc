using System.Buffers.Binary;
using System.Globalization;
using ActorTcp.Packetdrill.Language;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Packetdrill.Packets;

/// <summary>Makes the packets that a script injects.</summary>
/// <param name="ecrScaled">Whether a timestamp echo that was never sent is told from the first one (<c>--tcp_ts_ecr_scaled</c>).</param>
internal sealed class PacketBuilder(bool ecrScaled)
{
    /// <summary>Bytes of the quoted packet behind its IP header (RFC 792).</summary>
    private const int Quoted = 8;

    /// <summary>The IPv4 packet of what is written.</summary>
    /// <exception cref="ScriptFailureException">It cannot be made.</exception>
    public byte[] Build(PacketSpec spec, Flow flow)
    {
        if (spec.Encapsulation is { } outer) throw new ScriptSkipException($"needs encapsulation ({outer}): not implemented");
        return spec switch
        {
            TcpPacketSpec tcp => BuildTcp(tcp, flow),
            UdpPacketSpec udp => BuildUdp(udp, flow),
            IcmpPacketSpec icmp => BuildIcmp(icmp, flow),
            _ => throw new ScriptSkipException($"needs packets of a kind that is not known: {spec.GetType().Name}"),
        };
    }

    /// <summary>A script's options, with the padding that the header needs.</summary>
    public static byte[] Options(TcpPacketSpec spec)
    {
        byte[] options = spec.Options is null ? [] : TcpOptionBytes.Write(spec.Options);
        if (options.Length % 4 != 0)
            throw new ScriptFailureException($"TCP options are not padded to a multiple of 4 bytes: {options.Length % 4} excess bytes");
        if (options.Length > TcpHeader.MaxLength - TcpHeader.MinLength) throw new ScriptFailureException("there are too many TCP options");
        return options;
    }

    private byte[] BuildTcp(TcpPacketSpec spec, Flow flow)
    {
        byte[] options = Options(spec);
        int header = TcpHeader.MinLength + options.Length;
        byte[] packet = Header(spec, flow, IpProtocol.Tcp, header + spec.Length);
        Span<byte> tcp = packet.AsSpan(Ipv4Header.MinLength);
        bool isSyn = (spec.Flags & TcpFlags.Syn) != 0;
        bool hasAck = (spec.Flags & TcpFlags.Ack) != 0;
        uint localOffset = flow.LocalOffset(isSyn);
        TcpOptionBytes.OffsetSack(options, localOffset);
        if (hasAck) MapEcho(options, flow);
        BinaryPrimitives.WriteUInt16BigEndian(tcp, spec.SourcePort ?? flow.RemotePort);
        BinaryPrimitives.WriteUInt16BigEndian(tcp[2..], spec.DestinationPort ?? flow.LocalPort);
        BinaryPrimitives.WriteUInt32BigEndian(tcp[4..], spec.Sequence + flow.RemoteOffset(isSyn));
        BinaryPrimitives.WriteUInt32BigEndian(tcp[8..], hasAck ? (spec.Ack ?? 0) + localOffset : spec.Ack ?? 0);
        (TcpFlags flags, int reserved) = FlagsOf(spec);
        tcp[12] = (byte)((header / 4 << 4) | reserved);
        tcp[13] = (byte)flags;
        BinaryPrimitives.WriteUInt16BigEndian(tcp[14..], (ushort)(spec.Window ?? 0));
        BinaryPrimitives.WriteUInt16BigEndian(tcp[18..], spec.Urgent);
        options.CopyTo(tcp[TcpHeader.MinLength..]);
        uint pseudo = InternetChecksum.PseudoHeader(flow.RemoteAddress, flow.LocalAddress, IpProtocol.Tcp, tcp.Length);
        TcpHeader.WriteChecksum(tcp, InternetChecksum.Finish(InternetChecksum.Sum(tcp, pseudo)));
        return packet;
    }

    /// <summary>A segment's flags and reserved bits: a digit among them is Accurate ECN's field.</summary>
    public static (TcpFlags Flags, int Reserved) FlagsOf(TcpPacketSpec spec) => spec.Ace is not { } ace
        ? (spec.Flags, 0)
        : ((spec.Flags & ~(TcpFlags.Ece | TcpFlags.Cwr)) | ((ace & 1) != 0 ? TcpFlags.Ece : 0) | ((ace & 2) != 0 ? TcpFlags.Cwr : 0), ace >> 2);

    private void MapEcho(byte[] options, Flow flow)
    {
        int at = TcpOptionBytes.FindTimestamp(options);
        if (at < 0) return;
        Span<byte> echo = options.AsSpan(at + 4);
        uint script = BinaryPrimitives.ReadUInt32BigEndian(echo);
        if (!flow.Timestamps.TryGetValue(script, out uint live))
        {
            if (!ecrScaled || flow.FirstTimestamp is not { } first)
            {
                throw new ScriptFailureException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"unable to infer live TS ecr for script TS ecr {script}; no matching or preceding outbound TS val"));
            }
            live = script - first.Script + first.Live;
        }
        BinaryPrimitives.WriteUInt32BigEndian(echo, live);
    }

    private static byte[] BuildUdp(UdpPacketSpec spec, Flow flow)
    {
        byte[] packet = Header(spec, flow, IpProtocol.Udp, UdpHeader.Size + spec.Length);
        Span<byte> udp = packet.AsSpan(Ipv4Header.MinLength);
        UdpHeader.Write(udp, spec.SourcePort ?? flow.RemotePort, spec.DestinationPort ?? flow.LocalPort, spec.Length);
        UdpHeader.WriteChecksum(udp, flow.RemoteAddress, flow.LocalAddress);
        return packet;
    }

    private static byte[] BuildIcmp(IcmpPacketSpec spec, Flow flow)
    {
        EchoedPacket? echoed = spec.Echoed;
        int length = IcmpV4.HeaderSize + (echoed is null ? 0 : Ipv4Header.MinLength + Quoted);
        byte[] packet = Header(spec, flow, IpProtocol.Icmp, length);
        Span<byte> icmp = packet.AsSpan(Ipv4Header.MinLength);
        icmp[0] = IcmpNames.Type(spec.Type);
        icmp[1] = IcmpNames.Code(spec.Type, spec.Code);
        if (spec.EchoId is { } id) BinaryPrimitives.WriteUInt16BigEndian(icmp[4..], id);
        if (spec.Mtu is { } mtu) BinaryPrimitives.WriteUInt16BigEndian(icmp[6..], (ushort)mtu);
        if (echoed is not null) Quote(icmp[IcmpV4.HeaderSize..], echoed, flow);
        BinaryPrimitives.WriteUInt16BigEndian(icmp[2..], InternetChecksum.Finish(InternetChecksum.Sum(icmp)));
        return packet;
    }

    private static void Quote(Span<byte> bytes, EchoedPacket echoed, Flow flow)
    {
        bool isTcp = echoed.Protocol == IpProtocol.Tcp;
        int header = isTcp ? TcpHeader.MinLength : UdpHeader.Size;
        int total = Ipv4Header.MinLength + header + echoed.Length;
        Ipv4Header.Write(bytes, total, echoed.Protocol, flow.LocalAddress, flow.RemoteAddress);
        Span<byte> transport = bytes[Ipv4Header.MinLength..];
        BinaryPrimitives.WriteUInt16BigEndian(transport, flow.LocalPort);
        BinaryPrimitives.WriteUInt16BigEndian(transport[2..], flow.RemotePort);
        if (isTcp) BinaryPrimitives.WriteUInt32BigEndian(transport[4..], echoed.Sequence + flow.LocalOffset(isSyn: false));
        else BinaryPrimitives.WriteUInt16BigEndian(transport[4..], (ushort)(header + echoed.Length));
    }

    private static byte[] Header(PacketSpec spec, Flow flow, IpProtocol protocol, int payload)
    {
        int total = Ipv4Header.MinLength + payload;
        if (total > Ipv4Header.MaxTotalLength) throw new ScriptFailureException($"a packet of {total} bytes is too long");
        byte[] packet = new byte[total];
        Ipv4Header.Write(
            packet, total, protocol, flow.RemoteAddress, flow.LocalAddress,
            timeToLive: spec.Ip.Ttl ?? byte.MaxValue, dontFragment: false, typeOfService: spec.Ip.Tos);
        return packet;
    }
}
