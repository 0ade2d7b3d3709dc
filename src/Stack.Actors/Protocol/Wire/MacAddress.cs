using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace ActorTcp.Protocol.Wire;

/// <summary>A 48-bit Ethernet address.</summary>
public readonly record struct MacAddress
{
    /// <summary>Its length on the wire: 6 bytes.</summary>
    public const int Size = 6;

    private const ulong AllOnes = 0xFFFF_FFFF_FFFF;

    /// <summary>The address of 48 bits, the first byte on the wire uppermost; the upper 16 bits are ignored.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public MacAddress(ulong value) => Value = value & AllOnes;

    /// <summary>The address's 48 bits, the first byte on the wire uppermost.</summary>
    public ulong Value { get; }

    /// <summary>ff:ff:ff:ff:ff:ff.</summary>
    public static MacAddress Broadcast => new(AllOnes);

    /// <summary>00:00:00:00:00:00: no address.</summary>
    public static MacAddress None => default;

    /// <summary>Whether this is <see cref="Broadcast"/>.</summary>
    public bool IsBroadcast => Value == AllOnes;

    /// <summary>Whether it addresses a group, broadcast included: the first byte's lowest bit (IEEE 802.3 3.2.3).</summary>
    public bool IsMulticast => (Value & 0x0100_0000_0000) != 0;

    /// <summary>Whether it was assigned locally: the first byte's second bit.</summary>
    public bool IsLocal => (Value & 0x0200_0000_0000) != 0;

    /// <summary>Whether it can be one station's address: neither a group's nor <see cref="None"/>.</summary>
    public bool IsUnicast => !IsMulticast && Value != 0;

    /// <summary>The group address of an IPv4 multicast address: 01:00:5e and its lower 23 bits (RFC 1112 6.4).</summary>
    public static MacAddress ForMulticast(Ipv4Address group) => new(0x0100_5E00_0000UL | (group.Value & 0x7F_FFFF));

    /// <summary>Reads the address from 6 bytes.</summary>
    public static MacAddress Read(ReadOnlySpan<byte> bytes)
    {
        bytes = bytes[..Size];
        return new(((ulong)NetworkOrder.UInt16(bytes, 0) << 32) | NetworkOrder.UInt32(bytes, 2));
    }

    /// <summary>Writes the address's 6 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(Span<byte> bytes)
    {
        bytes = bytes[..Size];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)(Value >> 32));
        BinaryPrimitives.WriteUInt32BigEndian(bytes[2..], (uint)Value);
    }

    /// <summary>Parses six pairs of hexadecimal digits between colons, or between hyphens.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static MacAddress Parse(ReadOnlySpan<char> text) =>
        TryParse(text, out var address)
            ? address
            : throw new FormatException($"\"{text}\" is not an Ethernet address such as 02:00:00:00:00:01.");

    /// <summary>Parses six pairs of hexadecimal digits between colons, or between hyphens; allocates nothing.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out MacAddress address)
    {
        address = default;
        if (text.Length != 17 || text[2] is not (':' or '-')) return false;
        ulong value = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (i % 3 == 2)
            {
                if (text[i] != text[2]) return false;
            }
            else
            {
                if (!char.IsAsciiHexDigit(text[i])) return false;
                value = (value << 4) | (uint)(text[i] <= '9' ? text[i] - '0' : (text[i] | 0x20) - 'a' + 10);
            }
        }

        address = new(value);
        return true;
    }

    /// <summary>Writes the address's 17 characters; <see langword="false"/> if there is no room.</summary>
    public bool TryFormat(Span<char> text, out int written)
    {
        written = 0;
        if (text.Length < 17) return false;
        for (int i = 0; i < 6; i++)
        {
            byte part = (byte)(Value >> (40 - 8 * i));
            text[3 * i] = Digit(part >> 4);
            text[3 * i + 1] = Digit(part & 15);
            if (i < 5) text[3 * i + 2] = ':';
        }

        written = 17;
        return true;

        static char Digit(int value) => "0123456789abcdef"[value];
    }

    /// <summary>The address in lower case between colons: <c>02:00:00:00:00:01</c>.</summary>
    public override string ToString()
    {
        Span<char> text = stackalloc char[17];
        return TryFormat(text, out int written) ? new string(text[..written]) : string.Empty;
    }
}
