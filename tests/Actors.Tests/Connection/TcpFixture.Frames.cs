using System.Buffers.Binary;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Tests.Connection;

// The peer's frames as bytes, and the stack's read back.
public abstract partial class TcpFixture
{
    private byte[] Build(ScriptedSegment segment)
    {
        TcpOptions options = segment.Options ?? default;
        int header = TcpHeader.MinLength + options.EncodedLength;
        byte[] frame = new byte[EthernetHeader.Size + Ipv4Header.MinLength + header + segment.Length];
        WriteEthernet(frame, EtherType.Ipv4);
        Span<byte> ip = frame.AsSpan(EthernetHeader.Size);
        WriteIpv4(ip, IpProtocol.Tcp, Theirs, Ours, segment.Ecn);
        Span<byte> tcp = ip[20..];
        BinaryPrimitives.WriteUInt16BigEndian(tcp, _peerPort);
        BinaryPrimitives.WriteUInt16BigEndian(tcp[2..], _localPort);
        BinaryPrimitives.WriteUInt32BigEndian(tcp[4..], (PeerIss + segment.Seq).Value);
        if (segment.Ack is { } ack) BinaryPrimitives.WriteUInt32BigEndian(tcp[8..], (OurIss + ack).Value);
        tcp[12] = (byte)(header / 4 << 4);
        tcp[13] = (byte)segment.Flags;
        BinaryPrimitives.WriteUInt16BigEndian(tcp[14..], (ushort)(segment.Window ?? 65535));
        // RFC 6093 3.1: the pointer is to the octet after the urgent data; all of the text is urgent.
        if ((segment.Flags & TcpFlags.Urg) != 0) BinaryPrimitives.WriteUInt16BigEndian(tcp[18..], (ushort)(segment.Urgent ?? segment.Length));
        options.Write(tcp[TcpHeader.MinLength..]);
        ScriptedSegment.Stream(segment.Seq, segment.Length).CopyTo(tcp[header..]);
        uint pseudo = InternetChecksum.PseudoHeader(Theirs, Ours, IpProtocol.Tcp, tcp.Length);
        BinaryPrimitives.WriteUInt16BigEndian(tcp[16..], InternetChecksum.Finish(InternetChecksum.Sum(tcp, pseudo)));
        return frame;
    }

    private ScriptedSegment Read(byte[] frame)
    {
        Assert.True(Ipv4Header.TryRead(frame.AsSpan(EthernetHeader.Size), out Ipv4Header ip, out Ipv4Error error), $"bad IPv4: {error}");
        Assert.Equal(IpProtocol.Tcp, ip.Protocol);
        Assert.True((Wire.Offloads != 0) || InternetChecksum.IsValid(ip.Payload, ip.PseudoHeaderSum), "bad TCP checksum");
        Assert.True(TcpHeader.TryRead(ip.Payload, out TcpHeader tcp));
        Assert.True(TcpOptions.TryParse(tcp.Options, out TcpOptions options, out _));
        Assert.Equal(_localPort, tcp.SourcePort);
        Assert.Equal(_peerPort, tcp.DestinationPort);
        uint seq = unchecked(tcp.Sequence.Value - OurIss.Value);
        if ((tcp.Flags & TcpFlags.Rst) != 0 && tcp.Sequence.Value == 0) seq = 0; // of no sequence space: RFC 9293 3.10.7.1
        int length = tcp.Payload.Length;
        if (length > 0) Assert.Equal(ScriptedSegment.Stream(seq, length), tcp.Payload.ToArray());
        return new ScriptedSegment(
            tcp.Flags, seq, length,
            (tcp.Flags & TcpFlags.Ack) != 0 ? unchecked(tcp.Acknowledgment.Value - PeerIss.Value) : null,
            tcp.Window, options)
        {
            Ecn = ip.Ecn,
            Urgent = (tcp.Flags & TcpFlags.Urg) != 0 ? tcp.UrgentPointer : null,
        }.WithSackFrom(unchecked(0 - PeerIss.Value));
    }

    private static byte[] ArpRequest()
    {
        byte[] frame = new byte[60];
        WriteEthernet(frame, EtherType.Arp);
        ArpPacket.Request(TheirMac, Theirs, Ours).Write(frame.AsSpan(EthernetHeader.Size));
        return frame;
    }

    private static byte[]? AnswerArp(byte[] sent)
    {
        if (sent[12] != 8 || sent[13] != 6 || !ArpPacket.TryRead(sent.AsSpan(EthernetHeader.Size), out ArpPacket request, out _)) return null;
        byte[] frame = new byte[60];
        WriteEthernet(frame, EtherType.Arp);
        request.Reply(TheirMac).Write(frame.AsSpan(EthernetHeader.Size));
        return frame;
    }

    private static void WriteIpv4(
        Span<byte> ip, IpProtocol protocol, Ipv4Address from, Ipv4Address to, EcnCodepoint ecn = EcnCodepoint.NotEct)
    {
        ip[0] = 0x45;
        ip[1] = (byte)ecn;
        BinaryPrimitives.WriteUInt16BigEndian(ip[2..], (ushort)ip.Length);
        BinaryPrimitives.WriteUInt16BigEndian(ip[6..], 0x4000);
        ip[8] = 64;
        ip[9] = (byte)protocol;
        from.Write(ip[12..]);
        to.Write(ip[16..]);
        BinaryPrimitives.WriteUInt16BigEndian(ip[10..], InternetChecksum.Finish(InternetChecksum.Sum(ip[..20])));
    }

    private static void WriteEthernet(Span<byte> frame, EtherType type)
    {
        OurMac.Write(frame);
        TheirMac.Write(frame[6..]);
        BinaryPrimitives.WriteUInt16BigEndian(frame[12..], (ushort)type);
    }
}
