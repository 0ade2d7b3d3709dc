using System.Buffers.Binary;
using System.Net;
using ActorTcp.Protocol.Wire;

namespace Tap.Tests.Fixtures;

/// <summary>Frames as literals, made without the library's own codecs.</summary>
public static class Packets
{
    public const int Ethernet = 14;
    public const int Ip = 20;
    public const int Udp = 8;

    public const byte Fin = 1, Syn = 2, Rst = 4, Psh = 8, Ack = 16;

    public static readonly byte[] StackMac = [0x02, 0, 0, 0, 0, 0x02];
    public static readonly byte[] Broadcast = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff];

    public static ushort U16(byte[] bytes, int at) => BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(at));

    public static uint U32(byte[] bytes, int at) => BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(at));

    public static bool IsArpRequest(byte[] frame, IPAddress target) =>
        U16(frame, 12) == 0x0806 && U16(frame, 20) == 1 && frame.AsSpan(38, 4).SequenceEqual(target.GetAddressBytes());

    public static bool IsIp(byte[] frame, byte protocol) => U16(frame, 12) == 0x0800 && frame[23] == protocol;

    /// <summary>An ARP packet from the stack: operation 1 asks for, 2 tells.</summary>
    public static byte[] Arp(ushort operation, byte[] to, IPAddress target)
    {
        byte[] frame = new byte[42];
        Address(frame, to, 0x0806);
        byte[] fixedPart = [0, 1, 8, 0, 6, 4, 0, (byte)operation];
        fixedPart.CopyTo(frame, 14);
        StackMac.CopyTo(frame, 22);
        TapNetwork.StackAddress.GetAddressBytes().CopyTo(frame, 28);
        if (operation == 2) to.CopyTo(frame, 32);
        target.GetAddressBytes().CopyTo(frame, 38);
        return frame;
    }

    public static byte[] EchoRequest(byte[] to, ushort id, byte[] data)
    {
        byte[] frame = Ipv4(to, 1, 8 + data.Length);
        frame[34] = 8;
        Write(frame, 38, id);
        data.CopyTo(frame, 42);
        Write(frame, 36, Checksum(frame.AsSpan(34)));
        return frame;
    }

    /// <summary>A UDP datagram whose checksum field holds the pseudo-header's sum alone, with the header that asks to complete it.</summary>
    public static (byte[] Frame, VirtioNetHeader Offload) PartialUdp(byte[] to, ushort from, ushort port, byte[] data, ushort gsoSize = 0)
    {
        byte[] frame = Ipv4(to, 17, Udp + data.Length);
        Write(frame, 34, from);
        Write(frame, 36, port);
        Write(frame, 38, (ushort)(Udp + data.Length));
        data.CopyTo(frame, 42);
        Write(frame, 40, PseudoHeader(frame, 17, Udp + data.Length));
        return (frame, new VirtioNetHeader
        {
            Flags = VirtioNetFlags.NeedsChecksum,
            ChecksumStart = Ethernet + Ip,
            ChecksumOffset = 6,
            GsoType = gsoSize == 0 ? VirtioGsoType.None : VirtioGsoType.UdpL4,
            GsoSize = gsoSize,
            HeaderLength = Ethernet + Ip + Udp,
        });
    }

    public static (byte[] Frame, VirtioNetHeader Offload) PartialTcp(
        byte[] to, ushort from, ushort port, uint seq, uint ack, byte flags, byte[] options, byte[] data, ushort gsoSize = 0)
    {
        int header = 20 + options.Length;
        byte[] frame = Ipv4(to, 6, header + data.Length);
        Write(frame, 34, from);
        Write(frame, 36, port);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(38), seq);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(42), ack);
        frame[46] = (byte)(header / 4 << 4);
        frame[47] = flags;
        Write(frame, 48, 65535);
        options.CopyTo(frame, 54);
        data.CopyTo(frame, 34 + header);
        Write(frame, 50, PseudoHeader(frame, 6, header + data.Length));
        return (frame, new VirtioNetHeader
        {
            Flags = VirtioNetFlags.NeedsChecksum,
            ChecksumStart = Ethernet + Ip,
            ChecksumOffset = 16,
            GsoType = gsoSize == 0 ? VirtioGsoType.None : VirtioGsoType.Tcp4,
            GsoSize = gsoSize,
            HeaderLength = (ushort)(Ethernet + Ip + header),
        });
    }

    /// <summary>Bytes that tell where they are.</summary>
    public static byte[] Pattern(int length)
    {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) bytes[i] = (byte)(i * 7 + (i >> 8));
        return bytes;
    }

    public static ushort Checksum(ReadOnlySpan<byte> bytes, uint sum = 0)
    {
        for (int i = 0; i < bytes.Length; i++) sum = Fold(sum + ((uint)bytes[i] << ((i & 1) == 0 ? 8 : 0)));
        return (ushort)~sum;
    }

    public static ushort PseudoHeader(byte[] frame, byte protocol, int length) =>
        (ushort)~Checksum(frame.AsSpan(26, 8), Fold(protocol + (uint)length));

    private static uint Fold(uint sum) => (sum & 0xffff) + (sum >> 16);

    private static byte[] Ipv4(byte[] to, byte protocol, int length)
    {
        byte[] frame = new byte[Ethernet + Ip + length];
        Address(frame, to, 0x0800);
        frame[14] = 0x45;
        Write(frame, 16, (ushort)(Ip + length));
        frame[20] = 0x40; // do not fragment
        frame[22] = 64;
        frame[23] = protocol;
        TapNetwork.StackAddress.GetAddressBytes().CopyTo(frame, 26);
        TapNetwork.HostAddress.GetAddressBytes().CopyTo(frame, 30);
        Write(frame, 24, Checksum(frame.AsSpan(14, 20)));
        return frame;
    }

    private static void Address(byte[] frame, byte[] to, ushort type)
    {
        to.CopyTo(frame, 0);
        StackMac.CopyTo(frame, 6);
        Write(frame, 12, type);
    }

    private static void Write(byte[] frame, int at, ushort value) => BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(at), value);
}
