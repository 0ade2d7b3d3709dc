using ActorTcp.Protocol.Wire;

namespace ActorTcp.Protocol;

/// <summary>What becomes of a router's word that a packet was too large.</summary>
internal enum MtuVerdict
{
    /// <summary>The path is smaller from now on.</summary>
    Taken,

    /// <summary>It waits for the retransmission timer, and progress refutes it (RFC 5927 7.2).</summary>
    Held,

    /// <summary>Our packets are no larger than that: an old message, or a forged one (RFC 1191 3).</summary>
    NotSmaller,

    /// <summary>The packet that it quotes would have fitted (RFC 5927 7.2).</summary>
    Contradictory,

    /// <summary>The connection does not listen to routers (IP_PMTUDISC_DONT, PROBE).</summary>
    Ignored,
}

/// <summary>ICMP's "fragmentation needed and DF set" (RFC 1191 4).</summary>
/// <param name="NextHopMtu">The next hop's MTU; 0: the router knows nothing of it.</param>
/// <param name="QuotedLength">The total length of the packet that was too large.</param>
internal readonly record struct MtuReport(int NextHopMtu, int QuotedLength)
{
    /// <summary>Looks at it.</summary>
    /// <param name="current">The largest packet that goes to the destination now.</param>
    /// <param name="mtu">What it says that the path carries.</param>
    public MtuVerdict Check(int current, out int mtu)
    {
        // RFC 1191 5: of a router that tells no MTU the next lower plateau (7, table 7-1) is assumed. The quoted packet may be a super-frame, of which
        // a segment was too large.
        mtu = NextHopMtu != 0 ? NextHopMtu : IcmpV4.LowerPlateau(Math.Min(QuotedLength, current));
        // RFC 5927 7.2: an MTU that the quoted packet would have fitted into is nobody's honest word.
        if (NextHopMtu != 0 && NextHopMtu >= QuotedLength) return MtuVerdict.Contradictory;
        // RFC 1191 3: "A host MUST not increase its estimate of the Path MTU in response to the contents of a Datagram Too Big message."
        return mtu >= current ? MtuVerdict.NotSmaller : MtuVerdict.Taken;
    }
}
