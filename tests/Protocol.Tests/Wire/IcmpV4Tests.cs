using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;

namespace Protocol.Tests.Wire;

public sealed class IcmpV4Tests
{
    private static readonly Ipv4Network Net = Ipv4Network.Parse("192.0.2.2/24");

    [Fact]
    public void Reads_a_Linux_port_unreachable_and_what_it_quotes()
    {
        Assert.True(IcmpV4.TryRead(Captures.Transport(Captures.PortUnreachable), out var message, out _));
        Assert.True(message.IsError);
        Assert.Equal(IcmpType.DestinationUnreachable, message.Type);
        Assert.Equal(IcmpUnreachableCode.Port, message.UnreachableCode);
        Assert.True(message.TryReadQuotedTransport(out var quoted, out ushort source, out ushort destination, out _));
        Assert.Equal(new Ipv4Address(192, 0, 2, 2), quoted.Source);
        Assert.Equal(IpProtocol.Udp, quoted.Protocol);
        Assert.Equal((4000, 4001), (source, destination));
    }

    [Fact]
    public void Writes_the_port_unreachable_that_Linux_writes()
    {
        var expected = Captures.Transport(Captures.PortUnreachable);
        var bytes = new byte[40];
        Assert.Equal(40, IcmpV4.WriteUnreachable(bytes, IcmpUnreachableCode.Port, expected[8..]));
        Assert.Equal(expected, bytes);
    }

    [Fact]
    public void Answers_an_echo_as_Linux_does()
    {
        var request = new byte[12];
        Assert.Equal(12, IcmpV4.WriteEcho(request, IcmpType.EchoRequest, 1, 2, "abcd"u8));
        Assert.True(IcmpV4.TryRead(request, out var message, out _));
        Assert.Equal((1, 2), (message.Identifier, message.SequenceNumber));
        Assert.Equal("abcd"u8, message.Data);
        Assert.False(message.IsError);

        var reply = new byte[12];
        Assert.Equal(12, IcmpV4.WriteEchoReply(reply, message));
        Assert.Equal(Captures.Transport(Captures.EchoReply), reply);
    }

    [Fact]
    public void Fragmentation_needed_tells_the_next_hops_MTU()
    {
        var bytes = new byte[600];
        int length = IcmpV4.WriteUnreachable(bytes, IcmpUnreachableCode.FragmentationNeeded, Captures.Data.AsSpan(14), nextHopMtu: 1400);
        Assert.True(IcmpV4.TryRead(bytes.AsSpan(0, length), out var message, out _));
        Assert.Equal(1400, message.NextHopMtu);
        Assert.True(message.TryReadQuotedTransport(out var quoted, out _, out ushort port, out var sequence));
        Assert.Equal(IpProtocol.Tcp, quoted.Protocol);
        Assert.Equal(7, port);
        Assert.Equal(new SeqNum(0x8395adee), sequence);
    }

    [Fact]
    public void Quotes_no_more_than_576_bytes_in_all()
    {
        var bytes = new byte[1500];
        Assert.Equal(576 - 20, IcmpV4.WriteTimeExceeded(bytes, IcmpTimeExceededCode.Reassembly, new byte[1400]));
        Assert.True(IcmpV4.TryRead(bytes.AsSpan(0, 556), out var message, out _));
        Assert.Equal((IcmpType.TimeExceeded, 1), (message.Type, message.Code));
    }

    [Fact]
    public void A_parameter_problem_points_at_the_byte()
    {
        var bytes = new byte[64];
        int length = IcmpV4.WriteParameterProblem(bytes, 21, Captures.Udp.AsSpan(14));
        Assert.True(IcmpV4.TryRead(bytes.AsSpan(0, length), out var message, out _));
        Assert.Equal(21, message.Pointer);
    }

