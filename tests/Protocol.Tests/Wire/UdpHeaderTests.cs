using ActorTcp.Protocol.Wire;

namespace Protocol.Tests.Wire;

public sealed class UdpHeaderTests
{
    private static readonly Ipv4Address Kernel = new(192, 0, 2, 1);
    private static readonly Ipv4Address Us = new(192, 0, 2, 2);

    [Fact]
    public void Reads_a_Linux_datagram()
    {
        Assert.True(UdpHeader.TryRead(Captures.Transport(Captures.Udp), out var header, out _));
        Assert.Equal(52572, header.SourcePort);
        Assert.Equal(53, header.DestinationPort);
        Assert.Equal(11, header.Length);
        Assert.Equal("hi!"u8, header.Payload);
        Assert.True(header.IsChecksumValid(Kernel, Us));
        Assert.False(header.IsChecksumValid(Kernel, new(192, 0, 2, 3)));
        Assert.Equal("52572 > 53: UDP, length 3", header.ToString());
    }

    [Fact]
    public void Writes_what_Linux_writes()
    {
        var bytes = new byte[11];
        UdpHeader.Write(bytes, 52572, 53, 3);
        "hi!"u8.CopyTo(bytes.AsSpan(8));
        UdpHeader.WriteChecksum(bytes, Kernel, Us);
        Assert.Equal(Captures.Transport(Captures.Udp), bytes);
    }

    [Fact]
    public void No_checksum_is_a_right_checksum()
    {
        var bytes = new byte[12];
        UdpHeader.Write(bytes, 1, 2, 4);
        Assert.True(UdpHeader.TryRead(bytes, out var header, out _));
        Assert.True(header.IsChecksumValid(Kernel, Us));
    }

    [Fact]
    public void A_checksum_that_comes_out_as_zero_is_sent_as_all_ones()
    {
        // The payload takes up what is missing to 0xFFFF.
        var bytes = new byte[10];
        UdpHeader.Write(bytes, 1, 2, 2);
        uint sum = InternetChecksum.Sum(bytes, InternetChecksum.PseudoHeader(Kernel, Us, IpProtocol.Udp, 10));
        System.Buffers.Binary.BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(8), (ushort)(0xFFFF - sum));
        UdpHeader.WriteChecksum(bytes, Kernel, Us);
        Assert.Equal(new byte[] { 0xFF, 0xFF }, bytes[6..8]);
        Assert.True(UdpHeader.TryRead(bytes, out var header, out _));
        Assert.True(header.IsChecksumValid(Kernel, Us));
    }

    [Theory]
    [InlineData("0001000200", UdpError.TooShort)]
    [InlineData("0001000200070000", UdpError.Length)]
    [InlineData("0001000200090000", UdpError.Length)]
    [InlineData("0001000200000000", UdpError.Length)]
    public void A_length_that_cannot_be_is_rejected(string hex, UdpError reason)
    {
        Assert.False(UdpHeader.TryRead(Captures.Hex(hex), out _, out var error));
        Assert.Equal(reason, error);
    }

    [Fact]
    public void Bytes_beyond_the_length_are_left_out()
    {
        Assert.True(UdpHeader.TryRead(Captures.Hex("0001000200080000 aabbcc"), out var header, out _));
        Assert.Equal(0, header.Payload.Length);
    }
}
