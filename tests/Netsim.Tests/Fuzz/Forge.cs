using System.Buffers.Binary;
using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;

namespace Netsim.Tests.Fuzz;

/// <summary>Writes frames to the stack, right ones to begin with, into a buffer of its own.</summary>
internal sealed class Forge
{
    public static readonly Ipv4Address Ours = Ipv4Address.Parse("198.51.100.2");
    public static readonly MacAddress OurMac = MacAddress.Parse("02:00:5e:00:00:02");

    private const int Ip = EthernetHeader.Size;
    private const int L4 = Ip + Ipv4Header.MinLength;

    public byte[] Buffer { get; } = new byte[2048];

    public int Length { get; set; }

    public Span<byte> Frame => Buffer.AsSpan(0, Length);

    public static MacAddress MacOf(Ipv4Address address) => MacAddress.Read([2, 0, 0x5E, 0, 1, (byte)address.Value]);

    public void Tcp(
        Ipv4Address from, ushort port, ushort to, SeqNum seq, SeqNum ack, TcpFlags flags, ushort window,
        ReadOnlySpan<byte> options, ReadOnlySpan<byte> text)
    {
        int header = TcpHeader.MinLength + options.Length;
        Span<byte> tcp = Packet(from, IpProtocol.Tcp, header + text.Length);
        BinaryPrimitives.WriteUInt16BigEndian(tcp, port);
        BinaryPrimitives.WriteUInt16BigEndian(tcp[2..], to);
        BinaryPrimitives.WriteUInt32BigEndian(tcp[4..], seq.Value);
        BinaryPrimitives.WriteUInt32BigEndian(tcp[8..], ack.Value);
        tcp[12] = (byte)(header / 4 << 4);
        tcp[13] = (byte)flags;
        BinaryPrimitives.WriteUInt16BigEndian(tcp[14..], window);
        tcp[16..20].Clear();
        options.CopyTo(tcp[TcpHeader.MinLength..]);
        text.CopyTo(tcp[header..]);
        Repair();
    }

    public void Udp(Ipv4Address from, ushort port, ushort to, ReadOnlySpan<byte> text)
    {
        Span<byte> udp = Packet(from, IpProtocol.Udp, UdpHeader.Size + text.Length);
        UdpHeader.Write(udp, port, to, text.Length);
        text.CopyTo(udp[UdpHeader.Size..]);
        UdpHeader.WriteChecksum(udp, from, Ours);
    }

    public void Icmp(Ipv4Address from, byte type, byte code, uint rest, ReadOnlySpan<byte> data)
    {
        Span<byte> icmp = Packet(from, IpProtocol.Icmp, 8 + data.Length);
        icmp[0] = type;
        icmp[1] = code;
        BinaryPrimitives.WriteUInt32BigEndian(icmp[4..], rest);
        data.CopyTo(icmp[8..]);
        Repair();
    }

    public void Arp(Ipv4Address from, ArpOperation operation, Ipv4Address target)
    {
        Length = EthernetHeader.Size + ArpPacket.Size;
        EthernetHeader.Write(Frame, operation == ArpOperation.Request ? MacAddress.Broadcast : OurMac, MacOf(from), EtherType.Arp);
        new ArpPacket(operation, MacOf(from), from, OurMac, target).Write(Frame[Ip..]);
    }

    /// <summary>Makes a fragment of the packet that is there: what lies behind an offset, or the first part.</summary>
    public void Fragment(int offset, int length, bool more)
    {
        int payload = Length - L4;
        offset = Math.Min(offset, payload) & ~7;
        length = Math.Min(length, payload - offset);
        Frame.Slice(L4 + offset, length).CopyTo(Frame[L4..]);
        Length = L4 + length;
        BinaryPrimitives.WriteUInt16BigEndian(Frame[(Ip + 2)..], (ushort)(Length - Ip));
        BinaryPrimitives.WriteUInt16BigEndian(Frame[(Ip + 6)..], (ushort)((offset >> 3) | (more ? 0x2000 : 0)));
        RepairIp();
    }

    /// <summary>Makes the checksums right again, so that what was changed gets past them.</summary>
    public void Repair()
    {
        if (Length < L4 + 8 || Buffer[12] != 8 || Buffer[13] != 0) return;
        RepairIp();
        int header = (Buffer[Ip] & 15) * 4;
        int total = BinaryPrimitives.ReadUInt16BigEndian(Frame[(Ip + 2)..]);
        if (header < Ipv4Header.MinLength || total < header + 8 || Ip + total > Length) return;
        Span<byte> payload = Frame.Slice(Ip + header, total - header);
        Ipv4Address from = Ipv4Address.Read(Frame[(Ip + 12)..]), to = Ipv4Address.Read(Frame[(Ip + 16)..]);
        (int at, uint sum) = (IpProtocol)Buffer[Ip + 9] switch
        {
            IpProtocol.Tcp => (16, InternetChecksum.PseudoHeader(from, to, IpProtocol.Tcp, payload.Length)),
            IpProtocol.Udp => (6, InternetChecksum.PseudoHeader(from, to, IpProtocol.Udp, payload.Length)),
            IpProtocol.Icmp => (2, 0u),
            _ => (-1, 0u),
        };
        if (at < 0 || at + 2 > payload.Length) return;
        payload.Slice(at, 2).Clear();
        BinaryPrimitives.WriteUInt16BigEndian(payload[at..], InternetChecksum.Finish(InternetChecksum.Sum(payload, sum)));
    }

    private void RepairIp()
    {
        int header = Math.Clamp((Buffer[Ip] & 15) * 4, Ipv4Header.MinLength, Length - Ip);
        Frame.Slice(Ip + 10, 2).Clear();
        BinaryPrimitives.WriteUInt16BigEndian(Frame[(Ip + 10)..], InternetChecksum.Finish(InternetChecksum.Sum(Frame.Slice(Ip, header))));
    }

    private Span<byte> Packet(Ipv4Address from, IpProtocol protocol, int payload)
    {
        Length = L4 + payload;
        EthernetHeader.Write(Frame, OurMac, MacOf(from), EtherType.Ipv4);
        Ipv4Header.Write(Frame[Ip..], Length - Ip, protocol, from, Ours, 7, 64, false, 0);
        return Frame[L4..];
    }
}
