using ActorTcp.Connection;
using static ActorTcp.Tests.Matrix.Happening;
using static ActorTcp.Tests.Matrix.Position;
using static ActorTcp.Tests.Matrix.Rule;

namespace ActorTcp.Tests.Matrix.States;

/// <summary>
/// FIN-WAIT-2 after a half-close: SND.UNA and SND.NXT 2102, RCV.NXT 1001, RCV.WND 10000; at a zero window RCV.NXT is 11001. An
/// orphan's lines say so.
/// </summary>
internal static class FinWait2Table
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

        On(AckNew).At(Left, Inside, Right, Edge, ZeroWindow).Because("all is acknowledged: a duplicate (3.10.7.4 fifth)"),
        On(AckOfFin).At(Left, Inside, Right, Edge, ZeroWindow).Because("our FIN is acknowledged: a duplicate (3.10.7.4 fifth)"),

        On(Text).At(Left).Sends(". 2102:2102(0) ack 1101").Tells("Received(100)").Because("3.10.7.4 seventh: as in ESTABLISHED"),
        On(Text).At(Inside, Right).Sends(Ack).Because("RFC 5681 4.2: out of order: kept, and a duplicate ACK at once"),
        On(Text).When("orphan", world => world.BecomeOrphan(), world => world.Peer("P. 1001:1101(100) ack 2102 win 1000"))
            .Sends("R 2102:2102(0)").Becomes(TcpState.Closed)
            .Because("RFC 1122 4.2.2.13: a RST shows that data was lost; Linux: TCPAbortOnData"),
        On(Text)
            .When("the receive side shut", world => world.ShutReceiving(), world => world.Peer("P. 1001:1101(100) ack 2102 win 1000"))
            .Sends("R 2102:2102(0)").Becomes(TcpState.Closed).Tells("Aborted")
            .Because("shutdown(2), both directions: as an orphan's; Linux: TCPAbortOnData"),
        On(Urg).At(Left).Sends(". 2102:2102(0) ack 1101").Tells("UrgentAnnounced", "UrgentReceived", "Received(99)")
            .Because("3.10.7.4 sixth: signal the user; the urgent byte is out of band, as on Linux"),
        .. Synchronized.Urgent(Ack, AckAtZero),
        On(Fin).At(Left).Sends(". 2102:2102(0) ack 1002").Becomes(TcpState.TimeWait).Tells("ConfirmedClosed")
            .Because("3.10.7.4 eighth: enter TIME-WAIT"),
        On(Fin).At(ZeroWindow).Sends(". 2102:2102(0) ack 11002 win 0").Becomes(TcpState.TimeWait)
            .Because("docs/deviations.md: a bare FIN takes no room, and is taken; the end is told when the text is read"),
        On(Fin).At(Inside, Right).Sends(Ack).Because("out of order: it waits for what is missing"),
        On(Fin).When("orphan", world => world.BecomeOrphan(), world => world.Peer("F. 1001:1001(0) ack 2102 win 1000"))
            .Sends(". 2102:2102(0) ack 1002").Becomes(TcpState.TimeWait).Because("3.10.7.4 eighth; nobody is there to be told"),
        On(TextFin).At(Left).Sends(". 2102:2102(0) ack 1102").Becomes(TcpState.TimeWait).Tells("Received(100)", "ConfirmedClosed")
            .Because("3.10.7.4 seventh, then eighth"),
        On(TextFin).At(Inside, Right).Sends(Ack).Because("out of order: it waits for what is missing"),

        On(Send).Tells("CommandFailed(Shutdown)").Because("3.10.2: error: connection closing"),
        On(Receive).After(world => world.LeaveUnread()).Tells("Received(100)").Because("3.10.3: as in ESTABLISHED"),
        On(Close).Tells("Closed").Because("close(2) after shutdown(2): an orphan from here on"),
        On(Close).When("text unread", world => world.LeaveUnread()).Sends("R. 2102:2102(0) ack 1101").Becomes(TcpState.Closed)
            .Tells("Closed").Because("RFC 1122 4.2.2.13: a RST shows that data was lost"),
        On(HandlerDies).When("text unread", world => world.LeaveUnread()).Sends("R. 2102:2102(0) ack 1101").Becomes(TcpState.Closed)
            .Because("RFC 1122 4.2.2.13: a RST shows that data was lost"),
        On(Abort).Sends("R. 2102:2102(0) ack 1001").Becomes(TcpState.Closed).Tells("Aborted")
            .Because("3.10.5: send a reset segment"),
        On(Status).Tells("TcpInfo(FinWait2)").Because("3.10.6"),
        On(ShutdownSend).Tells("ShutdownDone").Because("shutdown(2) twice: no error, no second FIN"),
        On(ShutdownReceive).Tells("ShutdownDone").Because("shutdown(2), SHUT_RD: nothing goes out"),
        On(HandlerDies).Because("an orphan from here on"),

        On(RetriesUsedUp).CannotOccur("nothing of ours is unacknowledged: no retransmission timer runs"),
        On(Retransmission).CannotOccur("nothing of ours is unacknowledged: no retransmission timer runs"),
        On(FinWait2Timeout).Because("after a half-close FIN-WAIT-2 has no limit; the application still reads"),
        On(FinWait2Timeout).When("orphan", world => world.BecomeOrphan()).Becomes(TcpState.Closed)
            .Because("tcp_fin_timeout: an orphan waits 60 s for the peer's FIN; docs/deviations.md"),
    ];
}
