using ActorTcp.Connection;
using static ActorTcp.Tests.Matrix.Happening;
using static ActorTcp.Tests.Matrix.Rule;

namespace ActorTcp.Tests.Matrix.States;

/// <summary>SYN-SENT: SND.UNA 0, SND.NXT 1; of the peer nothing is known, and its segments begin at 0.</summary>
internal static class SynSentTable
{
    private const string Syn1 = "S 0:0(0) win 10000 <mss 1460,sackOK,nop,wscale 0>";
    private const string NoUser = "the application has not been told of the connection: it has nothing to send this to";

    public static readonly Rule[] Rules =
    [
        On(Syn).Sends("S. 0:0(0) ack 1 win 10000 <mss 1460>").Becomes(TcpState.SynReceived)
            .Because("3.10.7.3 fourth: otherwise, enter SYN-RECEIVED, form a SYN,ACK segment and send it: simultaneous open"),
        On(SynAck).Sends(". 1:1(0) ack 1").Becomes(TcpState.Established).Tells("Connected")
            .Because("3.10.7.3 fourth: our SYN has been ACKed: enter ESTABLISHED, form an ACK segment and send it"),
        On(SynAck).When("of something never sent", action: world => world.Peer("S. 0:0(0) ack 500 win 1000 <mss 1460>"))
            .Sends("R 500:500(0)")
            .Because("3.10.7.3 first: send a reset <SEQ=SEG.ACK><CTL=RST>, and discard the segment"),
        On(SynAck)
            .When("with text", action: TextAroundTheSyn)
            .Sends(". 1:1(0) ack 1", ". 1:1(0) ack 101").Becomes(TcpState.Established).Tells("Connected")
            .Because("3.10.7.3 fifth: before the SYN drop the segment; behind it 3.10.7.4 seventh"),
        On(Rst).Because("3.10.7.3 second: no ACK: drop the segment and return"),
        On(RstAck).Becomes(TcpState.Closed).Tells("CommandFailed(ConnectionRefused)")
            .Because("3.10.7.3 second: the ACK was acceptable: error: connection reset; ECONNREFUSED"),
        On(RstAck).When("of something never sent", action: world => world.Peer("R. 0:0(0) ack 500"))
            .Because("3.10.7.3 first: if the RST bit is set, drop the segment and return"),
        On(AckNew).Because("3.10.7.3 fifth: neither SYN nor RST: drop the segment and return"),
        On(AckOfFin).Sends("R 2:2(0)").Because("3.10.7.3 first: SEG.ACK > SND.NXT: <SEQ=SEG.ACK><CTL=RST>"),
        On(AckOld).Sends("R -500:-500(0)").Because("3.10.7.3 first: SEG.ACK =< ISS: <SEQ=SEG.ACK><CTL=RST>"),
        On(AckBeyond).Sends("R 2:2(0)").Because("3.10.7.3 first: SEG.ACK > SND.NXT: <SEQ=SEG.ACK><CTL=RST>"),
        On(AckTooOld).Sends("R -1001:-1001(0)").Because("3.10.7.3 first: SEG.ACK =< ISS: <SEQ=SEG.ACK><CTL=RST>"),
        On(Text).Because("3.10.7.3 fifth: neither SYN nor RST: drop the segment and return"),
        On(Fin).Because("3.10.7.4 eighth: do not process the FIN in SYN-SENT since the SEG.SEQ cannot be validated"),
        On(TextFin).Because("3.10.7.3 fifth: neither SYN nor RST: drop the segment and return"),
        On(Urg).Because("3.10.7.3 fifth: neither SYN nor RST: drop the segment and return"),
        On(NoFlags).Because("3.10.7.3 fifth: neither SYN nor RST: drop the segment and return"),
        On(SynFin).Sends("S. 0:0(0) ack 1 win 10000 <mss 1460>").Becomes(TcpState.SynReceived)
            .Because("3.10.7.3 fourth: SYN-RECEIVED; the FIN, which is not acknowledged, comes again"),
        On(SynRst).Because("3.10.7.3 second: no ACK: drop the segment and return"),

        On(OpenActive).Tells("CommandFailed(AddressAlreadyInUse)").Because("3.10.1: error: connection already exists"),
        On(OpenPassive).Tells("CommandFailed(AddressAlreadyInUse)").Because("bind(2) without SO_REUSEADDR: EADDRINUSE"),
        On(Send).Tells("CommandFailed(NotConnected)").Because("3.10.2 would queue it; " + NoUser),
        On(Receive).IsUnexpected(NoUser),
        On(Close).By(world => world.CancelConnect()).Becomes(TcpState.Closed).Tells("CommandFailed(OperationAborted)")
            .Because("3.10.4: delete the TCB and return error: closing"),
        On(Abort).By(world => world.CancelConnect()).Becomes(TcpState.Closed).Tells("CommandFailed(OperationAborted)")
            .Because("3.10.5: connection reset, delete the TCB, enter CLOSED: nothing is sent"),
        On(Status).Tells("TcpInfo(SynSent)").Because("3.10.6"),
        On(ShutdownSend).Tells("CommandFailed(NotConnected)").Because("shutdown(2): ENOTCONN; " + NoUser),
        On(ShutdownReceive).Tells("CommandFailed(NotConnected)").Because("shutdown(2): ENOTCONN; " + NoUser),
        On(HandlerDies).Becomes(TcpState.Closed)
            .Because("who asked for the connection is gone: a dead process's sockets are closed: 3.10.4"),
        On(IcmpUnreachable).Because("RFC 1122 4.2.3.9, RFC 5927: soft: the SYN's retries decide"),

        On(UserTimeout).After(world => world.ConnectAgain())
            .Sends(Syn1, Syn1).Becomes(TcpState.Closed).Tells("CommandFailed(TimedOut)")
            .Because("3.10.8: connection aborted due to user timeout, delete the TCB, enter CLOSED"),
        On(RetriesUsedUp).SendsTimes(6, Syn1).Becomes(TcpState.Closed).Tells("CommandFailed(TimedOut)")
            .Because("tcp_syn_retries: ETIMEDOUT"),
        On(RetriesUsedUp).When("after ICMP host unreachable", world => world.CannotReach()).SendsTimes(6, Syn1)
            .Becomes(TcpState.Closed).Tells("CommandFailed(HostUnreachable)")
            .Because("RFC 1122 4.2.3.9: the soft error is the reason at the end: EHOSTUNREACH"),
        On(Retransmission).Sends(Syn1).Because("3.10.8, RFC 6298: after a second the SYN again"),
        On(TimeWaitTimeout).Never("the timer is started on entering TIME-WAIT, and belongs to it"),
        On(FinWait2Timeout).Never("the timer is started on entering FIN-WAIT-2, and belongs to it"),
    ];

    private static void TextAroundTheSyn(MatrixWorld world) =>
        world.Peer("P. 1:101(100) ack 1", "S. 0:0(0) ack 1 win 1000 <mss 1460>", "P. 1:101(100) ack 1");
}
