using System.Buffers.Binary;
using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Tests.Network;

/// <summary>Frames as the neighbour sends them.</summary>
internal static class Packet
{
    public static readonly Ipv4Address Ours = Ipv4Address.Parse("198.51.100.2");
    public static readonly Ipv4Address Peer = Ipv4Address.Parse("198.51.100.1");
    public static readonly Ipv4Address Gateway = Ipv4Address.Parse("198.51.100.254");
    public static readonly Ipv4Address Directed = Ipv4Address.Parse("198.51.100.255");
    public static readonly MacAddress OurMac = MacAddress.Parse("02:00:5e:00:00:02");
    public static readonly MacAddress PeerMac = MacAddress.Parse("02:00:5e:00:00:01");

    public static byte[] Ethernet(EtherType type, byte[] payload, MacAddress? to = null, MacAddress? from = null)
    {
        byte[] frame = new byte[Math.Max(60, EthernetHeader.Size + payload.Length)]; // padded as on a wire
        EthernetHeader.Write(frame, to ?? OurMac, from ?? PeerMac, type);
        payload.CopyTo(frame, EthernetHeader.Size);
        return frame;
    }

    public static byte[] Ipv4(
        IpProtocol protocol, byte[] payload, Ipv4Address? from = null, Ipv4Address? to = null, MacAddress? mac = null,
        int offset = 0, bool more = false, ushort id = 7, bool dontFragment = false)
    {
        byte[] packet = new byte[Ipv4Header.MinLength + payload.Length];
        Ipv4Header.Write(packet, packet.Length, protocol, from ?? Peer, to ?? Ours, id, 64, dontFragment, 0, offset, more);
        payload.CopyTo(packet, Ipv4Header.MinLength);
        return Ethernet(EtherType.Ipv4, packet, mac);
    }

    /// <summary>The same packet in fragments that carry so many bytes each.</summary>
    public static byte[][] Fragments(IpProtocol protocol, byte[] payload, int room, ushort id = 7, Ipv4Address? from = null) =>
        [.. Enumerable.Range(0, (payload.Length + room - 1) / room).Select(i => Ipv4(
            protocol, payload[(i * room)..Math.Min(payload.Length, (i + 1) * room)], from,
            offset: i * room, more: (i + 1) * room < payload.Length, id: id))];

    public static byte[] Udp(Ipv4Address from, Ipv4Address to, ushort sourcePort, ushort destinationPort, byte[] payload)
    {
        byte[] datagram = new byte[UdpHeader.Size + payload.Length];
        UdpHeader.Write(datagram, sourcePort, destinationPort, payload.Length);
        payload.CopyTo(datagram, UdpHeader.Size);
        UdpHeader.WriteChecksum(datagram, from, to);
        return datagram;
    }

    public static byte[] UdpFrame(
        ushort port, byte[] payload, Ipv4Address? from = null, Ipv4Address? to = null, MacAddress? mac = null, ushort sourcePort = 4000) =>
        Ipv4(IpProtocol.Udp, Udp(from ?? Peer, to ?? Ours, sourcePort, port, payload), from, to, mac);

    public static byte[] Tcp(ushort sourcePort, ushort destinationPort, TcpFlags flags, byte[]? text = null, Ipv4Address? to = null)
    {
        byte[] segment = new byte[TcpHeader.MinLength + (text?.Length ?? 0)];
        TcpHeader.Write(segment, sourcePort, destinationPort, new SeqNum(100), new SeqNum(200), TcpHeader.MinLength, flags, 1000, 5);
        text?.CopyTo(segment, TcpHeader.MinLength);
        uint pseudo = InternetChecksum.PseudoHeader(Peer, to ?? Ours, IpProtocol.Tcp, segment.Length);
        TcpHeader.WriteChecksum(segment, InternetChecksum.Finish(InternetChecksum.Sum(segment, pseudo)));
        return segment;
    }

    public static byte[] TcpFrame(ushort sourcePort, ushort destinationPort, TcpFlags flags = TcpFlags.Ack, byte[]? text = null) =>
        Ipv4(IpProtocol.Tcp, Tcp(sourcePort, destinationPort, flags, text));

    public static byte[] Echo(byte[] data, IcmpType type = IcmpType.EchoRequest)
    {
        byte[] message = new byte[IcmpV4.HeaderSize + data.Length];
        IcmpV4.WriteEcho(message, type, 77, 3, data);
        return message;
    }

