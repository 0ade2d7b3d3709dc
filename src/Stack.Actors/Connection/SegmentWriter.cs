using System.Buffers.Binary;
using ActorTcp.Api;
using ActorTcp.Device;
using ActorTcp.Network;
using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Connection;

/// <summary>
/// Builds the segments of one 4-tuple: the headers that never change lie ready, a segment copies them and fills in the rest.
/// Loop thread only.
/// </summary>
internal sealed class SegmentWriter
{
    private const int IpLength = Ipv4Header.MinLength;
    private const byte DontFragment = 0x40;
    private const int HeaderLength = IpLength + TcpHeader.MinLength;

    private readonly StackContext _context;
    private readonly NextHop _hop;
    private readonly byte[] _template = new byte[HeaderLength];
    private uint _ipSum;
    private readonly uint _pseudoSum;
    private readonly bool _offload;
    private ushort _identification;

    /// <summary>ECN, once the SYNs have agreed on it.</summary>
    public EcnState? Ecn { get; set; }

    /// <summary>
    /// SND.UP: the number behind the urgent byte; null: there is none. Every segment that begins before it has URG and the pointer
    /// (RFC 9293 3.8.5, MUST-62), without text too: so a closed window does not hide it.
    /// </summary>
    public SeqNum? UrgentEnd { get; set; }

    /// <summary>The path, once there is text to send on it.</summary>
    public PeerPath? Path { get; set; }

    /// <summary>Whether routers may fragment what is sent: DF is off.</summary>
    public bool MayFragment
    {
        get => _template[6] == 0;
        set
        {
            _template[6] = value ? (byte)0 : DontFragment; // DF: the path decides about the size (RFC 9293 3.7.2)
            SumTemplate();
        }
    }

    /// <summary>How many segments were sent.</summary>
    public long Sent { get; private set; }

    /// <param name="context">The stack.</param>
    /// <param name="flow">The 4-tuple.</param>
    /// <param name="settings">The socket's options.</param>
    public SegmentWriter(StackContext context, in FlowKey flow, SocketSettings settings)
    {
        _context = context;
        _hop = context.Ip.Resolve(flow.RemoteAddress);
        _offload = (context.Device.Offloads & DeviceOffloads.Checksum) != 0;
        _identification = (ushort)flow.GetHashCode();

        Span<byte> ip = _template;
        ip[0] = 0x45;
        ip[1] = settings.TrafficClass;
        ip[6] = settings.MtuDiscover == PathDiscovery.Dont ? (byte)0 : DontFragment;
        ip[8] = settings.TimeToLive ?? context.Options.IpTtl;
        ip[9] = (byte)IpProtocol.Tcp;
        flow.LocalAddress.Write(ip[12..]);
        flow.RemoteAddress.Write(ip[16..]);
        SumTemplate();
        _pseudoSum = InternetChecksum.PseudoHeader(flow.LocalAddress, flow.RemoteAddress, IpProtocol.Tcp, 0);
        BinaryPrimitives.WriteUInt16BigEndian(ip[20..], flow.LocalPort);
        BinaryPrimitives.WriteUInt16BigEndian(ip[22..], flow.RemotePort);
    }

    /// <summary>The Diffserv field (RFC 9293 3.9.1.9, SHLD-21) and the time to live of what is sent from now on.</summary>
    public void Use(SocketSettings settings)
    {
        _template[1] = settings.TrafficClass;
        _template[8] = settings.TimeToLive ?? _context.Options.IpTtl;
        SumTemplate();
    }

    private void SumTemplate() => _ipSum = InternetChecksum.Sum(_template.AsSpan(0, IpLength));

    /// <summary>Sends a segment without text. False if no packet was free: as good as lost.</summary>
    public bool Send(SeqNum seq, SeqNum ack, TcpFlags flags, ushort window) =>
        SendAny(seq, ack, flags, window, default, null, 0, 0, 0);

    /// <summary>Sends a segment with options and without text: a SYN, or an acknowledgment with SACK blocks.</summary>
    public bool Send(SeqNum seq, SeqNum ack, TcpFlags flags, ushort window, in TcpOptions options) =>
        SendAny(seq, ack, flags, window, options, null, 0, 0, 0);

    /// <summary>Sends a segment with text from a send buffer, by reference.</summary>
    public bool Send(
        SeqNum seq, SeqNum ack, TcpFlags flags, ushort window, in TcpOptions options, SendBuffer text, int offset, int length, int mss)
    {
        if (length > 0) Path?.OnSent(seq, length, mss);
        // The device would copy one pointer into all the segments that it makes.
        while (UrgentEnd is { } end && seq < end && length > mss)
        {
            if (!SendAny(seq, ack, flags & ~(TcpFlags.Psh | TcpFlags.Fin), window, options, text, offset, mss, mss)) return false;
            seq += mss;
            offset += mss;
            length -= mss;
        }
        return SendAny(seq, ack, flags, window, options, text, offset, length, mss);
    }

    /// <summary>The peer hears us (RFC 1122 2.3.2.1: advice from the transport layer): ARP need not ask.</summary>
    public void ConfirmNeighbour() => _context.Ip.Confirm(_hop);

