using ActorTcp.Connection;
using static ActorTcp.Connection.TcpState;

namespace ActorTcp.Tests.Matrix;

/// <summary>An arrow of a state diagram.</summary>
internal readonly record struct Arrow(TcpState From, TcpState To) : IComparable<Arrow>
{
    public int CompareTo(Arrow other) => (From, To).CompareTo((other.From, other.To));

    public override string ToString() => $"{Name(From)} -> {Name(To)}";

    /// <summary>The state as Linux writes it.</summary>
    public static string Name(TcpState state) => state switch
    {
        SynSent => "SYN_SENT",
        SynReceived => "SYN_RECEIVED",
        FinWait1 => "FIN_WAIT_1",
        FinWait2 => "FIN_WAIT_2",
        CloseWait => "CLOSE_WAIT",
        LastAck => "LAST_ACK",
        TimeWait => "TIME_WAIT",
        _ => state.ToString().ToUpperInvariant(),
    };
}

/// <summary>RFC 9293 3.3.2, figure 5, arrow by arrow, and where the stack's graph is another one.</summary>
internal static class Figure5
{
    /// <summary>The figure's arrows with its labels, event / action, and the matrix' name of the event.</summary>
    public static readonly IReadOnlyDictionary<Arrow, (Happening Event, string Label)> Arrows =
        new Dictionary<Arrow, (Happening, string)>
        {
            [new(Closed, Listen)] = (Happening.OpenPassive, "passive OPEN / create TCB"),
            [new(Listen, Closed)] = (Happening.Close, "CLOSE / delete TCB"),
            [new(Closed, SynSent)] = (Happening.OpenActive, "active OPEN / create TCB, snd SYN"),
            [new(SynSent, Closed)] = (Happening.Close, "CLOSE / delete TCB"),
            [new(Listen, SynReceived)] = (Happening.Syn, "rcv SYN / snd SYN,ACK"),
            [new(Listen, SynSent)] = (Happening.Send, "SEND / snd SYN"),
            [new(SynReceived, Listen)] = (Happening.Rst, "rcv RST (note 1)"),
            [new(SynSent, SynReceived)] = (Happening.Syn, "rcv SYN / snd SYN,ACK"),
            [new(SynReceived, Established)] = (Happening.AckNew, "rcv ACK of SYN / x"),
            [new(SynSent, Established)] = (Happening.SynAck, "rcv SYN,ACK / snd ACK"),
            [new(SynReceived, FinWait1)] = (Happening.Close, "CLOSE / snd FIN"),
            [new(Established, FinWait1)] = (Happening.Close, "CLOSE / snd FIN"),
            [new(Established, CloseWait)] = (Happening.Fin, "rcv FIN / snd ACK"),
            [new(FinWait1, FinWait2)] = (Happening.AckOfFin, "rcv ACK of FIN / x"),
            [new(FinWait1, Closing)] = (Happening.Fin, "rcv FIN / snd ACK"),
            [new(FinWait2, TimeWait)] = (Happening.Fin, "rcv FIN / snd ACK"),
            [new(Closing, TimeWait)] = (Happening.AckOfFin, "rcv ACK of FIN / x"),
            [new(CloseWait, LastAck)] = (Happening.Close, "CLOSE / snd FIN"),
            [new(TimeWait, Closed)] = (Happening.TimeWaitTimeout, "Timeout=2MSL / delete TCB"),
            [new(LastAck, Closed)] = (Happening.AckOfFin, "rcv ACK of FIN / x"),
        };

    /// <summary>Arrows of the figure that the stack does not have.</summary>
    public static readonly IReadOnlyDictionary<Arrow, string> Missing = new Dictionary<Arrow, string>
    {
        [new(Listen, SynSent)] = "SEND on a listener: no socket can, and a listener here is no connection (3.10.2)",
    };

    /// <summary>
    /// Arrows of the stack that the figure leaves out (its note 3: "otherwise, the diagram would become very difficult to read").
    /// </summary>
    public static readonly IReadOnlyDictionary<Arrow, string> Additional = new Dictionary<Arrow, string>
    {
        [new(SynReceived, Closed)] =
            "the listener closes; of a simultaneous open: RST, ABORT, a cancelled connect, retries used up",
        [new(Established, Closed)] = "RST (note 3), ABORT, retries used up, CLOSE with text unread",
        [new(FinWait1, Closed)] = "RST (note 3), ABORT, retries used up, text for an orphan",
        [new(FinWait2, Closed)] = "RST (note 3), ABORT, an orphan's timeout, text for an orphan",
        [new(CloseWait, Closed)] = "RST (note 3), ABORT, retries used up",
        [new(Closing, Closed)] = "RST (note 3), ABORT, retries used up",
    };
}
