using Akka.Actor;
using Akka.Event;

namespace Akka.Dispatch.SysMsg;

public interface ISystemMessage : INoSerializationVerificationNeeded;

/// <summary>
/// A message of the runtime's own, ahead of all user messages.
/// It is a link of the mailbox's list, so one object must never be sent twice.
/// </summary>
public abstract class SystemMessage : ISystemMessage
{
    internal SystemMessage Next;

    public bool Unlinked => Next == null;

    public void Unlink() => Next = null;
}

/// <summary>Marks the list of a mailbox that is closed.</summary>
public sealed class NoMessage : SystemMessage
{
    public override string ToString() => "NoMessage";
}

public sealed class Create : SystemMessage
{
    public Create(ActorInitializationException failure = null) => Failure = failure;

    public ActorInitializationException Failure { get; }

    public override string ToString() => "<Create>";
}

public sealed class Supervise : SystemMessage
{
    public Supervise(IActorRef child, bool async)
    {
        Child = child;
        Async = async;
    }

    public bool Async { get; }

    public IActorRef Child { get; }

    public override string ToString() => $"<Supervise>: {Child}";
}

public class Watch : SystemMessage
{
    public Watch(IInternalActorRef watchee, IInternalActorRef watcher)
    {
        Watchee = watchee;
        Watcher = watcher;
    }

    public IInternalActorRef Watchee { get; }

    public IInternalActorRef Watcher { get; }

    public override string ToString() => $"<Watch>: {Watcher} wants to watch {Watchee}";
}

public sealed class Unwatch : SystemMessage
{
    public Unwatch(IInternalActorRef watchee, IInternalActorRef watcher)
    {
        Watchee = watchee;
        Watcher = watcher;
    }

    public IInternalActorRef Watchee { get; }

    public IInternalActorRef Watcher { get; }

    public override string ToString() => $"<Unwatch>: {Watcher} wants to unwatch {Watchee}";
}

public sealed class DeathWatchNotification : SystemMessage, IDeadLetterSuppression
{
    public DeathWatchNotification(IActorRef actor, bool existenceConfirmed, bool addressTerminated)
    {
        Actor = actor;
        ExistenceConfirmed = existenceConfirmed;
        AddressTerminated = addressTerminated;
    }

    public IActorRef Actor { get; }

    public bool ExistenceConfirmed { get; }

    public bool AddressTerminated { get; }

    public override string ToString() => $"<DeathWatchNotification>: {Actor}, ExistenceConfirmed={ExistenceConfirmed}";
}

public sealed class Failed : SystemMessage
{
    public Failed(IActorRef child, Exception cause, long uid)
    {
        Child = child;
        Cause = cause;
        Uid = uid;
    }

    public IActorRef Child { get; }

    public Exception Cause { get; }

    public long Uid { get; }

    public override string ToString() => $"<Failed>: {Child} ({Uid}) {Cause}";
}

public sealed class Recreate : SystemMessage
{
    public Recreate(Exception cause) => Cause = cause;

    public Exception Cause { get; }

    public override string ToString() => $"<Recreate> {Cause}";
}

public sealed class Suspend : SystemMessage
{
    public override string ToString() => "<Suspend>";
}

public sealed class Resume : SystemMessage
{
    public Resume(Exception causedByFailure) => CausedByFailure = causedByFailure;

    public Exception CausedByFailure { get; set; }

    public override string ToString() => $"<Resume> {CausedByFailure}";
}

public sealed class Terminate : SystemMessage, IPossiblyHarmful, IDeadLetterSuppression
{
    public override string ToString() => "<Terminate>";
}

/// <summary>A piece of an actor's own asynchronous work, brought back into its turn.</summary>
internal sealed class ActorTaskSchedulerMessage : SystemMessage
{
    private readonly ActorTaskScheduler _scheduler;
    private readonly Task _task;

    public ActorTaskSchedulerMessage(ActorTaskScheduler scheduler, Task task, object message)
    {
        _scheduler = scheduler;
        _task = task;
        Message = message;
    }

    public ActorTaskSchedulerMessage(Exception exception, object message)
    {
        Exception = exception;
        Message = message;
    }

    public Exception Exception { get; }

    public object Message { get; }

    public void ExecuteTask() => _scheduler.ExecuteTask(_task);

    public override string ToString() => "<ActorTask>";
}

public sealed class StopChild
{
    public StopChild(IActorRef child) => Child = child;

    public IActorRef Child { get; }

    public override string ToString() => $"<StopChild> {Child}";
}

public sealed class RegisterTerminationHook
{
    private RegisterTerminationHook()
    {
    }

    public static RegisterTerminationHook Instance { get; } = new();
}

public sealed class TerminationHook
{
    private TerminationHook()
    {
    }

    public static TerminationHook Instance { get; } = new();
}

public sealed class TerminationHookDone
{
    private TerminationHookDone()
    {
    }

    public static TerminationHookDone Instance { get; } = new();
}
