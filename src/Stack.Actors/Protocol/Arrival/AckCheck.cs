namespace ActorTcp.Protocol;

/// <summary>What an acknowledgment in a synchronized state means.</summary>
internal enum AckVerdict
{
    /// <summary>No ACK bit: the segment is dropped.</summary>
    Missing,

    /// <summary>Nothing new.</summary>
    Old,

    /// <summary>It acknowledges something new.</summary>
    Advances,

    /// <summary>It acknowledges what was never sent, or is too old to be true: answer with an ACK and drop (RFC 5961 5.2).</summary>
    Impossible,
}

/// <summary>RFC 9293 3.10.7.4, fifth: check the ACK field, in ESTABLISHED and later.</summary>
internal static class AckCheck
{
    public static AckVerdict Check(in SendSequenceSpace snd, in Segment segment)
    {
        if (!segment.Has(Wire.TcpFlags.Ack)) return AckVerdict.Missing;
        int ahead = segment.Ack - snd.Una;
        if (ahead > 0) return ahead <= snd.Nxt - snd.Una ? AckVerdict.Advances : AckVerdict.Impossible;
        // RFC 5961 5.2: acceptable is SND.UNA - MAX.SND.WND <= SEG.ACK <= SND.NXT.
        if (-(long)ahead > snd.MaxWnd) return AckVerdict.Impossible;
        return AckVerdict.Old;
    }

    /// <summary>Takes SND.WND over if the segment is newer than the one that last did (RFC 9293 3.10.7.4, SND.WL1 and WL2).</summary>
    /// <param name="snd">The send sequence space.</param>
    /// <param name="segment">The segment.</param>
    /// <param name="advanced">
    /// Whether it acknowledged something new: then its window counts even if the segment is a retransmission, or we would send past
    /// the peer's edge (Linux's <c>tcp_may_update_window</c>; the RFC's letter keeps the old one).
    /// </param>
    /// <returns>Whether the window changed.</returns>
    public static bool UpdateWindow(ref SendSequenceSpace snd, in Segment segment, bool advanced = false)
    {
        if (segment.Ack < snd.Una) return false;
        if (!(advanced || snd.Wl1 < segment.Seq || (snd.Wl1 == segment.Seq && snd.Wl2 <= segment.Ack))) return false;
        uint window = (uint)segment.Window << snd.Scale;
        bool changed = window != snd.Wnd;
        snd.Wnd = window;
        snd.MaxWnd = Math.Max(snd.MaxWnd, window);
        snd.Wl1 = segment.Seq;
        snd.Wl2 = segment.Ack;
        return changed;
    }
}
