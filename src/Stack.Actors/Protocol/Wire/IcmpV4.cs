using System.Buffers.Binary;

namespace ActorTcp.Protocol.Wire;

/// <summary>A view of an ICMP message (RFC 792) over the bytes it came in.</summary>
public readonly ref struct IcmpV4
{
    /// <summary>The length of the header, with the four bytes whose meaning depends on the type: 8 bytes.</summary>
    public const int HeaderSize = 8;

    /// <summary>
    /// How much of a packet an error quotes at most: what keeps the whole datagram within 576 bytes (RFC 1812 4.3.2.3), 548 bytes.
    /// </summary>
    public const int MaxQuote = 576 - Ipv4Header.MinLength - HeaderSize;

    private readonly ReadOnlySpan<byte> _message;

    private IcmpV4(ReadOnlySpan<byte> message) => _message = message;

    /// <summary>Takes a message for reading.</summary>
    /// <param name="bytes">What the IP packet carries, all of it.</param>
    /// <param name="message">The view.</param>
    /// <param name="error">Why not.</param>
    /// <param name="verifyChecksum">Whether the checksum, over the whole message, is looked at.</param>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out IcmpV4 message, out IcmpError error, bool verifyChecksum = true)
    {
        message = default;
        error = bytes.Length < HeaderSize ? IcmpError.TooShort
            : verifyChecksum && !InternetChecksum.IsValid(bytes) ? IcmpError.Checksum
            : IcmpError.None;
        if (error != IcmpError.None) return false;
        message = new(bytes);
        return true;
    }

    /// <summary>What the message is.</summary>
    public IcmpType Type => (IcmpType)NetworkOrder.UInt8(_message, 0);

    /// <summary>The code; its meaning depends on the type.</summary>
    public byte Code => NetworkOrder.UInt8(_message, 1);

    /// <summary>The checksum as it is on the wire.</summary>
    public ushort Checksum => NetworkOrder.UInt16(_message, 2);

    /// <summary>Whether it reports an error: RFC 1122 3.2.2's first class, which quotes a packet and must not be answered by an error.</summary>
    public bool IsError => IsErrorType(Type);

    /// <summary>Of a destination unreachable: why.</summary>
    public IcmpUnreachableCode UnreachableCode => (IcmpUnreachableCode)Code;

    /// <summary>Of an echo: the identifier.</summary>
    public ushort Identifier => NetworkOrder.UInt16(_message, 4);

    /// <summary>Of an echo: the sequence number.</summary>
    public ushort SequenceNumber => NetworkOrder.UInt16(_message, 6);

    /// <summary>
    /// Of fragmentation needed: the next hop's MTU in bytes (RFC 1191 section 4); 0 from a router that knows nothing of it, and then
    /// <see cref="LowerPlateau"/> guesses.
    /// </summary>
    public ushort NextHopMtu => NetworkOrder.UInt16(_message, 6);

    /// <summary>Of a parameter problem: the offset of the byte that is wrong, from the quoted header's first.</summary>
    public byte Pointer => NetworkOrder.UInt8(_message, 4);

    /// <summary>What follows the header: an echo's data, or an error's quote.</summary>
    public ReadOnlySpan<byte> Data => _message[HeaderSize..];

    /// <summary>
    /// Reads the header of the packet that an error quotes; <see cref="Ipv4Header.Payload"/> then holds the first bytes of what it
    /// carried. <see langword="false"/> if this is no error, or the quote is too short.
    /// </summary>
    public bool TryReadQuoted(out Ipv4Header quoted)
    {
        if (IsError) return Ipv4Header.TryReadQuoted(Data, out quoted);
        quoted = default;
        return false;
    }

    /// <summary>
    /// Reads what an error quotes of a TCP segment or UDP datagram: the ports, and for TCP the sequence number (RFC 5927 4.1: an error
    /// counts only if it is of data in flight).
    /// </summary>
    /// <param name="quoted">The quoted packet's header.</param>
    /// <param name="sourcePort">Our port: the quote is of what we sent.</param>
    /// <param name="destinationPort">The peer's port.</param>
    /// <param name="sequence">The TCP sequence number; for UDP the length and checksum.</param>
    /// <returns><see langword="false"/> if this is no error of a TCP or UDP packet's first fragment, or quotes fewer than 8 bytes of it.</returns>
    public bool TryReadQuotedTransport(out Ipv4Header quoted, out ushort sourcePort, out ushort destinationPort, out SeqNum sequence)
    {
        sourcePort = destinationPort = 0;
        sequence = default;
        if (!TryReadQuoted(out quoted) || quoted.Protocol is not (IpProtocol.Tcp or IpProtocol.Udp) || quoted.FragmentOffset != 0) return false;
        var transport = quoted.Payload;
        if (transport.Length < 8) return false;
        sourcePort = NetworkOrder.UInt16(transport, 0);
        destinationPort = NetworkOrder.UInt16(transport, 2);
        sequence = new(NetworkOrder.UInt32(transport, 4));
        return true;
    }

    /// <summary>Whether a type reports an error (RFC 1122 3.2.2).</summary>
    public static bool IsErrorType(IcmpType type) => type
        is IcmpType.DestinationUnreachable or IcmpType.SourceQuench or IcmpType.Redirect or IcmpType.TimeExceeded or IcmpType.ParameterProblem;

    /// <summary>
    /// Whether an error may be sent about a packet. RFC 1122 3.2.2: "An ICMP error message MUST NOT be sent as the result of receiving:
    /// an ICMP error message, or a datagram destined to an IP broadcast or IP multicast address, or a datagram sent as a link-layer
    /// broadcast, or a non-initial fragment, or a datagram whose source address does not define a single host".
    /// </summary>
    /// <param name="packet">The packet.</param>
    /// <param name="network">The network of the interface that it came by: its directed broadcast is one as well.</param>
    /// <param name="linkBroadcast">Whether its frame was for a group.</param>
    public static bool MayReportErrorOf(in Ipv4Header packet, Ipv4Network network, bool linkBroadcast)
    {
        if (linkBroadcast || packet.FragmentOffset != 0) return false;
        if (!packet.Source.IsUnicast || network.IsBroadcast(packet.Source)) return false;
        if (packet.Destination.IsMulticast || packet.Destination.IsBroadcast || network.IsBroadcast(packet.Destination)) return false;
        if (packet.Protocol != IpProtocol.Icmp) return true;

        // A type that is not known may be an error: only what is known to be none is answered.
        var payload = packet.Payload;
        return !payload.IsEmpty && (IcmpType)payload[0] is IcmpType.EchoRequest or IcmpType.EchoReply;
    }

    /// <summary>
    /// The next lower MTU plateau (RFC 1191 section 7, table 7-1), for an old router that tells no MTU: under the total length of the
    /// quoted packet, and at least 68.
    /// </summary>
    public static int LowerPlateau(int totalLength)
    {
        ReadOnlySpan<ushort> plateaus = [65535, 32000, 17914, 8166, 4352, 2002, 1492, 1006, 508, 296];
        foreach (int plateau in plateaus)
            if (plateau < totalLength)
                return plateau;
        return 68;
    }

    /// <summary>Writes an echo request or reply with its checksum.</summary>
    /// <param name="bytes">At least 8 bytes and the data's.</param>
    /// <param name="type">Request or reply.</param>
    /// <param name="identifier">The identifier.</param>
    /// <param name="sequenceNumber">The sequence number.</param>
    /// <param name="data">The data, which a reply returns.</param>
    /// <returns>Bytes written.</returns>
    public static int WriteEcho(Span<byte> bytes, IcmpType type, ushort identifier, ushort sequenceNumber, ReadOnlySpan<byte> data) =>
        Write(bytes, type, 0, ((uint)identifier << 16) | sequenceNumber, data);

    /// <summary>
    /// Writes the reply to an echo request: the same message with the type changed, and the checksum corrected (RFC 1624), so that a
    /// damaged request, if its checksum was not looked at, does not become a sound reply.
    /// </summary>
    /// <returns>Bytes written: as many as the request has.</returns>
    public static int WriteEchoReply(Span<byte> bytes, in IcmpV4 request)
    {
        request._message.CopyTo(bytes);
        bytes[0] = (byte)IcmpType.EchoReply;
        ushort before = (ushort)(((byte)request.Type << 8) | request.Code);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[2..], InternetChecksum.Update(request.Checksum, before, request.Code));
        return request._message.Length;
    }

    /// <summary>Writes a destination unreachable about a packet.</summary>
    /// <param name="bytes">At least 8 bytes and the quote's.</param>
    /// <param name="code">Why.</param>
    /// <param name="packet">The packet, IP header first; as much of it is quoted as <see cref="MaxQuote"/> allows.</param>
    /// <param name="nextHopMtu">With <see cref="IcmpUnreachableCode.FragmentationNeeded"/>: the next hop's MTU (RFC 1191 section 4).</param>
    /// <returns>Bytes written.</returns>
    public static int WriteUnreachable(Span<byte> bytes, IcmpUnreachableCode code, ReadOnlySpan<byte> packet, ushort nextHopMtu = 0) =>
        Write(bytes, IcmpType.DestinationUnreachable, (byte)code, nextHopMtu, Quote(packet));

    /// <summary>Writes a time exceeded about a packet.</summary>
    /// <returns>Bytes written.</returns>
    public static int WriteTimeExceeded(Span<byte> bytes, IcmpTimeExceededCode code, ReadOnlySpan<byte> packet) =>
        Write(bytes, IcmpType.TimeExceeded, (byte)code, 0, Quote(packet));

    /// <summary>Writes a parameter problem about a packet.</summary>
    /// <param name="bytes">At least 8 bytes and the quote's.</param>
    /// <param name="pointer">The offset of the byte that is wrong.</param>
    /// <param name="packet">The packet, IP header first.</param>
    /// <returns>Bytes written.</returns>
    public static int WriteParameterProblem(Span<byte> bytes, byte pointer, ReadOnlySpan<byte> packet) =>
        Write(bytes, IcmpType.ParameterProblem, 0, (uint)pointer << 24, Quote(packet));

    private static ReadOnlySpan<byte> Quote(ReadOnlySpan<byte> packet) => packet[..Math.Min(packet.Length, MaxQuote)];

    private static int Write(Span<byte> bytes, IcmpType type, byte code, uint rest, ReadOnlySpan<byte> data)
    {
        int length = HeaderSize + data.Length;
        bytes = bytes[..length];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, ((uint)type << 24) | ((uint)code << 16));
        BinaryPrimitives.WriteUInt32BigEndian(bytes[4..], rest);
        data.CopyTo(bytes[HeaderSize..]);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[2..], InternetChecksum.Finish(InternetChecksum.Sum(bytes)));
        return length;
    }

    /// <summary>The message in short: <c>DestinationUnreachable 3, length 36</c>.</summary>
    public override string ToString() => _message.IsEmpty ? "(no message)" : Type switch
    {
        IcmpType.EchoRequest => $"ICMP echo request, id {Identifier}, seq {SequenceNumber}, length {_message.Length}",
        IcmpType.EchoReply => $"ICMP echo reply, id {Identifier}, seq {SequenceNumber}, length {_message.Length}",
        _ => $"ICMP type {(byte)Type}, code {Code}, length {_message.Length}",
    };
}
