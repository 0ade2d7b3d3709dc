using Akka.IO;
using ActorTcp.Connection;
using static ActorTcp.Tests.Matrix.Happening;
using static ActorTcp.Tests.Matrix.Position;
using static ActorTcp.Tests.Matrix.Rule;

namespace ActorTcp.Tests.Matrix.States;

/// <summary>SYN-RECEIVED of a simultaneous open: SND.UNA 0, SND.NXT 1, RCV.NXT 1, RCV.WND 10000.</summary>
internal static class SynReceivedActiveTable
{
    private const string Ack = ". 1:1(0) ack 1";
    private const string SynAckAgain = "S. 0:0(0) ack 1 win 10000 <mss 1460>";
    private const string NoUser = "the application has not been told of the connection: it has nothing to send this to";

    public static readonly Rule[] Rules =
    [
        .. Opening.Unacceptable(Ack),
        .. Opening.BadAcks(),
        .. Opening.Completing(Ack),

        On(Syn).At(Left, Inside, Right).Sends(Ack).Because("3.10.7.4 fourth, RFC 5961 4.2: not a passive OPEN: a challenge ACK"),
        On(SynAck).At(Left, Inside, Right).Sends(Ack)
            .Because("3.10.7.4 fourth, RFC 5961 4.2: not a passive OPEN: a challenge ACK"),
        On(SynFin).At(Left, Inside, Right).Sends(Ack)
            .Because("3.10.7.4 fourth, RFC 5961 4.2: not a passive OPEN: a challenge ACK"),
        On(Syn).When("the same again", action: world => world.Peer("S 0:0(0) win 1000 <mss 1460>")).Sends(SynAckAgain)
            .Because("3.8.1: our SYN-ACK was lost, or is late; Linux sends it again at once"),
        On(SynAck).When("the crossing one", action: world => world.Peer("S. 0:0(0) ack 1 win 1000 <mss 1460>"))
            .Becomes(TcpState.Established).Tells("Connected")
            .Because("3.5, figure 7, lines 6 and 7: the SYN-ACKs cross; as Linux"),
        On(Rst).At(Left).Becomes(TcpState.Closed).Tells("CommandFailed(ConnectionRefused)")
            .Because("3.10.7.4 second: active OPEN: the connection was refused; enter CLOSED"),
        On(RstAck).At(Left).Becomes(TcpState.Closed).Tells("CommandFailed(ConnectionRefused)")
            .Because("3.10.7.4 second comes before fifth"),
        On(SynRst).At(Left).Becomes(TcpState.Closed).Tells("CommandFailed(ConnectionRefused)")
            .Because("3.10.7.4 second comes before fourth"),

        On(OpenActive).Tells("CommandFailed(AddressAlreadyInUse)").Because("3.10.1: error: connection already exists"),
        On(OpenPassive).Tells("CommandFailed(AddressAlreadyInUse)").Because("bind(2) without SO_REUSEADDR: EADDRINUSE"),
        On(Send).Tells("CommandFailed(NotConnected)").Because("3.10.2 would queue it; " + NoUser),
        On(Receive).IsUnexpected(NoUser),
        On(Close).By(world => world.CancelConnect())
            .Sends("R. 1:1(0) ack 1").Becomes(TcpState.Closed).Tells("CommandFailed(OperationAborted)")
            .Because("close(2) while connect(2) waits: the peer, who may be in ESTABLISHED, is told"),
        On(Close).When("of the connection itself", action: world => world.Tell(Tcp.Close.Instance))
            .Sends("F. 1:1(0) ack 1").Becomes(TcpState.FinWait1)
            .Tells("CommandFailed(OperationAborted)", "Closed").Because("3.10.4: no SENDs have been issued: form a FIN segment and send it, enter FIN-WAIT-1"),
        On(Abort).By(world => world.CancelConnect())
            .Sends("R. 1:1(0) ack 1").Becomes(TcpState.Closed).Tells("CommandFailed(OperationAborted)")
            .Because("3.10.5: SYN-RECEIVED: send a reset segment"),
        On(Status).Tells("TcpInfo(SynReceived)").Because("3.10.6"),
        On(ShutdownSend).Tells("CommandFailed(NotConnected)").Because("shutdown(2): ENOTCONN; " + NoUser),
        On(ShutdownReceive).Tells("CommandFailed(NotConnected)").Because("shutdown(2): ENOTCONN; " + NoUser),
        On(HandlerDies).Sends("R. 1:1(0) ack 1").Becomes(TcpState.Closed)
            .Because("who asked for the connection is gone: as a cancelled Connect"),
        On(IcmpUnreachable).Because("RFC 1122 4.2.3.9, RFC 5927: soft: the retries decide"),

        On(UserTimeout).Never("the SYN-SENT row shows Connect's own timeout"),
        On(RetriesUsedUp).SendsTimes(6, SynAckAgain).Becomes(TcpState.Closed).Tells("CommandFailed(TimedOut)")
            .Because("tcp_syn_retries: Linux's limit for an active open"),
        On(Retransmission).Sends(SynAckAgain).Because("3.10.8, RFC 6298: after a second the SYN-ACK again"),
        On(TimeWaitTimeout).Never("the timer is started on entering TIME-WAIT, and belongs to it"),
        On(FinWait2Timeout).Never("the timer is started on entering FIN-WAIT-2, and belongs to it"),
    ];
}
