namespace ActorTcp.Protocol;

/// <summary>
/// What was sent in one piece and is not acknowledged: a segment, or several that a device divides. The record of RFC 8985 5.2.
/// </summary>
internal sealed class SentSegment
{
    /// <summary>The first sequence number.</summary>
    public SeqNum Start;

    /// <summary>The number after the last, a FIN included.</summary>
    public SeqNum End;

    /// <summary>How many segments it is on the wire.</summary>
    public int Count;

    /// <summary>How many segments had been delivered when it was sent last: what was delivered after tells of it.</summary>
    public long Delivered;

    /// <summary>Segment.xmit_ts: when it was sent, the last time.</summary>
    public Instant SentAt;

    /// <summary>Which transmission that was, of all: of two in one instant the later one.</summary>
    public long Transmission;

    /// <summary>When it was sent first.</summary>
    public Instant FirstSentAt;

    /// <summary>Whether a FIN is its last number.</summary>
    public bool Fin;

    /// <summary>Whether its end has PSH when it is sent again.</summary>
    public bool Push;

    /// <summary>Whether a record ends with it (MSG_EOR): nothing is joined behind it.</summary>
    public bool EndsRecord;

    /// <summary>The peer has it, ahead of a gap.</summary>
    public bool Sacked;

    /// <summary>Segment.lost: what was sent first counts as lost; stays set when it is sent again.</summary>
    public bool Lost;

    /// <summary>It was sent again, and that may still be underway.</summary>
    public bool Retransmitted;

    /// <summary>Segment.retransmitted: it was sent more than once, ever.</summary>
    public bool EverRetransmitted;

    /// <summary>Whether it waits to be sent again.</summary>
    public bool WantsRetransmission => Lost && !Retransmitted && !Sacked;

    /// <summary>For the delivery rate.</summary>
    public RateStamp Rate;

    /// <summary>How what was written ends in it.</summary>
    public void Mark(bool push, bool record)
    {
        Push = push;
        EndsRecord = record;
    }

    /// <summary>The neighbours in the order of transmission; what is lost or SACKed is not in it.</summary>
    public SentSegment? Earlier, Later;

    /// <summary>Whether it is in the order of transmission.</summary>
    public bool IsUnderway;
}
