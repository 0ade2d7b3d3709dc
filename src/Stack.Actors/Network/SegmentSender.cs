using System.Buffers.Binary;
using ActorTcp.Device;
using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Network;

/// <summary>
/// Sends segments that no connection's actor sends: the reset for what belongs to nobody, SYN cookies, the acknowledgments of TIME_WAIT.
/// Loop thread only.
/// </summary>
internal sealed class SegmentSender(StackContext context)
{
    private const int HeaderLength = Ipv4Header.MinLength + TcpHeader.MinLength;

    /// <summary>RFC 9293 3.10.7.1: resets the sender of a segment, unless it is a reset itself. The caller keeps the frame.</summary>
    public void Reset(Frame frame)
    {
        ref readonly Segment segment = ref frame.Segment;
        if (segment.Has(TcpFlags.Rst)) return;
        context.Counters.Tcp.OutRsts++;
        // "If the ACK bit is off, sequence number zero is used, <SEQ=0><ACK=SEG.SEQ+SEG.LEN><CTL=RST,ACK>. If the ACK bit is on,
        // <SEQ=SEG.ACK><CTL=RST>."
        if (segment.Has(TcpFlags.Ack)) Send(frame.Flow, segment.Ack, default, TcpFlags.Rst, 0, default);
        else Send(frame.Flow, default, segment.End, TcpFlags.Rst | TcpFlags.Ack, 0, default);
    }

    /// <summary>Sends a segment without text. If no packet is free it is as good as lost, and counted.</summary>
    public void Send(in FlowKey flow, SeqNum seq, SeqNum ack, TcpFlags flags, ushort window, in TcpOptions options)
    {
        if (context.Ip.TryRent() is not { } frame)
        {
            context.Counters.Ip.OutDiscards++;
            return;
        }
        int tcpLength = TcpHeader.MinLength + options.EncodedLength;
        int length = Ipv4Header.MinLength + tcpLength;
        frame.SetRange(IpOutput.Ipv4Start, length);
        Span<byte> packet = frame.Bytes;
        packet[..HeaderLength].Clear();
        packet[0] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], (ushort)length);
        BinaryPrimitives.WriteUInt16BigEndian(packet[6..], 0x4000); // DF, and so no identification (RFC 6864)
        packet[8] = context.Options.IpTtl;
        packet[9] = (byte)IpProtocol.Tcp;
        flow.LocalAddress.Write(packet[12..]);
        flow.RemoteAddress.Write(packet[16..]);
        BinaryPrimitives.WriteUInt16BigEndian(packet[10..], InternetChecksum.Finish(InternetChecksum.Sum(packet[..Ipv4Header.MinLength])));
        Span<byte> tcp = packet[Ipv4Header.MinLength..];
        BinaryPrimitives.WriteUInt16BigEndian(tcp, flow.LocalPort);
        BinaryPrimitives.WriteUInt16BigEndian(tcp[2..], flow.RemotePort);
        BinaryPrimitives.WriteUInt32BigEndian(tcp[4..], seq.Value);
        BinaryPrimitives.WriteUInt32BigEndian(tcp[8..], ack.Value);
        tcp[12] = (byte)(tcpLength / 4 << 4);
        tcp[13] = (byte)flags;
        BinaryPrimitives.WriteUInt16BigEndian(tcp[14..], window);
        if (tcpLength > TcpHeader.MinLength) options.Write(tcp[TcpHeader.MinLength..]);
        uint pseudo = InternetChecksum.PseudoHeader(flow.LocalAddress, flow.RemoteAddress, IpProtocol.Tcp, tcpLength);
        BinaryPrimitives.WriteUInt16BigEndian(tcp[TcpHeader.ChecksumOffset..], InternetChecksum.Finish(InternetChecksum.Sum(tcp, pseudo)));
        context.Counters.Tcp.OutSegs++;
        context.Ip.Send(frame, flow.RemoteAddress);
    }
}
