using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

public static class PipeToSupport
{
    public static Task PipeTo<T>(
        this Task<T> taskToPipe, ICanTell recipient, IActorRef sender = null, Func<T, object> success = null,
        Func<Exception, object> failure = null) => taskToPipe.PipeTo(recipient, false, sender, success, failure);

    public static Task PipeTo<T>(
        this ValueTask<T> taskToPipe, ICanTell recipient, IActorRef sender = null, Func<T, object> success = null,
        Func<Exception, object> failure = null) => taskToPipe.AsTask().PipeTo(recipient, false, sender, success, failure);

    public static Task PipeTo<T>(
        this ValueTask<T> taskToPipe, ICanTell recipient, bool useConfigureAwait, IActorRef sender = null, Func<T, object> success = null,
        Func<Exception, object> failure = null) => taskToPipe.AsTask().PipeTo(recipient, useConfigureAwait, sender, success, failure);

    public static async Task PipeTo<T>(
        this Task<T> taskToPipe, ICanTell recipient, bool useConfigureAwait, IActorRef sender = null, Func<T, object> success = null,
        Func<Exception, object> failure = null)
    {
        sender ??= ActorCell.GetCurrentSelfOrNoSender();
        object answer;
        try
        {
            var result = await taskToPipe.ConfigureAwait(useConfigureAwait);
            answer = success != null ? success(result) : result;
        }
        catch (Exception e)
        {
            answer = failure != null ? failure(e) : new Status.Failure(e);
        }

        recipient.Tell(answer, sender);
    }

    public static Task PipeTo(
        this Task taskToPipe, ICanTell recipient, IActorRef sender = null, Func<object> success = null, Func<Exception, object> failure = null) =>
        taskToPipe.PipeTo(recipient, false, sender, success, failure);

    public static Task PipeTo(
        this ValueTask taskToPipe, ICanTell recipient, IActorRef sender = null, Func<object> success = null,
        Func<Exception, object> failure = null) => taskToPipe.AsTask().PipeTo(recipient, false, sender, success, failure);

    public static Task PipeTo(
        this ValueTask taskToPipe, ICanTell recipient, bool useConfigureAwait, IActorRef sender = null, Func<object> success = null,
        Func<Exception, object> failure = null) => taskToPipe.AsTask().PipeTo(recipient, useConfigureAwait, sender, success, failure);

    public static async Task PipeTo(
        this Task taskToPipe, ICanTell recipient, bool useConfigureAwait, IActorRef sender = null, Func<object> success = null,
        Func<Exception, object> failure = null)
    {
        sender ??= ActorCell.GetCurrentSelfOrNoSender();
        object answer;
        try
        {
            await taskToPipe.ConfigureAwait(useConfigureAwait);

            // Nothing to say, nothing is said.
            if (success == null)
            {
                return;
            }

            answer = success();
        }
        catch (Exception e)
        {
            answer = failure != null ? failure(e) : new Status.Failure(e);
        }

        recipient.Tell(answer, sender);
    }
}

public static class GracefulStopSupport
{
    public static Task<bool> GracefulStop(this IActorRef target, TimeSpan timeout) => target.GracefulStop(timeout, PoisonPill.Instance);

    /// <summary>Sends the stop message and completes when the actor is gone; fails when it is not in time.</summary>
    public static async Task<bool> GracefulStop(this IActorRef target, TimeSpan timeout, object stopMessage)
    {
        var inner = (IInternalActorRef)target;
        var gone = WatchAsyncSupport.Watch(inner, out var watcher);
        target.Tell(stopMessage, ActorRefs.NoSender);
        try
        {
            return await gone.WaitAsync(timeout).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            inner.SendSystemMessage(new Unwatch(inner, watcher));
            throw new TaskCanceledException();
        }
        finally
        {
            inner.Provider.UnregisterTempActor(watcher.Path);
        }
    }
}

public static class WatchAsyncSupport
{
    /// <summary>True when the actor has terminated; false when the token was cancelled before.</summary>
    public static async Task<bool> WatchAsync(this IActorRef target, CancellationToken token = default)
    {
        var inner = (IInternalActorRef)target;
        var gone = Watch(inner, out var watcher);
        try
        {
            return await gone.WaitAsync(token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            inner.SendSystemMessage(new Unwatch(inner, watcher));
            return false;
        }
        finally
        {
            inner.Provider.UnregisterTempActor(watcher.Path);
        }
    }

    internal static Task<bool> Watch(IInternalActorRef target, out IInternalActorRef watcher)
    {
        var gone = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        watcher = new Watcher(gone, target.Provider.TempPath(), target.Provider);
        target.Provider.RegisterTempActor(watcher, watcher.Path);
        target.SendSystemMessage(new Watch(target, watcher));
        return gone.Task;
    }

    private sealed class Watcher(TaskCompletionSource<bool> gone, ActorPath path, IActorRefProvider provider) : MinimalActorRef
    {
        public override ActorPath Path => path;

        public override IActorRefProvider Provider => provider;

        public override void SendSystemMessage(ISystemMessage message)
        {
            if (message is DeathWatchNotification)
            {
                gone.TrySetResult(true);
            }
        }
    }
}
