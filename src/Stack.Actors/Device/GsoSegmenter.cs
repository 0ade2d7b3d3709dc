using System.Buffers.Binary;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Device;

/// <summary>
/// Cuts a super-frame into the frames that the wire carries, as a network card does: TCP over IPv4, and UDP with one datagram a
/// segment. All lengths, identifications and checksums are made anew.
/// </summary>
public static class GsoSegmenter
{
    private const int MaxHeaders = EthernetHeader.Size + Ipv4Header.MaxLength + TcpHeader.MaxLength;

    /// <summary>Appends the segments of a super-frame. The frame itself stays its owner's.</summary>
    /// <param name="frame">The super-frame, attached payload included.</param>
    /// <param name="mtu">The largest IP packet that may come out; <see cref="VirtioNetHeader.GsoSize"/> is obeyed below that.</param>
    /// <param name="pool">Where the segments' frames come from.</param>
    /// <param name="into">Where they go.</param>
    /// <param name="lost">How many segments were lost because the pool had no frame.</param>
    /// <returns><see langword="false"/> if the frame is no super-frame that this can cut; nothing is appended then.</returns>
    public static bool TrySegment(Frame frame, int mtu, FramePool pool, ref FrameChain into, out int lost)
    {
        ArgumentNullException.ThrowIfNull(frame);
        ArgumentNullException.ThrowIfNull(pool);
        lost = 0;
        Span<byte> headers = stackalloc byte[MaxHeaders];
        headers = headers[..frame.CopyRange(0, headers)];
        if (!TryFindPayload(headers, frame.Offload.GsoType, out int transportAt, out int payloadAt)) return false;
        headers = headers[..payloadAt];
        int payload = frame.TotalLength - payloadAt;
        int size = Math.Min(frame.Offload.GsoSize, mtu - (payloadAt - EthernetHeader.Size));
        if (size <= 0 || payloadAt + size > pool.BufferSize) return false;

        int count = Math.Max(1, (payload + size - 1) / size);
        for (int i = 0; i < count; i++)
        {
            if (pool.TryRent() is not { } segment)
            {
                lost = count - i;
                return true;
            }
            int length = Math.Min(size, payload - i * size);
            segment.SetRange(0, payloadAt + length);
            headers.CopyTo(segment.Bytes);
            frame.CopyRange(payloadAt + i * size, segment.Bytes[payloadAt..]);
            if (frame.Offload.GsoType == VirtioGsoType.Tcp4) FixTcp(segment.Bytes[transportAt..], i * size, first: i == 0, last: i == count - 1);
            Finish(segment.Bytes, transportAt, i);
            into.Append(segment);
        }
        return true;
    }

    private static bool TryFindPayload(ReadOnlySpan<byte> headers, VirtioGsoType type, out int transportAt, out int payloadAt)
    {
        transportAt = payloadAt = 0;
        if (!EthernetHeader.TryRead(headers, out EthernetHeader ethernet) || ethernet.EtherType != EtherType.Ipv4) return false;
        // Quoted: the packet's end is not in these bytes, and a super-frame's total length need not be right.
        if (!Ipv4Header.TryReadQuoted(ethernet.Payload, out Ipv4Header ip) || ip.IsFragment) return false;
        transportAt = EthernetHeader.Size + ip.HeaderLength;
        ReadOnlySpan<byte> transport = headers[transportAt..];
        switch (type)
        {
            case VirtioGsoType.Tcp4 when ip.Protocol == IpProtocol.Tcp && TcpHeader.TryRead(transport, out TcpHeader tcp):
                payloadAt = transportAt + tcp.HeaderLength;
                return true;
            case VirtioGsoType.UdpL4 when ip.Protocol == IpProtocol.Udp && transport.Length >= UdpHeader.Size:
                payloadAt = transportAt + UdpHeader.Size;
                return true;
            default:
                return false;
        }
    }

    private static void FixTcp(Span<byte> tcp, int offset, bool first, bool last)
    {
        const int SequenceAt = 4;
        const int FlagsAt = 13;
        uint sequence = BinaryPrimitives.ReadUInt32BigEndian(tcp[SequenceAt..]);
        BinaryPrimitives.WriteUInt32BigEndian(tcp[SequenceAt..], unchecked(sequence + (uint)offset));
        var flags = (TcpFlags)tcp[FlagsAt];
        if (!last) flags &= ~(TcpFlags.Fin | TcpFlags.Psh);
        if (!first) flags &= ~TcpFlags.Cwr; // RFC 3168 6.1.2: one reduction is told once
        tcp[FlagsAt] = (byte)flags;
    }

    /// <summary>Sets lengths, identification and checksums of a segment whose other fields are right.</summary>
    private static void Finish(Span<byte> frame, int transportAt, int index)
    {
        Span<byte> ip = frame[EthernetHeader.Size..];
        Span<byte> header = ip[..(transportAt - EthernetHeader.Size)];
        BinaryPrimitives.WriteUInt16BigEndian(header[2..], (ushort)ip.Length);
        ushort identification = BinaryPrimitives.ReadUInt16BigEndian(header[4..]);
        BinaryPrimitives.WriteUInt16BigEndian(header[4..], unchecked((ushort)(identification + index)));
        BinaryPrimitives.WriteUInt16BigEndian(header[10..], 0);
        BinaryPrimitives.WriteUInt16BigEndian(header[10..], InternetChecksum.Finish(InternetChecksum.Sum(header)));
        if ((IpProtocol)header[9] == IpProtocol.Udp)
            BinaryPrimitives.WriteUInt16BigEndian(frame[(transportAt + 4)..], (ushort)(frame.Length - transportAt));
        ChecksumOffload.TryComplete(frame, new VirtioNetHeader { Flags = VirtioNetFlags.NeedsChecksum });
    }
}
