namespace ActorTcp.Protocol;

/// <summary>
/// The receive sequence space (RFC 9293 3.3.1, figure 4):
/// <code>
///       1          2          3
///  ----------|----------|----------
///         RCV.NXT    RCV.NXT + RCV.WND
/// 1 acknowledged   2 may arrive   3 may not arrive yet
/// </code>
/// </summary>
internal struct ReceiveSequenceSpace
{
    /// <summary>IRS: the peer's initial sequence number.</summary>
    public SeqNum Irs;

    /// <summary>RCV.NXT: the next number expected.</summary>
    public SeqNum Nxt;

    /// <summary>RCV.NXT + RCV.WND as we last told the peer. It never moves left (RFC 9293 3.8.6: a window is not shrunk).</summary>
    public SeqNum Edge;

    /// <summary>Rcv.Wind.Shift: how far our windows are scaled (RFC 7323 2.2), 0 to 14.</summary>
    public byte Scale;

    /// <summary>RCV.WND: what the peer may still send, in bytes.</summary>
    public readonly int Wnd => Edge - Nxt;

    /// <summary>The space after the peer's SYN.</summary>
    public static ReceiveSequenceSpace AfterSyn(SeqNum irs, int window, byte scale) => new()
    {
        Irs = irs,
        Nxt = irs + 1,
        Edge = irs + 1 + window,
        Scale = scale,
    };
}
