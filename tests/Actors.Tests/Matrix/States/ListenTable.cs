using ActorTcp.Connection;
using static ActorTcp.Tests.Matrix.Happening;
using static ActorTcp.Tests.Matrix.Rule;

namespace ActorTcp.Tests.Matrix.States;

/// <summary>LISTEN: no number is known; the peer's segments begin at 0 and acknowledge around 0.</summary>
internal static class ListenTable
{
    private const string NoConnection = "a listener is no connection: a command of another kind is not its own";

    public static readonly Rule[] Rules =
    [
        On(Syn).Sends("S. 0:0(0) ack 1 win 10000 <mss 1460>").Becomes(TcpState.SynReceived)
            .Because("3.10.7.2 third: a SYN segment is sent <SEQ=ISS><ACK=RCV.NXT><CTL=SYN,ACK>, SYN-RECEIVED"),
        On(SynAck).Sends("R 0:0(0)").Because("3.10.7.2 second: any acknowledgment is bad: <SEQ=SEG.ACK><CTL=RST>"),
        On(Rst).Because("3.10.7.2 first: an incoming RST should be ignored"),
        On(RstAck).Because("3.10.7.2 first: an incoming RST should be ignored"),
        On(AckNew).Sends("R 0:0(0)").Because("3.10.7.2 second: any acknowledgment is bad: <SEQ=SEG.ACK><CTL=RST>"),
        On(AckOfFin).Sends("R 1:1(0)").Because("3.10.7.2 second"),
        On(AckOld).Sends("R -500:-500(0)").Because("3.10.7.2 second"),
        On(AckBeyond).Sends("R 1:1(0)").Because("3.10.7.2 second"),
        On(AckTooOld).Sends("R -1001:-1001(0)").Because("3.10.7.2 second"),
        On(Text).Sends("R 0:0(0)").Because("3.10.7.2 second"),
        On(Fin).Sends("R 0:0(0)").Because("3.10.7.2 second"),
        On(TextFin).Sends("R 0:0(0)").Because("3.10.7.2 second"),
        On(Urg).Sends("R 0:0(0)").Because("3.10.7.2 second"),
        On(NoFlags).Because("3.10.7.2 fourth: any other data or control: drop the segment and return"),
        On(SynFin).Sends("S. 0:0(0) ack 1 win 10000 <mss 1460>").Becomes(TcpState.SynReceived)
            .Because("3.10.7.2 third: SYN-RECEIVED; the FIN, which is not acknowledged, comes again"),
        On(SynRst).Because("3.10.7.2 first: an incoming RST should be ignored"),

        On(OpenActive).Tells("CommandFailed(AddressAlreadyInUse)")
            .Because("3.10.1 would change this socket from passive to active; bind(2) of another one: EADDRINUSE"),
        On(OpenPassive).Tells("CommandFailed(AddressAlreadyInUse)")
            .Because("3.10.1: error: connection already exists; EADDRINUSE"),
        On(Send).IsUnexpected("3.10.2 would change it from passive to active, which no socket can: " + NoConnection),
        On(Receive).IsUnexpected("3.10.3: " + NoConnection),
        On(Close).By(world => world.Unbind()).Becomes(TcpState.Closed).Tells("Unbound")
            .Because("3.10.4: delete the TCB, enter CLOSED"),
        On(Abort).IsUnexpected("3.10.5: Unbind closes a listener: " + NoConnection),
        On(Status).IsUnexpected("3.10.6: GetSockets shows listeners: " + NoConnection),
        On(ShutdownSend).IsUnexpected(NoConnection),
        On(ShutdownReceive).IsUnexpected(NoConnection),
        On(HandlerDies).Becomes(TcpState.Closed).Because("a dead process's sockets are closed: 3.10.4"),
        On(IcmpUnreachable).Because("it is about no segment of a listener's"),

        On(UserTimeout).CannotOccur("a passive open has none"),
        On(RetriesUsedUp).CannotOccur("a listener sends nothing again"),
        On(Retransmission).CannotOccur("a listener sends nothing again"),
        On(TimeWaitTimeout).CannotOccur("the timer is started on entering TIME-WAIT, and belongs to it"),
        On(FinWait2Timeout).CannotOccur("the timer is started on entering FIN-WAIT-2, and belongs to it"),
    ];
}
