using System.Collections.Concurrent;
using System.Diagnostics;
using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;

namespace Akka.TestKit;

/// <summary>A scheduler whose time stands still until a test moves it.</summary>
/// <remarks>
/// Akka 1.5's behaviour, including what may surprise: however far time moves at once, a repeating item runs once and is due
/// again one interval after the new time; what is scheduled during a move for no later than the new time waits for the next
/// move, or is lost where it falls on the very tick that is being run; an action that is scheduled once runs although it was
/// cancelled; and the monotonic clocks are real ones.
/// </remarks>
public class TestScheduler : IScheduler, IAdvancedScheduler
{
    private readonly ConcurrentDictionary<long, ConcurrentQueue<Item>> _due = new();
    private DateTimeOffset _now = DateTimeOffset.UtcNow;

    // Akka makes schedulers with these two arguments.
    public TestScheduler(Config schedulerConfig, ILoggingAdapter log)
    {
        _ = schedulerConfig;
        _ = log;
    }

    public DateTimeOffset Now => _now;

    public TimeSpan MonotonicClock => HighResMonotonicClock;

    public TimeSpan HighResMonotonicClock => Stopwatch.GetElapsedTime(0);

    public IAdvancedScheduler Advanced => this;

    protected DateTimeOffset TimeNow => _now;

    public void AdvanceTo(DateTimeOffset when)
    {
        if (when < _now)
            throw new InvalidOperationException($"Time cannot go back from {_now} to {when}.");
        Advance(when - _now);
    }

    public void Advance(TimeSpan offset)
    {
        _now += offset;
        foreach (var (tick, items) in _due.Where(entry => entry.Key <= _now.UtcTicks).OrderBy(entry => entry.Key).ToList())
        {
            foreach (var item in items)
            {
                if (!item.IsCancelled)
                    item.Run();
            }

            _due.TryRemove(tick, out _);
            foreach (var item in items)
            {
                if (item.Interval != null && !item.IsCancelled)
                    Schedule(item.Interval.Value, item);
            }
        }
    }

    public void ScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef sender) =>
        ScheduleTellOnce(delay, receiver, message, sender, null);

    public void ScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) =>
        Schedule(delay, new Item(() => receiver.Tell(message, sender), null, cancelable));

    public void ScheduleTellRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef sender) =>
        ScheduleTellRepeatedly(initialDelay, interval, receiver, message, sender, null);

    public void ScheduleTellRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) =>
        Schedule(initialDelay, new Item(() => receiver.Tell(message, sender), interval, cancelable));

    public void ScheduleOnce(TimeSpan delay, Action action) => Schedule(delay, new Item(action, null, null));

    public void ScheduleOnce(TimeSpan delay, Action action, ICancelable cancelable) => ScheduleOnce(delay, action);

    public void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action) =>
        ScheduleRepeatedly(initialDelay, interval, action, null);

    public void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable cancelable) =>
        Schedule(initialDelay, new Item(action, interval, cancelable));

    public void ScheduleOnce(TimeSpan delay, IRunnable action) => throw NoRunnables();

    public void ScheduleOnce(TimeSpan delay, IRunnable action, ICancelable cancelable) => throw NoRunnables();

    public void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, IRunnable action) => throw NoRunnables();

    public void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, IRunnable action, ICancelable cancelable) =>
        throw NoRunnables();

    private static NotImplementedException NoRunnables() => new("The test scheduler takes actions, not runnables, as in Akka.");

    private void Schedule(TimeSpan delay, Item item) =>
        _due.GetOrAdd(_now.Add(delay).UtcTicks, _ => new ConcurrentQueue<Item>()).Enqueue(item);

    private sealed record Item(Action Run, TimeSpan? Interval, ICancelable Cancelable)
    {
        public bool IsCancelled => Cancelable is { IsCancellationRequested: true };
    }
}
