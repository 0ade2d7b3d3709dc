using ActorTcp.Protocol.Wire;

namespace ActorTcp.Packetdrill.Packets;

/// <summary>How far a socket has come, as far as its script and its packets tell.</summary>
internal enum FlowState
{
    /// <summary>socket() was called.</summary>
    New,

    /// <summary>listen() was called.</summary>
    Listening,

    /// <summary>A packet arrived for a listener, or for nobody.</summary>
    PacketReceived,

    /// <summary>Its SYN-ACK was sent.</summary>
    SynAckSent,

    /// <summary>Its SYN-ACK was acknowledged.</summary>
    SynAckAcked,

    /// <summary>connect() was called, or a datagram sent.</summary>
    Connecting,

    /// <summary>The script expects its SYN.</summary>
    SynSent,

    /// <summary>Its SYN was acknowledged.</summary>
    SynAcked,
}

/// <summary>
/// A socket's packets between the script's numbers and the live ones. Numbers of segments with SYN are absolute in a script, all others
/// are relative to the first SYN; the peer's live ISN is the script's.
/// </summary>
internal sealed class Flow
{
    public FlowState State { get; set; }

    /// <summary>TCP or UDP.</summary>
    public IpProtocol Protocol { get; init; } = IpProtocol.Tcp;

    /// <summary>Our address; zero: not known.</summary>
    public Ipv4Address LocalAddress { get; set; }

    /// <summary>Our port; 0: not known.</summary>
    public ushort LocalPort { get; set; }

    public Ipv4Address RemoteAddress { get; set; }

    public ushort RemotePort { get; set; }

    /// <summary>The peer's ISN; the same in the script.</summary>
    public uint RemoteIsn { get; set; }

    /// <summary>Our live ISN.</summary>
    public uint LocalIsn { get; set; }

    /// <summary>Our ISN in the script.</summary>
    public uint ScriptLocalIsn { get; set; }

    /// <summary>Our live timestamps by the script's.</summary>
    public Dictionary<uint, uint> Timestamps { get; } = [];

    /// <summary>Our first timestamp: the script's and the live one; null: none was sent yet.</summary>
    public (uint Script, uint Live)? FirstTimestamp { get; set; }

    /// <summary>From the script's number of ours to the live one.</summary>
    public uint LocalOffset(bool isSyn) => isSyn ? LocalIsn - ScriptLocalIsn : LocalIsn;

    /// <summary>From the script's number of the peer's to the live one.</summary>
    public uint RemoteOffset(bool isSyn) => isSyn ? 0 : RemoteIsn;

    /// <summary>Whether a packet of the stack's is this socket's.</summary>
    public bool IsOutbound(WirePacket packet) =>
        packet.Source == LocalAddress && packet.Destination == RemoteAddress &&
        packet.SourcePort == LocalPort && packet.DestinationPort == RemotePort;

    /// <summary>Turns the numbers of a packet of the stack's into the script's.</summary>
    public void ToScript(WirePacket packet)
    {
        packet.Sequence -= LocalOffset(packet.IsSyn);
        uint offset = RemoteOffset(packet.IsSyn);
        if (packet.HasAck) packet.Ack -= offset;
        TcpOptionBytes.OffsetSack(packet.Options, 0 - offset);
    }
}
