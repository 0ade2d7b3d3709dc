using ActorTcp.Protocol.Wire;

namespace ActorTcp.Protocol;

/// <summary>
/// ECN of one connection whose SYNs agreed on it (RFC 3168 6.1.2 to 6.1.5): which segments are ECN-capable, when ECE and CWR are set,
/// and what a mark or an echo means. How far the window is cut, and that it is cut once a round trip, is the sender's.
/// </summary>
/// <param name="sends">Whether what we send is ECN-capable; else the peer's marks are only echoed.</param>
internal sealed class EcnState(bool sends)
{
    private SeqNum _end;     // after the last text that was sent
    private bool _sentText;
    private bool _echoing;   // CE was seen, and no CWR since
    private bool _cwrDue;

    /// <summary>Whether what we send is ECN-capable (TCPI_OPT_ECN).</summary>
    public bool Sends => sends;

    /// <summary>Whether the peer sent anything ECN-capable (TCPI_OPT_ECN_SEEN): nobody on the path clears the field.</summary>
    public bool Seen { get; private set; }

    /// <summary>A segment brought new text within the window.</summary>
    /// <param name="segment">The segment.</param>
    /// <returns>Whether it is to be acknowledged at once.</returns>
    public bool OnText(in Segment segment)
    {
        bool now = false;
        if (segment.Has(TcpFlags.Cwr))
        {
            // 6.1.3: "After the receipt of the CWR packet, acknowledgments for subsequent non-CE data packets will not have the ECN-Echo
            // flag set." A peer that has just cut may have one segment in flight: it must not wait for a delayed acknowledgment. As Linux.
            _echoing = false;
            now = true;
        }
        switch (segment.Ecn)
        {
            case EcnCodepoint.Ce:
                // 6.1.3: the receiver "continues to set the ECN-Echo flag in all the ACK packets it sends … until it receives a CWR
                // packet". After the look at CWR: a segment that has both tells of congestion after that cut.
                Seen = true;
                now |= !_echoing;
                _echoing = true;
                return now;
            case EcnCodepoint.NotEct:
                return now || Seen; // among others that are ECN-capable it is a retransmission: the peer waits for news of it. As Linux.
            default:
                Seen = true;
                return now;
        }
    }

    /// <summary>Whether an acknowledgment tells of congestion that our ECN-capable segments met.</summary>
    public bool IsEcho(in Segment segment) => sends && _sentText && segment.Has(TcpFlags.Ece) && !segment.Has(TcpFlags.Syn);

    /// <summary>
    /// cwnd was cut, for whatever reason: 6.1.2: "the TCP sender sets the CWR flag in the TCP header of the first new data packet sent
    /// after the window reduction".
    /// </summary>
    public void OnCut() => _cwrDue = sends;

    /// <summary>Decides on ECE, CWR and the IP header's field of a segment that is about to be sent; no SYN and no RST.</summary>
    /// <param name="seq">SEG.SEQ.</param>
    /// <param name="textLength">Bytes of text.</param>
    /// <param name="codepoint">The field.</param>
    /// <returns>The bits to set.</returns>
    public TcpFlags Mark(SeqNum seq, int textLength, out EcnCodepoint codepoint)
    {
        TcpFlags flags = _echoing ? TcpFlags.Ece : TcpFlags.None;
        codepoint = EcnCodepoint.NotEct;
        if (textLength == 0) return flags; // 6.1.4: pure acknowledgments; and 6.1.6: probes, which have no text here
        bool isNew = !_sentText || seq >= _end;
        if (!_sentText || seq + textLength > _end) _end = seq + textLength;
        _sentText = true;
        // 6.1.5: "ECN-capable TCP implementations MUST NOT set either ECT codepoint … in the IP header for retransmitted data packets".
        if (!isNew || !sends) return flags;
        codepoint = EcnCodepoint.Ect0;
        if (!_cwrDue) return flags;
        _cwrDue = false;
        return flags | TcpFlags.Cwr;
    }
}
