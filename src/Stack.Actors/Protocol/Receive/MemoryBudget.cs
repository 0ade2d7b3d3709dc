namespace ActorTcp.Protocol;

/// <summary>Something that holds memory which it can do without.</summary>
internal interface IReclaimable
{
    /// <summary>Lets go of it. It gives the bytes back to the budget itself.</summary>
    void Reclaim();
}

/// <summary>
/// How many bytes all connections of a stack hold together in send buffers, receive queues and reassembly (Linux's <c>tcp_mem</c>, in
/// bytes). Above the pressure mark what can be discarded is, and buffers do not grow; below the low mark that ends. At the high mark
/// nothing is kept ahead of its turn and writes wait; text that is next in order is taken within a reserve beyond it, because its room
/// was promised. Pure; one loop's.
/// </summary>
/// <param name="low">Where the pressure ends, in bytes.</param>
/// <param name="pressure">Where it begins.</param>
/// <param name="high">The limit.</param>
internal sealed class MemoryBudget(long low, long pressure, long high)
{
    // Whoever began to hold something first is the first to lose it.
    private readonly LinkedList<IReclaimable> _reclaimable = new();

    /// <summary>How many bytes are held.</summary>
    public long Used { get; private set; }

    /// <summary>Whether memory is scarce: from the pressure mark on, until the low mark.</summary>
    public bool IsUnderPressure { get; private set; }

    /// <summary>Whether the limit is reached.</summary>
    public bool IsExhausted => Used >= high;

    /// <summary>Whether the reserve for text in promised windows is used up as well: an eighth of the limit.</summary>
    public bool IsReserveExhausted => Used >= high + (high / 8);

    /// <summary>How often memory became scarce.</summary>
    public long Pressures { get; private set; }

    /// <summary>How many queues were discarded.</summary>
    public long Reclaimed { get; private set; }

    /// <summary>More bytes are held, or fewer.</summary>
    public void Charge(long bytes)
    {
        Used += bytes;
        if (IsUnderPressure)
        {
            IsUnderPressure = Used >= low;
        }
        else if (Used >= pressure)
        {
            IsUnderPressure = true;
            Pressures++;
        }
    }

    /// <summary>Takes note of somebody who holds what it can do without.</summary>
    public LinkedListNode<IReclaimable> Register(IReclaimable holder) => _reclaimable.AddLast(holder);

    /// <summary>It does not hold anything any more.</summary>
    public void Forget(LinkedListNode<IReclaimable> registration) => _reclaimable.Remove(registration);

    /// <summary>Above the pressure mark: discards what can be discarded, until the low mark. Not to be called by a holder.</summary>
    public void Relieve()
    {
        if (Used < pressure) return;
        while (Used >= low && _reclaimable.First is { } first)
        {
            Reclaimed++;
            first.Value.Reclaim(); // and forgets itself
        }
    }
}
