using ActorTcp.Protocol.Wire;

namespace ActorTcp.Protocol;

/// <summary>
/// SYN cookies (RFC 4987 3.6) in Linux's form: an initial sequence number that holds the peer's MSS and the minute, so that a listener
/// need not remember the SYN. <c>cookie = H1(flow) + SEG.SEQ + (minute &lt;&lt; 24) + ((H2(flow, minute) + mss) mod 2^24)</c>.
/// </summary>
internal static class SynCookie
{
    private const uint LowBits = 0x00FF_FFFF;
    private const int MinutesBits = 24;

    /// <summary>A cookie that is this many minutes old is no longer taken (Linux's MAX_SYNCOOKIE_AGE).</summary>
    private const uint MaxAge = 2;

    // Linux's msstab, from measurements of what peers send: a cookie has room for two bits.
    private static ReadOnlySpan<ushort> MssTable => [536, 1300, 1440, 1460];

    /// <summary>The largest MSS of the table that does not exceed the peer's; the smallest if all do.</summary>
    public static ushort RoundMss(ushort mss) => MssTable[IndexOf(mss)];

    /// <summary>The cookie that answers a SYN.</summary>
    /// <param name="key">The stack's secret.</param>
    /// <param name="flow">The 4-tuple's hashable parts.</param>
    /// <param name="irs">The SYN's sequence number.</param>
    /// <param name="mss">The SYN's MSS.</param>
    /// <param name="now">The time.</param>
    public static SeqNum Make(SipKey key, in CookieFlow flow, SeqNum irs, ushort mss, Instant now)
    {
        uint minute = Minute(now);
        uint low = unchecked((Second(key, flow, minute) + (uint)IndexOf(mss)) & LowBits);
        return new SeqNum(unchecked(First(key, flow) + irs.Value + (minute << MinutesBits) + low));
    }

    /// <summary>Whether an acknowledgment's number is a cookie of ours, and fresh.</summary>
    /// <param name="key">The stack's secret.</param>
    /// <param name="flow">The 4-tuple's hashable parts.</param>
    /// <param name="irs">SEG.SEQ - 1.</param>
    /// <param name="cookie">SEG.ACK - 1.</param>
    /// <param name="now">The time.</param>
    /// <param name="mss">The MSS that it holds.</param>
    public static bool TryRead(SipKey key, in CookieFlow flow, SeqNum irs, SeqNum cookie, Instant now, out ushort mss)
    {
        mss = 0;
        uint rest = unchecked(cookie.Value - First(key, flow) - irs.Value);
        uint minute = Minute(now);
        uint age = unchecked(minute - (rest >> MinutesBits)) & (uint.MaxValue >> MinutesBits);
        if (age >= MaxAge) return false;
        uint index = unchecked(rest - Second(key, flow, minute - age)) & LowBits;
        if (index >= (uint)MssTable.Length) return false;
        mss = MssTable[(int)index];
        return true;
    }

    private static int IndexOf(ushort mss)
    {
        int index = MssTable.Length - 1;
        while (index > 0 && mss < MssTable[index]) index--;
        return index;
    }

    private static uint Minute(Instant now) => unchecked((uint)(now.Ticks / TimeSpan.TicksPerMinute));

    private static uint First(SipKey key, in CookieFlow flow) => (uint)SipHash.Hash(key, flow.Addresses, flow.Ports);

    private static uint Second(SipKey key, in CookieFlow flow, uint minute) =>
        (uint)(SipHash.Hash(key, flow.Addresses ^ ((ulong)minute << 32 | 1), ~flow.Ports) >> 32);
}

/// <summary>A 4-tuple as the cookie's hashes take it.</summary>
/// <param name="Addresses">Both addresses.</param>
/// <param name="Ports">Both ports.</param>
internal readonly record struct CookieFlow(ulong Addresses, uint Ports);

/// <summary>
/// What a cookie has no room for travels in the SYN-ACK's timestamp, which the peer echoes: its lowest six bits hold window scale,
/// SACK and ECN, as Linux's <c>cookie_init_timestamp</c>.
/// </summary>
internal static class CookieTimestamp
{
    private const uint NoScale = 0xF;
    private const uint Sack = 1 << 4;
    private const uint Ecn = 1 << 5;
    private const uint Mask = 0x3F;

    /// <summary>The timestamp to send: not after the clock, with the options in it.</summary>
    /// <param name="clock">The timestamp clock, before its offset.</param>
    /// <param name="theirs">The SYN's options.</param>
    /// <param name="ecn">Whether the SYN asks for ECN, and the SYN-ACK grants it.</param>
    public static uint Encode(uint clock, in TcpOptions theirs, bool ecn)
    {
        uint options = theirs.WindowScale ?? NoScale;
        if (theirs.SackPermitted) options |= Sack;
        if (ecn) options |= Ecn;
        uint stamp = (clock & ~Mask) | options;
        return stamp > clock ? unchecked(stamp - Mask - 1) : stamp;
    }

    /// <summary>What an echoed timestamp, less its offset, says of the SYN's options, and of ECN.</summary>
    public static TcpOptions Decode(uint stamp, out bool ecn)
    {
        ecn = (stamp & Ecn) != 0;
        uint scale = stamp & 0xF;
        return new TcpOptions { WindowScale = scale == NoScale ? null : (byte)Math.Min(scale, TcpOptions.MaxWindowScale), SackPermitted = (stamp & Sack) != 0 };
    }
}
