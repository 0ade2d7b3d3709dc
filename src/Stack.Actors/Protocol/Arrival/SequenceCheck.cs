namespace ActorTcp.Protocol;

/// <summary>RFC 9293 3.10.7.4, first: check sequence number.</summary>
internal static class SequenceCheck
{
    /// <summary>The four cases of the acceptability test (RFC 9293 3.4, table 6).</summary>
    public static bool IsAcceptable(in ReceiveSequenceSpace rcv, in Segment segment)
    {
        int length = segment.Length;
        int window = rcv.Wnd;
        if (length == 0)
        {
            return window == 0
                ? segment.Seq == rcv.Nxt
                // At the edge itself, too, as Linux: a peer that has filled our window acknowledges from there, and dropping its
                // acknowledgments until a hole is filled would stall the other direction. The RFC's letter says "<".
                : segment.Seq.IsIn(rcv.Nxt, (uint)window + 1);
        }
        if (window == 0) return false;
        return segment.Seq.IsIn(rcv.Nxt, (uint)window) || (segment.End - 1).IsIn(rcv.Nxt, (uint)window);
    }

    /// <summary>
    /// Whether an unacceptable segment's ACK and RST are still to be looked at: with a zero window they are, if the segment
    /// begins at RCV.NXT (RFC 9293 3.10.7.4: "special allowance should be made to accept valid ACKs, URGs, and RSTs").
    /// </summary>
    public static bool IsZeroWindowException(in ReceiveSequenceSpace rcv, in Segment segment) =>
        rcv.Wnd == 0 && segment.Seq == rcv.Nxt;
}
