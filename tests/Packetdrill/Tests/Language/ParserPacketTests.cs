using ActorTcp.Packetdrill.Language;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Packetdrill.Tests;

public sealed class ParserPacketTests
{
    [Fact]
    public void Inbound_segment()
    {
        var packet = Read.Tcp("< 4000 > 80 FP. 1:1001(1000) ack 5 win 257 urg 7");

        Assert.Equal((Direction.Inbound, (ushort?)4000, (ushort?)80), (packet.Direction, packet.SourcePort, packet.DestinationPort));
        Assert.Equal(TcpFlags.Fin | TcpFlags.Psh | TcpFlags.Ack, packet.Flags);
        Assert.Equal((1u, 1000, 5u, 257, (ushort)7), (packet.Sequence, packet.Length, packet.Ack, packet.Window, packet.Urgent));
        Assert.Empty(packet.Options!);
        Assert.Equal((default(IpInfo), null, null), (packet.Ip, packet.Encapsulation, packet.Ace));
    }

    [Fact]
    public void Outbound_segment_may_leave_window_ack_and_options_open()
    {
        var packet = Read.Tcp("> S 0:0(0) <...>");

        Assert.Equal((Direction.Outbound, null, null, null), (packet.Direction, packet.Ack, packet.Window, packet.Options));
    }

    [Theory]
    [InlineData("-", TcpFlags.None, null)]
    [InlineData(".", TcpFlags.Ack, null)]
    [InlineData("S.", TcpFlags.Syn | TcpFlags.Ack, null)]
    [InlineData("SEW", TcpFlags.Syn | TcpFlags.Ece | TcpFlags.Cwr, null)]
    [InlineData("SEWA", TcpFlags.Syn | TcpFlags.Ece | TcpFlags.Cwr, 7)]
    [InlineData("SA.", TcpFlags.Syn | TcpFlags.Ack, 4)]
    [InlineData("FRU", TcpFlags.Fin | TcpFlags.Rst | TcpFlags.Urg, null)]
    [InlineData("P.5", TcpFlags.Psh | TcpFlags.Ack | TcpFlags.Ece, 5)]
    [InlineData(".2", TcpFlags.Ack | TcpFlags.Cwr, 2)]
    [InlineData(".0", TcpFlags.Ack, 0)]
    public void Flags(string letters, TcpFlags flags, int? ace)
    {
        var packet = Read.Tcp($"> {letters} 1:1(0)");

        Assert.Equal((flags, ace), (packet.Flags, packet.Ace));
    }

    [Theory]
    [InlineData("[ect0]", EcnCheck.Ecn, 2, null, null)]
    [InlineData("(ect1)", EcnCheck.Ecn, 1, null, null)]
    [InlineData("[ce]", EcnCheck.Ecn, 3, null, null)]
    [InlineData("[noecn]", EcnCheck.Ecn, 0, null, null)]
    [InlineData("[ect01]", EcnCheck.Ect01, 0, null, null)]
    [InlineData("[tos 0x1c]", EcnCheck.Tos, 0x1c, null, null)]
    [InlineData("[ttl 64]", EcnCheck.None, 0, 64, null)]
    [InlineData("[flowlabel 0xfffff]", EcnCheck.None, 0, null, 0xfffff)]
    [InlineData("[ce, flowlabel 0x1]", EcnCheck.Ecn, 3, null, 1)]
    public void Ip_header(string brackets, EcnCheck check, byte tos, int? ttl, int? flowLabel) =>
        Assert.Equal(new IpInfo(check, tos, (byte?)ttl, flowLabel), Read.Tcp($"> {brackets} . 1:1(0)").Ip);

    [Fact]
    public void Tcp_options()
    {
        var options = Read.Tcp("< S 0:0(0) win 100 <mss 1460,sackOK,TS val 4294967295 ecr 0,nop,wscale 7,FO,eol,nop>").Options!;

        Assert.Equal(
            [
                new MssOption(1460), new SackPermittedOption(), new TimestampOption(uint.MaxValue, 0), new NopOption(), new WindowScaleOption(7),
            ],
            options.Take(5));
        Assert.Equal([], Assert.IsType<FastOpenOption>(options[5]).Cookie);
        Assert.Equal([new EolOption(), new NopOption()], options.Skip(6));
    }

    [Fact]
    public void Sack_blocks() =>
        Assert.Equal([(1u, 2u), (3001u, 4001u)], Assert.IsType<SackOption>(Read.Tcp("> . 1:1(0) <nop,nop,sack 1:2 3001:4001>").Options![2]).Blocks);

