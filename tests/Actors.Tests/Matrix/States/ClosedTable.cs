using ActorTcp.Connection;
using static ActorTcp.Tests.Matrix.Happening;
using static ActorTcp.Tests.Matrix.Rule;

namespace ActorTcp.Tests.Matrix.States;

/// <summary>
/// CLOSED: segments come to a port that nobody has; they begin at 1 and acknowledge around 1. Commands go to a connection that
/// the peer has reset before the application registered: all other connections are gone with CLOSED.
/// </summary>
internal static class ClosedTable
{
    public static readonly Rule[] Rules =
    [
        On(Syn).Sends("R. 0:0(0) ack 2").Because("3.10.7.1: the ACK bit is off: <SEQ=0><ACK=SEG.SEQ+SEG.LEN><CTL=RST,ACK>"),
        On(SynAck).Sends("R 1:1(0)").Because("3.10.7.1: the ACK bit is on: <SEQ=SEG.ACK><CTL=RST>"),
        On(Rst).Because("3.10.7.1: an incoming segment containing a RST is discarded"),
        On(RstAck).Because("3.10.7.1: an incoming segment containing a RST is discarded"),
        On(AckNew).Sends("R 1:1(0)").Because("3.10.7.1: the ACK bit is on"),
        On(AckOfFin).Sends("R 2:2(0)").Because("3.10.7.1: the ACK bit is on"),
        On(AckOld).Sends("R -499:-499(0)").Because("3.10.7.1: the ACK bit is on"),
        On(AckBeyond).Sends("R 2:2(0)").Because("3.10.7.1: the ACK bit is on"),
        On(AckTooOld).Sends("R -1000:-1000(0)").Because("3.10.7.1: the ACK bit is on"),
        On(Text).Sends("R 1:1(0)").Because("3.10.7.1: all data in the incoming segment is discarded; the ACK bit is on"),
        On(Fin).Sends("R 1:1(0)").Because("3.10.7.1: the ACK bit is on"),
        On(TextFin).Sends("R 1:1(0)").Because("3.10.7.1: the ACK bit is on"),
        On(Urg).Sends("R 1:1(0)").Because("3.10.7.1: the ACK bit is on"),
        On(NoFlags).Sends("R. 0:0(0) ack 1").Because("3.10.7.1: the ACK bit is off; SEG.LEN is 0"),
        On(SynFin).Sends("R. 0:0(0) ack 3").Because("3.10.7.1: the ACK bit is off; SYN and FIN count: SEG.LEN is 2"),
        On(SynRst).Because("3.10.7.1: an incoming segment containing a RST is discarded"),

        On(OpenActive).Sends("S 0:0(0) win 10000 <mss 1460,sackOK,nop,wscale 0>").Becomes(TcpState.SynSent)
            .Because("3.10.1: a SYN segment <SEQ=ISS><CTL=SYN> is sent, SYN-SENT"),
        On(OpenPassive).Becomes(TcpState.Listen).Tells("Bound").Because("3.10.1: if passive, enter LISTEN"),
        On(Send).After(world => world.LoseUnregistered()).Tells("CommandFailed(NotConnected)")
            .Because("3.10.2: error: connection does not exist"),
        On(Receive).After(world => world.LoseUnregistered())
            .IsUnexpected("3.10.3: error: connection does not exist; ResumeReading has no answer"),
        On(Close).After(world => world.LoseUnregistered()).Tells("ErrorClosed(ConnectionReset)")
            .Because("3.10.4: error: connection does not exist; it says how it ended"),
        On(Abort).After(world => world.LoseUnregistered()).Tells("ErrorClosed(ConnectionReset)")
            .Because("3.10.5: error: connection does not exist; it says how it ended"),
        On(Status).After(world => world.LoseUnregistered()).Tells("TcpInfo(Closed)")
            .Because("3.10.6; error: connection does not exist"),
        On(ShutdownSend).After(world => world.LoseUnregistered()).Tells("CommandFailed(NotConnected)")
            .Because("shutdown(2): ENOTCONN"),
        On(ShutdownReceive).After(world => world.LoseUnregistered()).Tells("CommandFailed(NotConnected)")
            .Because("shutdown(2): ENOTCONN"),
        On(HandlerDies).After(world => world.LoseUnregistered()).CannotOccur("nobody has registered: nobody's death is watched"),
        On(IcmpUnreachable).Because("it is about no connection"),

        On(UserTimeout).CannotOccur("there is no connection that could have a timer"),
        On(RetriesUsedUp).CannotOccur("there is no connection that could have a timer"),
        On(Retransmission).CannotOccur("there is no connection that could have a timer"),
        On(TimeWaitTimeout).CannotOccur("there is no connection that could have a timer"),
        On(FinWait2Timeout).CannotOccur("there is no connection that could have a timer"),
    ];
}
