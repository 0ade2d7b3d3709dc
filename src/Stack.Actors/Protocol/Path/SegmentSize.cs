using ActorTcp.Protocol.Wire;

namespace ActorTcp.Protocol;

/// <summary>How much text a segment carries (RFC 9293 3.7.1, 3.7.5; RFC 6691).</summary>
/// <param name="Limit">The most that the peer's MSS option and our own TCP_MAXSEG allow, options not counted.</param>
/// <param name="Options">The bytes of options on every segment.</param>
internal readonly record struct SegmentSize(int Limit, int Options)
{
    /// <summary>The MSS of a peer that names none (RFC 9293 3.7.1, MUST-15).</summary>
    public const int Default = 536;

    /// <summary>A peer cannot make us send dust: smaller sizes count as this (Linux's <c>TCP_MIN_SND_MSS</c>).</summary>
    public const int Least = 48;

    private const int Headers = Ipv4Header.MinLength + TcpHeader.MinLength;

    /// <summary>The limits of a connection.</summary>
    /// <param name="theirs">The MSS of the peer's SYN; null or 0: it names none.</param>
    /// <param name="own">TCP_MAXSEG; null: no limit.</param>
    /// <param name="options">The bytes of options on every segment.</param>
    public static SegmentSize Of(ushort? theirs, int? own, int options)
    {
        int limit = theirs is null or 0 ? Default : theirs.Value;
        if (own < limit) limit = own.Value;
        return new SegmentSize(Math.Max(limit, Least), options);
    }

    /// <summary>
    /// RFC 9293 3.7.1: "Eff.snd.MSS = min (SendMSS + 20, MMS_S) - TCPhdrsize - IPoptionsize"; RFC 6691 2: the MSS counts no options, so a
    /// segment that carries them has less text.
    /// </summary>
    /// <param name="mtu">The largest packet, in bytes.</param>
    public int For(int mtu) => Math.Max(1, Math.Min(Limit, mtu - Headers) - Options);
}