    [Theory]
    [InlineData("FO 0123456789abcdef,nop,nop", false, "0123456789ABCDEF")]
    [InlineData("FO 12345678,nop,nop", false, "12345678")]
    [InlineData("FOEXP abcd1234", true, "ABCD1234")]
    public void Fast_open_cookies(string options, bool isExperimental, string cookie)
    {
        var option = Assert.IsType<FastOpenOption>(Read.Tcp($"> S 0:0(0) <{options}>").Options![0]);

        Assert.Equal((isExperimental, cookie), (option.Experimental, Convert.ToHexString(option.Cookie)));
    }

    [Fact]
    public void Md5_digest() => Assert.Equal(
        Convert.FromHexString("00112233445566778899aabbccddeeff"),
        Assert.IsType<Md5Option>(Read.Tcp("> . 1:1(0) <md5 00112233445566778899aabbccddeeff,nop,nop>").Options![0]).Digest);

    [Fact]
    public void Accurate_ecn_option()
    {
        Assert.Equal([("e0b", 1u), ("ceb", 0u), ("e1b", 1u)], Fields("<ECN e0b 1 ceb 0 e1b 1,nop>"));
        Assert.Equal([("e1b", 1u), ("ceb", 0xffffff)], Fields("<ECN e1b 1 ceb 16777215>"));

        static IEnumerable<(string, uint)> Fields(string options) =>
            Assert.IsType<AccurateEcnOption>(Read.Tcp($"> . 1:1(0) {options}").Options![0]).Fields;
    }

    [Fact]
    public void Udp_datagram()
    {
        var packet = Assert.IsType<UdpPacketSpec>(Read.Packet("< [tos 0x2] udp 5000 > 53 (1000)"));

        Assert.Equal((1000, (ushort?)5000, (ushort?)53, EcnCheck.Tos), (packet.Length, packet.SourcePort, packet.DestinationPort, packet.Ip.Check));
    }

    [Theory]
    [InlineData("icmp unreachable", "unreachable", null, null, null, null)]
    [InlineData("icmp unreachable frag_needed mtu 1300 [1:1461(1460)]", "unreachable", "frag_needed", 1300, null, "Tcp 1 1460")]
    [InlineData("icmp unreachable port_unreachable [udp (100)]", "unreachable", "port_unreachable", null, null, "Udp 0 100")]
    [InlineData("icmp source_quench [raw (8)]", "source_quench", null, null, null, "255 0 8")]
    [InlineData("icmp echo_request id 7", "echo_request", null, null, 7, null)]
    [InlineData("[ect0] icmp packet_too_big mtu 1280 [0:0(0)]", "packet_too_big", null, 1280, null, "Tcp 0 0")]
    public void Icmp_message(string text, string type, string? code, int? mtu, int? id, string? echoed)
    {
        var packet = Assert.IsType<IcmpPacketSpec>(Read.Packet($"< {text}"));

        Assert.Equal((type, code, mtu, (ushort?)id), (packet.Type, packet.Code, packet.Mtu, packet.EchoId));
        Assert.Equal(echoed, packet.Echoed is { } quoted ? $"{quoted.Protocol} {quoted.Sequence} {quoted.Length}" : null);
    }

    [Theory]
    [InlineData("ipv4 192.0.2.1 > 198.51.100.1: ")]
    [InlineData("ipv6 [ce] fd00::1 > fd00::2: ")]
    [InlineData("ipv4 192.0.2.1 > 198.51.100.1: gre: ")]
    [InlineData("gre flags [checksum present, key present, sequence# present], sum 0x0, off 0x0, key=0x1, seq 0x2: ")]
    [InlineData("mpls (label 0, tc 0, [S], ttl 0): ")]
    [InlineData("mpls (label 1, tc 2, ttl 3) (label 0, tc 0, [S], ttl 0): ")]
    public void Outer_headers_are_kept_as_text(string outer)
    {
        var packet = Read.Tcp($"> {outer}. 1:1(0) ack 1");

        Assert.Equal((outer.TrimEnd(), 1u), (packet.Encapsulation, packet.Ack));
    }

    [Fact]
    public void Psp_is_an_outer_header_too() => Assert.Equal("psp spi 17", Read.Tcp("> encap psp spi 0x11 . 1:1(0)").Encapsulation);
}
