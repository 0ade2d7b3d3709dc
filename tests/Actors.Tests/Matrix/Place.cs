namespace ActorTcp.Tests.Matrix;

/// <summary>
/// Where a row begins: a state of RFC 9293 3.3.2. SYN-RECEIVED is two: how it was reached decides where a reset leads.
/// </summary>
internal enum Place
{
    Closed,
    Listen,
    SynSent,
    SynReceived,
    SynReceivedActive,
    Established,
    FinWait1,
    FinWait2,
    CloseWait,
    Closing,
    LastAck,
    TimeWait,
}

/// <summary>Where in the receive window a segment begins.</summary>
internal enum Position
{
    /// <summary>No segment, or a state that has no window yet: RFC 9293 3.10.7.1 to 3.10.7.3 do not look at SEG.SEQ.</summary>
    None,

    /// <summary>At RCV.NXT.</summary>
    Left,

    /// <summary>5000 beyond RCV.NXT, which is within.</summary>
    Inside,

    /// <summary>At the last number of the window.</summary>
    Right,

    /// <summary>
    /// At the first number behind the window, RCV.NXT + RCV.WND: nothing that has a length is acceptable there, but what is empty
    /// is (docs/deviations.md).
    /// </summary>
    Edge,

    /// <summary>1000 behind the window.</summary>
    Outside,

    /// <summary>500 before RCV.NXT.</summary>
    Old,

    /// <summary>At RCV.NXT, and the window is zero.</summary>
    ZeroWindow,
}

internal static class Names
{
    public static string Of(Place place) => place switch
    {
        Place.SynSent => "SYN-SENT",
        Place.SynReceived => "SYN-RCVD, passive",
        Place.SynReceivedActive => "SYN-RCVD, active",
        Place.FinWait1 => "FIN-WAIT-1",
        Place.FinWait2 => "FIN-WAIT-2",
        Place.CloseWait => "CLOSE-WAIT",
        Place.LastAck => "LAST-ACK",
        Place.TimeWait => "TIME-WAIT",
        _ => place.ToString().ToUpperInvariant(),
    };

    public static string Of(Position position) => position switch
    {
        Position.Left => " at the left edge",
        Position.Inside => " in the window",
        Position.Right => " at the right edge",
        Position.Edge => " just behind the window",
        Position.Outside => " beyond the window",
        Position.Old => " before the window",
        Position.ZeroWindow => " at a zero window",
        _ => "",
    };
}