    public static byte[] EchoFrame(byte[] data, Ipv4Address? from = null, Ipv4Address? to = null, MacAddress? mac = null) =>
        Ipv4(IpProtocol.Icmp, Echo(data), from, to, mac);

    public static byte[] ArpRequest(Ipv4Address target, MacAddress? senderMac = null, Ipv4Address? sender = null) =>
        Ethernet(
            EtherType.Arp, Arp(ArpPacket.Request(senderMac ?? PeerMac, sender ?? Peer, target)), MacAddress.Broadcast, senderMac);

    public static byte[] ArpReply(Ipv4Address sender, MacAddress mac) =>
        Ethernet(EtherType.Arp, Arp(new ArpPacket(ArpOperation.Reply, mac, sender, OurMac, Ours)), from: mac);

    private static byte[] Arp(in ArpPacket packet)
    {
        byte[] bytes = new byte[ArpPacket.Size];
        packet.Write(bytes);
        return bytes;
    }

    /// <summary>RFC 5227's announcement: a request by an address for itself.</summary>
    public static byte[] Announcement(Ipv4Address sender, MacAddress mac) => ArpRequest(sender, mac, sender);

    public static byte[] Bytes(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)(i * 7 + i / 251))];

    /// <summary>A copy with one 16-bit field changed.</summary>
    public static byte[] With(byte[] frame, int offset, ushort value)
    {
        byte[] copy = [.. frame];
        BinaryPrimitives.WriteUInt16BigEndian(copy.AsSpan(offset), value);
        return copy;
    }

    /// <summary>A copy with an IPv4 header's fields changed and its checksum made anew.</summary>
    public static byte[] WithIp(byte[] frame, int offset, byte value)
    {
        byte[] copy = [.. frame];
        copy[EthernetHeader.Size + offset] = value;
        return Summed(copy);
    }

    /// <summary>Makes the IPv4 header's checksum anew.</summary>
    public static byte[] Summed(byte[] frame)
    {
        int length = Math.Min((frame[EthernetHeader.Size] & 15) * 4, frame.Length - EthernetHeader.Size);
        if (length < Ipv4Header.MinLength) return frame;
        Span<byte> header = frame.AsSpan(EthernetHeader.Size, length);
        header[10..12].Clear();
        BinaryPrimitives.WriteUInt16BigEndian(header[10..], InternetChecksum.Finish(InternetChecksum.Sum(header)));
        return frame;
    }

    public static ArpPacket ReadArp(byte[] frame)
    {
        Assert.True(EthernetHeader.TryRead(frame, out EthernetHeader ethernet));
        Assert.Equal(EtherType.Arp, ethernet.EtherType);
        Assert.Equal(OurMac, ethernet.Source);
        Assert.True(ArpPacket.TryRead(ethernet.Payload, out ArpPacket packet, out ArpError error), $"{error}");
        return packet;
    }

    public static MacAddress To(byte[] frame) => MacAddress.Read(frame);

    public static Ipv4Header ReadIp(byte[] frame)
    {
        Assert.True(EthernetHeader.TryRead(frame, out EthernetHeader ethernet));
        Assert.Equal(EtherType.Ipv4, ethernet.EtherType);
        Assert.True(Ipv4Header.TryRead(ethernet.Payload, out Ipv4Header ip, out Ipv4Error error), $"{error}");
        Assert.Equal(Ours, ip.Source);
        return ip;
    }

    public static IcmpV4 ReadIcmp(byte[] frame)
    {
        Ipv4Header ip = ReadIp(frame);
        Assert.Equal(IpProtocol.Icmp, ip.Protocol);
        Assert.True(IcmpV4.TryRead(ip.Payload, out IcmpV4 message, out IcmpError error), $"{error}");
        return message;
    }

    /// <summary>What a datagram sent by the stack says.</summary>
    public static string Text(byte[] frame)
    {
        Ipv4Header ip = ReadIp(frame);
        Assert.True(UdpHeader.TryRead(ip.Payload, out UdpHeader udp, out _));
        Assert.True(udp.IsChecksumValid(ip.Source, ip.Destination));
        return System.Text.Encoding.ASCII.GetString(udp.Payload);
    }
}