    /// <summary>The peer may not hear us (RFC 1122 3.3.1.4: negative advice): ARP is to ask again.</summary>
    public void DoubtNeighbour() => _context.Ip.Doubt(_hop);

    private bool SendAny(
        SeqNum seq, SeqNum ack, TcpFlags flags, ushort window, in TcpOptions options,
        SendBuffer? text, int offset, int length, int mss)
    {
        if (_context.Ip.TryRent() is not { } frame)
        {
            _context.Counters.Ip.OutDiscards++;
            return false;
        }
        EcnCodepoint ecn = EcnCodepoint.NotEct;
        if (Ecn is { } state && (flags & (TcpFlags.Syn | TcpFlags.Rst)) == 0) flags |= state.Mark(seq, length, out ecn);
        ushort urgent = 0;
        if (UrgentEnd is { } end && seq < end && (flags & (TcpFlags.Syn | TcpFlags.Rst)) == 0)
        {
            flags |= TcpFlags.Urg;
            urgent = (ushort)Math.Min(end - seq, ushort.MaxValue); // farther ahead: as far as the field goes
        }
        int optionsLength = options.EncodedLength;
        int tcpLength = TcpHeader.MinLength + optionsLength;
        frame.SetRange(IpOutput.Ipv4Start, IpLength + tcpLength);
        Span<byte> packet = frame.Bytes;
        _template.CopyTo(packet);
        WriteIp(packet, ecn, IpLength + tcpLength + length, Math.Max(1, mss == 0 ? 1 : (length + mss - 1) / mss));

        Span<byte> tcp = packet[IpLength..];
        BinaryPrimitives.WriteUInt32BigEndian(tcp[4..], seq.Value);
        BinaryPrimitives.WriteUInt32BigEndian(tcp[8..], ack.Value);
        tcp[12] = (byte)(tcpLength / 4 << 4);
        tcp[13] = (byte)flags;
        BinaryPrimitives.WriteUInt16BigEndian(tcp[14..], window);
        BinaryPrimitives.WriteUInt16BigEndian(tcp[18..], urgent);
        if (optionsLength > 0) options.Write(tcp[TcpHeader.MinLength..], _context.Options.TcpOptionOrder);
        for (int at = 0; at < length;)
        {
            ReadOnlyMemory<byte> slice = text!.Slice(offset + at, length - at);
            // The send buffer gathers small writes, so a segment never has more slices than a frame can take.
            if (!frame.Attach(slice)) throw new InvalidOperationException("a segment has too many slices");
            at += slice.Length;
        }
        Finish(frame, tcp, tcpLength, length, mss);
        Sent++;
        _context.Counters.Tcp.OutSegs++;
        _context.Ip.SendVia(_hop, frame);
        return true;
    }

    private void WriteIp(Span<byte> packet, EcnCodepoint ecn, int totalLength, int segments)
    {
        packet[1] |= (byte)ecn;
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], (ushort)totalLength);
        BinaryPrimitives.WriteUInt16BigEndian(packet[4..], _identification);
        BinaryPrimitives.WriteUInt16BigEndian(packet[10..], InternetChecksum.Finish(_ipSum + (uint)ecn + (uint)totalLength + _identification));
        _identification += (ushort)segments; // the device numbers the segments of one frame
    }

    private void Finish(Frame frame, Span<byte> tcp, int tcpLength, int textLength, int mss)
    {
        uint pseudo = _pseudoSum + (uint)(tcpLength + textLength);
        if (_offload)
        {
            BinaryPrimitives.WriteUInt16BigEndian(tcp[TcpHeader.ChecksumOffset..], InternetChecksum.ForDevice(pseudo));
            frame.Offload.Flags = VirtioNetFlags.NeedsChecksum;
            frame.Offload.ChecksumStart = EthernetHeader.Size + IpLength;
            frame.Offload.ChecksumOffset = TcpHeader.ChecksumOffset;
            if (textLength > mss)
            {
                frame.Offload.GsoType = VirtioGsoType.Tcp4;
                frame.Offload.GsoSize = (ushort)mss;
                // virtio 1.1, 5.1.6.2: VIRTIO_NET_HDR_GSO_ECN: who cuts it leaves CWR on the first segment only (RFC 3168 6.1.2).
                frame.Offload.Ecn = (tcp[13] & (byte)TcpFlags.Cwr) != 0;
                frame.Offload.HeaderLength = (ushort)(EthernetHeader.Size + IpLength + tcpLength);
            }
            return;
        }
        uint sum = InternetChecksum.Sum(tcp[..tcpLength], pseudo);
        int at = tcpLength;
        for (int i = 0; i < frame.SliceCount; i++)
        {
            ReadOnlySpan<byte> piece = frame.Slice(i).Span;
            sum = InternetChecksum.Append(sum, at, piece);
            at += piece.Length;
        }
        BinaryPrimitives.WriteUInt16BigEndian(tcp[TcpHeader.ChecksumOffset..], InternetChecksum.Finish(sum));
    }
}
