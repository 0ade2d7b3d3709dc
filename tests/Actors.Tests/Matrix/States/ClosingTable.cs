using ActorTcp.Connection;
using static ActorTcp.Tests.Matrix.Happening;
using static ActorTcp.Tests.Matrix.Position;
using static ActorTcp.Tests.Matrix.Rule;

namespace ActorTcp.Tests.Matrix.States;

/// <summary>
/// CLOSING: SND.UNA 2001, our FIN is 2101, SND.NXT 2102, the peer's FIN was 1001, RCV.NXT 1002, RCV.WND 10000; at a zero window
/// RCV.NXT is 11001, and all before it waits unread.
/// </summary>
internal static class ClosingTable
{
    private const string Ack = ". 2102:2102(0) ack 1002";
    private const string AckAtZero = ". 2102:2102(0) ack 11001 win 0";

    public static readonly Rule[] Rules =
    [
        .. Synchronized.Rules(Ack, AckAtZero),
        .. Synchronized.AfterFin(Ack, AckAtZero),
        .. Synchronized.NotInThisState(),

        On(Rst).At(Left).Becomes(TcpState.Closed)
            .Because("3.10.7.4 second: enter CLOSED; the close was told with the peer's FIN"),
        On(RstAck).At(Left).Becomes(TcpState.Closed).Because("3.10.7.4 second comes before fifth"),
        On(SynRst).At(Left).Becomes(TcpState.Closed).Because("3.10.7.4 second comes before fourth"),
        On(Rst).At(ZeroWindow).Becomes(TcpState.Closed).Tells("ErrorClosed(ConnectionReset)")
            .Because("3.10.7.4 second; with text unread the end was not told yet: ECONNRESET"),
        On(RstAck).At(ZeroWindow).Becomes(TcpState.Closed).Tells("ErrorClosed(ConnectionReset)").Because("as the RST"),
        On(SynRst).At(ZeroWindow).Becomes(TcpState.Closed).Tells("ErrorClosed(ConnectionReset)")
            .Because("3.10.7.4 first: with a zero window a valid RST is accepted"),

        On(AckNew).At(Left, Inside, Right, Edge, ZeroWindow).Leaves(1)
            .Because("3.10.7.4 fifth: if the ACK acknowledges our FIN enter TIME-WAIT, otherwise ignore the segment"),
        On(AckOfFin).At(Left, Inside, Right, Edge, ZeroWindow).Becomes(TcpState.TimeWait).Leaves(0)
            .Because("3.10.7.4 fifth: if the ACK acknowledges our FIN enter TIME-WAIT"),

        On(Send).Tells("CommandFailed(Shutdown)").Because("3.10.2: error: connection closing"),
        On(Receive).Because("3.10.3: connection closing, which was told with the peer's FIN"),
        On(Receive).When("text unread", LeaveUnread).Tells("Received(9999)", "ConfirmedClosed")
            .Because("3.10.3: RECEIVEs must be satisfied by data already on hand; then the end"),
        On(Close).When("text unread", LeaveUnread).Sends("R. 2102:2102(0) ack 11001").Becomes(TcpState.Closed).Tells("Closed")
            .Because("RFC 1122 4.2.2.13: a RST shows that data was lost"),
        On(HandlerDies).When("text unread", LeaveUnread).Sends("R. 2102:2102(0) ack 11001").Becomes(TcpState.Closed)
            .Because("RFC 1122 4.2.2.13: a RST shows that data was lost"),
        On(Close).Because("3.10.4: error: connection closing; the end was told already"),
        On(Abort).Becomes(TcpState.Closed)
            .Because("3.10.5: respond with ok and delete the TCB, enter CLOSED: no reset; the end was told"),
        On(Status).Tells("TcpInfo(Closing)").Because("3.10.6"),
        On(ShutdownSend).Tells("ShutdownDone").Because("shutdown(2) twice: no error, no second FIN"),
        On(ShutdownReceive).Tells("ShutdownDone").Because("shutdown(2), SHUT_RD: nothing goes out"),
        On(HandlerDies).Because("both sides have closed: nothing is left to do for it"),

        On(RetriesUsedUp).SendsTimes(15, "FP. 2001:2101(100) ack 1002").Becomes(TcpState.Closed)
            .Because("3.8.3, R2; tcp_retries2; no segment is sent, the end was told"),
        On(Retransmission).Sends("FP. 2001:2101(100) ack 1002")
            .Because("3.10.8: the segment at the front of the queue again; RFC 1122 4.2.2.15: packed anew, with the FIN"),
        On(FinWait2Timeout).Never("the peer's FIN has come: FIN-WAIT-2 is not on the way any more"),
    ];

    private static void LeaveUnread(MatrixWorld world) => world.EnterAgain(Place.Closing, zeroWindow: true);
}
