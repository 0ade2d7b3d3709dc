using System.Buffers.Binary;

namespace ActorTcp.Protocol.Wire;

/// <summary>What a virtio-net header asks of, or tells, the other side (virtio 1.1, 5.1.6): <c>VIRTIO_NET_HDR_F_*</c>.</summary>
[Flags]
public enum VirtioNetFlags : byte
{
    /// <summary>Nothing is asked.</summary>
    None = 0,

    /// <summary>The checksum from <see cref="VirtioNetHeader.ChecksumStart"/> on is still to be completed.</summary>
    NeedsChecksum = 1,

    /// <summary>The device has verified the checksum.</summary>
    DataValid = 2,
}

/// <summary>How a frame is to be, or has been, segmented (virtio 1.1, 5.1.6): <c>VIRTIO_NET_HDR_GSO_*</c>.</summary>
public enum VirtioGsoType : byte
{
    /// <summary>Not at all.</summary>
    None = 0,

    /// <summary>TCP over IPv4.</summary>
    Tcp4 = 1,

    /// <summary>UDP, fragmented by IP (the old kind).</summary>
    Udp = 3,

    /// <summary>TCP over IPv6.</summary>
    Tcp6 = 4,

    /// <summary>UDP, one datagram a segment.</summary>
    UdpL4 = 5,
}

/// <summary>
/// The 10-byte header that precedes each frame on a TAP opened with <c>IFF_VNET_HDR</c>, in host order (little endian here:
/// the legacy layout without <c>num_buffers</c>).
/// </summary>
public struct VirtioNetHeader : IEquatable<VirtioNetHeader>
{
    /// <summary>The header's length on a TAP: 10 bytes.</summary>
    public const int Size = 10;

    /// <summary>Set in the GSO type's byte when a segment carries ECN's CWR.</summary>
    public const byte GsoEcn = 0x80;

    /// <summary>What is asked or told.</summary>
    public VirtioNetFlags Flags;

    /// <summary>How the frame is segmented, without <see cref="GsoEcn"/>.</summary>
    public VirtioGsoType GsoType;

    /// <summary>Whether the segment's ECN bits must be segmented with care (CWR on the first only).</summary>
    public bool Ecn;

    /// <summary>Bytes of Ethernet, IP and TCP headers before the payload; a hint.</summary>
    public ushort HeaderLength;

    /// <summary>Payload bytes of each segment (the MSS less options).</summary>
    public ushort GsoSize;

    /// <summary>Where the checksum begins, from the frame's first byte.</summary>
    public ushort ChecksumStart;

    /// <summary>Where the checksum is stored, from <see cref="ChecksumStart"/>.</summary>
    public ushort ChecksumOffset;

    /// <summary>Reads the header; <see langword="false"/> if there are fewer than <see cref="Size"/> bytes.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out VirtioNetHeader header)
    {
        header = default;
        if (bytes.Length < Size) return false;
        header.Flags = (VirtioNetFlags)bytes[0];
        header.GsoType = (VirtioGsoType)(bytes[1] & ~GsoEcn);
        header.Ecn = (bytes[1] & GsoEcn) != 0;
        header.HeaderLength = BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]);
        header.GsoSize = BinaryPrimitives.ReadUInt16LittleEndian(bytes[4..]);
        header.ChecksumStart = BinaryPrimitives.ReadUInt16LittleEndian(bytes[6..]);
        header.ChecksumOffset = BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]);
        return true;
    }

    /// <summary>Writes the header's <see cref="Size"/> bytes.</summary>
    public readonly void Write(Span<byte> bytes)
    {
        bytes[0] = (byte)Flags;
        bytes[1] = (byte)((byte)GsoType | (Ecn ? GsoEcn : 0));
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[2..], HeaderLength);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[4..], GsoSize);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[6..], ChecksumStart);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[8..], ChecksumOffset);
    }

    /// <inheritdoc/>
    public readonly bool Equals(VirtioNetHeader other) =>
        Flags == other.Flags && GsoType == other.GsoType && Ecn == other.Ecn && HeaderLength == other.HeaderLength
        && GsoSize == other.GsoSize && ChecksumStart == other.ChecksumStart && ChecksumOffset == other.ChecksumOffset;

    /// <inheritdoc/>
    public override readonly bool Equals(object? obj) => obj is VirtioNetHeader other && Equals(other);

    /// <inheritdoc/>
    public override readonly int GetHashCode() =>
        HashCode.Combine(Flags, GsoType, Ecn, HeaderLength, GsoSize, ChecksumStart, ChecksumOffset);

    /// <summary>Equality by fields.</summary>
    public static bool operator ==(VirtioNetHeader left, VirtioNetHeader right) => left.Equals(right);

    /// <summary>Inequality by fields.</summary>
    public static bool operator !=(VirtioNetHeader left, VirtioNetHeader right) => !left.Equals(right);
}
