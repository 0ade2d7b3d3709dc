using System.Buffers.Binary;
using ActorTcp.Device;
using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Network;

/// <summary>RFC 9293 3.10.7.1: the reset for a segment that belongs to no connection. Loop thread only.</summary>
internal sealed class ResetWriter(StackContext context)
{
    private const int Length = Ipv4Header.MinLength + TcpHeader.MinLength;

    /// <summary>Answers the segment, unless it is a reset itself. The caller keeps the frame.</summary>
    public void Answer(Frame frame)
    {
        ref readonly Segment segment = ref frame.Segment;
        if (segment.Has(TcpFlags.Rst)) return;
        if (context.Ip.TryRent() is not { } reset)
        {
            context.Counters.Ip.OutDiscards++;
            return;
        }
        // "If the ACK bit is off, sequence number zero is used, <SEQ=0><ACK=SEG.SEQ+SEG.LEN><CTL=RST,ACK>. If the ACK bit is on,
        // <SEQ=SEG.ACK><CTL=RST>."
        bool acked = segment.Has(TcpFlags.Ack);
        FlowKey flow = frame.Flow;
        reset.SetRange(IpOutput.Ipv4Start, Length);
        Span<byte> packet = reset.Bytes;
        packet.Clear();
        packet[0] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], Length);
        BinaryPrimitives.WriteUInt16BigEndian(packet[6..], 0x4000); // DF, and so no identification (RFC 6864)
        packet[8] = context.Options.IpTtl;
        packet[9] = (byte)IpProtocol.Tcp;
        flow.LocalAddress.Write(packet[12..]);
        flow.RemoteAddress.Write(packet[16..]);
        BinaryPrimitives.WriteUInt16BigEndian(packet[10..], InternetChecksum.Finish(InternetChecksum.Sum(packet[..Ipv4Header.MinLength])));
        Span<byte> tcp = packet[Ipv4Header.MinLength..];
        BinaryPrimitives.WriteUInt16BigEndian(tcp, flow.LocalPort);
        BinaryPrimitives.WriteUInt16BigEndian(tcp[2..], flow.RemotePort);
        BinaryPrimitives.WriteUInt32BigEndian(tcp[4..], acked ? segment.Ack.Value : 0);
        BinaryPrimitives.WriteUInt32BigEndian(tcp[8..], acked ? 0 : segment.End.Value);
        tcp[12] = TcpHeader.MinLength / 4 << 4;
        tcp[13] = (byte)(acked ? TcpFlags.Rst : TcpFlags.Rst | TcpFlags.Ack);
        uint pseudo = InternetChecksum.PseudoHeader(flow.LocalAddress, flow.RemoteAddress, IpProtocol.Tcp, TcpHeader.MinLength);
        BinaryPrimitives.WriteUInt16BigEndian(tcp[TcpHeader.ChecksumOffset..], InternetChecksum.Finish(InternetChecksum.Sum(tcp, pseudo)));
        context.Counters.Tcp.OutRsts++;
        context.Counters.Tcp.OutSegs++;
        context.Ip.Send(reset, flow.RemoteAddress);
    }
}
