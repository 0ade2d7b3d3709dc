namespace ActorTcp.Protocol;

/// <summary>The part of a segment's text that is new and within the window.</summary>
/// <param name="Seq">Its first sequence number.</param>
/// <param name="Skip">How many bytes of the segment's text lie before it.</param>
/// <param name="Length">How many bytes it has; 0: none.</param>
/// <param name="Trimmed">Whether text beyond the window's edge was cut off: then a FIN behind it does not count either.</param>
internal readonly record struct NewText(SeqNum Seq, int Skip, int Length, bool Trimmed);

/// <summary>RFC 9293 3.10.7.4, seventh: process the segment text; and eighth: check the FIN bit.</summary>
internal static class TextCheck
{
    /// <summary>Trims to the window: "segments with higher beginning sequence numbers SHOULD be held for later processing".</summary>
    public static NewText Trim(in ReceiveSequenceSpace rcv, in Segment segment)
    {
        SeqNum start = segment.Seq + (segment.Has(Wire.TcpFlags.Syn) ? 1 : 0);
        SeqNum end = start + segment.TextLength;
        int skip = Math.Max(0, rcv.Nxt - start);
        int beyond = Math.Max(0, end - rcv.Edge);
        int length = Math.Max(0, segment.TextLength - skip - beyond);
        return new NewText(start + skip, skip, length, beyond > 0);
    }
}
