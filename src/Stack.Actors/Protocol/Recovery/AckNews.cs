namespace ActorTcp.Protocol;

/// <summary>What one acknowledgment has told, as far as loss recovery cares.</summary>
internal struct AckNews
{
    /// <summary>The time.</summary>
    public Instant Now;

    /// <summary>SEG.ACK.</summary>
    public SeqNum Ack;

    /// <summary>SND.UNA before it.</summary>
    public SeqNum PriorUna;

    /// <summary>Segments in flight before it.</summary>
    public int PriorInFlight;

    /// <summary>SND.UNA has moved.</summary>
    public bool Advanced;

    /// <summary>At least one segment is acknowledged as a whole.</summary>
    public bool WholeAcked;

    /// <summary>It carries text, another window, or acknowledges something: it is no duplicate (RFC 5681 2).</summary>
    public bool NotDuplicate;

    /// <summary>A block has SACKed something new.</summary>
    public bool Sacked;

    /// <summary>A block tells of a duplicate (RFC 2883).</summary>
    public bool DuplicateSack;

    /// <summary>That was the tail loss probe's.</summary>
    public bool DuplicateOfProbe;

    /// <summary>Something that was sent only once, before the episode began, has arrived: not all of it was lost (RFC 5682).</summary>
    public bool OriginalArrived;

    /// <summary>Something that was sent again has been acknowledged: no round trip can be told (Karn).</summary>
    public bool RetransmissionAcked;

    /// <summary>A retransmission was lost.</summary>
    public bool RetransmissionLost;

    /// <summary>What is at SND.UNA is SACKed: the peer has thrown it away (RFC 2018 8).</summary>
    public bool Reneged;

    /// <summary>It has ECE (RFC 3168).</summary>
    public bool CongestionEcho;

    /// <summary>Segments delivered by it for the first time.</summary>
    public int Delivered;

    /// <summary>How many segments were delivered when the latest sent of those was sent; negative: none was delivered.</summary>
    public long DeliveredBefore;

    /// <summary>When the segment was sent whose timestamp it echoes, to the millisecond; null: no timestamps.</summary>
    public Instant? EchoedAt;

    /// <summary>The lowest number, sent once, that arrived late: behind what arrived before it.</summary>
    public SeqNum? LateArrival;

    /// <summary>The round trips that it measures: of what it acknowledges, and of what it SACKs.</summary>
    public TimeSpan? AckedRtt, SackedRtt;

    /// <summary>The round trip of the latest sent segment that it delivers: for congestion control.</summary>
    public TimeSpan? LatestRtt;

    /// <summary>It is no plain progress.</summary>
    public readonly bool IsDubious => !(Advanced || NotDuplicate) || Sacked || DuplicateSack || CongestionEcho;

    /// <summary>It acknowledges the same again, and says nothing else (RFC 5681 2).</summary>
    public readonly bool IsDuplicate => !(Advanced || NotDuplicate || DuplicateSack);
}
