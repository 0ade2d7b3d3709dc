using Akka.Actor;
using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Akka.Dispatch;

/// <summary>Runs the mailboxes of the actors that live on it.</summary>
public abstract class MessageDispatcher
{
    public const int DefaultThroughput = 100;

    private const int Unscheduled = 0;
    private const int ShutdownScheduled = 1;
    private const int Rescheduled = 2;

    private long _inhabitants;
    private int _shutdownSchedule;

    protected MessageDispatcher(MessageDispatcherConfigurator configurator)
    {
        Configurator = configurator;
        Throughput = DefaultThroughput;
    }

    public MessageDispatcherConfigurator Configurator { get; }

    public EventStream EventStream => Configurator.Prerequisites.EventStream;

    public Mailboxes Mailboxes => Configurator.Prerequisites.Mailboxes;

    public string Id { get; protected set; }

    public int Throughput { get; set; }

    public long? ThroughputDeadlineTime { get; protected set; }

    public TimeSpan ShutdownTimeout { get; protected set; }

    protected long Inhabitants => Interlocked.Read(ref _inhabitants);

    public void Schedule(Action run) => Schedule(new ActionRunnable(run));

    public void Schedule(IRunnable run)
    {
        Interlocked.Increment(ref _inhabitants);
        ExecuteTask(new Unbatched(this, run));
    }

    public virtual void Dispatch(ActorCell cell, Envelope envelope)
    {
        var mailbox = cell.Mailbox;
        mailbox.Enqueue(cell.Self, envelope);
        RegisterForExecution(mailbox, true, false);
    }

    public virtual void SystemDispatch(ActorCell cell, SystemMessage message)
    {
        var mailbox = cell.Mailbox;
        mailbox.SystemEnqueue(cell.Self, message);
        RegisterForExecution(mailbox, false, true);
    }

    public virtual void Attach(ActorCell cell)
    {
        Register(cell);
        RegisterForExecution(cell.Mailbox, false, true);
    }

    public virtual void Detach(ActorCell cell)
    {
        try
        {
            Unregister(cell);
        }
        finally
        {
            ShutdownIfDeserted();
        }
    }

    protected abstract void ExecuteTask(IRunnable run);

    /// <summary>Called when no actor has lived here for <see cref="ShutdownTimeout"/>.</summary>
    protected abstract void Shutdown();

    protected void ReportFailure(Exception ex) => EventStream.Publish(new Error(ex, GetType().FullName, GetType(), ex.Message));

    internal static Mailbox CreateMailbox(ActorCell cell, MailboxType mailboxType) => new(mailboxType.Create(cell.Self, cell.System));

    internal virtual void Register(ActorCell actor) => Interlocked.Increment(ref _inhabitants);

    internal virtual void Unregister(ActorCell actor)
    {
        Interlocked.Decrement(ref _inhabitants);
        var mailbox = actor.SwapMailbox(Mailboxes.DeadLetterMailbox);
        mailbox.BecomeClosed();
        mailbox.CleanUp();
    }

    internal bool RegisterForExecution(Mailbox mailbox, bool hasMessageHint, bool hasSystemMessageHint)
    {
        if (mailbox.CanBeScheduledForExecution(hasMessageHint, hasSystemMessageHint))
        {
            if (!mailbox.SetAsScheduled())
            {
                return false;
            }

            ExecuteTask(mailbox);
            return true;
        }

        if (hasMessageHint && mailbox.IsClosed())
        {
            mailbox.Sweep();
        }

        return false;
    }

    internal virtual void Suspend(ActorCell cell)
    {
        var mailbox = cell.Mailbox;
        if (ReferenceEquals(mailbox.Actor, cell) && ReferenceEquals(mailbox.Dispatcher, this))
        {
            mailbox.Suspend();
        }
    }

    internal virtual void Resume(ActorCell cell)
    {
        var mailbox = cell.Mailbox;
        if (ReferenceEquals(mailbox.Actor, cell) && ReferenceEquals(mailbox.Dispatcher, this) && mailbox.Resume())
        {
            RegisterForExecution(mailbox, false, false);
        }
    }

    private void ShutdownIfDeserted()
    {
        while (Inhabitants <= 0)
        {
            switch (Volatile.Read(ref _shutdownSchedule))
            {
                case Unscheduled:
                    if (Interlocked.CompareExchange(ref _shutdownSchedule, ShutdownScheduled, Unscheduled) == Unscheduled)
                    {
                        ScheduleShutdown();
                        return;
                    }

                    break;
                case ShutdownScheduled:
                    // Somebody lived here meanwhile: the time starts anew.
                    if (Interlocked.CompareExchange(ref _shutdownSchedule, Rescheduled, ShutdownScheduled) == ShutdownScheduled)
                    {
                        return;
                    }

                    break;
                default:
                    return;
            }
        }
    }

    private void ScheduleShutdown()
    {
        try
        {
            Configurator.Prerequisites.Scheduler.Advanced.ScheduleOnce(ShutdownTimeout, ShutdownStep);
        }
        catch (SchedulerException)
        {
            // The system ends and its scheduler is gone already.
            Shutdown();
        }
    }

    private void ShutdownStep()
    {
        try
        {
            if (Interlocked.CompareExchange(ref _shutdownSchedule, ShutdownScheduled, Rescheduled) == Rescheduled)
            {
                ScheduleShutdown();
                return;
            }

            try
            {
                if (Inhabitants == 0)
                {
                    Shutdown();
                }
            }
            finally
            {
                Interlocked.Exchange(ref _shutdownSchedule, Unscheduled);
            }
        }
        catch (Exception e)
        {
            ReportFailure(e);
        }
    }

    private sealed class Unbatched(MessageDispatcher dispatcher, IRunnable runnable) : IRunnable
    {
        public void Execute() => Run();

        public void Run()
        {
            try
            {
                runnable.Run();
            }
            finally
            {
                if (Interlocked.Decrement(ref dispatcher._inhabitants) == 0)
                {
                    dispatcher.ShutdownIfDeserted();
                }
            }
        }
    }
}
