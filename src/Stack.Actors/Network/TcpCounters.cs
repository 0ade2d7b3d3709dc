using ActorTcp.Connection;

namespace ActorTcp.Network;

/// <summary>TCP's counters, named after Linux's <c>netstat -s</c> where it has them; written by the loop, read by anybody.</summary>
public sealed class TcpCounters
{
    private readonly long[] _inState = new long[Enum.GetValues<TcpState>().Length];

    /// <summary>
    /// How many sockets are in a state now; what stays in <see cref="TcpState.CloseWait"/> is an application's leak: its peer has
    /// closed, and it has not. CLOSED is not counted.
    /// </summary>
    public long InState(TcpState state) => Volatile.Read(ref _inState[(int)state]);

    /// <summary>Connections opened by us.</summary>
    public long ActiveOpens { get; internal set; }

    /// <summary>Connections opened by peers: handshakes completed.</summary>
    public long PassiveOpens { get; internal set; }

    /// <summary>Handshakes that failed, in SYN_SENT or SYN_RECEIVED.</summary>
    public long AttemptFails { get; internal set; }

    /// <summary>Established connections that were reset, by either side.</summary>
    public long EstabResets { get; internal set; }

    /// <summary>Connections in ESTABLISHED or CLOSE_WAIT now.</summary>
    public long CurrEstab { get; internal set; }

    /// <summary>Segments received.</summary>
    public long InSegs { get; internal set; }

    /// <summary>Segments sent; a segment that the device divides counts as one.</summary>
    public long OutSegs { get; internal set; }

    /// <summary>Segments sent again.</summary>
    public long RetransSegs { get; internal set; }

    /// <summary>Resets sent.</summary>
    public long OutRsts { get; internal set; }

    /// <summary>Resets received that were acceptable.</summary>
    public long InRsts { get; internal set; }

    /// <summary>Expiries of the retransmission timer.</summary>
    public long TcpTimeouts { get; internal set; }

    /// <summary>Segments sent again because of duplicate acknowledgments.</summary>
    public long FastRetransmits { get; internal set; }

    /// <summary>Segments that arrived ahead of their turn and were kept.</summary>
    public long OutOfOrderQueued { get; internal set; }

    /// <summary>Bytes that arrived ahead of their turn and were refused: the reassembly queue was full.</summary>
    public long OutOfOrderPruned { get; internal set; }

    /// <summary>Unacceptable segments that were answered with an acknowledgment (RFC 9293 3.10.7.4, first).</summary>
    public long Unacceptable { get; internal set; }

    /// <summary>Challenge acknowledgments sent (RFC 5961).</summary>
    public long ChallengeAcks { get; internal set; }

    /// <summary>SYNs that a full SYN queue dropped.</summary>
    public long ListenDrops { get; internal set; }

    /// <summary>Handshakes whose last ACK a full accept queue dropped.</summary>
    public long ListenOverflows { get; internal set; }

    /// <summary>Segments with malformed options, dropped.</summary>
    public long BadOptions { get; internal set; }

    /// <summary>Connections given up because nothing was acknowledged any more.</summary>
    public long AbortOnTimeout { get; internal set; }

    /// <summary>Orphans reset because data arrived that nobody reads.</summary>
    public long AbortOnData { get; internal set; }

    /// <summary>Connections closed by us with data unread, and so reset.</summary>
    public long AbortOnClose { get; internal set; }

    /// <summary>Messages that a state had no use for.</summary>
    public long UnexpectedMessages { get; internal set; }

    internal void Move(TcpState from, TcpState to)
    {
        if (from != TcpState.Closed) _inState[(int)from]--;
        if (to != TcpState.Closed) _inState[(int)to]++;
    }
}
