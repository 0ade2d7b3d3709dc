using ActorTcp.Protocol.Wire;

namespace ActorTcp.Protocol;

/// <summary>
/// What SEGMENT ARRIVES looks at (RFC 9293 3.3.1, 3.10.7): the header's fields, and where in its frame the text lies. The
/// device actor fills it in once; options are parsed again from the frame where a state wants them.
/// </summary>
internal struct Segment
{
    /// <summary>SEG.SEQ.</summary>
    public SeqNum Seq;

    /// <summary>SEG.ACK.</summary>
    public SeqNum Ack;

    /// <summary>The control bits.</summary>
    public TcpFlags Flags;

    /// <summary>The IP header's ECN field (RFC 3168 5).</summary>
    public EcnCodepoint Ecn;

    /// <summary>SEG.WND as on the wire, not scaled.</summary>
    public ushort Window;

    /// <summary>SEG.UP.</summary>
    public ushort UrgentPointer;

    /// <summary>Where the TCP header begins, from the frame's first byte.</summary>
    public int HeaderOffset;

    /// <summary>Where the text begins, from the frame's first byte.</summary>
    public int TextOffset;

    /// <summary>How many bytes of text there are.</summary>
    public int TextLength;

    /// <summary>SEG.LEN: the sequence numbers that the segment occupies, SYN and FIN included.</summary>
    public readonly int Length => TextLength + (Has(TcpFlags.Syn) ? 1 : 0) + (Has(TcpFlags.Fin) ? 1 : 0);

    /// <summary>The sequence number after the segment's last.</summary>
    public readonly SeqNum End => Seq + Length;

    /// <summary>
    /// Whether it brings text or a FIN: then it is no answer to an answer of ours, and its acknowledgment is not limited (as on Linux).
    /// </summary>
    public readonly bool CarriesData => Length > 0 && !Has(TcpFlags.Syn);

    /// <summary>Whether one of the flags is set.</summary>
    public readonly bool Has(TcpFlags flag) => (Flags & flag) != 0;
}
