using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

/// <summary>The sender of a question: completes with the first answer.</summary>
public class FutureActorRef<T> : MinimalActorRef
{
    private readonly TaskCompletionSource<T> _result;
    private readonly ActorPath _path;
    private readonly IActorRefProvider _provider;
    private List<IInternalActorRef> _watchedBy;
    private bool _stopped;

    public FutureActorRef(TaskCompletionSource<T> result, ActorPath path, IActorRefProvider provider)
    {
        _result = result;
        _path = path;
        _provider = provider;
        _result.Task.ContinueWith(_ => NotifyWatchers(), TaskScheduler.Default);
    }

    public override ActorPath Path => _path;

    public override IActorRefProvider Provider => _provider;

    public virtual void DeliverAsk(object message, ICanTell destination) => destination.Tell(message, this);

    public override void SendSystemMessage(ISystemMessage message)
    {
        switch (message)
        {
            case Watch watch when watch.Watchee.Equals(this) && !watch.Watcher.Equals(this):
                lock (_result)
                {
                    if (!_stopped)
                    {
                        (_watchedBy ??= []).Add(watch.Watcher);
                        return;
                    }
                }

                watch.Watcher.SendSystemMessage(new DeathWatchNotification(this, true, false));
                break;
            case Unwatch unwatch:
                lock (_result)
                {
                    _watchedBy?.Remove(unwatch.Watcher);
                }

                break;
        }
    }

    protected override void TellInternal(object message, IActorRef sender)
    {
        var taken = message switch
        {
            ISystemMessage => false,
            T typed => _result.TrySetResult(typed),
            null => _result.TrySetResult(default),
            Status.Failure failure => _result.TrySetException(
                failure.Cause ?? new TaskCanceledException("Task cancelled by actor via Failure message.")),
            Failure failure => _result.TrySetException(
                failure.Exception ?? new TaskCanceledException("Task cancelled by actor via Failure message.")),
            _ => _result.TrySetException(new ArgumentException(
                $"Received message of type [{message.GetType()}] - Ask expected message of type [{typeof(T)}]")),
        };

        if (!taken)
        {
            // Too late: the question was answered or given up.
            _provider.DeadLetters.Tell(message is Akka.Event.DeadLetter ? message : new Akka.Event.DeadLetter(message, sender ?? _provider.DeadLetters, this));
        }
    }

    private void NotifyWatchers()
    {
        List<IInternalActorRef> watchers;
        lock (_result)
        {
            _stopped = true;
            watchers = _watchedBy;
            _watchedBy = null;
        }

        foreach (var watcher in watchers ?? [])
        {
            watcher.SendSystemMessage(new DeathWatchNotification(this, true, false));
        }
    }
}

public static class Futures
{
    public static Task<object> Ask(this ICanTell self, object message, TimeSpan? timeout = null) =>
        self.Ask<object>(message, timeout, CancellationToken.None);

    public static Task<object> Ask(this ICanTell self, object message, CancellationToken cancellationToken) =>
        self.Ask<object>(message, null, cancellationToken);

    public static Task<object> Ask(this ICanTell self, object message, TimeSpan? timeout, CancellationToken cancellationToken) =>
        self.Ask<object>(message, timeout, cancellationToken);

    public static Task<T> Ask<T>(this ICanTell self, object message, TimeSpan? timeout = null) =>
        self.Ask<T>(message, timeout, CancellationToken.None);

    public static Task<T> Ask<T>(this ICanTell self, object message, CancellationToken cancellationToken) =>
        self.Ask<T>(message, null, cancellationToken);

    public static Task<T> Ask<T>(this ICanTell self, object message, TimeSpan? timeout, CancellationToken cancellationToken) =>
        self.Ask<T>(_ => message, timeout, cancellationToken);

    public static async Task<T> Ask<T>(
        this ICanTell self, Func<IActorRef, object> messageFactory, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        var provider = ProviderOf(self)
            ?? throw new ArgumentException("Unable to resolve the target Provider", nameof(self));
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);

        // Real time, as in Akka.NET: the scheduler of the system, which tests may replace, has no part in it.
        using var timer = new CancellationTokenSource();
        var wait = timeout ?? provider.Settings.AskTimeout;
        await using var timedOut = timer.Token.Register(
            () => result.TrySetException(new AskTimeoutException($"Timeout after {wait} seconds")));
        await using var canceled = cancellationToken.Register(() => result.TrySetCanceled(cancellationToken));
        if (wait != Timeout.InfiniteTimeSpan && wait > TimeSpan.Zero)
        {
            timer.CancelAfter(wait);
        }

        var asker = provider.CreateFutureRef(result);
        provider.RegisterTempActor(asker, asker.Path);
        try
        {
            asker.DeliverAsk(messageFactory(asker), self);
            return await result.Task.ConfigureAwait(false);
        }
        finally
        {
            provider.UnregisterTempActor(asker.Path);
        }
    }

    internal static IActorRefProvider ProviderOf(ICanTell self) => self switch
    {
        _ when ActorCell.Current is { } cell => cell.SystemImpl.Provider,
        IInternalActorRef actor => actor.Provider,
        ActorSelection selection => ProviderOf(selection.Anchor),
        _ => null,
    };
}
