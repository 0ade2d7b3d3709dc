using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace ActorTcp.Protocol.Wire;

/// <summary>Why bytes are not a UDP datagram that can be used.</summary>
public enum UdpError : byte
{
    /// <summary>They are one.</summary>
    None = 0,

    /// <summary>Fewer than 8 bytes.</summary>
    TooShort,

    /// <summary>The length is under 8, or more than there is.</summary>
    Length,
}

/// <summary>A view of a UDP datagram's header (RFC 768) over the bytes it came in.</summary>
public readonly ref struct UdpHeader
{
    /// <summary>The header's length: 8 bytes.</summary>
    public const int Size = 8;

    /// <summary>The most payload that a datagram over IPv4 carries: 65535 less both headers.</summary>
    public const int MaxPayload = Ipv4Header.MaxTotalLength - Ipv4Header.MinLength - Size;

    /// <summary>Where the checksum is, from the header's first byte (virtio's <c>csum_offset</c>).</summary>
    public const int ChecksumOffset = 6;

    private readonly ReadOnlySpan<byte> _datagram;

    private UdpHeader(ReadOnlySpan<byte> datagram) => _datagram = datagram;

    /// <summary>Takes a datagram for reading; bytes beyond its length are left out. The checksum is not looked at.</summary>
    /// <param name="bytes">What the IP packet carries.</param>
    /// <param name="header">The view.</param>
    /// <param name="error">Why not.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRead(ReadOnlySpan<byte> bytes, out UdpHeader header, out UdpError error)
    {
        header = default;
        if (bytes.Length < Size)
        {
            error = UdpError.TooShort;
            return false;
        }

        int length = NetworkOrder.UInt16(bytes, 4);
        if (length < Size || length > bytes.Length)
        {
            error = UdpError.Length;
            return false;
        }

        header = new(bytes[..length]);
        error = UdpError.None;
        return true;
    }

    /// <summary>Source port, 0 to 65535; 0 if no reply is wanted.</summary>
    public ushort SourcePort => NetworkOrder.UInt16(_datagram, 0);

    /// <summary>Destination port, 0 to 65535.</summary>
    public ushort DestinationPort => NetworkOrder.UInt16(_datagram, 2);

    /// <summary>Bytes of header and payload, 8 to 65535.</summary>
    public int Length => NetworkOrder.UInt16(_datagram, 4);

    /// <summary>The checksum as it is on the wire; 0 if the sender made none.</summary>
    public ushort Checksum => NetworkOrder.UInt16(_datagram, ChecksumOffset);

    /// <summary>The payload.</summary>
    public ReadOnlySpan<byte> Payload => _datagram[Size..];

    /// <summary>
    /// Whether the checksum is right, or was not made (RFC 768: "An all zero transmitted checksum value means that the transmitter
    /// generated no checksum"; RFC 1122 4.1.3.4).
    /// </summary>
    public bool IsChecksumValid(Ipv4Address source, Ipv4Address destination) =>
        Checksum == 0
        || InternetChecksum.IsValid(_datagram, InternetChecksum.PseudoHeader(source, destination, IpProtocol.Udp, _datagram.Length));

    /// <summary>Writes the header's 8 bytes; the payload follows it.</summary>
    /// <param name="bytes">At least 8 bytes.</param>
    /// <param name="sourcePort">Source port.</param>
    /// <param name="destinationPort">Destination port.</param>
    /// <param name="payloadLength">Bytes of payload, 0 to <see cref="MaxPayload"/>.</param>
    /// <param name="checksum">What to store in the checksum's place.</param>
    public static void Write(Span<byte> bytes, ushort sourcePort, ushort destinationPort, int payloadLength, ushort checksum = 0)
    {
        bytes = bytes[..Size];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, sourcePort);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[2..], destinationPort);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[4..], (ushort)(Size + payloadLength));
        BinaryPrimitives.WriteUInt16BigEndian(bytes[6..], checksum);
    }

    /// <summary>Computes and stores the checksum of a datagram that has been written whole, header and payload.</summary>
    public static void WriteChecksum(Span<byte> datagram, Ipv4Address source, Ipv4Address destination)
    {
        var field = datagram.Slice(ChecksumOffset, 2);
        field.Clear();
        uint pseudoHeader = InternetChecksum.PseudoHeader(source, destination, IpProtocol.Udp, datagram.Length);
        BinaryPrimitives.WriteUInt16BigEndian(field, InternetChecksum.FinishUdp(InternetChecksum.Sum(datagram, pseudoHeader)));
    }

    /// <summary>The header as tcpdump tells it: <c>53 &gt; 4000: UDP, length 12</c>.</summary>
    public override string ToString() =>
        _datagram.IsEmpty ? "(no datagram)" : $"{SourcePort} > {DestinationPort}: UDP, length {Length - Size}";
}
