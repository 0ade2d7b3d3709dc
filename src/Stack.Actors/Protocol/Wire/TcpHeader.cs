using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace ActorTcp.Protocol.Wire;

/// <summary>
/// A view of a TCP segment's header (RFC 9293 3.1) over the bytes it came in. <see cref="TryRead"/> checks the bounds once;
/// the properties then read in place.
/// </summary>
public readonly ref struct TcpHeader
{
    /// <summary>The header's length without options: 20 bytes.</summary>
    public const int MinLength = 20;

    /// <summary>The longest header: a data offset of 15 words, 60 bytes.</summary>
    public const int MaxLength = 60;

    /// <summary>Where the checksum is, from the header's first byte (virtio's <c>csum_offset</c>).</summary>
    public const int ChecksumOffset = 16;

    private readonly ReadOnlySpan<byte> _segment;

    private TcpHeader(ReadOnlySpan<byte> segment) => _segment = segment;

    /// <summary>
    /// Takes a segment (header, options and payload; nothing behind it) for reading. <see langword="false"/> if it is shorter
    /// than a header, or its data offset is less than 5 words or points beyond its end. The checksum is not looked at.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRead(ReadOnlySpan<byte> segment, out TcpHeader header)
    {
        if (segment.Length >= MinLength)
        {
            int length = (segment[12] >> 4) * 4;
            if (length >= MinLength && length <= segment.Length)
            {
                header = new(segment);
                return true;
            }
        }

        header = default;
        return false;
    }

    /// <summary>Source port, 0 to 65535.</summary>
    public ushort SourcePort => NetworkOrder.UInt16(_segment, 0);

    /// <summary>Destination port, 0 to 65535.</summary>
    public ushort DestinationPort => NetworkOrder.UInt16(_segment, 2);

    /// <summary>Both ports as one number: source in the upper half, destination in the lower.</summary>
    public uint Ports => NetworkOrder.UInt32(_segment, 0);

    /// <summary>SEG.SEQ: the sequence number of the first octet, or of the SYN.</summary>
    public SeqNum Sequence => new(NetworkOrder.UInt32(_segment, 4));

    /// <summary>SEG.ACK: the next sequence number that the sender expects; significant with <see cref="TcpFlags.Ack"/>.</summary>
    public SeqNum Acknowledgment => new(NetworkOrder.UInt32(_segment, 8));

    /// <summary>The data offset in bytes, 20 to 60: header and options.</summary>
    public int HeaderLength => (NetworkOrder.UInt8(_segment, 12) >> 4) * 4;

    /// <summary>The control bits.</summary>
    public TcpFlags Flags => (TcpFlags)NetworkOrder.UInt8(_segment, 13);

    /// <summary>The window as it is on the wire, not scaled.</summary>
    public ushort Window => NetworkOrder.UInt16(_segment, 14);

    /// <summary>The checksum as it is on the wire.</summary>
    public ushort Checksum => NetworkOrder.UInt16(_segment, ChecksumOffset);

    /// <summary>The urgent pointer: an offset from <see cref="Sequence"/>; significant with <see cref="TcpFlags.Urg"/>.</summary>
    public ushort UrgentPointer => NetworkOrder.UInt16(_segment, 18);

    /// <summary>The options, 0 to 40 bytes, for <see cref="TcpOptions.TryParse"/>.</summary>
    public ReadOnlySpan<byte> Options => _segment[MinLength..HeaderLength];

    /// <summary>The text that follows the header.</summary>
    public ReadOnlySpan<byte> Payload => _segment[HeaderLength..];

    /// <summary>Bytes of text.</summary>
    public int PayloadLength => _segment.Length - HeaderLength;

    /// <summary>SEG.LEN: the octets of sequence space that the segment takes, with SYN and FIN counted (RFC 9293 3.4).</summary>
    public uint SequenceLength
    {
        get
        {
            uint flags = NetworkOrder.UInt8(_segment, 13);
            return (uint)PayloadLength + (flags & 1) + ((flags >> 1) & 1); // FIN is bit 0, SYN bit 1
        }
    }

    /// <summary>Whether the checksum over pseudo-header, header and text is right (RFC 9293 3.1, MUST-3).</summary>
    public bool IsChecksumValid(Ipv4Address source, Ipv4Address destination) =>
        InternetChecksum.IsValid(_segment, InternetChecksum.PseudoHeader(source, destination, IpProtocol.Tcp, _segment.Length));

    /// <summary>
    /// Writes the 20 bytes of the fixed header. The options, if any, follow at <see cref="MinLength"/> (<see cref="TcpOptions.Write"/>),
    /// and the checksum is the caller's: computed last (<see cref="WriteChecksum"/>) or left to the device.
    /// </summary>
    /// <param name="bytes">At least 20 bytes.</param>
    /// <param name="sourcePort">Source port.</param>
    /// <param name="destinationPort">Destination port.</param>
    /// <param name="sequence">SEG.SEQ.</param>
    /// <param name="acknowledgment">SEG.ACK; zero if the ACK bit is off.</param>
    /// <param name="headerLength">Header and options in bytes: 20 to 60, a multiple of 4.</param>
    /// <param name="flags">Control bits.</param>
    /// <param name="window">SEG.WND as it goes on the wire: already scaled down.</param>
    /// <param name="urgentPointer">SEG.UP, an offset from <paramref name="sequence"/>.</param>
    /// <param name="checksum">What to store in the checksum's place.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(
        Span<byte> bytes,
        ushort sourcePort,
        ushort destinationPort,
        SeqNum sequence,
        SeqNum acknowledgment,
        int headerLength,
        TcpFlags flags,
        ushort window,
        ushort urgentPointer = 0,
        ushort checksum = 0)
    {
        bytes = bytes[..MinLength];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, sourcePort);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[2..], destinationPort);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[4..], sequence.Value);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[8..], acknowledgment.Value);
        bytes[12] = (byte)(headerLength << 2); // words in the upper four bits: (length / 4) << 4
        bytes[13] = (byte)flags;
        BinaryPrimitives.WriteUInt16BigEndian(bytes[14..], window);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[16..], checksum);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[18..], urgentPointer);
    }

    /// <summary>Stores a checksum in a header that has been written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WriteChecksum(Span<byte> bytes, ushort checksum) =>
        BinaryPrimitives.WriteUInt16BigEndian(bytes[ChecksumOffset..], checksum);

    /// <summary>
    /// The segment as tcpdump tells it: <c>40000 &gt; 7: Flags [S], seq 1, win 64240, options [mss 1460], length 0</c>.
    /// </summary>
    public override string ToString()
    {
        if (_segment.IsEmpty) return "(no segment)";
        var text = new System.Text.StringBuilder();
        text.Append(SourcePort).Append(" > ").Append(DestinationPort).Append(": Flags [").Append(Flags.ToTcpdump()).Append(']');
        if (SequenceLength > 0 || (Flags & (TcpFlags.Syn | TcpFlags.Fin | TcpFlags.Rst)) != 0)
        {
            text.Append(", seq ").Append(Sequence.Value);
            if (PayloadLength > 0) text.Append(':').Append((Sequence + (uint)PayloadLength).Value);
        }

        if ((Flags & TcpFlags.Ack) != 0) text.Append(", ack ").Append(Acknowledgment.Value);
        text.Append(", win ").Append(Window);
        if ((Flags & TcpFlags.Urg) != 0) text.Append(", urg ").Append(UrgentPointer);
        if (HeaderLength > MinLength)
        {
            bool wellFormed = TcpOptions.TryParse(Options, out var options, out _);
            text.Append(", options [").Append(options.ToString()).Append(wellFormed ? "]" : " bad opt]");
        }

        return text.Append(", length ").Append(PayloadLength).ToString();
    }
}
