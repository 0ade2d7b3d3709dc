using ActorTcp.Protocol.Wire;

namespace ActorTcp.Packetdrill.Language;

/// <summary>Which way a packet goes.</summary>
public enum Direction
{
    /// <summary><c>&lt;</c>: to the stack.</summary>
    Inbound,

    /// <summary><c>&gt;</c>: from the stack.</summary>
    Outbound,
}

/// <summary>How the ECN bits of an IP header are compared.</summary>
public enum EcnCheck
{
    /// <summary>Nothing is written: not looked at.</summary>
    None,

    /// <summary><c>[ect0]</c>, <c>[ect1]</c>, <c>[ce]</c>, <c>[noecn]</c>: the two bits.</summary>
    Ecn,

    /// <summary><c>[ect01]</c>: either ECT(0) or ECT(1).</summary>
    Ect01,

    /// <summary><c>[tos 0x…]</c>: the whole field.</summary>
    Tos,
}

/// <summary>What is written of a packet's IP header in brackets.</summary>
/// <param name="Check">What of the field is compared.</param>
/// <param name="Tos">The field, or its ECN bits.</param>
/// <param name="Ttl">Time to live; null: not written.</param>
/// <param name="FlowLabel">IPv6's flow label; null: not written.</param>
public readonly record struct IpInfo(EcnCheck Check, byte Tos, byte? Ttl, int? FlowLabel);

/// <summary>A packet as it is written.</summary>
/// <param name="Direction">Which way.</param>
/// <param name="Ip">What is written of its IP header.</param>
/// <param name="Encapsulation">Outer headers (an IPv4 or IPv6 tunnel, GRE, MPLS, PSP) as text; null: none. The stack has none of them.</param>
/// <param name="SourcePort">Null: not written.</param>
/// <param name="DestinationPort">Null: not written.</param>
public abstract record PacketSpec(Direction Direction, IpInfo Ip, string? Encapsulation, ushort? SourcePort, ushort? DestinationPort);

/// <summary>A TCP segment.</summary>
/// <param name="Direction">See <see cref="PacketSpec"/>.</param>
/// <param name="Ip">See <see cref="PacketSpec"/>.</param>
/// <param name="Encapsulation">See <see cref="PacketSpec"/>.</param>
/// <param name="SourcePort">See <see cref="PacketSpec"/>.</param>
/// <param name="DestinationPort">See <see cref="PacketSpec"/>.</param>
/// <param name="Flags">The flags, ACK included where <c>.</c> is written, ECE and CWR also where <paramref name="Ace"/> has them.</param>
/// <param name="Ace">AccECN's field of the bits AE, CWR and ECE where a digit or <c>A</c> is written among the flags; null: AE is 0.</param>
/// <param name="Sequence">Relative to the ISN.</param>
/// <param name="Length">Bytes of text.</param>
/// <param name="Ack">Relative; null: not written (then it is zero).</param>
/// <param name="Window">Null: not written, not compared.</param>
/// <param name="Urgent">The urgent pointer; 0 where none is written.</param>
/// <param name="Options">Null: <c>&lt;...&gt;</c>, not compared; empty: there are none.</param>
public sealed record TcpPacketSpec(
    Direction Direction, IpInfo Ip, string? Encapsulation, ushort? SourcePort, ushort? DestinationPort,
    TcpFlags Flags, int? Ace, uint Sequence, int Length, uint? Ack, int? Window, ushort Urgent, IReadOnlyList<TcpOptionSpec>? Options)
    : PacketSpec(Direction, Ip, Encapsulation, SourcePort, DestinationPort);

