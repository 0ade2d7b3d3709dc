using ActorTcp.Connection;
using static ActorTcp.Tests.Matrix.Happening;
using static ActorTcp.Tests.Matrix.Position;
using static ActorTcp.Tests.Matrix.Rule;

namespace ActorTcp.Tests.Matrix.States;

/// <summary>What RFC 9293 3.10.7.4 says of SYN-RECEIVED however it was reached.</summary>
internal static class Opening
{
    private static readonly Happening[] Segments = [.. Enum.GetValues<Happening>().Where(happening => happening.IsSegment())];

    public static IEnumerable<Rule> Unacceptable(string ack)
    {
        foreach (Happening happening in Segments)
        {
            yield return On(happening).At(ZeroWindow).Never("our SYN-ACK offers the whole receive buffer, which is empty");
            if (happening is Rst or RstAck or SynRst)
            {
                yield return On(happening).At(Inside, Right).Sends(ack)
                    .Because("RFC 5961 3.2: in the window and not at RCV.NXT: a challenge ACK");
                yield return On(happening).At(Edge, Outside, Old)
                    .Because("3.10.7.4 first: not acceptable, and a RST: drop the segment");
                continue;
            }
            yield return On(happening).At(Outside, Old).Sends(ack)
                .Because("3.10.7.4 first: not acceptable: an acknowledgment is sent");
            if (happening is Syn or SynAck or SynFin or Text or Fin or TextFin or Urg)
                yield return On(happening).At(Edge).Sends(ack)
                    .Because("3.4 table 6: what has a length is acceptable before the edge only");
        }
    }

    public static Rule[] BadAcks() =>
    [
        On(AckOfFin).At(Left, Inside, Right, Edge).Sends("R 2:2(0)")
            .Because("no FIN was sent: 3.10.7.4 fifth: <SEQ=SEG.ACK><CTL=RST>"),
        On(AckOld).At(Left, Inside, Right, Edge).Sends("R -500:-500(0)")
            .Because("3.10.7.4 fifth: not acceptable: <SEQ=SEG.ACK><CTL=RST>"),
        On(AckBeyond).At(Left, Inside, Right, Edge).Sends("R 2:2(0)")
            .Because("3.10.7.4 fifth: not acceptable: <SEQ=SEG.ACK><CTL=RST>"),
        On(AckTooOld).At(Left, Inside, Right, Edge).Sends("R -1001:-1001(0)")
            .Because("3.10.7.4 fifth: not acceptable: <SEQ=SEG.ACK><CTL=RST>"),
        On(NoFlags).At(Left, Inside, Right, Edge).Because("3.10.7.4 fifth: if the ACK bit is off, drop the segment and return"),
    ];

    /// <summary>The text and the FIN come with the acknowledgment of our SYN; the application has not registered yet.</summary>
    public static Rule[] Completing(string ack) =>
    [
        On(AckNew).At(Left, Inside, Right, Edge).Becomes(TcpState.Established).Tells("Connected")
            .Because("3.10.7.4 fifth: SND.UNA < SEG.ACK =< SND.NXT: enter ESTABLISHED"),
        On(Text).At(Left).Sends(". 1:1(0) ack 101").Becomes(TcpState.Established).Tells("Connected")
            .Because("3.10.7.4 fifth, and continue processing: seventh"),
        On(Text).At(Inside, Right).Sends(ack).Becomes(TcpState.Established).Tells("Connected")
            .Because("3.10.7.4 fifth; the text is out of order: RFC 5681 4.2"),
        On(Urg).At(Left).Sends(". 1:1(0) ack 101").Becomes(TcpState.Established).Tells("Connected").Because("as text"),
        On(Urg).At(Inside, Right).Sends(ack).Becomes(TcpState.Established).Tells("Connected").Because("as text"),
        On(Fin).At(Left).Sends(". 1:1(0) ack 2").Becomes(TcpState.CloseWait).Tells("Connected")
            .Because("3.10.7.4 fifth, and continue processing: eighth: enter CLOSE-WAIT"),
        On(Fin).At(Inside, Right).Sends(ack).Becomes(TcpState.Established).Tells("Connected")
            .Because("3.10.7.4 fifth; the FIN waits for what is missing"),
        On(TextFin).At(Left).Sends(". 1:1(0) ack 102").Becomes(TcpState.CloseWait).Tells("Connected")
            .Because("3.10.7.4 fifth, and continue processing: seventh, eighth"),
        On(TextFin).At(Inside, Right).Sends(ack).Becomes(TcpState.Established).Tells("Connected")
            .Because("3.10.7.4 fifth; out of order: it waits for what is missing"),
    ];
}
