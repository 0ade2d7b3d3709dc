using System.Buffers.Binary;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Device;

/// <summary>Does in software what a virtio header asks of a device: so that a frame is as on a wire, or reads well in a capture.</summary>
public static class ChecksumOffload
{
    /// <summary>
    /// Completes a frame that carries a partial checksum, in place. A super-frame (GSO) is completed as the one large packet that
    /// it is, with its IP total length set right: what tcpdump on a TAP shows, without the bad checksum.
    /// </summary>
    /// <param name="frame">The whole frame, in one piece.</param>
    /// <param name="offload">What is asked; nothing, and the frame stays as it is.</param>
    /// <returns><see langword="false"/> if what is asked lies outside the frame; it is unchanged then.</returns>
    public static bool TryComplete(Span<byte> frame, in VirtioNetHeader offload)
    {
        bool super = offload.GsoType != VirtioGsoType.None;
        if ((offload.Flags & VirtioNetFlags.NeedsChecksum) == 0 && !super) return true;
        if (offload.GsoType is VirtioGsoType.Tcp4 or VirtioGsoType.UdpL4) SetTotalLength(frame);
        if (TryCompleteIpv4(frame)) return true;

        // Not IPv4, or not as it should be: do what the header says, word for word (virtio 1.1, 5.1.6.2). The field holds the
        // pseudo-header's sum already and is summed with the rest.
        int field = offload.ChecksumStart + offload.ChecksumOffset;
        if ((offload.Flags & VirtioNetFlags.NeedsChecksum) == 0 || field + 2 > frame.Length) return false;
        ushort checksum = InternetChecksum.Finish(InternetChecksum.Sum(frame[offload.ChecksumStart..]));
        BinaryPrimitives.WriteUInt16BigEndian(frame[field..], checksum);
        return true;
    }

    /// <summary>Computes the TCP or UDP checksum of an IPv4 packet from nothing, whatever its field holds.</summary>
    private static bool TryCompleteIpv4(Span<byte> frame)
    {
        if (!EthernetHeader.TryRead(frame, out EthernetHeader ethernet) || ethernet.EtherType != EtherType.Ipv4) return false;
        if (!Ipv4Header.TryRead(ethernet.Payload, out Ipv4Header ip, out _, verifyChecksum: false) || ip.IsFragment) return false;
        Span<byte> transport = frame.Slice(EthernetHeader.Size + ip.HeaderLength, ip.Payload.Length);
        switch (ip.Protocol)
        {
            case IpProtocol.Tcp when transport.Length >= TcpHeader.MinLength:
                TcpHeader.WriteChecksum(transport, 0);
                TcpHeader.WriteChecksum(transport, InternetChecksum.Finish(InternetChecksum.Sum(transport, ip.PseudoHeaderSum)));
                return true;
            case IpProtocol.Udp when transport.Length >= UdpHeader.Size:
                UdpHeader.WriteChecksum(transport, ip.Source, ip.Destination);
                return true;
            default:
                return false;
        }
    }

    private static void SetTotalLength(Span<byte> frame)
    {
        const int LengthAt = EthernetHeader.Size + 2;
        const int ChecksumAt = EthernetHeader.Size + 10;
        int length = frame.Length - EthernetHeader.Size;
        if (length is < Ipv4Header.MinLength or > Ipv4Header.MaxTotalLength) return;
        ushort before = BinaryPrimitives.ReadUInt16BigEndian(frame[LengthAt..]);
        if (before == length) return;
        ushort checksum = BinaryPrimitives.ReadUInt16BigEndian(frame[ChecksumAt..]);
        BinaryPrimitives.WriteUInt16BigEndian(frame[LengthAt..], (ushort)length);
        BinaryPrimitives.WriteUInt16BigEndian(frame[ChecksumAt..], InternetChecksum.Update(checksum, before, (ushort)length));
    }
}
