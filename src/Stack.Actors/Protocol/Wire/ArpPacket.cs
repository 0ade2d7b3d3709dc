using System.Buffers.Binary;

namespace ActorTcp.Protocol.Wire;

/// <summary>What an ARP packet does: ar$op (RFC 826).</summary>
public enum ArpOperation : ushort
{
    /// <summary>Neither; not valid.</summary>
    None = 0,

    /// <summary>Who has the target protocol address?</summary>
    Request = 1,

    /// <summary>The sender has it.</summary>
    Reply = 2,
}

/// <summary>Why bytes are not an ARP packet that can be used.</summary>
public enum ArpError : byte
{
    /// <summary>They are one.</summary>
    None = 0,

    /// <summary>Fewer than 28 bytes.</summary>
    TooShort,

    /// <summary>The hardware is not Ethernet: ar$hrd is not 1.</summary>
    HardwareType,

    /// <summary>The protocol is not IPv4: ar$pro is not 0x0800.</summary>
    ProtocolType,

    /// <summary>The addresses' lengths are not 6 and 4: ar$hln, ar$pln.</summary>
    AddressLength,

    /// <summary>Neither a request nor a reply.</summary>
    Operation,

    /// <summary>The sender's addresses cannot be one station's: a group's, or all zeros where that says nothing.</summary>
    Sender,
}

/// <summary>An ARP packet for IPv4 over Ethernet (RFC 826).</summary>
/// <param name="Operation">Request or reply.</param>
/// <param name="SenderMac">ar$sha.</param>
/// <param name="SenderAddress">ar$spa; 0.0.0.0 in a probe (RFC 5227 1.1).</param>
/// <param name="TargetMac">ar$tha; of no meaning in a request.</param>
/// <param name="TargetAddress">ar$tpa.</param>
public readonly record struct ArpPacket(
    ArpOperation Operation,
    MacAddress SenderMac,
    Ipv4Address SenderAddress,
    MacAddress TargetMac,
    Ipv4Address TargetAddress)
{
    /// <summary>Its length: 28 bytes.</summary>
    public const int Size = 28;

    private const ushort Ethernet = 1;

    /// <summary>Whether it asks if an address is in use, and claims none (RFC 5227 1.1).</summary>
    public bool IsProbe => Operation == ArpOperation.Request && SenderAddress.IsAny;

    /// <summary>Whether it announces the sender's own address (RFC 5227 1.1; "gratuitous ARP").</summary>
    public bool IsAnnouncement => SenderAddress == TargetAddress && !SenderAddress.IsAny;

    /// <summary>A request for an address; it goes to <see cref="MacAddress.Broadcast"/>, or to one station to see if it is still there.</summary>
    public static ArpPacket Request(MacAddress ourMac, Ipv4Address ourAddress, Ipv4Address target) =>
        new(ArpOperation.Request, ourMac, ourAddress, MacAddress.None, target);

    /// <summary>The reply to a request (RFC 826: "Swap hardware and protocol fields, putting the local hardware and protocol addresses in the sender fields").</summary>
    public ArpPacket Reply(MacAddress ourMac) => new(ArpOperation.Reply, ourMac, TargetAddress, SenderMac, SenderAddress);

    /// <summary>Reads a packet in the order of RFC 826's "Packet Reception"; padding behind it is ignored.</summary>
    /// <param name="bytes">What the frame carries.</param>
    /// <param name="packet">The packet; only if there is no error.</param>
    /// <param name="error">Why not.</param>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out ArpPacket packet, out ArpError error)
    {
        packet = default;
        error = Check(bytes);
        if (error != ArpError.None) return false;

        var read = new ArpPacket(
            (ArpOperation)NetworkOrder.UInt16(bytes, 6),
            MacAddress.Read(bytes[8..]),
            Ipv4Address.Read(bytes[14..]),
            MacAddress.Read(bytes[18..]),
            Ipv4Address.Read(bytes[24..]));

        // RFC 1812 3.3.2: "A router MUST not believe any ARP reply that claims that the Link Layer address of another host or router is a
        // broadcast or multicast address." An address of 0.0.0.0 is a probe's, so only a request may have it.
        bool mayBeAny = read.Operation == ArpOperation.Request;
        if (!read.SenderMac.IsUnicast || !(read.SenderAddress.IsUnicast || (mayBeAny && read.SenderAddress.IsAny)))
        {
            error = ArpError.Sender;
            return false;
        }

        packet = read;
        return true;
    }

    private static ArpError Check(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < Size) return ArpError.TooShort;
        if (NetworkOrder.UInt16(bytes, 0) != Ethernet) return ArpError.HardwareType;
        if (NetworkOrder.UInt16(bytes, 2) != (ushort)EtherType.Ipv4) return ArpError.ProtocolType;
        if (bytes[4] != MacAddress.Size || bytes[5] != Ipv4Address.Size) return ArpError.AddressLength;
        if (NetworkOrder.UInt16(bytes, 6) is not ((ushort)ArpOperation.Request or (ushort)ArpOperation.Reply)) return ArpError.Operation;
        return ArpError.None;
    }

    /// <summary>Writes the packet's 28 bytes.</summary>
    public void Write(Span<byte> bytes)
    {
        bytes = bytes[..Size];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, Ethernet);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[2..], (ushort)EtherType.Ipv4);
        bytes[4] = MacAddress.Size;
        bytes[5] = Ipv4Address.Size;
        BinaryPrimitives.WriteUInt16BigEndian(bytes[6..], (ushort)Operation);
        SenderMac.Write(bytes[8..]);
        SenderAddress.Write(bytes[14..]);
        TargetMac.Write(bytes[18..]);
        TargetAddress.Write(bytes[24..]);
    }

    /// <summary>The packet as tcpdump tells it.</summary>
    public override string ToString() => Operation == ArpOperation.Reply
        ? $"Reply {SenderAddress} is-at {SenderMac}"
        : $"Request who-has {TargetAddress} tell {SenderAddress}";
}
