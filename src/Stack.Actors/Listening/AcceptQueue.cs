using Akka.Actor;
using ActorTcp.Network;

namespace ActorTcp.Listening;

/// <summary>
/// Connections whose handshake is complete and that the application has not accepted (Linux's accept queue), at most
/// min(backlog, somaxconn) of them. In push mode accepting costs no wait, so it stays empty. Loop thread only.
/// </summary>
internal sealed class AcceptQueue(int limit)
{
    private readonly Queue<Accepted> _waiting = new();
    private int _promised;

    /// <summary>How many may wait.</summary>
    public int Limit => limit;

    /// <summary>How many wait, those included whose actor is still being made.</summary>
    public int Count => _waiting.Count + _promised;

    /// <summary>Whether another handshake may not complete. As on Linux one more than the limit fits.</summary>
    public bool IsFull => Count > limit;

    /// <summary>A handshake has completed; its connection arrives soon.</summary>
    public void Promise() => _promised++;

    /// <summary>The promised connection is here.</summary>
    public void Arrive(Accepted connection)
    {
        _promised--;
        _waiting.Enqueue(connection);
    }

    public bool TryTake(out Accepted? connection) => _waiting.TryDequeue(out connection);
}

/// <summary>A connection has left SYN_RECEIVED; told to its listener by the manager.</summary>
internal sealed record Accepted(IActorRef Connection, FlowKey Flow);
