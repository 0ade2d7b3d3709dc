using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace ActorTcp.Protocol.Wire;

/// <summary>An IPv4 address as a number in host order: 192.0.2.1 is 0xC0000201.</summary>
/// <param name="Value">The address's 32 bits, the first byte on the wire uppermost.</param>
public readonly record struct Ipv4Address(uint Value)
{
    /// <summary>Its length on the wire: 4 bytes.</summary>
    public const int Size = 4;

    /// <summary>The most characters that its text has: <c>255.255.255.255</c>.</summary>
    public const int MaxTextLength = 15;

    /// <summary>The address of four bytes.</summary>
    public Ipv4Address(byte a, byte b, byte c, byte d)
        : this(((uint)a << 24) | ((uint)b << 16) | ((uint)c << 8) | d)
    {
    }

    /// <summary>0.0.0.0: this host, or no address (RFC 1122 3.2.1.3 a).</summary>
    public static Ipv4Address Any => default;

    /// <summary>255.255.255.255: all hosts on this network (RFC 1122 3.2.1.3 c).</summary>
    public static Ipv4Address Broadcast => new(uint.MaxValue);

    /// <summary>127.0.0.1.</summary>
    public static Ipv4Address Loopback => new(0x7F000001);

    /// <summary>Whether this is 0.0.0.0.</summary>
    public bool IsAny => Value == 0;

    /// <summary>Whether this is 255.255.255.255. A network's own broadcast is <see cref="Ipv4Network.BroadcastAddress"/>.</summary>
    public bool IsBroadcast => Value == uint.MaxValue;

    /// <summary>Whether it is in 127.0.0.0/8 (RFC 1122 3.2.1.3 g): it must not appear outside a host.</summary>
    public bool IsLoopback => Value >> 24 == 127;

    /// <summary>Whether it is in 224.0.0.0/4 (RFC 1112 section 4).</summary>
    public bool IsMulticast => Value >> 28 == 0xE;

    /// <summary>Whether it is in 169.254.0.0/16 (RFC 3927).</summary>
    public bool IsLinkLocal => Value >> 16 == 0xA9FE;

    /// <summary>
    /// Whether it can be one host's address on the wire: not in 0.0.0.0/8, 127.0.0.0/8, multicast, or the reserved 240.0.0.0/4
    /// with the limited broadcast in it (RFC 1122 3.2.1.3).
    /// </summary>
    public bool IsUnicast => Value >> 24 is not (0 or 127) && Value < 0xE0000000;

    /// <summary>Reads the address from 4 bytes.</summary>
    public static Ipv4Address Read(ReadOnlySpan<byte> bytes) => new(BinaryPrimitives.ReadUInt32BigEndian(bytes));

    /// <summary>Writes the address's 4 bytes.</summary>
    public void Write(Span<byte> bytes) => BinaryPrimitives.WriteUInt32BigEndian(bytes, Value);

    /// <summary>The address of an <see cref="IPAddress"/>, an IPv4-mapped one included.</summary>
    /// <exception cref="ArgumentException">It is an IPv6 address.</exception>
    public static Ipv4Address From(IPAddress address) =>
        TryFrom(address, out var found)
            ? found
            : throw new ArgumentException($"{address} is not an IPv4 address.", nameof(address));

    /// <summary>The address of an <see cref="IPAddress"/>, an IPv4-mapped one included; <see langword="false"/> if it is IPv6.</summary>
    public static bool TryFrom(IPAddress address, out Ipv4Address found)
    {
        ArgumentNullException.ThrowIfNull(address);
        found = default;
        Span<byte> bytes = stackalloc byte[16];
        if (!address.TryWriteBytes(bytes, out _)) return false;
        if (address.AddressFamily == AddressFamily.InterNetwork) found = Read(bytes);
        else if (address.IsIPv4MappedToIPv6) found = Read(bytes[12..]);
        else return false;
        return true;
    }

    /// <summary>The address as an <see cref="IPAddress"/>.</summary>
    public IPAddress ToIPAddress() => new(BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(Value) : Value);

    /// <summary>Parses four decimal numbers between dots.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static Ipv4Address Parse(ReadOnlySpan<char> text) =>
        TryParse(text, out var address) ? address : throw new FormatException($"\"{text}\" is not an IPv4 address such as 192.0.2.1.");

    /// <summary>
    /// Parses four decimal numbers between dots, as <c>inet_pton</c> does: no leading zeros, no fewer parts, nothing around them.
    /// Allocates nothing.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Ipv4Address address)
    {
        address = default;
        uint value = 0;
        for (int part = 0; part < 4; part++)
        {
            int digits = 0;
            uint number = 0;
            while (digits < text.Length && char.IsAsciiDigit(text[digits]))
            {
                if (digits == 3 || (digits == 1 && number == 0)) return false;
                number = number * 10 + (uint)(text[digits++] - '0');
            }

            if (digits == 0 || number > 255) return false;
            value = (value << 8) | number;
            text = text[digits..];
            if (part == 3) break;
            if (text.IsEmpty || text[0] != '.') return false;
            text = text[1..];
        }

        if (!text.IsEmpty) return false;
        address = new(value);
        return true;
    }

    /// <summary>Writes the address's text, at most <see cref="MaxTextLength"/> characters; <see langword="false"/> if there is no room.</summary>
    public bool TryFormat(Span<char> text, out int written)
    {
        written = 0;
        Span<char> all = stackalloc char[MaxTextLength];
        int at = 0;
        for (int shift = 24; shift >= 0; shift -= 8)
        {
            uint part = (byte)(Value >> shift);
            if (part >= 100) all[at++] = (char)('0' + part / 100);
            if (part >= 10) all[at++] = (char)('0' + part / 10 % 10);
            all[at++] = (char)('0' + part % 10);
            if (shift > 0) all[at++] = '.';
        }

        if (!all[..at].TryCopyTo(text)) return false;
        written = at;
        return true;
    }

    /// <summary>The address as four decimal numbers: <c>192.0.2.1</c>.</summary>
    public override string ToString()
    {
        Span<char> text = stackalloc char[MaxTextLength];
        return TryFormat(text, out int written) ? new string(text[..written]) : string.Empty;
    }
}
