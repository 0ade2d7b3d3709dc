using ActorTcp.Protocol;

namespace ActorTcp.Connection;

// RFC 3168 6.1: congestion that routers mark instead of dropping. EcnState decides, the writer sets the bits.
internal sealed partial class TcpConnection
{
    private long _thresholdSeen = long.MaxValue;
    private long _bytesAckedSeen;
    private long _deliveredCe;

    /// <summary>A segment with new text: was it marked, and has the peer heard of an earlier mark?</summary>
    private void SeeMark(in Segment segment)
    {
        if (Tcb.Ecn is { } ecn && ecn.OnText(segment)) AckNow(); // at once: the peer's window may be one segment
    }

    /// <summary>An acceptable acknowledgment, SND.UNA has moved: does it tell of congestion?</summary>
    private void SeeEcho(in Segment segment)
    {
        if (_tcbOrNull?.Ecn is not { } ecn) return;
        long acked = _traffic.BytesAcked - _bytesAckedSeen;
        _bytesAckedSeen = _traffic.BytesAcked;
        TcpSender sender = Tcb.Send;
        // What an old acknowledgment tells has been heard.
        if (!ecn.IsEcho(segment) || segment.Ack != sender.Space.Una) return;
        int segments = (int)((acked + sender.Mss - 1) / sender.Mss);
        _deliveredCe += segments;
        Counters.DeliveredCe += segments;
        if (sender.OnCongestionExperienced(_loop.Now)) ecn.OnCut();
    }

    /// <summary>
    /// RFC 3168 6.1.2: CWR tells of every cut, "because of a retransmit timeout, a Fast Retransmit, or in response to an ECN
    /// Notification": each lowers ssthresh.
    /// </summary>
    private void NoteCut()
    {
        long threshold = Tcb.Send.SlowStartThreshold;
        if (threshold < _thresholdSeen) Tcb.Ecn?.OnCut();
        _thresholdSeen = threshold;
    }
}
