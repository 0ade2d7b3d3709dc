namespace ActorTcp.Connection;

/// <summary>The states of RFC 9293 3.3.2, figure 5.</summary>
public enum TcpState
{
    /// <summary>No connection at all.</summary>
    Closed,

    /// <summary>Waiting for a connection request from any peer.</summary>
    Listen,

    /// <summary>Waiting for a matching connection request after having sent one.</summary>
    SynSent,

    /// <summary>Waiting for the acknowledgment of our SYN after having received and sent one.</summary>
    SynReceived,

    /// <summary>An open connection: data flows both ways.</summary>
    Established,

    /// <summary>Our FIN is sent, or will be after the data; neither its acknowledgment nor the peer's FIN has come.</summary>
    FinWait1,

    /// <summary>Our FIN is acknowledged; the peer may still send.</summary>
    FinWait2,

    /// <summary>The peer's FIN has come; the application may still send.</summary>
    CloseWait,

    /// <summary>Both FINs are sent; ours is not acknowledged.</summary>
    Closing,

    /// <summary>The peer closed first, our FIN is sent and not acknowledged.</summary>
    LastAck,

    /// <summary>Both sides are done; 2 MSL pass so that the last acknowledgment can be repeated.</summary>
    TimeWait,
}
