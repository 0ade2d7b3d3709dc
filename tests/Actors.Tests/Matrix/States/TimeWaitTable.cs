using ActorTcp.Connection;
using static ActorTcp.Tests.Matrix.Happening;
using static ActorTcp.Tests.Matrix.Position;
using static ActorTcp.Tests.Matrix.Rule;

namespace ActorTcp.Tests.Matrix.States;

/// <summary>
/// TIME-WAIT, nobody listening on the port: SND.UNA and SND.NXT 2102, the peer's FIN was 1001, RCV.NXT 1002, RCV.WND 10000; at a
/// zero window RCV.NXT is 11001, and all before it waits unread.
/// </summary>
internal static class TimeWaitTable
{
    private const string Ack = ". 2102:2102(0) ack 1002";
    private const string AckAtZero = ". 2102:2102(0) ack 11001";
    private const string Told = "the end was told, and the application has no connection any more: a table's entry waits";
    private const string Unread = "text unread";
    private const string Duplicate = "nothing of ours is unacknowledged, and nothing of the peer's can come: ignored";

    public static readonly Rule[] Rules =
    [
        .. Acknowledged(Syn, "RFC 5961 4.2; RFC 6191: nobody listens, so it opens nothing"),
        .. Acknowledged(SynAck, "RFC 5961 4.2: a SYN is answered with a challenge ACK"),
        .. Acknowledged(SynFin, "RFC 5961 4.2: as a SYN"),
        .. Acknowledged(Text, "3.10.7.4 fifth: only the FIN can arrive again: acknowledge it; Linux: any text"),
        .. Acknowledged(Urg, "as text"),
        .. Acknowledged(Fin, "3.10.7.4 fifth: acknowledge it; this one is not the peer's FIN again, so the 2 MSL go on"),
        .. Acknowledged(TextFin, "as text"),
        .. Ignored(Rst),
        .. Ignored(RstAck),
        .. Ignored(SynRst),
        .. Empty(AckNew),
        .. Empty(AckOfFin),
        .. Empty(AckOld),
        .. Empty(AckBeyond),
        .. Empty(AckTooOld),
        .. Empty(NoFlags),

        On(Syn)
            .When("a listener is there and it is newer", Restart, world => world.Peer("S 5000:5000(0) win 1000 <mss 1460>"))
            .Sends("S. 67639:67639(0) ack 5001 win 10000 <mss 1460>").Becomes(TcpState.SynReceived)
            .Because("3.6.1, MAY-2, RFC 6191 2: a larger sequence number reopens it; ours begins beyond the old connection's"),
        On(Syn)
            .When("a listener is there and it is old", Restart, world => world.Peer("S 1001:1001(0) win 1000 <mss 1460>"))
            .Sends(Ack).Because("3.6.1: an old duplicate: the sequence number is not larger: TIME-WAIT stays"),
        On(Fin).When("the same again", action: world => world.PeerFinAgain()).Sends(Ack)
            .Because("3.10.7.4 fifth: acknowledge it, and restart the 2 MSL timeout"),
        On(TimeWaitTimeout)
            .When("after the FIN again", world => { world.Advance(30); world.PeerFinAgain(); }, world => world.Advance(59.9))
            .Because("3.10.7.4 eighth: restart the 2 MSL time-wait timeout"),
        On(TimeWaitTimeout)
            .When("after another FIN", AnotherFin, world => world.Advance(30))
            .Becomes(TcpState.Closed).Because("only the peer's own FIN restarts the timeout"),

        On(OpenActive).Tells("CommandFailed(AddressAlreadyInUse)")
            .Because("3.10.1: error: connection already exists; RFC 6191, tcp_tw_reuse: not without timestamps"),
        On(OpenPassive).Tells("CommandFailed(AddressAlreadyInUse)").Because("bind(2) without SO_REUSEADDR: EADDRINUSE"),
        On(OpenPassive).When("with SO_REUSEADDR", action: world => world.Bind(reuseAddress: true)).Tells("Bound")
            .Because("bind(2): both have it: a server restarts"),
        On(IcmpUnreachable).Because("RFC 5927 4: nothing is in flight that it could be about"),

        On(Send).CannotOccur(Told),
        On(Receive).CannotOccur(Told),
        On(Close).CannotOccur(Told),
        On(Abort).CannotOccur(Told),
        On(Status).CannotOccur(Told),
        On(ShutdownSend).CannotOccur(Told),
        On(ShutdownReceive).CannotOccur(Told),
        On(Send).When(Unread, LeaveUnread).Tells("CommandFailed(Shutdown)").Because("3.10.2: error: connection closing"),
        On(Receive).When(Unread, LeaveUnread).Tells("Received(9999)", "ConfirmedClosed")
            .Because("3.10.3 in CLOSE-WAIT's words: RECEIVEs must be satisfied by data already on hand; then the end"),
        On(Close).When(Unread, LeaveUnread).Tells("Closed")
            .Because("3.10.4: error: connection closing; close(2): both FINs are acknowledged, there is nothing to reset"),
        On(Abort).When(Unread, LeaveUnread).Becomes(TcpState.Closed).Tells("Aborted")
            .Because("3.10.5: respond with ok and delete the TCB, enter CLOSED: no reset"),
        On(Status).When(Unread, LeaveUnread).Tells("TcpInfo(TimeWait)").Because("3.10.6"),
        On(HandlerDies).Because("both sides have closed: nothing is left to do for it"),

        On(UserTimeout).Never("the only user timeout is Connect's own, and it ends with the handshake"),
        On(RetriesUsedUp).CannotOccur("nothing of ours is unacknowledged: no retransmission timer runs")
            .By(world => world.Advance(59)),
        On(Retransmission).CannotOccur("nothing of ours is unacknowledged: no retransmission timer runs"),
        On(FinWait2Timeout).CannotOccur("3.10.7.4 eighth: turn off the other timers").By(world => world.Advance(59)),
        On(TimeWaitTimeout).Becomes(TcpState.Closed).Because("3.10.8: delete the TCB, enter the CLOSED state"),
    ];

    private static void Restart(MatrixWorld world) => world.ListenAgain();

    private static void AnotherFin(MatrixWorld world)
    {
        world.Advance(30);
        world.Peer("F. 1002:1002(0) ack 2102");
    }

    private static void LeaveUnread(MatrixWorld world) => world.EnterAgain(Place.TimeWait, zeroWindow: true);

    private static Rule[] Acknowledged(Happening happening, string reason) =>
    [
        On(happening).At(Left, Inside, Right, Edge, Outside, Old).Sends(Ack).Because(reason),
        On(happening).At(ZeroWindow).Sends(AckAtZero).Because(reason),
    ];

    private static Rule[] Ignored(Happening happening) =>
    [
        On(happening).At(Left, Inside, Right, Edge, Outside, Old, ZeroWindow)
            .Because("RFC 1337 3, fix F1: ignore RST segments in TIME-WAIT state"),
    ];

    private static Rule[] Empty(Happening happening) =>
    [
        On(happening).At(Left, Inside, Right, Edge, ZeroWindow).Because(Duplicate),
        On(happening).At(Outside, Old).Sends(Ack).Because("3.10.7.4 first: not acceptable: an acknowledgment is sent"),
    ];
}
