using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace ActorTcp.Protocol.Wire;

/// <summary>A view of an Ethernet II frame's header over the bytes it came in (RFC 894).</summary>
public readonly ref struct EthernetHeader
{
    /// <summary>The header's length: 14 bytes.</summary>
    public const int Size = 14;

    private readonly ReadOnlySpan<byte> _frame;

    private EthernetHeader(ReadOnlySpan<byte> frame) => _frame = frame;

    /// <summary>Takes a frame, without preamble and FCS, for reading. <see langword="false"/> if it is shorter than a header.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRead(ReadOnlySpan<byte> frame, out EthernetHeader header)
    {
        if (frame.Length < Size)
        {
            header = default;
            return false;
        }

        header = new(frame);
        return true;
    }

    /// <summary>Whom the frame is for.</summary>
    public MacAddress Destination => new(((ulong)NetworkOrder.UInt16(_frame, 0) << 32) | NetworkOrder.UInt32(_frame, 2));

    /// <summary>Who sent it.</summary>
    public MacAddress Source => new(((ulong)NetworkOrder.UInt16(_frame, 6) << 32) | NetworkOrder.UInt32(_frame, 8));

    /// <summary>What it carries; below 0x0600 an IEEE 802.3 length, which the stack does not take.</summary>
    public EtherType EtherType => (EtherType)NetworkOrder.UInt16(_frame, 12);

    /// <summary>What follows the header; a short frame's may end in padding (RFC 894).</summary>
    public ReadOnlySpan<byte> Payload => _frame[Size..];

    /// <summary>Writes the header's 14 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(Span<byte> bytes, MacAddress destination, MacAddress source, EtherType type)
    {
        bytes = bytes[..Size];
        destination.Write(bytes);
        source.Write(bytes[6..]);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[12..], (ushort)type);
    }

    /// <summary>The header as tcpdump -e tells it: <c>source &gt; destination, ethertype 0x0800</c>.</summary>
    public override string ToString() =>
        _frame.IsEmpty ? "(no frame)" : $"{Source} > {Destination}, ethertype 0x{(ushort)EtherType:x4}";
}
