namespace ActorTcp.Tests.Matrix;

/// <summary>The events of RFC 9293 3.10, and those that sockets add to them.</summary>
internal enum Happening
{
    // User calls, 3.10.1 to 3.10.6.
    OpenActive,
    OpenPassive,
    Send,
    Receive,
    Close,
    Abort,
    Status,
    ShutdownSend,
    ShutdownReceive,
    HandlerDies,

    // From the network below, 3.9.2.2.
    IcmpUnreachable,

    // SEGMENT ARRIVES, 3.10.7.
    Syn,
    SynAck,
    Rst,
    RstAck,
    AckNew,
    AckOfFin,
    AckOld,
    AckBeyond,
    AckTooOld,
    Text,
    Fin,
    TextFin,
    Urg,
    NoFlags,
    SynFin,
    SynRst,

    // Timeouts, 3.10.8.
    UserTimeout,
    RetriesUsedUp,
    Retransmission,
    TimeWaitTimeout,
    FinWait2Timeout,
}

internal static class Happenings
{
    public static bool IsSegment(this Happening happening) => happening is >= Happening.Syn and <= Happening.SynRst;

    public static string Name(this Happening happening) => happening switch
    {
        Happening.OpenActive => "active OPEN",
        Happening.OpenPassive => "passive OPEN",
        Happening.ShutdownSend => "shutdown of the send side",
        Happening.ShutdownReceive => "shutdown of the receive side",
        Happening.HandlerDies => "handler's death",
        Happening.IcmpUnreachable => "ICMP host unreachable",
        Happening.SynAck => "SYN-ACK",
        Happening.RstAck => "RST-ACK",
        Happening.AckNew => "new ACK",
        Happening.AckOfFin => "ACK of our FIN",
        Happening.AckOld => "old duplicate ACK",
        Happening.AckBeyond => "ACK beyond SND.NXT",
        Happening.AckTooOld => "ACK too old",
        Happening.Text => "text",
        Happening.TextFin => "text and FIN",
        Happening.NoFlags => "no flags",
        Happening.SynFin => "SYN and FIN",
        Happening.SynRst => "SYN and RST",
        Happening.UserTimeout => "USER TIMEOUT",
        Happening.RetriesUsedUp => "retries used up",
        Happening.Retransmission => "RETRANSMISSION TIMEOUT",
        Happening.TimeWaitTimeout => "TIME-WAIT TIMEOUT",
        Happening.FinWait2Timeout => "FIN-WAIT-2 timeout",
        _ => happening.ToString().ToUpperInvariant(),
    };

    /// <summary>The segment as the peer writes it in a place, at a position.</summary>
    public static string Segment(this Happening happening, in Geometry at, Position position)
    {
        long seq = position switch
        {
            Position.Inside => at.RcvNxt + 5000,
            Position.Right => at.RcvNxt + at.RcvWnd - 1,
            Position.Edge => at.RcvNxt + at.RcvWnd,
            Position.Outside => at.RcvNxt + at.RcvWnd + 1000,
            Position.Old => at.RcvNxt - 500,
            _ => at.RcvNxt,
        };
        string empty = $"{seq}:{seq}(0)";
        string text = $"{seq}:{seq + 100}(100) ack {at.TextAck} win 1000";
        return happening switch
        {
            Happening.Syn => $"S {empty} win 1000 <mss 1460>",
            Happening.SynAck => $"S. {empty} ack {at.SndNxt} win 1000 <mss 1460>",
            Happening.Rst => $"R {empty}",
            Happening.RstAck => $"R. {empty} ack {at.SndNxt}",
            Happening.AckNew => $". {empty} ack {at.NewAck} win 1000",
            Happening.AckOfFin => $". {empty} ack {at.FinAck} win 1000",
            Happening.AckOld => $". {empty} ack {at.SndUna - 500} win 1000",
            Happening.AckBeyond => $". {empty} ack {at.SndNxt + 1} win 1000",
            Happening.AckTooOld => $". {empty} ack {at.SndUna - Geometry.MaxSndWnd - 1} win 1000",
            Happening.Text => $"P. {text}",
            Happening.Fin => $"F. {empty} ack {at.TextAck} win 1000",
            Happening.TextFin => $"FP. {text}",
            Happening.Urg => $"PU. {text}",
            Happening.NoFlags => $"- {empty} win 1000",
            Happening.SynFin => $"SF {empty} win 1000 <mss 1460>",
            Happening.SynRst => $"SR {empty}",
            _ => throw new ArgumentOutOfRangeException(nameof(happening), happening, "no segment"),
        };
    }
}

/// <summary>The numbers of a place, relative to both SYNs.</summary>
/// <param name="SndUna">The oldest of ours that is not acknowledged.</param>
/// <param name="SndNxt">The next of ours.</param>
/// <param name="RcvNxt">The next of the peer's.</param>
/// <param name="RcvWnd">How many of the peer's may come.</param>
internal readonly record struct Geometry(long SndUna, long SndNxt, long RcvNxt, int RcvWnd)
{
    /// <summary>The largest window that the peer ever offered (RFC 5961 5.2, MAX.SND.WND).</summary>
    public const int MaxSndWnd = 1000;

    /// <summary>Whether the last of ours is a FIN.</summary>
    public bool HasFin { get; init; }

    /// <summary>Whether our SYN is not acknowledged yet: then text comes with its acknowledgment.</summary>
    public bool HasSyn { get; init; }

    /// <summary>What acknowledges all but our FIN.</summary>
    public long NewAck => HasFin && SndNxt > SndUna ? SndNxt - 1 : SndNxt;

    /// <summary>What acknowledges our FIN; without one it is a number that was never sent.</summary>
    public long FinAck => HasFin ? SndNxt : SndNxt + 1;

    /// <summary>What a segment acknowledges that is not about acknowledgments.</summary>
    public long TextAck => HasSyn ? SndNxt : SndUna;
}
