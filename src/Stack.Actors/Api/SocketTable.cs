using System.Net;
using ActorTcp.Connection;

namespace ActorTcp.Api;

/// <summary>All of a stack's TCP sockets at one instant, in the order listeners, connections, half-open entries, TIME_WAITs.</summary>
/// <param name="Sockets">The sockets.</param>
/// <param name="At">The loop's time.</param>
public sealed record SocketTable(IReadOnlyList<TcpSocket> Sockets, Protocol.Instant At);

/// <summary>One TCP socket, as <c>ss -tano</c> shows it.</summary>
/// <param name="State">Its state.</param>
/// <param name="ReceiveQueue">Recv-Q: bytes that wait for the application; of a listener the connections in its accept queue.</param>
/// <param name="SendQueue">Send-Q: bytes written and not acknowledged; of a listener its accept queue's limit.</param>
/// <param name="Local">Its own address and port.</param>
/// <param name="Remote">The peer's; of a listener null.</param>
public sealed record TcpSocket(TcpState State, long ReceiveQueue, long SendQueue, IPEndPoint Local, IPEndPoint? Remote)
{
    /// <summary>The timer that is armed.</summary>
    public SocketTimer Timer { get; init; }

    /// <summary>How long until it expires.</summary>
    public TimeSpan TimerExpires { get; init; }

    /// <summary>How often the oldest segment, SYN or probe was sent again.</summary>
    public int Retransmits { get; init; }

    /// <summary>How long the socket has been in its state.</summary>
    public TimeSpan InState { get; init; }

    /// <summary>Whether no application has it any more.</summary>
    public bool Orphan { get; init; }

    /// <summary>Of a listener: its half-open entries (the SYN queue).</summary>
    public int SynQueue { get; init; }

    /// <summary>Of a listener: how many there may be (<c>tcp_max_syn_backlog</c>).</summary>
    public int SynQueueLimit { get; init; }

    /// <summary>Its actor's path; empty for TIME_WAITs that are a table's entry only.</summary>
    public string Actor { get; init; } = "";
}

/// <summary>A socket's armed timer, as <c>ss -o</c> names it.</summary>
public enum SocketTimer
{
    /// <summary>None.</summary>
    None,

    /// <summary>Retransmission (<c>on</c>).</summary>
    Retransmission,

    /// <summary>Keep-alive, or the stay of an orphan in FIN_WAIT_2 (<c>keepalive</c>).</summary>
    KeepAlive,

    /// <summary>2 MSL (<c>timewait</c>).</summary>
    TimeWait,

    /// <summary>Zero-window probes (<c>persist</c>).</summary>
    Persist,
}
