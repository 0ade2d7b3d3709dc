namespace ActorTcp.Protocol;

/// <summary>The transmission control block (RFC 9293 3.3.1) of a synchronized connection: its two halves.</summary>
internal sealed class Tcb(TcpSender sender, TcpReceiver receiver, DelayedAck acks)
{
    /// <summary>What we send: the send sequence space, the data, loss recovery and congestion control.</summary>
    public TcpSender Send { get; } = sender;

    /// <summary>What we receive: the receive sequence space and reassembly.</summary>
    public TcpReceiver Receive { get; } = receiver;

    /// <summary>When what we receive is acknowledged.</summary>
    public DelayedAck Acks { get; } = acks;

    /// <summary>The timestamps; null: one of the two sides does not send them (RFC 7323).</summary>
    public Timestamps? Timestamps { get; init; }

    /// <summary>The path to the peer: how large segments may be.</summary>
    public required PeerPath Path { get; init; }

    /// <summary>ECN; null: the two sides have not agreed on it (RFC 3168 6.1.1).</summary>
    public EcnState? Ecn { get; init; }

    /// <summary>Whether both sides scale windows (RFC 7323 2.2).</summary>
    public bool WindowScaling { get; init; }
}
