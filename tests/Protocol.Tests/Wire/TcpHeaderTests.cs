using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;

namespace Protocol.Tests.Wire;

public sealed class TcpHeaderTests
{
    private static readonly Ipv4Address Kernel = new(192, 0, 2, 1);
    private static readonly Ipv4Address Us = new(192, 0, 2, 2);

    [Fact]
    public void Reads_every_field_of_a_Linux_SYN()
    {
        Assert.True(TcpHeader.TryRead(Captures.Transport(Captures.Syn), out var header));
        Assert.Equal(50568, header.SourcePort);
        Assert.Equal(7, header.DestinationPort);
        Assert.Equal((50568u << 16) | 7, header.Ports);
        Assert.Equal(new SeqNum(0x8395aded), header.Sequence);
        Assert.Equal(new SeqNum(0), header.Acknowledgment);
        Assert.Equal(40, header.HeaderLength);
        Assert.Equal(TcpFlags.Syn, header.Flags);
        Assert.Equal(64240, header.Window);
        Assert.Equal(0x8ead, header.Checksum);
        Assert.Equal(0, header.UrgentPointer);
        Assert.Equal(20, header.Options.Length);
        Assert.Equal(0, header.PayloadLength);
        Assert.Equal(1u, header.SequenceLength);
        Assert.True(header.IsChecksumValid(Kernel, Us));
        Assert.Equal(
            "50568 > 7: Flags [S], seq 2207624685, win 64240, options [mss 1460,sackOK,TS val 1405546369 ecr 0,wscale 10], length 0",
            header.ToString());
    }

    [Fact]
    public void Reads_the_text_behind_the_options()
    {
        Assert.True(TcpHeader.TryRead(Captures.Transport(Captures.Data), out var header));
        Assert.Equal("hello"u8, header.Payload);
        Assert.Equal(5u, header.SequenceLength);
        Assert.Equal(TcpFlags.Psh | TcpFlags.Ack, header.Flags);
        Assert.Equal(
            "50568 > 7: Flags [P.], seq 2207624686:2207624691, ack 1001, win 63, options [TS val 1405546370 ecr 4096], length 5",
            header.ToString());
    }

    [Theory]
    [InlineData(TcpFlags.Syn, 0, 1u)]
    [InlineData(TcpFlags.Fin | TcpFlags.Ack, 0, 1u)]
    [InlineData(TcpFlags.Syn | TcpFlags.Fin, 3, 5u)]
    [InlineData(TcpFlags.Ack, 3, 3u)]
    [InlineData(TcpFlags.Rst, 0, 0u)]
    public void SYN_and_FIN_count_in_the_sequence_length(TcpFlags flags, int text, uint length)
    {
        var bytes = new byte[20 + text];
        TcpHeader.Write(bytes, 1, 2, default, default, 20, flags, 0);
        Assert.True(TcpHeader.TryRead(bytes, out var header));
        Assert.Equal(length, header.SequenceLength);
    }

    [Fact]
    public void Every_capture_has_a_right_checksum_and_one_flipped_bit_makes_it_wrong()
    {
        foreach (var frame in new[] { Captures.Syn, Captures.Ack, Captures.Data, Captures.Sack1, Captures.Sack3, Captures.Rst })
        {
            var segment = Captures.Transport(frame).ToArray();
            Assert.True(TcpHeader.TryRead(segment, out var header));
            Assert.True(header.IsChecksumValid(Kernel, Us));
            segment[5] ^= 0x10;
            Assert.False(header.IsChecksumValid(Kernel, Us));
        }
    }

    [Fact]
    public void Write_makes_the_bytes_of_a_Linux_SYN()
    {
        var bytes = new byte[40];
        var options = new TcpOptions { Mss = 1460, SackPermitted = true, Timestamp = new(1405546369, 0), WindowScale = 10 };
        TcpHeader.Write(bytes, 50568, 7, new(0x8395aded), default, 20 + options.EncodedLength, TcpFlags.Syn, 64240);
        Assert.Equal(20, options.Write(bytes.AsSpan(20)));
        uint pseudo = InternetChecksum.PseudoHeader(Kernel, Us, IpProtocol.Tcp, bytes.Length);
        TcpHeader.WriteChecksum(bytes, InternetChecksum.Finish(InternetChecksum.Sum(bytes, pseudo)));
        Assert.Equal(Captures.Transport(Captures.Syn), bytes);
    }

    [Fact]
    public void Write_and_TryRead_agree_on_every_field()
    {
        var bytes = new byte[63];
        TcpHeader.Write(
            bytes, 0xFFFE, 0x0102, new(uint.MaxValue), new(0x80000000), 60, (TcpFlags)0xFF, 0xABCD, urgentPointer: 0x1234, checksum: 0x5678);
        Assert.True(TcpHeader.TryRead(bytes, out var header));
        Assert.Equal(0xFFFE, header.SourcePort);
        Assert.Equal(0x0102, header.DestinationPort);
        Assert.Equal(uint.MaxValue, header.Sequence.Value);
        Assert.Equal(0x80000000, header.Acknowledgment.Value);
        Assert.Equal(60, header.HeaderLength);
        Assert.Equal((TcpFlags)0xFF, header.Flags);
        Assert.Equal(0xABCD, header.Window);
        Assert.Equal(0x1234, header.UrgentPointer);
        Assert.Equal(0x5678, header.Checksum);
        Assert.Equal(3, header.PayloadLength);
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(19, 5)]
    [InlineData(20, 4)]
    [InlineData(20, 0)]
    [InlineData(20, 6)]
    [InlineData(59, 15)]
    public void A_segment_that_cannot_hold_its_header_is_rejected(int length, int words)
    {
        var bytes = new byte[length];
        if (length > 12) bytes[12] = (byte)(words << 4);
        Assert.False(TcpHeader.TryRead(bytes, out _));
    }

    [Theory]
    [InlineData(TcpFlags.None, "none")]
    [InlineData(TcpFlags.Syn, "S")]
    [InlineData(TcpFlags.Syn | TcpFlags.Ack, "S.")]
    [InlineData(TcpFlags.Fin | TcpFlags.Psh | TcpFlags.Ack, "FP.")]
    [InlineData(TcpFlags.Rst | TcpFlags.Ack, "R.")]
    [InlineData(TcpFlags.Syn | TcpFlags.Ece | TcpFlags.Cwr, "SEW")]
    [InlineData(TcpFlags.Urg | TcpFlags.Ack, ".U")]
    public void Flags_read_as_tcpdump_prints_them(TcpFlags flags, string text) => Assert.Equal(text, flags.ToTcpdump());
}
