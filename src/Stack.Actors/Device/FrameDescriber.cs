using ActorTcp.Protocol.Wire;

namespace ActorTcp.Device;

/// <summary>
/// Says a frame in one line, in tcpdump's words. Sequence numbers are relative to a connection's first ones, as in tcpdump, once
/// the connection has been seen; what is malformed is said to be, and a wrong checksum is told at the line's end.
/// </summary>
/// <remarks>Pure but for the connections it remembers, 4096 at most, the newest. Not thread-safe.</remarks>
public sealed class FrameDescriber
{
    private readonly TcpConversations? _conversations;

    /// <summary>A describer that has seen nothing.</summary>
    /// <param name="relativeSequence">Whether sequence numbers are relative; else they are as on the wire.</param>
    public FrameDescriber(bool relativeSequence = true)
    {
        if (relativeSequence) _conversations = new TcpConversations();
    }

    /// <summary>Describes a frame.</summary>
    /// <param name="frame">The whole frame, in one piece.</param>
    /// <param name="offload">What its virtio header says: a checksum that is partial, or was verified, is not looked at.</param>
    public string Describe(ReadOnlySpan<byte> frame, in VirtioNetHeader offload = default)
    {
        if (!EthernetHeader.TryRead(frame, out EthernetHeader ethernet)) return $"malformed Ethernet, length {frame.Length}";
        bool trusted = (offload.Flags & (VirtioNetFlags.NeedsChecksum | VirtioNetFlags.DataValid)) != 0;
        return ethernet.EtherType switch
        {
            EtherType.Arp => DescribeArp(ethernet.Payload),
            EtherType.Ipv4 => DescribeIpv4(ethernet.Payload, trusted),
            EtherType.Ipv6 => $"IP6, length {ethernet.Payload.Length}",
            _ => $"{ethernet.ToString()}, length {frame.Length}",
        };
    }

    private static string DescribeArp(ReadOnlySpan<byte> payload) => ArpPacket.TryRead(payload, out ArpPacket packet, out ArpError error)
        ? $"ARP, {packet}, length {payload.Length}"
        : $"ARP, malformed ({error}), length {payload.Length}";

    private string DescribeIpv4(ReadOnlySpan<byte> payload, bool trusted)
    {
        if (!Ipv4Header.TryRead(payload, out Ipv4Header ip, out Ipv4Error error, verifyChecksum: false))
            return $"IP malformed ({error}), length {payload.Length}";
        string text = DescribeTransport(ip, trusted);
        return InternetChecksum.IsValid(ip.Packet[..ip.HeaderLength]) ? text : text + " [bad ip cksum]";
    }

    private string DescribeTransport(in Ipv4Header ip, bool trusted)
    {
        if (ip.IsFragment)
        {
            string more = ip.MoreFragments ? "+" : "";
            return $"IP {ip.Source} > {ip.Destination}: {NameOf(ip.Protocol)} fragment, id {ip.Identification}, "
                + $"offset {ip.FragmentOffset}{more}, length {ip.Payload.Length}";
        }
        return ip.Protocol switch
        {
            IpProtocol.Tcp => DescribeTcp(ip, trusted),
            IpProtocol.Udp => DescribeUdp(ip, trusted),
            IpProtocol.Icmp => $"IP {ip.Source} > {ip.Destination}: {IcmpText.Describe(ip.Payload)}",
            _ => $"IP {ip.Source} > {ip.Destination}: {NameOf(ip.Protocol)}, length {ip.Payload.Length}",
        };
    }

    private string DescribeTcp(in Ipv4Header ip, bool trusted)
    {
        if (!TcpHeader.TryRead(ip.Payload, out TcpHeader tcp))
            return $"IP {ip.Source} > {ip.Destination}: malformed TCP, length {ip.Payload.Length}";
        string text = $"IP {ip.Source}.{tcp.SourcePort} > {ip.Destination}.{tcp.DestinationPort}: {TcpText.Describe(ip, tcp, _conversations)}";
        return trusted || InternetChecksum.IsValid(ip.Payload, ip.PseudoHeaderSum) ? text : text + " [bad tcp cksum]";
    }

    private static string DescribeUdp(in Ipv4Header ip, bool trusted)
    {
        if (!UdpHeader.TryRead(ip.Payload, out UdpHeader udp, out UdpError error))
            return $"IP {ip.Source} > {ip.Destination}: malformed UDP ({error}), length {ip.Payload.Length}";
        string text = $"IP {ip.Source}.{udp.SourcePort} > {ip.Destination}.{udp.DestinationPort}: UDP, length {udp.Payload.Length}";
        return trusted || udp.IsChecksumValid(ip.Source, ip.Destination) ? text : text + " [bad udp cksum]";
    }

    private static string NameOf(IpProtocol protocol) => protocol switch
    {
        IpProtocol.Tcp => "tcp",
        IpProtocol.Udp => "udp",
        IpProtocol.Icmp => "icmp",
        _ => $"ip-proto-{(byte)protocol}",
    };
}
