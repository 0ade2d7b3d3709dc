using ActorTcp.Protocol.Wire;

namespace Protocol.Tests.Wire;

public sealed class Ipv4HeaderTests
{
    private static byte[] Packet(byte[] frame) => frame[14..];

    [Fact]
    public void Reads_every_field_of_a_Linux_packet()
    {
        Assert.True(Ipv4Header.TryRead(Packet(Captures.PortUnreachable), out var header, out var error));
        Assert.Equal(Ipv4Error.None, error);
        Assert.Equal(20, header.HeaderLength);
        Assert.Equal(60, header.TotalLength);
        Assert.Equal(0xc0, header.TypeOfService);
        Assert.Equal(48, header.Dscp);
        Assert.Equal(EcnCodepoint.NotEct, header.Ecn);
        Assert.Equal(0xdd8c, header.Identification);
        Assert.False(header.DontFragment);
        Assert.False(header.IsFragment);
        Assert.Equal(64, header.TimeToLive);
        Assert.Equal(IpProtocol.Icmp, header.Protocol);
        Assert.Equal(0x1871, header.Checksum);
        Assert.Equal(new Ipv4Address(192, 0, 2, 1), header.Source);
        Assert.Equal(new Ipv4Address(192, 0, 2, 2), header.Destination);
        Assert.Equal(40, header.Payload.Length);
        Assert.Equal("192.0.2.1 > 192.0.2.2: proto 1, ttl 64, id 56716, length 60", header.ToString());
    }

    [Fact]
    public void Reads_fragments_of_a_Linux_datagram()
    {
        var first = Captures.Hex("450005dca575200040112b98c0000201c0000202").Concat(new byte[1480]).ToArray();
        Assert.True(Ipv4Header.TryRead(first, out var header, out _));
        Assert.True(header.MoreFragments);
        Assert.Equal(0, header.FragmentOffset);
        Assert.True(header.IsFragment);

        var last = Captures.Hex("45000254a57500b940114e67c0000201c0000202").Concat(new byte[576]).ToArray();
        Assert.True(Ipv4Header.TryRead(last, out header, out _));
        Assert.False(header.MoreFragments);
        Assert.Equal(1480, header.FragmentOffset);
        Assert.True(header.IsFragment);
    }

    [Fact]
    public void Writes_what_Linux_writes()
    {
        var bytes = new byte[20];
        Ipv4Header.Write(bytes, 60, IpProtocol.Tcp, new(192, 0, 2, 1), new(192, 0, 2, 2), identification: 0x2ef3);
        Assert.Equal(Packet(Captures.Syn)[..20], bytes);

        Ipv4Header.Write(
            bytes, 596, IpProtocol.Udp, new(192, 0, 2, 1), new(192, 0, 2, 2), 0xa575, dontFragment: false, fragmentOffset: 1480);
        Assert.Equal(Captures.Hex("45000254a57500b940114e67c0000201c0000202"), bytes);

        Ipv4Header.Write(
            bytes, 1500, IpProtocol.Udp, new(192, 0, 2, 1), new(192, 0, 2, 2), 0xa575, dontFragment: false, moreFragments: true);
        Assert.Equal(Captures.Hex("450005dca575200040112b98c0000201c0000202"), bytes);
    }

    [Fact]
    public void Padding_behind_the_packet_is_trimmed()
    {
        byte[] padded = [.. Packet(Captures.Udp), .. new byte[15]];
        Assert.True(Ipv4Header.TryRead(padded, out var header, out _));
        Assert.Equal(11, header.Payload.Length);
        Assert.Equal(31, header.Packet.Length);
    }

    public static TheoryData<string, Ipv4Error> Broken => new()
    {
        { "", Ipv4Error.TooShort },
        { "4500001c000000004001", Ipv4Error.TooShort },
        { "65000014000000004006b6e0c0000201c0000202", Ipv4Error.Version },
        { "44000014000000004006b6e0c0000201c0000202", Ipv4Error.HeaderLength },
        { "46000018000000004006b6e0c0000201c0000202", Ipv4Error.HeaderLength },
        { "45000013000000004006b6e0c0000201c0000202", Ipv4Error.TotalLength },
        { "45000015000000004006b6e0c0000201c0000202", Ipv4Error.TotalLength },
        { "45000014000000004006b6e1c0000201c0000202", Ipv4Error.Checksum },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_broken_header_is_rejected_with_its_reason(string hex, Ipv4Error reason)
    {
        Assert.False(Ipv4Header.TryRead(Captures.Hex(hex), out _, out var error));
        Assert.Equal(reason, error);
    }

    [Fact]
    public void The_checksum_is_looked_at_only_if_asked()
    {
        var packet = Captures.Hex("450000140000000040060000c0000201c0000202");
        Assert.False(Ipv4Header.TryRead(packet, out _, out _));
        Assert.True(Ipv4Header.TryRead(packet, out _, out _, verifyChecksum: false));
    }

    [Fact]
    public void Counting_the_time_to_live_down_keeps_the_checksum_right()
    {
        var packet = Packet(Captures.Syn);
        for (int ttl = 63; ttl >= 0; ttl--)
        {
            Ipv4Header.DecrementTimeToLive(packet);
            Assert.True(Ipv4Header.TryRead(packet, out var header, out _));
            Assert.Equal(ttl, header.TimeToLive);
        }
    }

    [Fact]
    public void Options_are_walked_past_padding()
    {
        // NOP, router alert, record route of 7, end, rubbish.
        var packet = new byte[20 + 16];
        Captures.Hex("49000024000000004001").CopyTo(packet, 0);
        Captures.Hex("01 94040000 0707040a0b0c0d 00 ffffff").CopyTo(packet, 20);
        Assert.True(Ipv4Header.TryRead(packet, out var header, out _, verifyChecksum: false));
        var options = header.Options;
        Assert.True(options.MoveNext());
        Assert.Equal(Ipv4OptionType.RouterAlert, options.Current.Type);
        Assert.True(options.Current.IsCopied);
        Assert.Equal(new byte[] { 0, 0 }, options.Current.Data);
        Assert.True(options.MoveNext());
        Assert.Equal(Ipv4OptionType.RecordRoute, options.Current.Type);
        Assert.False(options.Current.IsCopied);
        Assert.Equal(5, options.Current.Data.Length);
        Assert.False(options.MoveNext());
        Assert.False(options.Malformed);
    }

    [Theory]
    [InlineData("0100 0000", false, 0)]
    [InlineData("01 07 00 00", true, 21)]
    [InlineData("01 07 01 00", true, 21)]
    [InlineData("01 07 04 00", true, 21)]
    [InlineData("010101 07", true, 23)]
    public void A_malformed_option_is_told_with_its_place(string hex, bool malformed, int pointer)
    {
        var packet = new byte[24];
        Captures.Hex("46000018000000004001").CopyTo(packet, 0);
        Captures.Hex(hex).CopyTo(packet, 20);
        Assert.True(Ipv4Header.TryRead(packet, out var header, out _, verifyChecksum: false));
        var options = header.Options;
        while (options.MoveNext()) Assert.Fail("There is no sound option.");
        Assert.Equal(malformed, options.Malformed);
        if (malformed) Assert.Equal(pointer, options.Offset);
    }
}
