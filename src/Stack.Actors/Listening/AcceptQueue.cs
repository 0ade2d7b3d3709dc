using Akka.Actor;
using Akka.Event;
using ActorTcp.Network;

namespace ActorTcp.Listening;

/// <summary>
/// Connections whose handshake is complete and that the application has not accepted (Linux's accept queue), at most
/// min(backlog, somaxconn) of them. In push mode accepting costs no wait, so it stays empty. Loop thread only.
/// </summary>
/// <param name="limit">How many may wait.</param>
/// <param name="waits">Whether accepting waits for the application (pull mode).</param>
internal sealed class AcceptQueue(int limit, bool waits)
{
    private readonly Queue<Accepted> _waiting = new();
    private int _promised;
    private bool _closed;

    /// <summary>How many may wait.</summary>
    public int Limit { get; set; } = limit;

    /// <summary>How many wait, those included whose actor is still being made.</summary>
    public int Count => _waiting.Count + _promised;

    /// <summary>Whether another handshake may not complete. As on Linux one more than the limit fits.</summary>
    public bool IsFull => waits && Count > Limit;

    /// <summary>A handshake has completed; its connection arrives soon.</summary>
    public void Promise() => _promised++;

    /// <summary>The promised connection is here; false if the listener has gone meanwhile.</summary>
    public bool TryArrive(Accepted connection)
    {
        _promised--;
        if (_closed) return false;
        _waiting.Enqueue(connection);
        return true;
    }

    /// <summary>The listener is gone.</summary>
    public void Close() => _closed = true;

    public bool TryTake(out Accepted? connection) => _waiting.TryDequeue(out connection);
}

/// <summary>A connection that has left SYN_RECEIVED.</summary>
internal sealed record Accepted(IActorRef Connection, FlowKey Flow, SegmentInbox Inbox);

/// <summary>To the listener: a connection waits in its accept queue.</summary>
internal sealed class ConnectionWaits : IDeadLetterSuppression
{
    public static readonly ConnectionWaits Instance = new();

    private ConnectionWaits()
    {
    }
}
