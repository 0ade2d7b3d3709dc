using System.Diagnostics.CodeAnalysis;
using Akka.Dispatch;

namespace ActorTcp.Loop;

/// <summary>A ring of runnables, for one thread.</summary>
internal sealed class RunQueue
{
    private IRunnable?[] _ring = new IRunnable[256];
    private int _head;

    public int Count { get; private set; }

    public void Enqueue(IRunnable run)
    {
        if (Count == _ring.Length) Grow();
        _ring[(_head + Count) & (_ring.Length - 1)] = run;
        Count++;
    }

    public bool TryDequeue([NotNullWhen(true)] out IRunnable? run)
    {
        if (Count == 0)
        {
            run = null;
            return false;
        }
        run = _ring[_head]!;
        _ring[_head] = null;
        _head = (_head + 1) & (_ring.Length - 1);
        Count--;
        return true;
    }

    private void Grow()
    {
        var ring = new IRunnable[_ring.Length * 2];
        int first = _ring.Length - _head;
        Array.Copy(_ring, _head, ring, 0, first);
        Array.Copy(_ring, 0, ring, first, _head);
        _ring = ring;
        _head = 0;
    }
}
