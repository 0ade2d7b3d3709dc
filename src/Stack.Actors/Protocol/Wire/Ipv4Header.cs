using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace ActorTcp.Protocol.Wire;

/// <summary>Why bytes are not an IPv4 packet that can be used.</summary>
public enum Ipv4Error : byte
{
    /// <summary>They are one.</summary>
    None = 0,

    /// <summary>Fewer bytes than a header of 20.</summary>
    TooShort,

    /// <summary>The version is not 4.</summary>
    Version,

    /// <summary>The header length is under 5 words, or beyond the packet.</summary>
    HeaderLength,

    /// <summary>The total length is under the header's, or more than there is.</summary>
    TotalLength,

    /// <summary>The header's checksum is wrong.</summary>
    Checksum,
}

/// <summary>The ECN field: the lower two bits of the type of service (RFC 3168 section 5).</summary>
public enum EcnCodepoint : byte
{
    /// <summary>The transport does not take part in ECN.</summary>
    NotEct = 0,

    /// <summary>ECN-capable transport, ECT(1).</summary>
    Ect1 = 1,

    /// <summary>ECN-capable transport, ECT(0).</summary>
    Ect0 = 2,

    /// <summary>Congestion experienced.</summary>
    Ce = 3,
}

/// <summary>
/// A view of an IPv4 packet's header (RFC 791 3.1) over the bytes it came in. <see cref="TryRead"/> checks the bounds once; the
/// properties then read in place.
/// </summary>
public readonly ref struct Ipv4Header
{
    /// <summary>The header's length without options: 20 bytes.</summary>
    public const int MinLength = 20;

    /// <summary>The longest header: 15 words, 60 bytes.</summary>
    public const int MaxLength = 60;

    /// <summary>The longest packet: 65535 bytes.</summary>
    public const int MaxTotalLength = 65535;

    /// <summary>The time to live that the stack sends with (RFC 1122 3.2.1.7; 64 as IANA recommends and Linux has it).</summary>
    public const byte DefaultTtl = 64;

    private const ushort DontFragmentBit = 0x4000;
    private const ushort MoreFragmentsBit = 0x2000;
    private const ushort OffsetMask = 0x1FFF;

    private readonly ReadOnlySpan<byte> _packet;

    private Ipv4Header(ReadOnlySpan<byte> packet) => _packet = packet;

    /// <summary>
    /// Takes a packet for reading, in the order that RFC 1812 5.2.2 gives. Bytes beyond the total length are Ethernet's padding
    /// and are left out of <see cref="Payload"/>.
    /// </summary>
    /// <param name="bytes">What the frame carries.</param>
    /// <param name="header">The view.</param>
    /// <param name="error">Why not.</param>
    /// <param name="verifyChecksum">Whether the header's checksum is looked at; a device may have done so.</param>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out Ipv4Header header, out Ipv4Error error, bool verifyChecksum = true)
    {
        header = default;
        if (bytes.Length < MinLength) return Fail(Ipv4Error.TooShort, out error);

        byte first = bytes[0];
        if (first >> 4 != 4) return Fail(Ipv4Error.Version, out error); // RFC 1122 3.2.1.1: discard silently

        int headerLength = (first & 0x0F) * 4;
        if (headerLength < MinLength || headerLength > bytes.Length) return Fail(Ipv4Error.HeaderLength, out error);

        int totalLength = NetworkOrder.UInt16(bytes, 2);
        if (totalLength < headerLength || totalLength > bytes.Length) return Fail(Ipv4Error.TotalLength, out error);

        // RFC 1122 3.2.1.2: "A host MUST verify the IP header checksum on every received datagram".
        if (verifyChecksum && !InternetChecksum.IsValid(bytes[..headerLength])) return Fail(Ipv4Error.Checksum, out error);

        header = new(bytes[..totalLength]);
        error = Ipv4Error.None;
        return true;

        static bool Fail(Ipv4Error reason, out Ipv4Error error)
        {
            error = reason;
            return false;
        }
    }

    /// <summary>
    /// Takes the header of a packet whose rest may be missing: what an ICMP error quotes (RFC 792). The total length is not compared
    /// with the bytes and the checksum is not looked at; <see cref="Payload"/> is what is there of it.
    /// </summary>
    public static bool TryReadQuoted(ReadOnlySpan<byte> bytes, out Ipv4Header header)
    {
        header = default;
        if (bytes.Length < MinLength || bytes[0] >> 4 != 4) return false;
        int headerLength = (bytes[0] & 0x0F) * 4;
        if (headerLength < MinLength || headerLength > bytes.Length) return false;
        int totalLength = NetworkOrder.UInt16(bytes, 2);
        if (totalLength < headerLength) return false;
        header = new(bytes[..Math.Min(totalLength, bytes.Length)]);
        return true;
    }

    /// <summary>The header's length in bytes, 20 to 60.</summary>
    public int HeaderLength => (NetworkOrder.UInt8(_packet, 0) & 0x0F) * 4;

    /// <summary>The type of service: DSCP and ECN.</summary>
    public byte TypeOfService => NetworkOrder.UInt8(_packet, 1);

    /// <summary>The differentiated services code point, 0 to 63 (RFC 2474 section 3).</summary>
    public byte Dscp => (byte)(TypeOfService >> 2);

    /// <summary>The ECN field.</summary>
    public EcnCodepoint Ecn => (EcnCodepoint)(TypeOfService & 3);

    /// <summary>Bytes of header and payload as the header says.</summary>
    public int TotalLength => NetworkOrder.UInt16(_packet, 2);

    /// <summary>The identification, which fragments of one packet share.</summary>
    public ushort Identification => NetworkOrder.UInt16(_packet, 4);

    /// <summary>Whether the packet must not be fragmented: DF.</summary>
    public bool DontFragment => (FragmentWord & DontFragmentBit) != 0;

    /// <summary>Whether further fragments follow: MF.</summary>
    public bool MoreFragments => (FragmentWord & MoreFragmentsBit) != 0;

    /// <summary>Where the payload belongs in the whole one, in bytes: 0 to 65528, a multiple of 8.</summary>
    public int FragmentOffset => (FragmentWord & OffsetMask) * 8;

    /// <summary>Whether this is a part of a packet only.</summary>
    public bool IsFragment => (FragmentWord & (MoreFragmentsBit | OffsetMask)) != 0;

    /// <summary>Time to live, in hops.</summary>
    public byte TimeToLive => NetworkOrder.UInt8(_packet, 8);

    /// <summary>What the packet carries.</summary>
    public IpProtocol Protocol => (IpProtocol)NetworkOrder.UInt8(_packet, 9);

    /// <summary>The header's checksum as it is on the wire.</summary>
    public ushort Checksum => NetworkOrder.UInt16(_packet, 10);

    /// <summary>Who sent it.</summary>
    public Ipv4Address Source => new(NetworkOrder.UInt32(_packet, 12));

    /// <summary>Whom it is for.</summary>
    public Ipv4Address Destination => new(NetworkOrder.UInt32(_packet, 16));

    /// <summary>The options' bytes, 0 to 40.</summary>
    public ReadOnlySpan<byte> OptionBytes => _packet[MinLength..HeaderLength];

    /// <summary>The options, one after the other.</summary>
    public Ipv4OptionEnumerator Options => new(OptionBytes);

    /// <summary>The payload, without padding.</summary>
    public ReadOnlySpan<byte> Payload => _packet[HeaderLength..];

    /// <summary>Header and payload, without padding.</summary>
    public ReadOnlySpan<byte> Packet => _packet;

    private ushort FragmentWord => NetworkOrder.UInt16(_packet, 6);

    /// <summary>The partial sum of the pseudo-header of this packet's transport segment.</summary>
    public uint PseudoHeaderSum => InternetChecksum.PseudoHeader(Source, Destination, Protocol, _packet.Length - HeaderLength);

    /// <summary>Writes a header of 20 bytes with its checksum.</summary>
    /// <param name="bytes">At least 20 bytes.</param>
    /// <param name="totalLength">Bytes of header and payload, 20 to 65535.</param>
    /// <param name="protocol">What the packet carries.</param>
    /// <param name="source">Who sends it.</param>
    /// <param name="destination">Whom it is for.</param>
    /// <param name="identification">Needed for what may be fragmented only; any value for an atomic packet (RFC 6864 4.1).</param>
    /// <param name="timeToLive">Time to live, in hops.</param>
    /// <param name="dontFragment">DF.</param>
    /// <param name="typeOfService">DSCP and ECN.</param>
    /// <param name="fragmentOffset">Where the payload belongs, in bytes: a multiple of 8.</param>
    /// <param name="moreFragments">MF.</param>
    public static void Write(
        Span<byte> bytes,
        int totalLength,
        IpProtocol protocol,
        Ipv4Address source,
        Ipv4Address destination,
        ushort identification = 0,
        byte timeToLive = DefaultTtl,
        bool dontFragment = true,
        byte typeOfService = 0,
        int fragmentOffset = 0,
        bool moreFragments = false)
    {
        bytes = bytes[..MinLength];
        uint fragmentWord = (dontFragment ? DontFragmentBit : 0u) | (moreFragments ? MoreFragmentsBit : 0u) | ((uint)fragmentOffset >> 3);
        uint word0 = 0x45000000u | ((uint)typeOfService << 16) | (ushort)totalLength;
        uint word1 = ((uint)identification << 16) | fragmentWord;
        uint word2 = ((uint)timeToLive << 24) | ((uint)protocol << 16);
        BinaryPrimitives.WriteUInt32BigEndian(bytes, word0);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[4..], word1);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[12..], source.Value);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[16..], destination.Value);
        uint sum = InternetChecksum.FoldWords((ulong)word0 + word1 + word2 + source.Value + destination.Value);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[8..], word2 | InternetChecksum.Finish(sum));
    }

    /// <summary>
    /// Counts the time to live down in place and corrects the checksum (RFC 1624 eqn. 3): what a forwarder does. The header must have
    /// been read before, and its time to live be at least 1.
    /// </summary>
    public static void DecrementTimeToLive(Span<byte> bytes)
    {
        ushort before = BinaryPrimitives.ReadUInt16BigEndian(bytes[8..]);
        ushort after = (ushort)(before - 0x0100);
        ushort checksum = BinaryPrimitives.ReadUInt16BigEndian(bytes[10..]);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[8..], after);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[10..], InternetChecksum.Update(checksum, before, after));
    }

    /// <summary>Makes a first fragment's header, options and all, that of the whole packet: length, no MF, no offset, checksum.</summary>
    internal static void MakeWhole(Span<byte> packet, int headerLength)
    {
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], (ushort)packet.Length);
        packet[6] &= DontFragmentBit >> 8;
        packet[7] = 0;
        BinaryPrimitives.WriteUInt16BigEndian(packet[10..], 0);
        BinaryPrimitives.WriteUInt16BigEndian(packet[10..], InternetChecksum.Finish(InternetChecksum.Sum(packet[..headerLength])));
    }

    /// <summary>The header as tcpdump tells it: <c>192.0.2.1 &gt; 192.0.2.2: proto 6, ttl 64, id 1, length 60</c>.</summary>
    public override string ToString()
    {
        if (_packet.IsEmpty) return "(no packet)";
        string fragment = IsFragment ? $", frag {FragmentOffset}{(MoreFragments ? "+" : "")}" : "";
        return $"{Source} > {Destination}: proto {(byte)Protocol}, ttl {TimeToLive}, id {Identification}{fragment}, length {TotalLength}";
    }
}
