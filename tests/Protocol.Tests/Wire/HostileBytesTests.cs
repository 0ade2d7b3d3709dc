using ActorTcp.Protocol.Wire;
using FsCheck;
using FsCheck.Fluent;

namespace Protocol.Tests.Wire;

/// <summary>Whatever bytes come, every codec reads them or refuses them; none throws, and none reads outside of them.</summary>
public sealed class HostileBytesTests
{
    /// <summary>Noise, and real frames with some bytes changed and some cut off: these get much further into a parser.</summary>
    private static readonly Gen<byte[]> Bytes = Gen.Frequency(
        (1, from length in Gen.Choose(0, 80)
            from bytes in Gen.ArrayOf(ArbMap.Default.GeneratorFor<byte>(), length)
            select bytes),
        (3, from frame in Gen.Elements(Captures.All)
            from skip in Gen.Elements(0, 14, 34, 54)
            from edits in Gen.ArrayOf(Gen.Choose(0, (100 << 8) - 1), 4)
            from cut in Gen.Frequency((3, Gen.Constant(0)), (1, Gen.Choose(0, 60)))
            select Mutate(frame, skip, edits, cut)));

    private static byte[] Mutate(byte[] frame, int skip, int[] edits, int cut)
    {
        var bytes = frame[Math.Min(skip, frame.Length)..];
        foreach (int edit in edits)
            if (edit >> 8 < bytes.Length)
                bytes[edit >> 8] = (byte)edit;
        return bytes[..Math.Max(0, bytes.Length - cut)];
    }

    private static void Survives(Action<byte[]> read) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(10_000), Prop.ForAll(Bytes.ToArbitrary(), bytes =>
        {
            read(bytes);
            return true;
        }));

    [Fact]
    public void Tcp_headers_and_their_options() => Survives(bytes =>
    {
        if (!TcpHeader.TryRead(bytes, out var header)) return;
        Assert.Equal(bytes.Length, header.HeaderLength + header.Payload.Length);
        Assert.Equal(header.HeaderLength - 20, header.Options.Length);
        _ = header.ToString();
        _ = header.IsChecksumValid(default, default);
    });

    [Fact]
    public void Tcp_options() => Survives(bytes =>
    {
        bool wellFormed = TcpOptions.TryParse(bytes, out var options, out var malformed);
        Assert.Equal(wellFormed, malformed == MalformedOption.None);
        Assert.InRange(options.EncodedLength, 0, TcpOptions.MaxLength);
        Assert.Equal(options.EncodedLength, options.Write(new byte[40]));
        _ = TcpOptions.TryReadTimestampOnly(bytes, out _);
        _ = options.ToString();
    });

    [Fact]
    public void Ethernet_headers() => Survives(bytes =>
    {
        if (!EthernetHeader.TryRead(bytes, out var header)) return;
        Assert.Equal(bytes.Length - 14, header.Payload.Length);
        _ = header.ToString();
    });

    [Fact]
    public void Ipv4_headers_and_their_options() => Survives(bytes =>
    {
        bool read = Ipv4Header.TryRead(bytes, out var header, out var error, verifyChecksum: false);
        Assert.Equal(read, error == Ipv4Error.None);
        if (!read) return;
        Assert.True(header.HeaderLength + header.Payload.Length == header.TotalLength && header.TotalLength <= bytes.Length);
        int walked = 0;
        foreach (var option in header.Options) walked += option.Bytes.Length;
        Assert.InRange(walked, 0, 40);
        _ = header.ToString();
        _ = IcmpV4.MayReportErrorOf(header, default, linkBroadcast: false);
    });

    [Fact]
    public void Arp_packets() => Survives(bytes =>
    {
        bool read = ArpPacket.TryRead(bytes, out var packet, out var error);
        Assert.Equal(read, error == ArpError.None);
        if (!read) return;
        var written = new byte[28];
        packet.Write(written);
        Assert.Equal(bytes[..28], written);
    });

    [Fact]
    public void Icmp_messages_and_what_they_quote() => Survives(bytes =>
    {
        bool read = IcmpV4.TryRead(bytes, out var message, out var error, verifyChecksum: false);
        Assert.Equal(read, error == IcmpError.None);
        if (!read) return;
        _ = message.ToString();
        if (message.TryReadQuotedTransport(out var quoted, out _, out _, out _)) Assert.True(quoted.Payload.Length >= 8);
    });

    [Fact]
    public void Udp_headers() => Survives(bytes =>
    {
        bool read = UdpHeader.TryRead(bytes, out var header, out var error);
        Assert.Equal(read, error == UdpError.None);
        if (!read) return;
        Assert.Equal(header.Length, header.Payload.Length + 8);
        _ = header.IsChecksumValid(default, default);
        _ = header.ToString();
    });

    [Fact]
    public void Virtio_headers() => Survives(bytes =>
    {
        if (!VirtioNetHeader.TryRead(bytes, out var header)) return;
        var written = new byte[10];
        header.Write(written);
        Assert.Equal(bytes[..10], written);
    });
}
