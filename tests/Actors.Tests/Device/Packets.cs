using System.Buffers.Binary;
using ActorTcp.Device;

namespace ActorTcp.Tests.Device;

/// <summary>Packets written byte by byte, apart from the product's codecs, so that they can be a reference for them.</summary>
internal static class Packets
{
    public const int TcpStart = 34;

    public static readonly byte[] HostMac = [0x02, 0, 0, 0, 0, 1];
    public static readonly byte[] StackMac = [0x02, 0, 0, 0, 0, 2];

    /// <summary>A recognisable frame that no protocol knows: its number in the payload.</summary>
    public static byte[] Numbered(int number, int length = 60)
    {
        byte[] frame = new byte[length];
        StackMac.CopyTo(frame, 0);
        HostMac.CopyTo(frame, 6);
        frame[12] = 0x88;
        frame[13] = 0xb5; // IEEE 802: local experimental
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(14), number);
        return frame;
    }

    public static int NumberOf(ReadOnlySpan<byte> frame) => BinaryPrimitives.ReadInt32BigEndian(frame[14..]);

    public static byte[] Ethernet(ushort type, byte[] payload, byte[]? to = null, byte[]? from = null)
    {
        byte[] frame = new byte[14 + payload.Length];
        (to ?? StackMac).CopyTo(frame, 0);
        (from ?? HostMac).CopyTo(frame, 6);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(12), type);
        payload.CopyTo(frame, 14);
        return frame;
    }

    public static byte[] Ipv4(byte protocol, byte[] payload, ushort id = 1, byte lastOfSource = 1, byte lastOfDestination = 2)
    {
        byte[] packet = new byte[20 + payload.Length];
        packet[0] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)packet.Length);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(4), id);
        packet[6] = 0x40; // don't fragment
        packet[8] = 64;
        packet[9] = protocol;
        new byte[] { 198, 51, 100, lastOfSource, 198, 51, 100, lastOfDestination }.CopyTo(packet, 12);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(10), (ushort)~Sum(packet.AsSpan(0, 20)));
        payload.CopyTo(packet, 20);
        return packet;
    }

    public static byte[] Tcp(
        ushort sourcePort, ushort destinationPort, uint sequence, uint acknowledgment, byte flags, byte[] payload, byte[]? options = null)
    {
        options ??= [];
        byte[] segment = new byte[20 + options.Length + payload.Length];
        BinaryPrimitives.WriteUInt16BigEndian(segment, sourcePort);
        BinaryPrimitives.WriteUInt16BigEndian(segment.AsSpan(2), destinationPort);
        BinaryPrimitives.WriteUInt32BigEndian(segment.AsSpan(4), sequence);
        BinaryPrimitives.WriteUInt32BigEndian(segment.AsSpan(8), acknowledgment);
        segment[12] = (byte)((20 + options.Length) / 4 << 4);
        segment[13] = flags;
        BinaryPrimitives.WriteUInt16BigEndian(segment.AsSpan(14), 64240);
        options.CopyTo(segment, 20);
        payload.CopyTo(segment, 20 + options.Length);
        return segment;
    }

    /// <summary>A whole Ethernet frame with a TCP segment from .1 to .2 and right checksums.</summary>
    public static byte[] TcpFrame(
        byte flags, uint sequence = 1000, uint acknowledgment = 0, byte[]? payload = null, byte[]? options = null, ushort id = 1,
        bool reply = false)
    {
        byte[] segment = reply
            ? Tcp(7, 40000, sequence, acknowledgment, flags, payload ?? [], options)
            : Tcp(40000, 7, sequence, acknowledgment, flags, payload ?? [], options);
        byte[] packet = reply ? Ipv4(6, segment, id, 2, 1) : Ipv4(6, segment, id);
        FillL4Checksum(packet, 16);
        return reply ? Ethernet(0x0800, packet, HostMac, StackMac) : Ethernet(0x0800, packet);
    }

    /// <summary>Computes and stores a TCP (16) or UDP (6) checksum of a packet with a 20-byte IP header.</summary>
    public static void FillL4Checksum(byte[] packet, int offset)
    {
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(20 + offset), 0);
        ushort sum = (ushort)~L4Sum(packet);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(20 + offset), sum);
    }

    /// <summary>The ones' complement sum over pseudo-header and payload: 0xffff when a stored checksum is right.</summary>
    public static ushort L4Sum(ReadOnlySpan<byte> packet)
    {
        uint sum = (uint)Sum(packet.Slice(12, 8)) + packet[9] + (uint)(packet.Length - 20) + Sum(packet[20..]);
        while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
        return (ushort)sum;
    }

    /// <summary>Whether a frame of IPv4 with a 20-byte header has right lengths and checksums.</summary>
    public static bool IsSound(ReadOnlySpan<byte> frame)
    {
        ReadOnlySpan<byte> packet = frame[14..];
        return packet[0] == 0x45 && BinaryPrimitives.ReadUInt16BigEndian(packet[2..]) == packet.Length
            && Sum(packet[..20]) == 0xffff && L4Sum(packet) == 0xffff;
    }

    public static ushort Sum(ReadOnlySpan<byte> bytes)
    {
        ulong sum = 0;
        for (int i = 0; i < bytes.Length; i++) sum += (i & 1) == 0 ? (ulong)bytes[i] << 8 : bytes[i];
        while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
        return (ushort)sum;
    }

    /// <summary>A frame of a pool with these bytes in its buffer.</summary>
    public static Frame ToFrame(this byte[] bytes, FramePool pool)
    {
        Frame frame = pool.TryRent() ?? throw new InvalidOperationException("the test's pool is empty");
        frame.SetRange(0, bytes.Length);
        bytes.CopyTo(frame.Bytes);
        return frame;
    }

    public static byte[] ToArray(this Frame frame)
    {
        byte[] bytes = new byte[frame.TotalLength];
        frame.CopyTo(bytes);
        return bytes;
    }

    public static byte[] Pattern(int length, int seed = 1)
    {
        byte[] bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
