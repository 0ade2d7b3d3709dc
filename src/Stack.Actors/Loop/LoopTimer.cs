using ActorTcp.Protocol;

namespace ActorTcp.Loop;

/// <summary>
/// One deadline of an <see cref="EventLoop"/>. Firing runs the callback on the loop, once for each <see cref="Arm"/>. Loop
/// thread only. Arming again moves the deadline; nothing is allocated.
/// </summary>
public sealed class LoopTimer
{
    private readonly TimerHeap _heap;
    private readonly Action _fire;

    internal LoopTimer(TimerHeap heap, Action fire)
    {
        _heap = heap;
        _fire = fire;
    }

    /// <summary>When it fires; <see cref="Instant.Never"/> when it is not armed.</summary>
    public Instant Deadline { get; internal set; } = Instant.Never;

    /// <summary>Whether a deadline is set.</summary>
    public bool IsArmed => HeapIndex >= 0;

    internal int HeapIndex { get; set; } = -1;

    /// <summary>Breaks ties: of equal deadlines the first armed fires first, so that runs are deterministic.</summary>
    internal long Order { get; set; }

    /// <summary>Sets or moves the deadline; <see cref="Instant.Never"/> cancels.</summary>
    public void Arm(Instant deadline)
    {
        if (deadline.IsNever) _heap.Remove(this);
        else _heap.Set(this, deadline);
    }

    /// <summary>Takes the deadline back; the callback does not run.</summary>
    public void Cancel() => _heap.Remove(this);

    internal void Fire() => _fire();
}
