using System.Diagnostics;
using ActorTcp.Protocol;

namespace ActorTcp.Loop;

/// <summary>The real driver: one background thread that sleeps in an <see cref="ILoopWaiter"/> when there is nothing to do.</summary>
public sealed class ThreadEventLoop : EventLoop
{
    private readonly ILoopWaiter _waiter;
    private readonly Thread _thread;
    private readonly long _start = Stopwatch.GetTimestamp();
    private int _sleeping;
    private volatile bool _stopping;

    /// <summary>Starts the loop's thread.</summary>
    /// <param name="waiter">How it sleeps; the loop disposes it. Null: <see cref="SignalWaiter"/>.</param>
    /// <param name="name">The thread's name.</param>
    public ThreadEventLoop(ILoopWaiter? waiter = null, string name = "actor-tcp")
    {
        _waiter = waiter ?? new SignalWaiter();
        _thread = new Thread(Run) { IsBackground = true, Name = name };
        _thread.Start();
    }

    /// <inheritdoc/>
    public override ILoopWatch Watch(int descriptor, Action readable) => _waiter.Watch(descriptor, readable);

    /// <summary>Ends the loop and waits for its thread, unless the loop itself calls.</summary>
    protected override void Dispose(bool disposing)
    {
        if (_stopping) return;
        _stopping = true;
        _waiter.Wake();
        if (!IsInLoop) _thread.Join();
    }

    private protected override void Wake()
    {
        // The loop says that it is about to sleep before it looks at its queue a last time, so a wake-up is needed only then.
        if (Interlocked.Exchange(ref _sleeping, 0) == 1) _waiter.Wake();
    }

    private void Run()
    {
        Enter();
        while (!_stopping)
        {
            Now = Read();
            FireTimers();
            RunMailboxes();
            try
            {
                Look();
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                Fail(failure);
            }
        }
        _waiter.Dispose();
    }

    private void Look()
    {
        if (HasWork)
        {
            _waiter.Wait(TimeSpan.Zero);
            return;
        }
        Interlocked.Exchange(ref _sleeping, 1);
        TimeSpan? timeout = HasWork ? TimeSpan.Zero : UntilNextTimer();
        _waiter.Wait(timeout);
        Volatile.Write(ref _sleeping, 0);
    }

    private TimeSpan? UntilNextTimer()
    {
        Instant next = Timers.Next;
        if (next.IsNever) return null;
        TimeSpan left = next - Read();
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private Instant Read() => new(Stopwatch.GetElapsedTime(_start).Ticks);
}
