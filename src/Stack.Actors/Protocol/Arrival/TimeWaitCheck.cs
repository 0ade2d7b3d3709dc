using ActorTcp.Protocol.Wire;

namespace ActorTcp.Protocol;

/// <summary>What is left of a transmission control block in TIME-WAIT.</summary>
/// <param name="SndNxt">The number after our FIN.</param>
/// <param name="RcvNxt">The number after the peer's.</param>
/// <param name="RcvWnd">Our last window, in bytes.</param>
/// <param name="RcvScale">How far it is scaled.</param>
internal readonly record struct TimeWaitBlock(SeqNum SndNxt, SeqNum RcvNxt, int RcvWnd, byte RcvScale)
{
    /// <summary>Whether the connection had timestamps.</summary>
    public bool HasTimestamps { get; init; }

    /// <summary>TS.Recent.</summary>
    public uint TsRecent { get; init; }

    /// <summary>When it was taken.</summary>
    public Instant TsRecentAt { get; init; }

    /// <summary>Our timestamp clock's offset.</summary>
    public uint TsOffset { get; init; }

    /// <summary>The block of a connection that both sides have closed.</summary>
    public static TimeWaitBlock Of(Tcb tcb)
    {
        ref readonly ReceiveSequenceSpace rcv = ref tcb.Receive.Space;
        var block = new TimeWaitBlock(tcb.Send.Space.Nxt, rcv.Nxt, Math.Max(0, rcv.Wnd), rcv.Scale);
        if (tcb.Timestamps is not { } timestamps) return block;
        return block with
        {
            HasTimestamps = true, TsRecent = timestamps.Recent, TsRecentAt = timestamps.RecentAt, TsOffset = timestamps.Offset,
        };
    }

    /// <summary>
    /// RFC 9293 3.4.3, RFC 6191: a new connection of the same 4-tuple begins beyond what the old one has used (Linux's distance).
    /// </summary>
    public SeqNum NextIss => SndNxt + 65535 + 2;
}

/// <summary>What a segment in TIME-WAIT leads to.</summary>
internal enum TimeWaitVerdict
{
    /// <summary>Nothing.</summary>
    Drop,

    /// <summary>An acknowledgment, as often as the rate limit lets one through.</summary>
    Acknowledge,

    /// <summary>The peer's FIN again: acknowledge it, and begin the 2 MSL anew.</summary>
    Restart,

    /// <summary>An old duplicate by its timestamp (PAWS): acknowledged like any unacceptable segment.</summary>
    Old,

    /// <summary>A reset that ends it.</summary>
    End,

    /// <summary>A SYN that cannot be an old one: a listener may take it for a new connection.</summary>
    Reuse,
}

/// <summary>RFC 9293 3.10.7.4 in TIME-WAIT, with RFC 1337 and RFC 6191.</summary>
internal static class TimeWaitCheck
{
    public static TimeWaitVerdict Check(in TimeWaitBlock block, in Segment segment, TcpTimestamp? timestamp, Instant now, bool ignoresResets = true)
    {
        // RFC 1337 3, fix F1: "Ignore RST segments in TIME-WAIT state." Else RFC 9293 3.10.7.4, second, with RFC 5961's exact place.
        if (segment.Has(TcpFlags.Rst)) return ignoresResets || segment.Seq != block.RcvNxt ? TimeWaitVerdict.Drop : TimeWaitVerdict.End;
        bool stamped = block.HasTimestamps && timestamp is not null;
        bool old = stamped && Timestamps.IsOld(timestamp!.Value.Value, block.TsRecent, block.TsRecentAt, now);
        if (segment.Has(TcpFlags.Syn) && !segment.Has(TcpFlags.Ack) && !old)
        {
            // RFC 6191 2: a larger timestamp, or a larger sequence number, cannot be the old connection's.
            bool later = stamped && Timestamps.IsBefore(block.TsRecent, timestamp!.Value.Value);
            return later || segment.Seq > block.RcvNxt ? TimeWaitVerdict.Reuse : TimeWaitVerdict.Acknowledge;
        }
        if (old) return TimeWaitVerdict.Old;
        // "The only thing that can arrive in this state is a retransmission of the remote FIN. Acknowledge it, and restart the
        // 2 MSL timeout."
        if (segment.Has(TcpFlags.Fin) && segment.End == block.RcvNxt) return TimeWaitVerdict.Restart;
        var rcv = new ReceiveSequenceSpace { Nxt = block.RcvNxt, Edge = block.RcvNxt + block.RcvWnd };
        return segment.Length > 0 || !SequenceCheck.IsAcceptable(rcv, segment) ? TimeWaitVerdict.Acknowledge : TimeWaitVerdict.Drop;
    }
}