/// <summary>A UDP datagram.</summary>
/// <param name="Direction">See <see cref="PacketSpec"/>.</param>
/// <param name="Ip">See <see cref="PacketSpec"/>.</param>
/// <param name="Encapsulation">See <see cref="PacketSpec"/>.</param>
/// <param name="SourcePort">See <see cref="PacketSpec"/>.</param>
/// <param name="DestinationPort">See <see cref="PacketSpec"/>.</param>
/// <param name="Length">Bytes of payload.</param>
public sealed record UdpPacketSpec(
    Direction Direction, IpInfo Ip, string? Encapsulation, ushort? SourcePort, ushort? DestinationPort, int Length)
    : PacketSpec(Direction, Ip, Encapsulation, SourcePort, DestinationPort);

/// <summary>An ICMP message.</summary>
/// <param name="Direction">See <see cref="PacketSpec"/>.</param>
/// <param name="Ip">See <see cref="PacketSpec"/>.</param>
/// <param name="Encapsulation">See <see cref="PacketSpec"/>.</param>
/// <param name="Type">Its type as written, such as <c>unreachable</c>.</param>
/// <param name="Code">Its code as written, such as <c>frag_needed</c>; null: not written.</param>
/// <param name="Mtu">The next hop's; null: not written.</param>
/// <param name="EchoId">Of an echo; null: not written.</param>
/// <param name="Echoed">The TCP segment or UDP datagram that it quotes; null: not written.</param>
public sealed record IcmpPacketSpec(
    Direction Direction, IpInfo Ip, string? Encapsulation, string Type, string? Code, int? Mtu, ushort? EchoId, EchoedPacket? Echoed)
    : PacketSpec(Direction, Ip, Encapsulation, null, null);

/// <summary>What an ICMP error quotes: <c>[1:1461(1460)]</c> of TCP, <c>[udp (100)]</c> of UDP.</summary>
/// <param name="Protocol">TCP or UDP, or 255 for <c>[raw (100)]</c>.</param>
/// <param name="Sequence">Of TCP, relative.</param>
/// <param name="Length">Bytes of payload.</param>
public sealed record EchoedPacket(IpProtocol Protocol, uint Sequence, int Length);

/// <summary>A TCP option as it is written.</summary>
public abstract record TcpOptionSpec;

/// <summary><c>nop</c>.</summary>
public sealed record NopOption : TcpOptionSpec;

/// <summary><c>eol</c>.</summary>
public sealed record EolOption : TcpOptionSpec;

/// <summary><c>mss N</c>.</summary>
/// <param name="Bytes">Its value.</param>
public sealed record MssOption(ushort Bytes) : TcpOptionSpec;

/// <summary><c>wscale N</c>.</summary>
/// <param name="Shift">Its value.</param>
public sealed record WindowScaleOption(byte Shift) : TcpOptionSpec;

/// <summary><c>sackOK</c>.</summary>
public sealed record SackPermittedOption : TcpOptionSpec;

/// <summary><c>sack 1:2 3:4</c>.</summary>
/// <param name="Blocks">Relative.</param>
public sealed record SackOption(IReadOnlyList<(uint Left, uint Right)> Blocks) : TcpOptionSpec;

/// <summary><c>TS val N ecr N</c>.</summary>
/// <param name="Value">TSval as written.</param>
/// <param name="Echo">TSecr as written.</param>
public sealed record TimestampOption(uint Value, uint Echo) : TcpOptionSpec;

/// <summary><c>md5 …</c>.</summary>
/// <param name="Digest">Its bytes.</param>
public sealed record Md5Option(byte[] Digest) : TcpOptionSpec;

/// <summary><c>FO …</c> (RFC 7413), or with <c>FOEXP</c> its experimental number.</summary>
/// <param name="Cookie">The cookie; empty: a request.</param>
/// <param name="Experimental">Whether it is option 254.</param>
public sealed record FastOpenOption(byte[] Cookie, bool Experimental) : TcpOptionSpec;

/// <summary><c>ECN e0b 1 ceb 0 e1b 1</c>, Accurate ECN's.</summary>
/// <param name="Fields">Names and values, in order.</param>
public sealed record AccurateEcnOption(IReadOnlyList<(string Name, uint Value)> Fields) : TcpOptionSpec;
