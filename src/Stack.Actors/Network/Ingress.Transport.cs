using ActorTcp.Device;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Network;

// The transport's header and checksum. Whoever gets the frame finds in it who sent to whom (Flow, ports zero for ICMP) and where the
// header and the payload lie (Segment).
internal sealed partial class Ingress
{
    private FrameFate Transport(Frame frame, in Ipv4Header ip, bool unicast, out SegmentInbox? box)
    {
        box = null;
        // The device has verified the checksum, or the frame never was on a wire and has only the pseudo-header's sum.
        bool verify = (frame.Offload.Flags & (VirtioNetFlags.NeedsChecksum | VirtioNetFlags.DataValid)) == 0;
        switch (ip.Protocol)
        {
            case IpProtocol.Tcp: return Tcp(frame, ip, unicast, verify, out box);
            case IpProtocol.Udp: return Udp(frame, ip, verify, out box);
            case IpProtocol.Icmp: return Icmp(frame, ip, verify, out box);
            default:
                // RFC 1122 3.2.2.1: a host SHOULD generate protocol unreachable.
                _context.IcmpErrors.Unreachable(frame, IcmpUnreachableCode.Protocol);
                return FrameFate.UnknownProtocol;
        }
    }

    private FrameFate Tcp(Frame frame, in Ipv4Header ip, bool unicast, bool verify, out SegmentInbox? box)
    {
        box = null;
        // RFC 9293 3.9.2.3, MUST-57: "silently discard an incoming SYN segment addressed to a broadcast or multicast address"; others as well.
        if (!unicast) return FrameFate.TcpNotUnicast;
        ReadOnlySpan<byte> segment = ip.Payload;
        if (!TcpHeader.TryRead(segment, out TcpHeader tcp)) return FrameFate.BadTcpHeader;
        // RFC 9293 3.1, MUST-3: "The receiver MUST check" the checksum.
        if (verify && !InternetChecksum.IsValid(segment, ip.PseudoHeaderSum)) return FrameFate.BadTcpChecksum;

        frame.Flow = new FlowKey(ip.Destination, tcp.DestinationPort, ip.Source, tcp.SourcePort);
        int header = EthernetHeader.Size + ip.HeaderLength;
        ref Protocol.Segment parsed = ref frame.Segment;
        parsed.Seq = tcp.Sequence;
        parsed.Ack = tcp.Acknowledgment;
        parsed.Flags = tcp.Flags;
        parsed.Ecn = ip.Ecn;
        parsed.Window = tcp.Window;
        parsed.UrgentPointer = tcp.UrgentPointer;
        parsed.HeaderOffset = header;
        parsed.TextOffset = header + tcp.HeaderLength;
        parsed.TextLength = tcp.PayloadLength;
        box = _context.Tcp.Find(frame.Flow, out FrameFate fate);
        return fate;
    }

    private FrameFate Udp(Frame frame, in Ipv4Header ip, bool verify, out SegmentInbox? box)
    {
        box = null;
        if (!UdpHeader.TryRead(ip.Payload, out UdpHeader udp, out _))
        {
            _counters.Ip.UdpInErrors++;
            return FrameFate.BadUdp;
        }
        // RFC 1122 4.1.3.4: a datagram with a wrong checksum MUST be discarded silently; zero is none.
        if (verify && !udp.IsChecksumValid(ip.Source, ip.Destination))
        {
            _counters.Ip.UdpInErrors++;
            _counters.Ip.UdpInCsumErrors++;
            return FrameFate.BadUdp;
        }
        Place(frame, ip, udp.SourcePort, udp.DestinationPort, UdpHeader.Size, udp.Length - UdpHeader.Size);
        box = _context.UdpInbox;
        return FrameFate.Udp;
    }

    private FrameFate Icmp(Frame frame, in Ipv4Header ip, bool verify, out SegmentInbox? box)
    {
        box = null;
        if (!IcmpV4.TryRead(ip.Payload, out _, out _, verify)) return FrameFate.BadIcmp;
        Place(frame, ip, 0, 0, IcmpV4.HeaderSize, ip.Payload.Length - IcmpV4.HeaderSize);
        box = _context.IcmpInbox;
        return FrameFate.Icmp;
    }

    private static void Place(
        Frame frame, in Ipv4Header ip, ushort sourcePort, ushort destinationPort, int headerLength, int payloadLength)
    {
        frame.Flow = new FlowKey(ip.Destination, destinationPort, ip.Source, sourcePort);
        int header = EthernetHeader.Size + ip.HeaderLength;
        frame.Segment = new Protocol.Segment
        {
            HeaderOffset = header, TextOffset = header + headerLength, TextLength = payloadLength,
        };
    }
}
