namespace ActorTcp.Protocol;

/// <summary>
/// The send sequence space (RFC 9293 3.3.1, figure 3):
/// <code>
///       1         2          3          4
///  ----------|----------|----------|----------
///         SND.UNA    SND.NXT    SND.UNA + SND.WND
/// 1 acknowledged   2 in flight   3 may be sent now   4 may not be sent yet
/// </code>
/// </summary>
internal struct SendSequenceSpace
{
    /// <summary>ISS: our initial sequence number.</summary>
    public SeqNum Iss;

    /// <summary>SND.UNA: the oldest number that is not acknowledged.</summary>
    public SeqNum Una;

    /// <summary>SND.NXT: the next number to send for the first time; what is sent again does not move it.</summary>
    public SeqNum Nxt;

    /// <summary>SND.WND: what the peer offers from SND.UNA on, in bytes, scaled.</summary>
    public uint Wnd;

    /// <summary>The largest SND.WND there was (RFC 9293 3.8.6.2.1, RFC 5961 5).</summary>
    public uint MaxWnd;

    /// <summary>SND.WL1: SEG.SEQ of the segment that last changed SND.WND.</summary>
    public SeqNum Wl1;

    /// <summary>SND.WL2: SEG.ACK of that segment.</summary>
    public SeqNum Wl2;

    /// <summary>Snd.Wind.Shift: how far the peer's windows are scaled (RFC 7323 2.2), 0 to 14.</summary>
    public byte Scale;

    /// <summary>How many sequence numbers are in flight.</summary>
    public readonly int InFlight => Nxt - Una;

    /// <summary>The space after a handshake: the SYN is sent and acknowledged.</summary>
    public static SendSequenceSpace AfterHandshake(SeqNum iss, uint window, byte scale, SeqNum segSeq, SeqNum segAck) => new()
    {
        Iss = iss,
        Una = iss + 1,
        Nxt = iss + 1,
        Wnd = window,
        MaxWnd = window,
        Wl1 = segSeq,
        Wl2 = segAck,
        Scale = scale,
    };
}
