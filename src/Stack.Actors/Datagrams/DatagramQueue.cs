namespace ActorTcp.Datagrams;

/// <summary>
/// What a socket has received and nobody has taken: bounded in bytes, each datagram counted with what it costs besides its payload, so
/// that empty ones are bounded as well. Loop thread only.
/// </summary>
internal sealed class DatagramQueue
{
    /// <summary>What a datagram counts for besides its payload: Linux's is the size of an sk_buff with a small head, less here.</summary>
    public const int Overhead = 256;

    private readonly Queue<Datagram> _waiting = new();

    /// <summary>How many wait.</summary>
    public int Count => _waiting.Count;

    /// <summary>What they count for, in bytes.</summary>
    public int Bytes { get; private set; }

    /// <summary>
    /// Adds one. Refused if it does not fit within the limit; but an empty queue takes any, as Linux's, so that a small buffer does not
    /// mean that nothing ever arrives.
    /// </summary>
    public bool TryAdd(ReadOnlySpan<byte> payload, DatagramAddress from, int limit)
    {
        int cost = payload.Length + Overhead;
        if (_waiting.Count > 0 && Bytes + cost > limit) return false;
        Bytes += cost;
        _waiting.Enqueue(new Datagram(payload.ToArray(), from));
        return true;
    }

    /// <summary>Looks at the first.</summary>
    public bool TryPeek(out Datagram datagram) => _waiting.TryPeek(out datagram);

    /// <summary>Takes the first.</summary>
    public bool TryTake(out Datagram datagram)
    {
        if (!_waiting.TryDequeue(out datagram)) return false;
        Bytes -= datagram.Data.Length + Overhead;
        return true;
    }

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        _waiting.Clear();
        Bytes = 0;
    }
}
