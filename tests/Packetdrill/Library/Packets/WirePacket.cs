using ActorTcp.Protocol.Wire;

namespace ActorTcp.Packetdrill.Packets;

/// <summary>A packet with its headers taken apart: one of the stack's, or what a script expects; numbers may be live or the script's.</summary>
internal sealed class WirePacket
{
    /// <summary>When it was sent: microseconds since the script's zero.</summary>
    public long Time { get; set; }

    public IpProtocol Protocol { get; init; }

    public Ipv4Address Source { get; init; }

    public Ipv4Address Destination { get; init; }

    public byte Tos { get; init; }

    public byte Ttl { get; init; }

    /// <summary>Bytes of IP header.</summary>
    public int IpHeaderLength { get; init; } = Ipv4Header.MinLength;

    /// <summary>Bytes of the whole packet.</summary>
    public int TotalLength { get; init; }

    public ushort SourcePort { get; set; }

    public ushort DestinationPort { get; set; }

    /// <summary>Of TCP.</summary>
    public TcpFlags Flags { get; init; }

    /// <summary>The four bits behind the data offset: the last is Accurate ECN's AE.</summary>
    public int ReservedBits { get; init; }

    public uint Sequence { get; set; }

    public uint Ack { get; set; }

    /// <summary>As it is in the header: not scaled.</summary>
    public ushort Window { get; init; }

    public ushort Urgent { get; init; }

    /// <summary>TCP's options with their padding.</summary>
    public byte[] Options { get; init; } = [];

    /// <summary>Bytes of text, or of a datagram.</summary>
    public int PayloadLength { get; init; }

    /// <summary>Whether all of it is zero, as all that a script writes is.</summary>
    public bool IsPayloadZero { get; init; } = true;

    public byte IcmpType { get; init; }

    public byte IcmpCode { get; init; }

    public bool IsSyn => (Flags & TcpFlags.Syn) != 0;

    public bool HasAck => (Flags & TcpFlags.Ack) != 0;

    /// <summary>Accurate ECN's three bits.</summary>
    public int Ace => ((ReservedBits & 1) << 2) | ((Flags & TcpFlags.Cwr) != 0 ? 2 : 0) | ((Flags & TcpFlags.Ece) != 0 ? 1 : 0);

    /// <summary>
    /// Segments that follow one another as the one that they are pieces of: the last one's header with the first one's number and CWR.
    /// </summary>
    public static WirePacket Merge(IReadOnlyList<WirePacket> pieces)
    {
        if (pieces.Count == 1) return pieces[0];
        WirePacket first = pieces[0];
        WirePacket last = pieces[^1];
        int payload = pieces.Sum(each => each.PayloadLength);
        return new WirePacket
        {
            Time = last.Time,
            Protocol = last.Protocol,
            Source = last.Source,
            Destination = last.Destination,
            Tos = last.Tos,
            Ttl = last.Ttl,
            IpHeaderLength = last.IpHeaderLength,
            TotalLength = last.TotalLength + payload - last.PayloadLength,
            SourcePort = last.SourcePort,
            DestinationPort = last.DestinationPort,
            Flags = (last.Flags & ~TcpFlags.Cwr) | (first.Flags & TcpFlags.Cwr),
            ReservedBits = last.ReservedBits,
            Sequence = first.Sequence,
            Ack = last.Ack,
            Window = last.Window,
            Urgent = last.Urgent,
            Options = last.Options,
            PayloadLength = payload,
            IsPayloadZero = pieces.All(each => each.IsPayloadZero),
        };
    }
}
