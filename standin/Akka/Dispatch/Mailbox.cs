using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Dispatch.MessageQueues;
using Akka.Dispatch.SysMsg;

namespace Akka.Dispatch;

/// <summary>
/// An actor's messages, and whether it is scheduled, suspended or closed; run by one thread at a time.
/// </summary>
public class Mailbox : IRunnable
{
    // The status: two flags, and above them how often the mailbox was suspended.
    private const int Open = 0;
    private const int Closed = 1;
    private const int Scheduled = 2;
    private const int ShouldScheduleMask = 3;
    private const int ShouldNotProcessMask = ~Scheduled;
    private const int SuspendUnit = 4;
    private const int SuspendMask = ~3;

    private static readonly SystemMessage _noMore = new NoMessage();

    private ActorCell _actor;
    private int _status;
    private int _sweeps;

    // The runtime's own messages, the latest first.
    private SystemMessage _systemMessages;

    public Mailbox(IMessageQueue messageQueue) => MessageQueue = messageQueue;

    public IMessageQueue MessageQueue { get; }

    public MessageDispatcher Dispatcher => _actor.Dispatcher;

    internal ActorCell Actor => _actor;

    internal bool HasMessages => MessageQueue.HasMessages;

    internal int NumberOfMessages => MessageQueue.Count;

    internal virtual bool HasSystemMessages
    {
        get
        {
            var head = Volatile.Read(ref _systemMessages);
            return head != null && !ReferenceEquals(head, _noMore);
        }
    }

    public virtual void SetActor(ActorCell actorCell) => _actor = actorCell;

    public void Execute() => Run();

    public void Run()
    {
        try
        {
            if (!IsClosed())
            {
                var outer = InternalCurrentActorCellKeeper.Current;
                InternalCurrentActorCellKeeper.Current = _actor;
                try
                {
                    ProcessAllSystemMessages();
                    ProcessMailbox();
                }
                finally
                {
                    InternalCurrentActorCellKeeper.Current = outer;
                }
            }
        }
        finally
        {
            SetAsIdle();
            Dispatcher.RegisterForExecution(this, false, false);
        }
    }

    public virtual void CleanUp()
    {
        if (_actor == null)
        {
            return;
        }

        // Nothing more can be put on the list; what is on it goes to the dead letters.
        var deadLetters = _actor.Dispatcher.Mailboxes.DeadLetterMailbox;
        var message = Drain(_noMore);
        while (message != null)
        {
            var next = message.Next;
            message.Unlink();
            deadLetters.SystemEnqueue(_actor.Self, message);
            message = next;
        }

        Sweep();
    }

    /// <summary>
    /// Moves the user messages of a closed mailbox to the dead letters; also those that a sender,
    /// who had this mailbox in hand when it was closed, puts in afterwards. One thread does it for all.
    /// </summary>
    internal virtual void Sweep()
    {
        if (Interlocked.Increment(ref _sweeps) != 1)
        {
            return;
        }

        var seen = 1;
        do
        {
            MessageQueue?.CleanUp(_actor.Self, _actor.Dispatcher.Mailboxes.DeadLetterMailbox.MessageQueue);
            seen = Interlocked.Add(ref _sweeps, -seen);
        }
        while (seen != 0);
    }

    internal void Enqueue(IActorRef receiver, Envelope envelope) => MessageQueue.Enqueue(receiver, envelope);

    internal bool TryDequeue(out Envelope envelope) => MessageQueue.TryDequeue(out envelope);

    internal virtual void SystemEnqueue(IActorRef receiver, SystemMessage message)
    {
        while (true)
        {
            var head = Volatile.Read(ref _systemMessages);
            if (ReferenceEquals(head, _noMore))
            {
                _actor?.Dispatcher.Mailboxes.DeadLetterMailbox.SystemEnqueue(receiver, message);
                return;
            }

            message.Next = head;
            if (ReferenceEquals(Interlocked.CompareExchange(ref _systemMessages, message, head), head))
            {
                return;
            }
        }
    }

    internal bool IsClosed() => Volatile.Read(ref _status) == Closed;

    internal bool IsScheduled() => (Volatile.Read(ref _status) & Scheduled) != 0;

