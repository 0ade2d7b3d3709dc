using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;

namespace Akka.Actor;

/// <summary>
/// The default scheduler: a heap of deadlines and a thread that sleeps until the next one, so that an idle system costs nothing.
/// It keeps the name by which configurations know the default; no wheel turns in it.
/// </summary>
public sealed class HashedWheelTimerScheduler : SchedulerBase, IDateTimeOffsetNowTimeProvider, IDisposable
{
    private readonly object _gate = new();
    private readonly PriorityQueue<Entry, (long Due, long Order)> _heap = new();
    private readonly TimeSpan _shutdownTimeout;
    private long _order;
    private Thread _thread;
    private bool _stopped;

    public HashedWheelTimerScheduler(Config scheduler, ILoggingAdapter log)
        : base(scheduler, log) =>
        _shutdownTimeout = scheduler.GetTimeSpan("akka.scheduler.shutdown-timeout", TimeSpan.FromSeconds(5));

    public override TimeSpan MonotonicClock => Util.MonotonicClock.Elapsed;

    public override TimeSpan HighResMonotonicClock => Util.MonotonicClock.ElapsedHighRes;

    protected override DateTimeOffset TimeNow => DateTimeOffset.Now;

    public void Dispose()
    {
        Thread thread;
        lock (_gate)
        {
            _stopped = true;
            _heap.Clear();
            thread = _thread;
            Monitor.PulseAll(_gate);
        }

        if (thread != null && thread != Thread.CurrentThread)
        {
            thread.Join(_shutdownTimeout);
        }
    }

    protected override void InternalScheduleTellOnce(
        TimeSpan delay, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) =>
        Add(new Entry(delay, TimeSpan.Zero, cancelable) { Receiver = receiver, What = message, Sender = sender });

    protected override void InternalScheduleTellRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) =>
        Add(new Entry(initialDelay, interval, cancelable) { Receiver = receiver, What = message, Sender = sender });

    protected override void InternalScheduleOnce(TimeSpan delay, Action action, ICancelable cancelable) =>
        Add(new Entry(delay, TimeSpan.Zero, cancelable) { What = action });

    protected override void InternalScheduleOnce(TimeSpan delay, IRunnable action, ICancelable cancelable) =>
        Add(new Entry(delay, TimeSpan.Zero, cancelable) { What = action });

    protected override void InternalScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable cancelable) =>
        Add(new Entry(initialDelay, interval, cancelable) { What = action });

    protected override void InternalScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, IRunnable action, ICancelable cancelable) =>
        Add(new Entry(initialDelay, interval, cancelable) { What = action });

    private void Add(Entry entry)
    {
        lock (_gate)
        {
            if (_stopped)
            {
                throw new SchedulerException("cannot enqueue after timer shutdown");
            }

            if (_thread == null)
            {
                _thread = new Thread(Loop) { IsBackground = true, Name = "akka.scheduler" };
                _thread.Start();
            }

            Put(entry);
            if (ReferenceEquals(_heap.Peek(), entry))
            {
                Monitor.Pulse(_gate);
            }
        }
    }

    private void Put(Entry entry) => _heap.Enqueue(entry, (entry.Due.Ticks, _order++));

    private void Loop()
    {
        while (true)
        {
            Entry due;
            lock (_gate)
            {
                while (!_stopped && Wait() is { } wait && wait > 0)
                {
                    Monitor.Wait(_gate, wait);
                }

                if (_stopped)
                {
                    return;
                }

                due = _heap.Dequeue();
            }

            if (due.Cancelable is { IsCancellationRequested: true })
            {
                continue;
            }

            try
            {
                due.Fire();
            }
            catch (Exception e)
            {
                Log?.Error(e, "exception while executing timer task");
                continue;
            }

            if (due.Interval > TimeSpan.Zero && due.Cancelable is not { IsCancellationRequested: true })
            {
                // From the deadline, not from now: a periodic timer does not drift.
                due.Due += due.Interval;
                lock (_gate)
                {
                    Put(due);
                }
            }
        }
    }

    // Milliseconds to the next deadline, rounded up: a timer never fires early.
    private int Wait()
    {
        if (!_heap.TryPeek(out var next, out _))
        {
            return int.MaxValue;
        }

        var left = next.Due - Util.MonotonicClock.Elapsed;
        return left <= TimeSpan.Zero ? 0 : (int)Math.Min(Math.Ceiling(left.TotalMilliseconds), int.MaxValue);
    }

    private sealed class Entry(TimeSpan delay, TimeSpan interval, ICancelable cancelable)
    {
        public TimeSpan Due { get; set; } = Util.MonotonicClock.Elapsed + delay;

        public TimeSpan Interval => interval;

        public ICancelable Cancelable => cancelable;

        public ICanTell Receiver { get; init; }

        public object What { get; init; }

        public IActorRef Sender { get; init; }

        public void Fire()
        {
            if (Receiver != null)
            {
                Receiver.Tell(What, Sender);
            }
            else if (What is Action action)
            {
                action();
            }
            else
            {
                ((IRunnable)What).Run();
            }
        }
    }
}
