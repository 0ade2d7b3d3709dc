using ActorTcp.Protocol;

namespace ActorTcp.Loop;

/// <summary>
/// The virtual driver: no thread, no poll. Time moves only when <see cref="Advance"/> says so, deadline by deadline, and
/// everything runs on the caller's thread; with the same seed the same bytes come out. One thread at a time may drive it.
/// </summary>
public sealed class VirtualEventLoop : EventLoop
{
    private readonly ManualResetEventSlim _queued = new(false);

    /// <summary>How many turns <see cref="RunUntilIdle"/> makes before it says that the loop never falls idle.</summary>
    public int TurnLimit { get; init; } = 10_000_000;

    /// <summary>Runs everything that can run at the present instant, timers that are due included.</summary>
    /// <exception cref="InvalidOperationException">The loop did not fall idle within <see cref="TurnLimit"/> turns.</exception>
    /// <exception cref="AggregateException">Something threw on the loop: a defect that a test must see.</exception>
    public void RunUntilIdle()
    {
        int previous = Enter();
        try
        {
            int turns = 0;
            do
            {
                if (++turns > TurnLimit) throw new InvalidOperationException("the loop does not fall idle");
                FireTimers();
                RunMailboxes();
            }
            while (HasWork || Timers.Next <= Now);
        }
        finally
        {
            Leave(previous);
        }
        ThrowFailure();
    }

    /// <summary>Moves time on, stopping at each deadline on the way to run what it brings.</summary>
    public void Advance(TimeSpan duration)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(duration, TimeSpan.Zero);
        Instant end = Now + duration;
        RunUntilIdle();
        while (Timers.Next <= end)
        {
            Now = Timers.Next;
            RunUntilIdle();
        }
        Now = end;
    }

    /// <summary>Moves time to the next deadline, if one comes within the limit, and runs what it brings.</summary>
    /// <returns>Whether there was a deadline.</returns>
    public bool AdvanceToNext(TimeSpan limit)
    {
        RunUntilIdle();
        Instant next = Timers.Next;
        if (next.IsNever || next > Now + limit) return false;
        Now = next;
        RunUntilIdle();
        return true;
    }

    /// <summary>
    /// Runs without moving time until a condition holds, waiting for other threads' work in between: for what starts outside
    /// the loop, as an actor of <c>ActorSystem.ActorOf</c> does. The limit is real time.
    /// </summary>
    /// <exception cref="TimeoutException">The condition did not hold in time.</exception>
    public void RunUntil(Func<bool> condition, TimeSpan? limit = null)
    {
        ArgumentNullException.ThrowIfNull(condition);
        long deadline = Environment.TickCount64 + (long)(limit ?? TimeSpan.FromSeconds(10)).TotalMilliseconds;
        while (true)
        {
            _queued.Reset();
            RunUntilIdle();
            if (condition()) return;
            if (Environment.TickCount64 > deadline) throw new TimeoutException("the condition did not come to hold");
            _queued.Wait(1);
        }
    }

    /// <inheritdoc/>
    public override ILoopWatch Watch(int descriptor, Action readable) =>
        throw new NotSupportedException("a virtual loop has no file descriptors");

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _queued.Dispose();

    private protected override void Wake()
    {
        try
        {
            _queued.Set();
        }
        catch (ObjectDisposedException)
        {
            // Somebody else's last message after the test's end: nobody waits any more.
        }
    }

    private void ThrowFailure()
    {
        if (LastFailure is { } failure) throw new AggregateException("an exception escaped on the loop", failure);
    }
}
