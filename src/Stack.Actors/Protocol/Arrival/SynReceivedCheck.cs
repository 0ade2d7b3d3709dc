namespace ActorTcp.Protocol;

/// <summary>What a segment in SYN-RECEIVED leads to.</summary>
internal enum SynReceivedVerdict
{
    /// <summary>Nothing.</summary>
    Drop,

    /// <summary>The peer's SYN again: our SYN-ACK was lost, or is late; it is sent again, as Linux does.</summary>
    RepeatSynAck,

    /// <summary>Unacceptable: answer &lt;SEQ=SND.NXT&gt;&lt;ACK=RCV.NXT&gt;&lt;CTL=ACK&gt;.</summary>
    Acknowledge,

    /// <summary>RFC 5961: the same as a challenge.</summary>
    Challenge,

    /// <summary>The peer has reset: back to LISTEN after a passive open, "connection refused" after an active one.</summary>
    Reset,

    /// <summary>Another SYN in the window: a passive open returns to LISTEN, and the peer's next SYN begins anew.</summary>
    Return,

    /// <summary>The acknowledgment is not acceptable: answer &lt;SEQ=SEG.ACK&gt;&lt;CTL=RST&gt;.</summary>
    Refuse,

    /// <summary>The handshake is complete: ESTABLISHED.</summary>
    Complete,
}

/// <summary>RFC 9293 3.10.7.4's steps one to five, SYN-RECEIVED's parts.</summary>
internal static class SynReceivedCheck
{
    /// <param name="rcv">The receive space after the peer's SYN.</param>
    /// <param name="iss">Our initial sequence number.</param>
    /// <param name="segment">The segment.</param>
    /// <param name="simultaneous">Whether both sides have opened actively.</param>
    public static SynReceivedVerdict Check(in ReceiveSequenceSpace rcv, SeqNum iss, in Segment segment, bool simultaneous)
    {
        bool syn = segment.Has(Wire.TcpFlags.Syn);
        bool ack = segment.Has(Wire.TcpFlags.Ack);
        bool rst = segment.Has(Wire.TcpFlags.Rst);
        if (syn && !rst && segment.Seq == rcv.Irs)
        {
            if (!ack) return SynReceivedVerdict.RepeatSynAck;
            // RFC 9293 3.5, figure 7, lines 6 and 7: the SYN-ACKs of a simultaneous open cross. By the letter of the sequence check they
            // would only cause acknowledgments; Linux takes them for what they are.
            if (simultaneous && segment.Ack == iss + 1) return SynReceivedVerdict.Complete;
        }
        // First: check sequence number.
        if (!SequenceCheck.IsAcceptable(rcv, segment)) return rst ? SynReceivedVerdict.Drop : SynReceivedVerdict.Acknowledge;
        // Second: check the RST bit.
        switch (ResetCheck.Check(rcv, segment))
        {
            case ResetVerdict.Reset: return SynReceivedVerdict.Reset;
            case ResetVerdict.Challenge: return SynReceivedVerdict.Challenge;
            case ResetVerdict.Drop: return SynReceivedVerdict.Drop;
        }
        // Fourth: check the SYN bit: "If the connection was initiated with a passive OPEN, then return this connection to the LISTEN state".
        // An active open's is answered as in the synchronized states: RFC 5961 4.
        if (syn) return simultaneous ? SynReceivedVerdict.Challenge : SynReceivedVerdict.Return;
        // Fifth: check the ACK field: "If SND.UNA < SEG.ACK =< SND.NXT, then enter ESTABLISHED state".
        if (!ack) return SynReceivedVerdict.Drop;
        return segment.Ack == iss + 1 ? SynReceivedVerdict.Complete : SynReceivedVerdict.Refuse;
    }
}
