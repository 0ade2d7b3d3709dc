using Akka.Actor.Scheduler;

namespace Akka.Actor;

public interface IInternalActor
{
    IActorContext ActorContext { get; }
}

public abstract class ActorBase : IInternalActor
{
    private IActorRef _clearedSelf;

    // The cell is handed over by thread-static, so that a constructor may already use Self and Context.
    protected ActorBase()
    {
        var cell = ActorCell.Current
            ?? throw new ActorInitializationException("Do not create actors using 'new', always create them using an ActorContext/System");
        cell.Become(Receive);
    }

    /// <summary>The context of the actor that runs on this thread; anything else asking for it is an error.</summary>
    protected static IActorContext Context => ActorCell.Current ?? throw NoContext();

    protected static Receive EmptyReceive { get; } = _ => false;

    protected IActorRef Self => _clearedSelf ?? (ActorCell.Current ?? throw NoContext()).Self;

    protected IActorRef Sender => (ActorCell.Current ?? throw NoContext()).Sender;

    IActorContext IInternalActor.ActorContext => Context;

    internal SupervisorStrategy SupervisorStrategyInternal
    {
        get => field ??= SupervisorStrategy();
        set;
    }

    protected abstract bool Receive(object message);

    protected internal virtual bool AroundReceive(Receive receive, object message)
    {
        if (message is TimerScheduler.TimerMessage timer && !TimerScheduler.Unwrap(this, timer, ref message))
        {
            return true;
        }

        if (receive(message))
        {
            return true;
        }

        Unhandled(message);
        return false;
    }

    protected virtual void Unhandled(object message)
    {
        if (message is Terminated terminated)
        {
            throw new DeathPactException(terminated.ActorRef);
        }

        Context.System.EventStream.Publish(new Akka.Event.UnhandledMessage(message, Sender, Self));
    }

    protected virtual SupervisorStrategy SupervisorStrategy() => Actor.SupervisorStrategy.DefaultStrategy;

    protected void Become(Receive receive) => Context.Become(receive);

    protected void BecomeStacked(Receive receive) => Context.BecomeStacked(receive);

    protected void UnbecomeStacked() => Context.UnbecomeStacked();

    protected void SetReceiveTimeout(TimeSpan? timeout) => Context.SetReceiveTimeout(timeout);

    public virtual void AroundPreStart() => PreStart();

    public virtual void AroundPostStop()
    {
        CancelTimers();
        PostStop();
    }

    public virtual void AroundPreRestart(Exception cause, object message)
    {
        CancelTimers();
        PreRestart(cause, message);
    }

    public virtual void AroundPostRestart(Exception cause, object message) => PostRestart(cause);

    protected virtual void PreStart()
    {
    }

    protected virtual void PostStop()
    {
    }

    /// <summary>Stops all children and calls <see cref="PostStop"/>, on the instance that failed.</summary>
    protected virtual void PreRestart(Exception reason, object message)
    {
        foreach (var child in Context.GetChildren())
        {
            Context.Unwatch(child);
            Context.Stop(child);
        }

        PostStop();
    }

    /// <summary>Calls <see cref="PreStart"/>, on the new instance.</summary>
    protected virtual void PostRestart(Exception reason) => PreStart();

    // A dead incarnation that is still referred to must not speak in the name of the living one.
    internal void Clear(IActorRef self) => _clearedSelf = self;

    internal void Unclear() => _clearedSelf = null;

    private static NotSupportedException NoContext() =>
        new("There is no active ActorContext, this is most likely due to use of async operations from within this actor.");

    private void CancelTimers()
    {
        if (this is IWithTimers withTimers)
        {
            withTimers.Timers?.CancelAll();
        }
    }
}
