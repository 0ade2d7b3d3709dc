namespace ActorTcp.Protocol;

/// <summary>
/// RCV.UP: where the peer's urgent data ends (RFC 9293 3.8.5, 3.10.7.4 sixth), as Linux keeps it: one mark, the latest, which is the number
/// of the urgent byte. Pure. Whatever a peer claims costs no more than this.
/// </summary>
/// <param name="standard">
/// Whether the pointer is to the last urgent octet (RFC 1122 4.2.2.4; <c>tcp_stdurg</c>); else to the octet behind it, as everybody sends
/// it (RFC 6093 3.1, RFC 9293 MUST-62).
/// </param>
internal sealed class UrgentReceiver(bool standard)
{
    private bool _told; // the byte has been handed over, ahead of the stream

    /// <summary>The urgent byte's number; it means something only while <see cref="IsAhead"/>.</summary>
    public SeqNum Mark { get; private set; }

    /// <summary>Whether the stream has not reached the mark yet.</summary>
    public bool IsAhead { get; private set; }

    /// <summary>A segment with URG: "RCV.UP &lt;- max(RCV.UP, SEG.UP)".</summary>
    /// <param name="seq">SEG.SEQ.</param>
    /// <param name="pointer">SEG.UP.</param>
    /// <param name="next">RCV.NXT.</param>
    /// <returns>Whether that is news: "signal the user that the remote side has urgent data if the urgent pointer is in advance".</returns>
    public bool Announce(SeqNum seq, ushort pointer, SeqNum next)
    {
        if (pointer == 0 && !standard) return false; // nothing of this segment or later is urgent
        SeqNum mark = seq + pointer - (standard ? 0 : 1);
        if (mark < next || (IsAhead && mark <= Mark)) return false; // the stream is past it, or it is known
        // One that was underway still stays in the stream, as on Linux.
        Mark = mark;
        IsAhead = true;
        _told = false;
        return true;
    }

    /// <summary>Text has arrived, perhaps ahead of its turn: whether the urgent byte is in it, and was not handed over.</summary>
    /// <param name="start">The text's first number.</param>
    /// <param name="length">Its length.</param>
    /// <param name="at">Where in it.</param>
    public bool TryRead(SeqNum start, int length, out int at)
    {
        at = Mark - start;
        if (!IsAhead || _told || at < 0 || at >= length) return false;
        _told = true;
        return true;
    }

    /// <summary>Text is taken in order: whether the stream reaches the mark with it.</summary>
    /// <param name="start">The text's first number.</param>
    /// <param name="length">Its length.</param>
    /// <param name="at">Where in it the urgent byte is.</param>
    public bool TryPass(SeqNum start, int length, out int at)
    {
        at = Mark - start;
        if (!IsAhead || at < 0 || at >= length) return false;
        IsAhead = false;
        return true;
    }
}
