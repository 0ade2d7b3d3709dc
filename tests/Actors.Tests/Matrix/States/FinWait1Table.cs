using ActorTcp.Connection;
using static ActorTcp.Tests.Matrix.Happening;
using static ActorTcp.Tests.Matrix.Position;
using static ActorTcp.Tests.Matrix.Rule;

namespace ActorTcp.Tests.Matrix.States;

/// <summary>
/// FIN-WAIT-1 after a half-close: SND.UNA 2001, our FIN is 2101, SND.NXT 2102, RCV.NXT 1001, RCV.WND 10000; at a zero window
/// RCV.NXT is 11001. An orphan's lines say so.
/// </summary>
internal static class FinWait1Table
{
    private const string Ack = ". 2102:2102(0) ack 1001";
    private const string AckAtZero = ". 2102:2102(0) ack 11001 win 0";

    public static readonly Rule[] Rules =
    [
        .. Synchronized.Rules(Ack, AckAtZero),
        .. Synchronized.NotInThisState(),

        On(Rst).At(Left, ZeroWindow).Becomes(TcpState.Closed).Tells("ErrorClosed(ConnectionReset)")
            .Because("3.10.7.4 second: as in ESTABLISHED"),
        On(RstAck).At(Left, ZeroWindow).Becomes(TcpState.Closed).Tells("ErrorClosed(ConnectionReset)")
            .Because("3.10.7.4 second comes before fifth"),
        On(SynRst).At(Left).Becomes(TcpState.Closed).Tells("ErrorClosed(ConnectionReset)")
            .Because("3.10.7.4 second comes before fourth"),
        On(SynRst).At(ZeroWindow).Becomes(TcpState.Closed).Tells("ErrorClosed(ConnectionReset)")
            .Because("3.10.7.4 first: with a zero window a valid RST is accepted"),
        On(Rst).When("orphan", world => world.BecomeOrphan(), world => world.Peer("R 1001:1001(0)")).Becomes(TcpState.Closed)
            .Because("3.10.7.4 second; nobody is there to be told"),

        On(AckNew).At(Left, Inside, Right, Edge, ZeroWindow).Leaves(1)
            .Because("3.10.7.4 fifth: all but the FIN is acknowledged: the state stays"),
        On(AckOfFin).At(Left, Inside, Right, Edge, ZeroWindow).Becomes(TcpState.FinWait2).Leaves(0)
            .Because("3.10.7.4 fifth: if our FIN is now acknowledged, enter FIN-WAIT-2"),

        On(Text).At(Left).Sends(". 2102:2102(0) ack 1101").Tells("Received(100)").Because("3.10.7.4 seventh: as in ESTABLISHED"),
        On(Text).At(Inside, Right).Sends(Ack).Because("RFC 5681 4.2: out of order: kept, and a duplicate ACK at once"),
        On(Text).When("orphan", world => world.BecomeOrphan(), world => world.Peer("P. 1001:1101(100) ack 2001 win 1000"))
            .Sends("R 2001:2001(0)").Becomes(TcpState.Closed)
            .Because("RFC 1122 4.2.2.13: a RST shows that data was lost; Linux: TCPAbortOnData"),
        On(Text)
            .When("the receive side shut", world => world.ShutReceiving(), world => world.Peer("P. 1001:1101(100) ack 2001 win 1000"))
            .Sends("R 2001:2001(0)").Becomes(TcpState.Closed).Tells("Aborted")
            .Because("shutdown(2), both directions: as an orphan's; Linux: TCPAbortOnData"),
        On(Urg).At(Left).Sends(". 2102:2102(0) ack 1101").Tells("UrgentAnnounced", "UrgentReceived", "Received(99)")
            .Because("3.10.7.4 sixth: signal the user; the urgent byte is out of band, as on Linux"),
        .. Synchronized.Urgent(Ack, AckAtZero),
        On(Fin).At(Left).Sends(". 2102:2102(0) ack 1002").Becomes(TcpState.Closing).Tells("ConfirmedClosed")
            .Because("3.10.7.4 eighth: our FIN is not acknowledged: enter CLOSING"),
        On(Fin).At(ZeroWindow).Sends(". 2102:2102(0) ack 11002 win 0").Becomes(TcpState.Closing)
            .Because("docs/deviations.md: a bare FIN takes no room, and is taken; the end is told when the text is read"),
        On(Fin).At(Inside, Right).Sends(Ack).Because("out of order: it waits for what is missing"),
        On(Fin).When("with the ACK of ours", action: world => world.Peer("F. 1001:1001(0) ack 2102 win 1000"))
            .Sends(". 2102:2102(0) ack 1002").Becomes(TcpState.TimeWait).Tells("ConfirmedClosed")
            .Because("3.10.7.4 fifth enters FIN-WAIT-2, eighth TIME-WAIT"),
        On(TextFin).At(Left).Sends(". 2102:2102(0) ack 1102").Becomes(TcpState.Closing).Tells("Received(100)", "ConfirmedClosed")
            .Because("3.10.7.4 seventh, then eighth"),
        On(TextFin).At(Inside, Right).Sends(Ack).Because("out of order: it waits for what is missing"),

        On(Send).Tells("CommandFailed(Shutdown)").Because("3.10.2: error: connection closing"),
        On(Receive).After(world => world.LeaveUnread()).Tells("Received(100)").Because("3.10.3: as in ESTABLISHED"),
        On(Close).Tells("Closed").Because("close(2) after shutdown(2): an orphan from here on; the FIN is underway"),
        On(Close).When("text unread", world => world.LeaveUnread()).Sends("R. 2102:2102(0) ack 1101").Becomes(TcpState.Closed)
            .Tells("Closed").Because("RFC 1122 4.2.2.13: a RST shows that data was lost"),
        On(HandlerDies).When("text unread", world => world.LeaveUnread()).Sends("R. 2102:2102(0) ack 1101").Becomes(TcpState.Closed)
            .Because("RFC 1122 4.2.2.13: a RST shows that data was lost"),
        On(Abort).Sends("R. 2102:2102(0) ack 1001").Becomes(TcpState.Closed).Tells("Aborted")
            .Because("3.10.5: send a reset segment"),
        On(Status).Tells("TcpInfo(FinWait1)").Because("3.10.6"),
        On(ShutdownSend).Tells("ShutdownDone").Because("shutdown(2) twice: no error, no second FIN"),
        On(ShutdownReceive).Tells("ShutdownDone").Because("shutdown(2), SHUT_RD: nothing goes out"),
        On(HandlerDies).Because("an orphan from here on; the FIN is underway"),

        On(RetriesUsedUp).SendsTimes(15, "FP. 2001:2101(100) ack 1001").Becomes(TcpState.Closed).Tells("ErrorClosed(TimedOut)")
            .Because("3.8.3, R2; tcp_retries2: an application still has it; no segment is sent"),
        On(RetriesUsedUp).When("orphan", world => world.BecomeOrphan()).SendsTimes(8, "FP. 2001:2101(100) ack 1001")
            .Becomes(TcpState.Closed).Because("3.8.3, R2; tcp_orphan_retries; no segment is sent"),
        On(Retransmission).Sends("FP. 2001:2101(100) ack 1001")
            .Because("3.10.8: the segment at the front of the queue again; RFC 1122 4.2.2.15: packed anew, with the FIN"),
        On(FinWait2Timeout).Never("the timer is started on entering FIN-WAIT-2, and belongs to it"),
    ];
}
