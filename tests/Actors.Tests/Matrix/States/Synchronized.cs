using static ActorTcp.Tests.Matrix.Happening;
using static ActorTcp.Tests.Matrix.Position;
using static ActorTcp.Tests.Matrix.Rule;

namespace ActorTcp.Tests.Matrix.States;

/// <summary>What RFC 9293 3.10.7.4 says alike of ESTABLISHED, FIN-WAIT-1, FIN-WAIT-2, CLOSE-WAIT, CLOSING and LAST-ACK.</summary>
internal static class Synchronized
{
    private static readonly Position[] Anywhere = [Left, Inside, Right, Edge, Outside, Old];

    public const string ZeroWindowTakesNothing =
        "3.4 table 6: with RCV.WND = 0 nothing that has a length is acceptable; an acknowledgment is sent";

    /// <param name="ack">&lt;SEQ=SND.NXT&gt;&lt;ACK=RCV.NXT&gt;&lt;CTL=ACK&gt;, in the state's numbers.</param>
    /// <param name="ackAtZero">The same where the window is zero.</param>
    public static Rule[] Rules(string ack, string ackAtZero) =>
    [
        .. Challenged(Syn, ack, ackAtZero),
        .. Challenged(SynAck, ack, ackAtZero),
        .. Challenged(SynFin, ack, ackAtZero),
        .. ResetElsewhere(Rst, ack),
        .. ResetElsewhere(RstAck, ack),
        .. ResetElsewhere(SynRst, ack),
        .. OutOfWindow(AckNew, ack),
        .. OutOfWindow(AckOfFin, ack),
        .. OutOfWindow(AckOld, ack),
        On(AckOld).At(Left, Inside, Right, Edge, ZeroWindow)
            .Because("3.10.7.4 fifth: if the ACK is a duplicate (SEG.ACK =< SND.UNA), it can be ignored"),
        .. OutOfWindow(AckBeyond, ack),
        On(AckBeyond).At(Left, Inside, Right, Edge).Sends(ack)
            .Because("3.10.7.4 fifth: if the ACK acks something not yet sent, send an ACK, drop the segment"),
        On(AckBeyond).At(ZeroWindow).Sends(ackAtZero).Because("3.10.7.4 fifth, as with an open window"),
        .. OutOfWindow(AckTooOld, ack),
        On(AckTooOld).At(Left, Inside, Right, Edge).Sends(ack)
            .Because("RFC 5961 5.2: SEG.ACK < SND.UNA - MAX.SND.WND: an ACK is sent, the segment dropped"),
        On(AckTooOld).At(ZeroWindow).Sends(ackAtZero).Because("RFC 5961 5.2, as with an open window"),
        .. OutOfWindow(NoFlags, ack),
        On(NoFlags).At(Left, Inside, Right, Edge, ZeroWindow)
            .Because("3.10.7.4 fifth: if the ACK bit is off, drop the segment and return"),
        .. NotTaken(Text, ack),
        .. NotTaken(Fin, ack),
        .. NotTaken(TextFin, ack),
        .. NotTaken(Urg, ack),
        On(Text).At(ZeroWindow).Sends(ackAtZero).Because(ZeroWindowTakesNothing),
        On(TextFin).At(ZeroWindow).Sends(ackAtZero).Because(ZeroWindowTakesNothing),
    ];

    /// <summary>Urgent data in ESTABLISHED, FIN-WAIT-1 and FIN-WAIT-2, ahead of its turn.</summary>
    public static Rule[] Urgent(string ack, string ackAtZero) =>
    [
        On(Urg).At(Inside).Sends(ack).Tells("UrgentAnnounced", "UrgentReceived")
            .Because("3.10.7.4 sixth: signal the user; the urgent byte overtakes the gap, as on Linux; RFC 5681 4.2: as text"),
        On(Urg).At(Right).Sends(ack).Tells("UrgentAnnounced")
            .Because("3.10.7.4 sixth: signal the user; the urgent byte is beyond the window; RFC 5681 4.2: as text"),
        On(Urg).At(ZeroWindow).Sends(ackAtZero).Tells("UrgentAnnounced")
            .Because("3.4, MUST-66: URG is processed with a zero window too; the text is not acceptable"),
    ];

    /// <summary>After the peer's FIN no text is to come: RCV.NXT stands behind it.</summary>
    public static Rule[] AfterFin(string ack, string ackAtZero) =>
    [
        On(Text).At(Left, Inside, Right)
            .Because("3.10.7.4 seventh: this should not occur since a FIN has been received: ignore the segment text"),
        On(Urg).At(Left, Inside, Right)
            .Because("3.10.7.4 sixth: this should not occur since a FIN has been received: ignore the URG, and its text"),
        On(Fin).At(Left, Inside, Right).Sends(ack)
            .Because("3.10.7.4 eighth: acknowledge the FIN, remain in the state; RCV.NXT stands behind the first one"),
        On(TextFin).At(Left, Inside, Right).Sends(ack)
            .Because("3.10.7.4 seventh and eighth: the text is ignored, the FIN acknowledged"),
        On(Fin).At(ZeroWindow).Sends(ackAtZero).Because(ZeroWindowTakesNothing),
        On(Urg).At(ZeroWindow).Sends(ackAtZero).Because(ZeroWindowTakesNothing),
        On(Fin).When("the same again", action: world => world.PeerFinAgain()).Sends(ack)
            .Because("3.10.7.4 first: it is not acceptable any more: an acknowledgment is sent; the first one was lost"),
    ];

    /// <summary>What no state of a connection has: OPEN, and the timeouts of other states.</summary>
    public static Rule[] NotInThisState() =>
    [
        On(OpenActive).Tells("CommandFailed(AddressAlreadyInUse)").Because("3.10.1: error: connection already exists"),
        On(OpenPassive).Tells("CommandFailed(AddressAlreadyInUse)")
            .Because("3.10.1: error: connection already exists; bind(2) without SO_REUSEADDR: EADDRINUSE"),
        On(IcmpUnreachable).Because("RFC 5927 4: soft on a synchronized connection, remembered and no more"),
        On(UserTimeout).Never("the only user timeout is Connect's own, and it ends with the handshake"),
        On(TimeWaitTimeout).Never("the timer is started on entering TIME-WAIT, and belongs to it"),
    ];

    private static Rule[] Challenged(Happening happening, string ack, string ackAtZero) =>
    [
        On(happening).At(Anywhere).Sends(ack)
            .Because("RFC 5961 4.2: irrespective of the sequence number a SYN is answered with a challenge ACK"),
        On(happening).At(ZeroWindow).Sends(ackAtZero).Because("RFC 5961 4.2, as with an open window"),
    ];

    private static Rule[] ResetElsewhere(Happening happening, string ack) =>
    [
        On(happening).At(Inside, Right).Sends(ack).Because("RFC 5961 3.2: in the window and not at RCV.NXT: a challenge ACK"),
        On(happening).At(Edge, Outside, Old).Because("RFC 5961 3.2: outside the window: silently drop the segment"),
    ];

    private static Rule[] OutOfWindow(Happening happening, string ack) =>
    [
        On(happening).At(Outside, Old).Sends(ack)
            .Because("3.10.7.4 first: not acceptable: an acknowledgment is sent, the segment dropped"),
    ];

    private static Rule[] NotTaken(Happening happening, string ack) =>
    [
        On(happening).At(Edge, Outside, Old).Sends(ack)
            .Because("3.10.7.4 first: not acceptable: an acknowledgment is sent, the segment dropped"),
    ];
}
