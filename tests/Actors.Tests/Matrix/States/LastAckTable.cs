using ActorTcp.Connection;
using static ActorTcp.Tests.Matrix.Happening;
using static ActorTcp.Tests.Matrix.Position;
using static ActorTcp.Tests.Matrix.Rule;

namespace ActorTcp.Tests.Matrix.States;

/// <summary>
/// LAST-ACK after Close, so of an orphan: SND.UNA 2001, our FIN is 2101, SND.NXT 2102, the peer's FIN was 1001, RCV.NXT 1002,
/// RCV.WND 10000. At a zero window, after a half-close, RCV.NXT is 11001, and all before it waits unread.
/// </summary>
internal static class LastAckTable
{
    private const string Ack = ". 2102:2102(0) ack 1002";
    private const string AckAtZero = ". 2102:2102(0) ack 11001 win 0";

    public static readonly Rule[] Rules =
    [
        .. Synchronized.Rules(Ack, AckAtZero),
        .. Synchronized.AfterFin(Ack, AckAtZero),
        .. Synchronized.NotInThisState(),

        On(Rst).At(Left).Becomes(TcpState.Closed).Because("3.10.7.4 second: enter CLOSED, delete the TCB, and return"),
        On(RstAck).At(Left).Becomes(TcpState.Closed).Because("3.10.7.4 second comes before fifth"),
        On(SynRst).At(Left).Becomes(TcpState.Closed).Because("3.10.7.4 second comes before fourth"),
        On(Rst).At(ZeroWindow).Becomes(TcpState.Closed).Tells("ErrorClosed(ConnectionReset)")
            .Because("3.10.7.4 second; with text unread the end was not told yet: ECONNRESET"),
        On(RstAck).At(ZeroWindow).Becomes(TcpState.Closed).Tells("ErrorClosed(ConnectionReset)").Because("as the RST"),
        On(SynRst).At(ZeroWindow).Becomes(TcpState.Closed).Tells("ErrorClosed(ConnectionReset)")
            .Because("3.10.7.4 first: with a zero window a valid RST is accepted"),

        On(AckNew).At(Left, Inside, Right, Edge, ZeroWindow).Leaves(1)
            .Because("3.10.7.4 fifth: the only thing that counts is the acknowledgment of our FIN"),
        On(AckOfFin).At(Left, Inside, Right, Edge).Becomes(TcpState.Closed)
            .Because("3.10.7.4 fifth: if our FIN is now acknowledged, delete the TCB, enter CLOSED, and return"),
        On(AckOfFin).At(ZeroWindow).Becomes(TcpState.Closed)
            .Because("3.10.7.4 fifth; what waits unread stays for its reader, and the end comes after it"),
        On(AckOfFin)
            .When("then the application reads on", LeaveUnread, world => world.AcknowledgeAndRead())
            .Becomes(TcpState.Closed).Tells("Received(9999)", "ConfirmedClosed")
            .Because("3.10.3: text that waits is the application's; recv(2) after LAST-ACK has it"),

        On(Send).Tells("CommandFailed(Shutdown)").Because("3.10.2: error: connection closing"),
        On(Receive).Because("3.10.3: connection closing, which was told"),
        On(Close).IsUnexpected("3.10.4: error: connection closing; the application has closed it already"),
        On(Abort).Becomes(TcpState.Closed)
            .Because("3.10.5: respond with ok and delete the TCB, enter CLOSED: no reset; the end was told"),
        On(Status).Tells("TcpInfo(LastAck)").Because("3.10.6"),
        On(ShutdownSend).Tells("ShutdownDone").Because("shutdown(2) twice: no error, no second FIN"),
        On(ShutdownReceive).Tells("ShutdownDone").Because("shutdown(2), SHUT_RD: nothing goes out"),
        On(HandlerDies).Because("it had closed: nothing is left to do for it"),

        On(RetriesUsedUp).SendsTimes(8, "FP. 2001:2101(100) ack 1002").Becomes(TcpState.Closed)
            .Because("3.8.3, R2; tcp_orphan_retries; no segment is sent, the end was told"),
        On(Retransmission).Sends("FP. 2001:2101(100) ack 1002")
            .Because("3.10.8: the segment at the front of the queue again; RFC 1122 4.2.2.15: packed anew, with the FIN"),
        On(FinWait2Timeout).Never("the peer's FIN has come: FIN-WAIT-2 is not on the way any more"),
    ];

    private static void LeaveUnread(MatrixWorld world) => world.EnterAgain(Place.LastAck, zeroWindow: true);
}
