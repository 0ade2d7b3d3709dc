using ActorTcp.Protocol.Wire;

namespace ActorTcp.Packetdrill.Packets;

/// <summary>Takes the stack's frames apart.</summary>
internal static class PacketReader
{
    /// <summary>Reads an Ethernet frame.</summary>
    /// <param name="frame">The frame as it would be on the wire, or larger than its MTU allows.</param>
    /// <param name="trustChecksum">Whether the device was asked to complete the transport's checksum.</param>
    /// <param name="time">When it was sent, microseconds.</param>
    /// <param name="complaint">What is wrong with it; null: nothing.</param>
    /// <returns>Null: it is none that a script can speak of.</returns>
    public static WirePacket? Read(ReadOnlySpan<byte> frame, bool trustChecksum, long time, out string? complaint)
    {
        complaint = null;
        if (!EthernetHeader.TryRead(frame, out EthernetHeader ethernet) || ethernet.EtherType != EtherType.Ipv4) return null;
        if (!Ipv4Header.TryRead(ethernet.Payload, out Ipv4Header ip, out Ipv4Error error))
        {
            complaint = error == Ipv4Error.Checksum ? "bad outbound IP checksum" : $"bad outbound IP header: {error}";
            return null;
        }
        return ip.Protocol switch
        {
            IpProtocol.Tcp => ReadTcp(ip, trustChecksum, time, ref complaint),
            IpProtocol.Udp => ReadUdp(ip, trustChecksum, time, ref complaint),
            IpProtocol.Icmp => ReadIcmp(ip, time, ref complaint),
            _ => null,
        };
    }

    private static WirePacket? ReadTcp(in Ipv4Header ip, bool trustChecksum, long time, ref string? complaint)
    {
        if (!TcpHeader.TryRead(ip.Payload, out TcpHeader tcp))
        {
            complaint = "bad outbound TCP header";
            return null;
        }
        if (!trustChecksum && !tcp.IsChecksumValid(ip.Source, ip.Destination)) complaint = "bad outbound TCP checksum";
        return new WirePacket
        {
            Time = time,
            Protocol = ip.Protocol,
            Source = ip.Source,
            Destination = ip.Destination,
            Tos = ip.TypeOfService,
            Ttl = ip.TimeToLive,
            IpHeaderLength = ip.HeaderLength,
            TotalLength = ip.TotalLength,
            SourcePort = tcp.SourcePort,
            DestinationPort = tcp.DestinationPort,
            Flags = tcp.Flags,
            ReservedBits = ip.Payload[12] & 0x0F,
            Sequence = tcp.Sequence.Value,
            Ack = tcp.Acknowledgment.Value,
            Window = tcp.Window,
            Urgent = tcp.UrgentPointer,
            Options = tcp.Options.ToArray(),
            PayloadLength = tcp.PayloadLength,
            IsPayloadZero = !tcp.Payload.ContainsAnyExcept((byte)0),
        };
    }

    private static WirePacket? ReadUdp(in Ipv4Header ip, bool trustChecksum, long time, ref string? complaint)
    {
        // Only a datagram's first fragment has a header; the others are of no port.
        if (ip.FragmentOffset > 0) return null;
        ReadOnlySpan<byte> bytes = ip.Payload;
        if (bytes.Length < UdpHeader.Size)
        {
            complaint = "bad outbound UDP header";
            return null;
        }
        int length = (bytes[4] << 8) | bytes[5];
        if (!ip.MoreFragments)
        {
            if (!UdpHeader.TryRead(bytes, out UdpHeader udp, out UdpError error))
            {
                complaint = $"bad outbound UDP header: {error}";
                return null;
            }
            if (!trustChecksum && udp.Checksum != 0 && !udp.IsChecksumValid(ip.Source, ip.Destination)) complaint = "bad outbound UDP checksum";
        }
        return new WirePacket
        {
            Time = time,
            Protocol = ip.Protocol,
            Source = ip.Source,
            Destination = ip.Destination,
            Tos = ip.TypeOfService,
            Ttl = ip.TimeToLive,
            IpHeaderLength = ip.HeaderLength,
            TotalLength = ip.TotalLength,
            SourcePort = (ushort)((bytes[0] << 8) | bytes[1]),
            DestinationPort = (ushort)((bytes[2] << 8) | bytes[3]),
            PayloadLength = length - UdpHeader.Size,
            IsPayloadZero = !bytes[UdpHeader.Size..].ContainsAnyExcept((byte)0),
        };
    }

    private static WirePacket? ReadIcmp(in Ipv4Header ip, long time, ref string? complaint)
    {
        if (!IcmpV4.TryRead(ip.Payload, out IcmpV4 icmp, out IcmpError error))
        {
            complaint = $"bad outbound ICMP message: {error}";
            return null;
        }
        return new WirePacket
        {
            Time = time,
            Protocol = ip.Protocol,
            Source = ip.Source,
            Destination = ip.Destination,
            Tos = ip.TypeOfService,
            Ttl = ip.TimeToLive,
            IpHeaderLength = ip.HeaderLength,
            TotalLength = ip.TotalLength,
            IcmpType = (byte)icmp.Type,
            IcmpCode = icmp.Code,
        };
    }
}
