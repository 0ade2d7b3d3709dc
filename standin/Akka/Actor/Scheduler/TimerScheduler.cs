namespace Akka.Actor
{
    public interface ITimerScheduler
    {
        IReadOnlyCollection<object> ActiveTimers { get; }

        void StartPeriodicTimer(object key, object msg, TimeSpan interval);

        void StartPeriodicTimer(object key, object msg, TimeSpan initialDelay, TimeSpan interval);

        void StartSingleTimer(object key, object msg, TimeSpan timeout);

        bool IsTimerActive(object key);

        void Cancel(object key);

        void CancelAll();
    }

    public interface IWithTimers
    {
        ITimerScheduler Timers { get; set; }
    }
}

namespace Akka.Actor.Scheduler
{
    public interface IScheduledTellMsg : IWrappedMessage, INoSerializationVerificationNeeded;

    /// <summary>
    /// An actor's timers. What a timer sends is wrapped with its key, generation and incarnation;
    /// a firing that was overtaken by a cancellation, a new start or a restart is thrown away when it arrives.
    /// </summary>
    internal sealed class TimerScheduler : ITimerScheduler
    {
        private readonly IActorContext _context;
        private readonly Dictionary<object, Timer> _timers = [];
        private int _lastGeneration;

        public TimerScheduler(IActorContext context) => _context = context;

        public IReadOnlyCollection<object> ActiveTimers => _timers.Keys;

        public void StartPeriodicTimer(object key, object msg, TimeSpan interval) => Start(key, msg, interval, interval);

        public void StartPeriodicTimer(object key, object msg, TimeSpan initialDelay, TimeSpan interval) =>
            Start(key, msg, initialDelay, interval);

        public void StartSingleTimer(object key, object msg, TimeSpan timeout) => Start(key, msg, timeout, null);

        public bool IsTimerActive(object key) => _timers.ContainsKey(key);

        public void Cancel(object key)
        {
            if (_timers.Remove(key, out var timer))
            {
                timer.Task.Cancel();
            }
        }

        public void CancelAll()
        {
            foreach (var timer in _timers.Values)
            {
                timer.Task.Cancel();
            }

            _timers.Clear();
        }

        /// <summary>Puts the message that was meant in the place of its wrapper; false when there is none to handle.</summary>
        internal static bool Unwrap(ActorBase actor, TimerMessage wrapped, ref object message)
        {
            if (actor is not IWithTimers { Timers: TimerScheduler timers } || !timers.IsCurrent(wrapped))
            {
                return false;
            }

            message = wrapped.Message;
            var cell = ActorCell.Current;
            if (message is IAutoReceivedMessage)
            {
                cell.AutoReceiveMessage(new Envelope(message, cell.Self));
                return false;
            }

            // The stash takes what the cell calls current.
            if (actor is IActorStash)
            {
                cell.CurrentMessage = message;
            }

            return true;
        }

        private void Start(object key, object msg, TimeSpan delay, TimeSpan? interval)
        {
            Cancel(key);
            var generation = ++_lastGeneration;
            var wrapped = msg is INotInfluenceReceiveTimeout
                ? new QuietTimerMessage(key, generation, this, msg)
                : new TimerMessage(key, generation, this, msg);
            var scheduler = _context.System.Scheduler;
            var task = interval.HasValue
                ? scheduler.ScheduleTellRepeatedlyCancelable(delay, interval.Value, _context.Self, wrapped, ActorRefs.NoSender)
                : scheduler.ScheduleTellOnceCancelable(delay, _context.Self, wrapped, ActorRefs.NoSender);
            _timers[key] = new Timer(generation, interval.HasValue, task);
        }

        private bool IsCurrent(TimerMessage message)
        {
            if (!ReferenceEquals(message.Owner, this) || !_timers.TryGetValue(message.Key, out var timer) || timer.Generation != message.Generation)
            {
                return false;
            }

            if (!timer.Repeats)
            {
                _timers.Remove(message.Key);
            }

            return true;
        }

        private readonly record struct Timer(int Generation, bool Repeats, ICancelable Task);

        internal class TimerMessage(object key, int generation, TimerScheduler owner, object message)
            : IWrappedMessage, INoSerializationVerificationNeeded
        {
            public object Key => key;

            public int Generation => generation;

            public TimerScheduler Owner => owner;

            public object Message => message;

            public override string ToString() => $"TimerMsg(key={key}, generation={generation}, message={message})";
        }

        private sealed class QuietTimerMessage(object key, int generation, TimerScheduler owner, object message)
            : TimerMessage(key, generation, owner, message), INotInfluenceReceiveTimeout;
    }
}
