using ActorTcp.Connection;
using static ActorTcp.Tests.Matrix.Happening;
using static ActorTcp.Tests.Matrix.Position;
using static ActorTcp.Tests.Matrix.Rule;

namespace ActorTcp.Tests.Matrix.States;

/// <summary>
/// CLOSE-WAIT: SND.UNA 2001, SND.NXT 2101, the peer's FIN was 1001, RCV.NXT 1002, RCV.WND 10000; at a zero window RCV.NXT is
/// 11001.
/// </summary>
internal static class CloseWaitTable
{
    private const string Ack = ". 2101:2101(0) ack 1002";
    private const string AckAtZero = ". 2101:2101(0) ack 11001 win 0";

    public static readonly Rule[] Rules =
    [
        .. Synchronized.Rules(Ack, AckAtZero),
        .. Synchronized.AfterFin(Ack, AckAtZero),
        .. Synchronized.NotInThisState(),

        On(Rst).At(Left, ZeroWindow).Becomes(TcpState.Closed).Tells("ErrorClosed(ConnectionReset)")
            .Because("3.10.7.4 second: as in ESTABLISHED"),
        On(RstAck).At(Left, ZeroWindow).Becomes(TcpState.Closed).Tells("ErrorClosed(ConnectionReset)")
            .Because("3.10.7.4 second comes before fifth"),
        On(SynRst).At(Left).Becomes(TcpState.Closed).Tells("ErrorClosed(ConnectionReset)")
            .Because("3.10.7.4 second comes before fourth"),
        On(SynRst).At(ZeroWindow).Becomes(TcpState.Closed).Tells("ErrorClosed(ConnectionReset)")
            .Because("3.10.7.4 first: with a zero window a valid RST is accepted"),

        On(AckNew).At(Left, Inside, Right, Edge, ZeroWindow).Leaves(0).Because("3.10.7.4 fifth: as in ESTABLISHED"),
        On(AckOfFin).At(Left, Inside, Right, Edge).Sends(Ack).Leaves(100)
            .Because("no FIN was sent: it acks something not yet sent (3.10.7.4 fifth)"),
        On(AckOfFin).At(ZeroWindow).Sends(AckAtZero).Leaves(100).Because("no FIN was sent: it acks something not yet sent"),

        On(Send).Sends("P. 2101:2201(100) ack 1002").Leaves(200).Because("3.10.2: segmentize the buffer and send it"),
        On(Receive).Because("3.10.3: no text waits; that the peer is closing was told with its FIN"),
        On(Receive).When("text unread", LeaveUnread).Tells("Received(9999)", "PeerClosed")
            .Because("3.10.3: RECEIVEs must be satisfied by data already on hand; then the end"),
        On(Close).When("text unread", LeaveUnread).Sends("R. 2101:2101(0) ack 11001").Becomes(TcpState.Closed).Tells("Closed")
            .Because("RFC 1122 4.2.2.13: a RST shows that data was lost"),
        On(HandlerDies).When("text unread", LeaveUnread).Sends("R. 2101:2101(0) ack 11001").Becomes(TcpState.Closed)
            .Because("RFC 1122 4.2.2.13: a RST shows that data was lost"),
        On(Close).Sends("F. 2101:2101(0) ack 1002").Becomes(TcpState.LastAck).Tells("Closed")
            .Because("3.10.4: send a FIN segment, enter LAST-ACK"),
        On(Abort).Sends("R. 2101:2101(0) ack 1002").Becomes(TcpState.Closed).Tells("Aborted")
            .Because("3.10.5: send a reset segment"),
        On(Status).Tells("TcpInfo(CloseWait)").Because("3.10.6"),
        On(ShutdownSend).Sends("F. 2101:2101(0) ack 1002").Becomes(TcpState.LastAck).Tells("ShutdownDone")
            .Because("3.10.4; shutdown(2), SHUT_WR"),
        On(ShutdownReceive).Tells("ShutdownDone").Because("shutdown(2), SHUT_RD: nothing goes out"),
        On(HandlerDies).Sends("F. 2101:2101(0) ack 1002").Becomes(TcpState.LastAck)
            .Because("a dead process's sockets are closed: 3.10.4"),

        On(RetriesUsedUp).SendsTimes(15, "P. 2001:2101(100) ack 1002").Becomes(TcpState.Closed).Tells("ErrorClosed(TimedOut)")
            .Because("3.8.3, R2; tcp_retries2; no segment is sent"),
        On(Retransmission).Sends("P. 2001:2101(100) ack 1002")
            .Because("3.10.8: send the segment at the front of the queue again"),
        On(FinWait2Timeout).After(world => world.Acknowledge())
            .CannotOccur("CLOSE-WAIT has no limit: it is the application's turn"),
    ];

    private static void LeaveUnread(MatrixWorld world) => world.EnterAgain(Place.CloseWait, zeroWindow: true);
}
