using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Dispatch;
using ActorTcp.Protocol;

namespace ActorTcp.Loop;

/// <summary>
/// Runs the mailboxes of the stack's actors on one thread, with a monotonic clock, timers and readiness. Two drivers exist:
/// <see cref="ThreadEventLoop"/> (a thread and real time) and <see cref="VirtualEventLoop"/> (the caller's thread and virtual
/// time). Everything but <see cref="Execute"/> and <see cref="IsInLoop"/> is for the loop's own thread.
/// </summary>
/// <remarks>
/// One turn: run at most <see cref="MailboxesPerTurn"/> queued mailboxes, tell what was left for the turn's end, fire due
/// timers, look at the devices. So a device is polled, and a timer fires, however busy the actors are.
/// </remarks>
public abstract class EventLoop : IDisposable
{
    /// <summary>How many mailboxes one turn runs at most.</summary>
    public const int MailboxesPerTurn = 128;

    private readonly ConcurrentQueue<IRunnable> _remote = new();
    private readonly RunQueue _local = new();
    private readonly List<(ICanTell Target, object Message)> _atTurnEnd = [];
    private readonly List<(ICanTell Target, object Message)> _turnEnding = [];
    private int _thread;

    /// <summary>The loop's time. It stands still during a turn's mailboxes: all that a turn does happens at one instant.</summary>
    public Instant Now { get; private protected set; }

    /// <summary>Whether the caller is on the loop.</summary>
    public bool IsInLoop => _thread == Environment.CurrentManagedThreadId;

    /// <summary>Exceptions that escaped a runnable or a callback: a defect, counted and kept here; the loop goes on.</summary>
    public Exception? LastFailure { get; private set; }

    /// <summary>How many exceptions escaped.</summary>
    public long Failures { get; private set; }

    private protected TimerHeap Timers { get; } = new();

    private protected bool HasWork => _local.Count > 0 || !_remote.IsEmpty || _atTurnEnd.Count > 0;

    /// <summary>Queues a runnable. From any thread; runs on the loop, in the order of the calls of each thread.</summary>
    public void Execute(IRunnable run)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (IsInLoop)
        {
            _local.Enqueue(run);
            return;
        }
        _remote.Enqueue(run);
        Wake();
    }

    /// <summary>Makes a timer of this loop, not armed yet.</summary>
    public LoopTimer CreateTimer(Action fire)
    {
        ArgumentNullException.ThrowIfNull(fire);
        return new LoopTimer(Timers, fire);
    }

    /// <summary>
    /// Tells a message when this turn's mailboxes have run: the place for work that is better done once for all that the turn
    /// brought, such as an acknowledgment that data may yet carry.
    /// </summary>
    public void TellAtTurnEnd(ICanTell target, object message) => _atTurnEnd.Add((target, message));

    /// <summary>Calls back on the loop when a file descriptor is readable (level-triggered) until the result is disposed.</summary>
    /// <exception cref="NotSupportedException">This driver has no real descriptors.</exception>
    public abstract ILoopWatch Watch(int descriptor, Action readable);

    /// <summary>Ends the loop; what is still queued does not run.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends the driver.</summary>
    protected abstract void Dispose(bool disposing);

    /// <summary>Wakes the driver because something was queued from another thread.</summary>
    private protected abstract void Wake();

    /// <summary>Binds the loop to the calling thread until the result is given to <see cref="Leave"/>.</summary>
    private protected int Enter()
    {
        int previous = _thread;
        _thread = Environment.CurrentManagedThreadId;
        return previous;
    }

    private protected void Leave(int previous) => _thread = previous;

    /// <summary>Runs what is queued, at most a turn's share, then what was left for the turn's end.</summary>
    private protected void RunMailboxes()
    {
        for (int i = 0; i < MailboxesPerTurn; i++)
        {
            if (!_local.TryDequeue(out IRunnable? run) && !TakeRemote(out run)) break;
            try
            {
                run!.Run();
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                Fail(failure);
            }
        }
        TakeAllRemote();
        if (_atTurnEnd.Count > 0) EndTurn();
    }

    private protected void FireTimers()
    {
        while (Timers.TakeDue(Now) is { } due)
        {
            try
            {
                due.Fire();
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                Fail(failure);
            }
        }
    }

    private protected void Fail(Exception failure)
    {
        LastFailure = failure;
        Failures++;
    }

    private bool TakeRemote(out IRunnable? run)
    {
        TakeAllRemote();
        return _local.TryDequeue(out run);
    }

    private void TakeAllRemote()
    {
        // Bounded: what other threads queue meanwhile waits for the next turn.
        for (int i = 0; i < MailboxesPerTurn && _remote.TryDequeue(out IRunnable? run); i++) _local.Enqueue(run);
    }

    private void EndTurn()
    {
        _turnEnding.AddRange(_atTurnEnd);
        _atTurnEnd.Clear();
        foreach ((ICanTell target, object message) in _turnEnding) target.Tell(message, ActorRefs.NoSender);
        _turnEnding.Clear();
    }
}
