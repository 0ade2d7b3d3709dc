using ActorTcp.Connection;
using static ActorTcp.Tests.Matrix.Happening;
using static ActorTcp.Tests.Matrix.Position;
using static ActorTcp.Tests.Matrix.Rule;

namespace ActorTcp.Tests.Matrix.States;

/// <summary>ESTABLISHED: SND.UNA 2001, SND.NXT 2101, RCV.NXT 1001, RCV.WND 10000; at a zero window RCV.NXT is 11001.</summary>
internal static class EstablishedTable
{
    private const string Ack = ". 2101:2101(0) ack 1001";
    private const string AckAtZero = ". 2101:2101(0) ack 11001 win 0";

    public static readonly Rule[] Rules =
    [
        .. Synchronized.Rules(Ack, AckAtZero),
        .. Synchronized.NotInThisState(),

        On(Rst).At(Left, ZeroWindow).Becomes(TcpState.Closed).Tells("ErrorClosed(ConnectionReset)")
            .Because("3.10.7.4 second, RFC 5961 3.2: at RCV.NXT it resets; the user receives the connection reset signal"),
        On(RstAck).At(Left, ZeroWindow).Becomes(TcpState.Closed).Tells("ErrorClosed(ConnectionReset)")
            .Because("3.10.7.4 second comes before fifth: the ACK is not looked at"),
        On(SynRst).At(Left).Becomes(TcpState.Closed).Tells("ErrorClosed(ConnectionReset)")
            .Because("3.10.7.4 second comes before fourth: the SYN is not looked at"),
        On(SynRst).At(ZeroWindow).Becomes(TcpState.Closed).Tells("ErrorClosed(ConnectionReset)")
            .Because("3.10.7.4 first: with a zero window a valid RST is accepted"),

        On(AckNew).At(Left, Inside, Right, Edge, ZeroWindow).Leaves(0)
            .Because("3.10.7.4 fifth: SND.UNA is set to SEG.ACK, what it acknowledges leaves the retransmission queue"),
        On(AckOfFin).At(Left, Inside, Right, Edge).Sends(Ack).Leaves(100)
            .Because("no FIN was sent: it acks something not yet sent (3.10.7.4 fifth)"),
        On(AckOfFin).At(ZeroWindow).Sends(AckAtZero).Leaves(100).Because("no FIN was sent: it acks something not yet sent"),

        On(Text).At(Left).Sends(". 2101:2101(0) ack 1101").Tells("Received(100)").Because("3.10.7.4 seventh"),
        On(Text).At(Inside, Right).Sends(Ack).Because("RFC 5681 4.2: out of order: kept, and a duplicate ACK at once"),
        On(Text).When("half of it old", action: world => world.Peer("P. 951:1051(100) ack 2001 win 1000"))
            .Sends(". 2101:2101(0) ack 1051").Tells("Received(50)")
            .Because("3.10.7.4 first: trim off the portions outside the window"),
        On(Text).When("half of it beyond the window", action: world => world.Peer("P. 10951:11051(100) ack 2001 win 1000"))
            .Sends(Ack).Because("3.10.7.4 first: trim off the portions outside the window"),
        On(TextFin).When("of which the FIN is the last acceptable", action: world => world.ReceiveFinFirst())
            .Sends(Ack, ". 2101:2101(0) ack 11001").Becomes(TcpState.CloseWait).Tells("Received(9999)", "PeerClosed")
            .Because("3.4 table 6: RCV.NXT =< SEG.SEQ+SEG.LEN-1 < RCV.NXT+RCV.WND"),
        On(Rst).When("twice in the window", action: world => world.Peer("R 1002:1002(0)", "R 1003:1003(0)")).Sends(Ack)
            .Because("RFC 5961 7: challenge ACKs are throttled: tcp_invalid_ratelimit"),
        On(Text)
            .When("the receive side shut", world => world.ShutReceiving(), world => world.Peer("P. 1001:1101(100) ack 2001 win 1000"))
            .Sends(". 2101:2101(0) ack 1101").Because("shutdown(2), SHUT_RD: what arrives is dropped, and acknowledged"),
        On(Urg).At(Left).Sends(". 2101:2101(0) ack 1101").Tells("UrgentAnnounced", "UrgentReceived", "Received(99)")
            .Because("3.10.7.4 sixth: signal the user; the urgent byte is out of band, as on Linux"),
        .. Synchronized.Urgent(Ack, AckAtZero),
        On(Fin).At(Left).Sends(". 2101:2101(0) ack 1002").Becomes(TcpState.CloseWait).Tells("PeerClosed")
            .Because("3.10.7.4 eighth: advance RCV.NXT over the FIN, acknowledge it, enter CLOSE-WAIT"),
        On(Fin).At(ZeroWindow).Sends(". 2101:2101(0) ack 11002 win 0").Becomes(TcpState.CloseWait)
            .Because("docs/deviations.md: a bare FIN takes no room, and is taken; the end is told when the text is read"),
        On(Fin).At(Inside, Right).Sends(Ack).Because("out of order: it waits for what is missing"),
        On(TextFin).At(Left).Sends(". 2101:2101(0) ack 1102").Becomes(TcpState.CloseWait).Tells("Received(100)", "PeerClosed")
            .Because("3.10.7.4 seventh, then eighth"),
        On(TextFin).At(Inside, Right).Sends(Ack).Because("out of order: it waits for what is missing"),

        On(OpenPassive).When("with SO_REUSEADDR", action: world => world.Bind(reuseAddress: true)).Tells("Bound")
            .Because("bind(2): both have it, and no listener is there"),
        On(Send).Sends("P. 2101:2201(100) ack 1001").Leaves(200).Because("3.10.2: segmentize the buffer and send it"),
        On(Receive).After(world => world.LeaveUnread()).Tells("Received(100)")
            .Because("3.10.3: what is queued is given to the user"),
        On(Close).Sends("F. 2101:2101(0) ack 1001").Becomes(TcpState.FinWait1).Tells("Closed")
            .Because("3.10.4: form a FIN segment and send it, enter FIN-WAIT-1"),
        On(Close).When("unread text", world => world.LeaveUnread()).Sends("R. 2101:2101(0) ack 1101").Becomes(TcpState.Closed)
            .Tells("Closed").Because("RFC 1122 4.2.2.13: a RST shows that data was lost"),
        On(Abort).Sends("R. 2101:2101(0) ack 1001").Becomes(TcpState.Closed).Tells("Aborted")
            .Because("3.10.5: send a reset segment"),
        On(Status).Tells("TcpInfo(Established)").Because("3.10.6"),
        On(ShutdownSend).Sends("F. 2101:2101(0) ack 1001").Becomes(TcpState.FinWait1).Tells("ShutdownDone")
            .Because("3.6: half-close; shutdown(2), SHUT_WR"),
        On(ShutdownReceive).Tells("ShutdownDone").Because("shutdown(2), SHUT_RD: nothing goes out"),
        On(HandlerDies).When("text unread", world => world.LeaveUnread()).Sends("R. 2101:2101(0) ack 1101").Becomes(TcpState.Closed)
            .Because("RFC 1122 4.2.2.13: a RST shows that data was lost"),
        On(HandlerDies).Sends("F. 2101:2101(0) ack 1001").Becomes(TcpState.FinWait1)
            .Because("a dead process's sockets are closed: 3.10.4"),

        On(RetriesUsedUp).SendsTimes(15, "P. 2001:2101(100) ack 1001").Becomes(TcpState.Closed).Tells("ErrorClosed(TimedOut)")
            .Because("3.8.3, R2; tcp_retries2; 3.10.8: signal the user, delete the TCB, enter CLOSED: no segment is sent"),
        On(RetriesUsedUp).When("after ICMP host unreachable", world => world.CannotReach())
            .SendsTimes(15, "P. 2001:2101(100) ack 1001").Becomes(TcpState.Closed).Tells("ErrorClosed(HostUnreachable)")
            .Because("RFC 1122 4.2.3.9, RFC 5927 4: the soft error is the reason at the end"),
        On(Retransmission).When("the peer's window is zero", world => world.CloseThePeersWindow()).Sends(". 2100:2100(0) ack 1001")
            .Because("3.8.6.1: the first probe after the retransmission timeout; it carries nothing new, so that it is answered"),
        On(Retransmission).Sends("P. 2001:2101(100) ack 1001")
            .Because("3.10.8: send the segment at the front of the queue again"),
        On(FinWait2Timeout).After(world => world.Acknowledge()).CannotOccur("FIN-WAIT-2's timer belongs to it"),
    ];
}
