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
    /// <summary>The figure's arrows with its labels: event / action.</summary>
    public static readonly IReadOnlyDictionary<Arrow, string> Arrows = new Dictionary<Arrow, string>
    {
        [new(Closed, Listen)] = "passive OPEN / create TCB",
        [new(Listen, Closed)] = "CLOSE / delete TCB",
        [new(Closed, SynSent)] = "active OPEN / create TCB, snd SYN",
        [new(SynSent, Closed)] = "CLOSE / delete TCB",
        [new(Listen, SynReceived)] = "rcv SYN / snd SYN,ACK",
        [new(Listen, SynSent)] = "SEND / snd SYN",
        [new(SynReceived, Listen)] = "rcv RST (note 1)",
        [new(SynSent, SynReceived)] = "rcv SYN / snd SYN,ACK",
        [new(SynReceived, Established)] = "rcv ACK of SYN / x",
        [new(SynSent, Established)] = "rcv SYN,ACK / snd ACK",
        [new(SynReceived, FinWait1)] = "CLOSE / snd FIN",
        [new(Established, FinWait1)] = "CLOSE / snd FIN",
        [new(Established, CloseWait)] = "rcv FIN / snd ACK",
        [new(FinWait1, FinWait2)] = "rcv ACK of FIN / x",
        [new(FinWait1, Closing)] = "rcv FIN / snd ACK",
        [new(FinWait2, TimeWait)] = "rcv FIN / snd ACK",
        [new(Closing, TimeWait)] = "rcv ACK of FIN / x",
        [new(CloseWait, LastAck)] = "CLOSE / snd FIN",
        [new(TimeWait, Closed)] = "Timeout=2MSL / delete TCB",
        [new(LastAck, Closed)] = "rcv ACK of FIN / x",
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