    [Fact]
    public void Damage_and_shortness_are_rejected_with_their_reason()
    {
        var bytes = Captures.Transport(Captures.EchoReply).ToArray();
        bytes[9] ^= 1;
        Assert.False(IcmpV4.TryRead(bytes, out _, out var error));
        Assert.Equal(IcmpError.Checksum, error);
        Assert.True(IcmpV4.TryRead(bytes, out _, out _, verifyChecksum: false));
        Assert.False(IcmpV4.TryRead(bytes.AsSpan(0, 7), out _, out error));
        Assert.Equal(IcmpError.TooShort, error);
    }

    [Theory]
    [InlineData(27)]
    [InlineData(20)]
    [InlineData(19)]
    [InlineData(0)]
    public void A_quote_that_is_cut_short_gives_no_ports(int kept)
    {
        var bytes = Captures.Transport(Captures.PortUnreachable)[..(8 + kept)];
        Assert.True(IcmpV4.TryRead(bytes, out var message, out _, verifyChecksum: false));
        Assert.False(message.TryReadQuotedTransport(out _, out _, out _, out _));
        Assert.Equal(kept >= 20, message.TryReadQuoted(out _));
    }

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.2", IpProtocol.Udp, false, true)]
    [InlineData("192.0.2.1", "192.0.2.2", IpProtocol.Udp, true, false)]
    [InlineData("192.0.2.1", "192.0.2.255", IpProtocol.Udp, false, false)]
    [InlineData("192.0.2.1", "255.255.255.255", IpProtocol.Udp, false, false)]
    [InlineData("192.0.2.1", "224.0.0.251", IpProtocol.Udp, false, false)]
    [InlineData("0.0.0.0", "192.0.2.2", IpProtocol.Udp, false, false)]
    [InlineData("127.0.0.1", "192.0.2.2", IpProtocol.Udp, false, false)]
    [InlineData("192.0.2.255", "192.0.2.2", IpProtocol.Udp, false, false)]
    [InlineData("224.1.1.1", "192.0.2.2", IpProtocol.Udp, false, false)]
    public void Errors_are_sent_only_about_what_RFC_1122_allows(string from, string to, IpProtocol protocol, bool linkBroadcast, bool allowed)
    {
        var packet = new byte[28];
        Ipv4Header.Write(packet, 28, protocol, Ipv4Address.Parse(from), Ipv4Address.Parse(to));
        Assert.True(Ipv4Header.TryRead(packet, out var header, out _));
        Assert.Equal(allowed, IcmpV4.MayReportErrorOf(header, Net, linkBroadcast));
    }

    [Theory]
    [InlineData(8, true)]
    [InlineData(0, true)]
    [InlineData(3, false)]
    [InlineData(5, false)]
    [InlineData(11, false)]
    [InlineData(200, false)]
    public void No_error_is_sent_about_an_error(byte type, bool allowed)
    {
        var packet = new byte[28];
        Ipv4Header.Write(packet, 28, IpProtocol.Icmp, new(192, 0, 2, 1), new(192, 0, 2, 2));
        packet[20] = type;
        Assert.True(Ipv4Header.TryRead(packet, out var header, out _));
        Assert.Equal(allowed, IcmpV4.MayReportErrorOf(header, Net, linkBroadcast: false));
    }

    [Fact]
    public void No_error_is_sent_about_a_later_fragment()
    {
        var packet = new byte[28];
        Ipv4Header.Write(packet, 28, IpProtocol.Udp, new(192, 0, 2, 1), new(192, 0, 2, 2), fragmentOffset: 8, dontFragment: false);
        Assert.True(Ipv4Header.TryRead(packet, out var header, out _));
        Assert.False(IcmpV4.MayReportErrorOf(header, Net, linkBroadcast: false));
    }

    [Theory]
    [InlineData(1500, 1492)]
    [InlineData(1492, 1006)]
    [InlineData(1006, 508)]
    [InlineData(296, 68)]
    [InlineData(68, 68)]
    [InlineData(0, 68)]
    [InlineData(65535, 32000)]
    public void An_old_router_makes_us_guess_the_next_plateau(int length, int mtu) => Assert.Equal(mtu, IcmpV4.LowerPlateau(length));
}
