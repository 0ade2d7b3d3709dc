using System.Buffers.Binary;
using ActorTcp.Device;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Tests.Device;

public sealed class GsoSegmenterTests
{
    private const byte Fin = 1, Psh = 8, Ack = 16, Cwr = 128;

    private readonly FramePool _source = new(FramePool.LargeBuffer, 2);
    private readonly FramePool _pool = new(FramePool.SmallBuffer, 100);

    [Theory]
    [InlineData(10_000, 1448, 7)]
    [InlineData(1448 * 3, 1448, 3)]
    [InlineData(65_000, 1448, 45)]
    [InlineData(5, 1448, 1)]
    [InlineData(0, 1448, 1)]
    [InlineData(1999, 1, 1999)]
    public void Tcp_segments_equal_those_made_one_by_one(int length, int size, int count)
    {
        byte[] payload = Packets.Pattern(length);
        byte[] options = [1, 1, 8, 10, 0, 0, 0, 1, 0, 0, 0, 2];
        const uint First = 0xffff_f000; // the sequence numbers wrap
        var pool = new FramePool(FramePool.SmallBuffer, count);
        byte[] super = Packets.TcpFrame(Ack | Psh | Fin | Cwr, First, 77, payload, options, id: 0xfffe);
        List<byte[]> segments = Segment(super, VirtioGsoType.Tcp4, size, 1500, pool, out int lost);

        Assert.Equal(0, lost);
        Assert.Equal(count, segments.Count);
        for (int i = 0; i < count; i++)
        {
            byte flags = Ack;
            if (i == 0) flags |= Cwr;
            if (i == count - 1) flags |= Psh | Fin;
            byte[] part = payload[(i * size)..Math.Min(length, (i + 1) * size)];
            byte[] expected = Packets.TcpFrame(flags, unchecked(First + (uint)(i * size)), 77, part, options, unchecked((ushort)(0xfffe + i)));
            Assert.Equal(expected, segments[i]);
        }
    }

    [Fact]
    public void The_mtu_limits_a_segment_size_that_is_too_large()
    {
        byte[] super = Packets.TcpFrame(Ack, payload: Packets.Pattern(3000));
        List<byte[]> segments = Segment(super, VirtioGsoType.Tcp4, 1460, 1000, _pool, out _);
        Assert.Equal([1014, 1014, 1014, 174], segments.Select(segment => segment.Length));
        Assert.All(segments, segment => Assert.True(Packets.IsSound(segment)));
    }

    [Fact]
    public void Udp_segments_are_datagrams_of_their_own()
    {
        byte[] payload = Packets.Pattern(2500);
        List<byte[]> segments = Segment(Udp(payload, 5), VirtioGsoType.UdpL4, 1000, 1500, _pool, out _);
        Assert.Equal([Udp(payload[..1000], 5), Udp(payload[1000..2000], 6), Udp(payload[2000..], 7)], segments);
    }

    [Fact]
    public void Segments_without_a_buffer_are_told_as_lost()
    {
        byte[] super = Packets.TcpFrame(Ack, payload: Packets.Pattern(5000));
        List<byte[]> segments = Segment(super, VirtioGsoType.Tcp4, 1000, 1500, new FramePool(2048, 2), out int lost);
        Assert.Equal((2, 3), (segments.Count, lost));
    }

    [Fact]
    public void What_is_no_such_super_frame_is_refused()
    {
        byte[] tcp = Packets.TcpFrame(Ack, payload: Packets.Pattern(3000));
        Refuse(tcp, VirtioGsoType.None, 1448);
        Refuse(tcp, VirtioGsoType.Tcp6, 1448);
        Refuse(tcp, VirtioGsoType.UdpL4, 1448);
        Refuse(tcp, VirtioGsoType.Tcp4, 0);
        Refuse(tcp[..50], VirtioGsoType.Tcp4, 1448);
        Refuse(tcp[..10], VirtioGsoType.Tcp4, 1448);
        Refuse(Packets.Numbered(1, 3000), VirtioGsoType.Tcp4, 1448);
        byte[] fragment = [.. tcp];
        fragment[20] = 0x20;
        Refuse(fragment, VirtioGsoType.Tcp4, 1448);

        void Refuse(byte[] bytes, VirtioGsoType type, int size)
        {
            Frame frame = bytes.ToFrame(_source);
            frame.Offload = new VirtioNetHeader { GsoType = type, GsoSize = (ushort)size };
            FrameChain into = default;
            Assert.False(GsoSegmenter.TrySegment(frame, 1500, _pool, ref into, out _));
            Assert.True(into.IsEmpty);
            frame.Release();
            Assert.Equal(0, _source.Rented + _pool.Rented);
        }
    }

    private static byte[] Udp(byte[] payload, ushort id)
    {
        byte[] datagram = new byte[8 + payload.Length];
        BinaryPrimitives.WriteUInt16BigEndian(datagram, 5000);
        BinaryPrimitives.WriteUInt16BigEndian(datagram.AsSpan(2), 53);
        BinaryPrimitives.WriteUInt16BigEndian(datagram.AsSpan(4), (ushort)datagram.Length);
        payload.CopyTo(datagram, 8);
        byte[] packet = Packets.Ipv4(17, datagram, id);
        Packets.FillL4Checksum(packet, 6);
        return Packets.Ethernet(0x0800, packet);
    }

    /// <summary>Segments a super-frame whose headers lie in the buffer and whose payload in odd-sized slices.</summary>
    private List<byte[]> Segment(byte[] super, VirtioGsoType type, int size, int mtu, FramePool pool, out int lost)
    {
        int inBuffer = Math.Min(60, super.Length);
        Frame frame = super[..inBuffer].ToFrame(_source);
        for (int at = inBuffer; at < super.Length; at += 1111) Assert.True(frame.Attach(super.AsMemory(at, Math.Min(1111, super.Length - at))));
        frame.Offload = new VirtioNetHeader
        {
            Flags = VirtioNetFlags.NeedsChecksum, GsoType = type, GsoSize = (ushort)size, ChecksumStart = 34, ChecksumOffset = 16,
        };
        FrameChain into = default;
        Assert.True(GsoSegmenter.TrySegment(frame, mtu, pool, ref into, out lost));
        frame.Release();
        List<byte[]> segments = [];
        while (into.TakeFirst() is { } segment)
        {
            Assert.Equal(default, segment.Offload);
            segments.Add(segment.ToArray());
            segment.Release();
        }
        Assert.Equal(0, _source.Rented + pool.Rented);
        return segments;
    }
}
