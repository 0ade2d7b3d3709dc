namespace ActorTcp.Protocol;

/// <summary>A segment that the sender has decided on; the actor builds it.</summary>
/// <param name="Seq">SEG.SEQ.</param>
/// <param name="Offset">Where its text begins in the send buffer.</param>
/// <param name="Length">How many bytes of text; may exceed the MSS, then the device or the actor divides it.</param>
/// <param name="Fin">Whether the FIN goes along.</param>
/// <param name="Push">Whether it empties the send buffer (RFC 9293 3.9.1.2: PSH on the last segment).</param>
/// <param name="Retransmission">Whether it, or its beginning, was sent before.</param>
internal readonly record struct SegmentPlan(SeqNum Seq, int Offset, int Length, bool Fin, bool Push, bool Retransmission)
{
    /// <summary>Whether it is one segment although it is larger than the MSS: a probe of the path (RFC 4821 7).</summary>
    public bool Whole { get; init; }
}
