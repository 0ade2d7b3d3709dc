using System.Buffers.Binary;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Device;

/// <summary>The ECN field of a frame's IPv4 header (RFC 3168 5), as a router reads and changes it.</summary>
internal static class EcnField
{
    private const int IpAt = EthernetHeader.Size;
    private const int ChecksumAt = IpAt + 10;
    private const byte Mask = 3;

    /// <summary>The field; null if the frame holds no IPv4 packet.</summary>
    public static EcnCodepoint? Read(ReadOnlySpan<byte> frame)
    {
        if (frame.Length < IpAt + Ipv4Header.MinLength || !EthernetHeader.TryRead(frame, out EthernetHeader ethernet)) return null;
        if (ethernet.EtherType != EtherType.Ipv4 || frame[IpAt] >> 4 != 4) return null;
        return (EcnCodepoint)(frame[IpAt + 1] & Mask);
    }

    /// <summary>Writes the field of a frame that <see cref="Read"/> could read, and corrects the header's checksum (RFC 1624).</summary>
    public static void Write(Span<byte> frame, EcnCodepoint ecn)
    {
        ushort before = BinaryPrimitives.ReadUInt16BigEndian(frame[IpAt..]);
        frame[IpAt + 1] = (byte)((frame[IpAt + 1] & ~Mask) | (byte)ecn);
        ushort after = BinaryPrimitives.ReadUInt16BigEndian(frame[IpAt..]);
        ushort checksum = BinaryPrimitives.ReadUInt16BigEndian(frame[ChecksumAt..]);
        BinaryPrimitives.WriteUInt16BigEndian(frame[ChecksumAt..], InternetChecksum.Update(checksum, before, after));
    }
}
