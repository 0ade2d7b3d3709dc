using Akka.Actor;
using Akka.Dispatch.SysMsg;

namespace Akka.Dispatch;

/// <summary>
/// Runs the pieces of an actor's async handler in the actor's own turns, as messages of the runtime's,
/// while the mailbox keeps the users' messages back.
/// </summary>
public class ActorTaskScheduler : TaskScheduler
{
    private readonly ActorCell _cell;

    internal ActorTaskScheduler(ActorCell actorCell) => _cell = actorCell;

    public object CurrentMessage { get; private set; }

    public override int MaximumConcurrencyLevel => 1;

    public static void RunTask(Action action) => RunTask(() =>
    {
        action();
        return Task.CompletedTask;
    });

    public static void RunTask(Func<Task> asyncAction)
    {
        var cell = ActorCell.Current ?? throw new InvalidOperationException("RunTask must be called from an actor context.");
        var dispatcher = cell.Dispatcher;
        dispatcher.Suspend(cell);
        var scheduler = cell.TaskScheduler;
        scheduler.CurrentMessage = cell.CurrentMessage;
        scheduler.OnBeforeTaskStarted();
        Task<Task>.Factory
            .StartNew(asyncAction, CancellationToken.None, TaskCreationOptions.None, scheduler)
            .Unwrap()
            .ContinueWith(
                task =>
                {
                    var message = scheduler.CurrentMessage;
                    var exception = ExceptionOf(task);
                    if (exception == null)
                    {
                        dispatcher.Resume(cell);
                        cell.CheckReceiveTimeout(cell.CurrentMessage is not INotInfluenceReceiveTimeout);
                    }
                    else
                    {
                        ((IInternalActorRef)cell.Self).SendSystemMessage(new ActorTaskSchedulerMessage(exception, message));
                    }

                    (scheduler as IAsyncResultInterceptor)?.OnTaskCompleted(message, exception);
                    scheduler.CurrentMessage = null;
                    scheduler.OnAfterTaskCompleted();
                },
                scheduler);
    }

    internal void ExecuteTask(Task task) => TryExecuteTask(task);

    protected virtual void OnBeforeTaskStarted()
    {
    }

    protected virtual void OnAfterTaskCompleted()
    {
    }

    protected override IEnumerable<Task> GetScheduledTasks() => null;

    protected override void QueueTask(Task task)
    {
        // In the actor's turn already: go on at once.
        if (ReferenceEquals(ActorCell.Current, _cell) && (task.CreationOptions & TaskCreationOptions.LongRunning) == 0)
        {
            TryExecuteTask(task);
        }
        else
        {
            _cell.SendSystemMessage(new ActorTaskSchedulerMessage(this, task, CurrentMessage));
        }
    }

    // QueueTask does what inlining would.
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    private static Exception ExceptionOf(Task task) => task.Status switch
    {
        TaskStatus.Canceled => new TaskCanceledException(),
        TaskStatus.Faulted => task.Exception is { InnerExceptions.Count: 1 } one ? one.InnerExceptions[0] : task.Exception,
        _ => null,
    };
}

/// <summary>The TestKit's TestActorRef learns by it how an async handler ended.</summary>
internal interface IAsyncResultInterceptor
{
    void OnTaskCompleted(object message, Exception exception);
}
