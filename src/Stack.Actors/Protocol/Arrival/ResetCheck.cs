namespace ActorTcp.Protocol;

/// <summary>What a reset, or a SYN, in a synchronized state asks for.</summary>
internal enum ResetVerdict
{
    /// <summary>Nothing: go on with the segment.</summary>
    None,

    /// <summary>Drop it silently.</summary>
    Drop,

    /// <summary>Answer with a challenge acknowledgment and drop it.</summary>
    Challenge,

    /// <summary>The connection is reset.</summary>
    Reset,
}

/// <summary>RFC 9293 3.10.7.4, second: check the RST bit; with RFC 5961 3's protection against blind resets.</summary>
internal static class ResetCheck
{
    public static ResetVerdict Check(in ReceiveSequenceSpace rcv, in Segment segment)
    {
        if (!segment.Has(Wire.TcpFlags.Rst)) return ResetVerdict.None;
        // RFC 5961 3.2: "If the RST bit is set and the sequence number exactly matches the next expected sequence number …"
        if (segment.Seq == rcv.Nxt) return ResetVerdict.Reset;
        // "… within the current receive window, TCP endpoints MUST send an acknowledgment (challenge ACK)."
        return segment.Seq.IsIn(rcv.Nxt, (uint)rcv.Wnd) ? ResetVerdict.Challenge : ResetVerdict.Drop;
    }
}
