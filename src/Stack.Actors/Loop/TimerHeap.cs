using ActorTcp.Protocol;

namespace ActorTcp.Loop;

/// <summary>A binary heap of armed timers whose entries know their place, so that moving one costs O(log n). Not thread-safe.</summary>
internal sealed class TimerHeap
{
    private LoopTimer[] _heap = new LoopTimer[64];
    private long _order;

    public int Count { get; private set; }

    public Instant Next => Count == 0 ? Instant.Never : _heap[0].Deadline;

    public void Set(LoopTimer timer, Instant deadline)
    {
        timer.Deadline = deadline;
        timer.Order = _order++;
        if (timer.HeapIndex < 0)
        {
            if (Count == _heap.Length) Array.Resize(ref _heap, Count * 2);
            timer.HeapIndex = Count;
            _heap[Count++] = timer;
            Up(timer);
        }
        else
        {
            Up(timer);
            Down(timer);
        }
    }

    public void Remove(LoopTimer timer)
    {
        int at = timer.HeapIndex;
        if (at < 0) return;
        timer.HeapIndex = -1;
        timer.Deadline = Instant.Never;
        LoopTimer last = _heap[--Count];
        _heap[Count] = null!;
        if (ReferenceEquals(last, timer)) return;
        _heap[at] = last;
        last.HeapIndex = at;
        Up(last);
        Down(last);
    }

    /// <summary>Takes out the first timer that is due, or null.</summary>
    public LoopTimer? TakeDue(Instant now)
    {
        if (Count == 0 || _heap[0].Deadline > now) return null;
        LoopTimer due = _heap[0];
        Remove(due);
        return due;
    }

    private static bool Before(LoopTimer a, LoopTimer b) =>
        a.Deadline.Ticks != b.Deadline.Ticks ? a.Deadline.Ticks < b.Deadline.Ticks : a.Order < b.Order;

    private void Up(LoopTimer timer)
    {
        int at = timer.HeapIndex;
        while (at > 0)
        {
            int parent = (at - 1) >> 1;
            if (!Before(timer, _heap[parent])) break;
            Place(_heap[parent], at);
            at = parent;
        }
        Place(timer, at);
    }

    private void Down(LoopTimer timer)
    {
        int at = timer.HeapIndex;
        while (true)
        {
            int child = 2 * at + 1;
            if (child >= Count) break;
            if (child + 1 < Count && Before(_heap[child + 1], _heap[child])) child++;
            if (!Before(_heap[child], timer)) break;
            Place(_heap[child], at);
            at = child;
        }
        Place(timer, at);
    }

    private void Place(LoopTimer timer, int at)
    {
        _heap[at] = timer;
        timer.HeapIndex = at;
    }
}
