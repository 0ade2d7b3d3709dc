using ActorTcp.Protocol;

namespace ActorTcp.Connection;

// RFC 3168 6.1: congestion that routers mark instead of dropping. EcnState decides, the writer sets the bits.
internal sealed partial class TcpConnection
{
    private int _cutsSeen;
    private long _deliveredCe;

    /// <summary>A segment with new text: was it marked, and has the peer heard of an earlier mark?</summary>
    private void SeeMark(in Segment segment)
    {
        if (Tcb.Ecn is { } ecn && ecn.OnText(segment)) AckNow(); // at once: the peer's window may be one segment
    }

    /// <summary>Whether an acceptable acknowledgment echoes a mark; what an old one tells has been heard.</summary>
    private bool Echoes(in Segment segment) =>
        _tcbOrNull?.Ecn is { } ecn && ecn.IsEcho(segment) && segment.Ack >= Tcb.Send.Space.Una;

    private void CountMarked(long acked)
    {
        int segments = (int)((acked + Tcb.Send.Mss - 1) / Tcb.Send.Mss);
        _deliveredCe += segments;
        Counters.DeliveredCe += segments;
    }

    /// <summary>
    /// RFC 3168 6.1.2: CWR tells of every cut, "because of a retransmit timeout, a Fast Retransmit, or in response to an ECN
    /// Notification".
    /// </summary>
    private void NoteCut()
    {
        int cuts = Tcb.Send.Recovery.Cuts;
        if (cuts != _cutsSeen) Tcb.Ecn?.OnCut();
        _cutsSeen = cuts;
    }
}
