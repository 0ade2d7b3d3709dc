using ActorTcp.Connection;
using static ActorTcp.Tests.Matrix.Happening;
using static ActorTcp.Tests.Matrix.Position;
using static ActorTcp.Tests.Matrix.Rule;

namespace ActorTcp.Tests.Matrix.States;

/// <summary>
/// SYN-RECEIVED after a passive open: SND.UNA 0, SND.NXT 1, RCV.NXT 1, RCV.WND 10000. It is an entry of the listener's, which
/// stays in LISTEN: where the RFC returns to LISTEN the entry ends.
/// </summary>
internal static class SynReceivedTable
{
    private const string Ack = ". 1:1(0) ack 1";
    private const string SynAckAgain = "S. 0:0(0) ack 1 win 10000 <mss 1460>";
    private const string NoUser = "the application has not been told of the connection: it has nothing to send this to";

    public static readonly Rule[] Rules =
    [
        .. Opening.Unacceptable(Ack),
        .. Opening.BadAcks(),
        .. Opening.Completing(Ack),

        On(Syn).At(Left, Inside, Right).Becomes(TcpState.Listen)
            .Because("3.10.7.4 fourth: passive OPEN: return this connection to LISTEN"),
        On(SynAck).At(Left, Inside, Right).Becomes(TcpState.Listen)
            .Because("3.10.7.4 fourth: passive OPEN: return this connection to LISTEN"),
        On(SynFin).At(Left, Inside, Right).Becomes(TcpState.Listen)
            .Because("3.10.7.4 fourth: passive OPEN: return this connection to LISTEN"),
        On(Syn).When("the same again", action: world => world.Peer("S 0:0(0) win 1000 <mss 1460>")).Sends(SynAckAgain)
            .Because("3.8.1: our SYN-ACK was lost, or is late; Linux sends it again at once"),
        On(Rst).At(Left).Becomes(TcpState.Listen)
            .Because("3.10.7.4 second: passive OPEN: return this connection to LISTEN, inform nobody"),
        On(RstAck).At(Left).Becomes(TcpState.Listen).Because("3.10.7.4 second comes before fifth"),
        On(SynRst).At(Left).Becomes(TcpState.Listen).Because("3.10.7.4 second comes before fourth"),

        On(OpenActive).Tells("CommandFailed(AddressAlreadyInUse)").Because("3.10.1: error: connection already exists"),
        On(OpenPassive).Tells("CommandFailed(AddressAlreadyInUse)").Because("3.10.1: the port's listener is there"),
        On(Send).IsUnexpected(NoUser),
        On(Receive).IsUnexpected(NoUser),
        On(Close).By(world => world.Unbind()).Becomes(TcpState.Closed).Tells("Unbound")
            .Because("close(2) of the listener drops its half-open entries; what comes for them meets CLOSED"),
        On(Abort).IsUnexpected(NoUser),
        On(Status).IsUnexpected(NoUser),
        On(ShutdownSend).IsUnexpected(NoUser),
        On(ShutdownReceive).IsUnexpected(NoUser),
        On(HandlerDies).Becomes(TcpState.Closed)
            .Because("the listener's handler died: the listener closes, and its entries with it"),
        On(IcmpUnreachable).Because("RFC 1122 4.2.3.9, RFC 5927: soft: the SYN-ACK's retries decide"),

        On(UserTimeout).Never("a passive open has none"),
        On(RetriesUsedUp).SendsTimes(5, SynAckAgain).Becomes(TcpState.Listen)
            .Because("tcp_synack_retries; the entry is given up, nobody is told"),
        On(Retransmission).Sends(SynAckAgain).Because("3.10.8, RFC 6298: after a second the SYN-ACK again"),
        On(TimeWaitTimeout).Never("the timer is started on entering TIME-WAIT, and belongs to it"),
        On(FinWait2Timeout).Never("the timer is started on entering FIN-WAIT-2, and belongs to it"),
    ];
}