    internal bool IsSuspended() => (Volatile.Read(ref _status) & SuspendMask) != 0;

    internal int SuspendCount() => Volatile.Read(ref _status) / SuspendUnit;

    internal int CurrentStatus() => Volatile.Read(ref _status);

    internal bool CanBeScheduledForExecution(bool hasMessageHint, bool hasSystemMessageHint) =>
        Volatile.Read(ref _status) switch
        {
            Open or Scheduled => hasMessageHint || hasSystemMessageHint || HasSystemMessages || HasMessages,
            Closed => false,
            _ => hasSystemMessageHint || HasSystemMessages,
        };

    /// <summary>True if this was the call that took it from idle to scheduled.</summary>
    internal bool SetAsScheduled()
    {
        while (true)
        {
            var status = Volatile.Read(ref _status);
            if ((status & ShouldScheduleMask) != Open)
            {
                return false;
            }

            if (Interlocked.CompareExchange(ref _status, status | Scheduled, status) == status)
            {
                return true;
            }
        }
    }

    // A full fence, and it must be one: whoever sent before it must either be seen by the check that follows,
    // or see the mailbox idle.
    internal void SetAsIdle() => Interlocked.And(ref _status, ~Scheduled);

    /// <summary>True if the mailbox was not suspended before.</summary>
    internal bool Suspend()
    {
        while (true)
        {
            var status = Volatile.Read(ref _status);
            if (status == Closed)
            {
                return false;
            }

            if (Interlocked.CompareExchange(ref _status, status + SuspendUnit, status) == status)
            {
                return status < SuspendUnit;
            }
        }
    }

    /// <summary>True if the mailbox is not suspended any more.</summary>
    internal bool Resume()
    {
        while (true)
        {
            var status = Volatile.Read(ref _status);
            if (status == Closed)
            {
                return false;
            }

            var next = status < SuspendUnit ? status : status - SuspendUnit;
            if (Interlocked.CompareExchange(ref _status, next, status) == status)
            {
                return next < SuspendUnit;
            }
        }
    }

    internal bool BecomeClosed() => Interlocked.Exchange(ref _status, Closed) != Closed;

    private void ProcessMailbox()
    {
        var left = Math.Max(1, Dispatcher.Throughput);
        var hasDeadline = Dispatcher.ThroughputDeadlineTime.HasValue;
        while ((Volatile.Read(ref _status) & ShouldNotProcessMask) == 0)
        {
            if (!MessageQueue.TryDequeue(out var next))
            {
                return;
            }

            _actor.Invoke(next);
            if (Volatile.Read(ref _systemMessages) != null)
            {
                ProcessAllSystemMessages();
            }

            // As in Akka.NET 1.5: the count is tested after the message, so a turn is one longer than the throughput,
            // and any deadline at all ends the turn after one message.
            if (left-- <= 0 || hasDeadline)
            {
                return;
            }
        }
    }

    private void ProcessAllSystemMessages()
    {
        var message = Drain(null);
        while (message != null)
        {
            if (IsClosed())
            {
                break;
            }

            var next = message.Next;
            message.Unlink();
            _actor.SystemInvoke(message);
            message = next;

            // What came meanwhile goes before any user message, too.
            if (message == null && !IsClosed())
            {
                message = Drain(null);
            }
        }

        while (message != null)
        {
            var next = message.Next;
            message.Unlink();
            _actor.Dispatcher.Mailboxes.DeadLetterMailbox.SystemEnqueue(_actor.Self, message);
            message = next;
        }
    }

    // Takes the whole list, the earliest first.
    private SystemMessage Drain(SystemMessage newContents)
    {
        SystemMessage list;
        do
        {
            list = Volatile.Read(ref _systemMessages);
            if (ReferenceEquals(list, _noMore) || (list == null && newContents == null))
            {
                return null;
            }
        }
        while (!ReferenceEquals(Interlocked.CompareExchange(ref _systemMessages, newContents, list), list));

        SystemMessage earliest = null;
        while (list != null)
        {
            var next = list.Next;
            list.Next = earliest;
            earliest = list;
            list = next;
        }

        return earliest;
    }
}
