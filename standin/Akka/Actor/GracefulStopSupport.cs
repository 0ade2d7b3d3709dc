using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

public static class GracefulStopSupport
{
    public static Task<bool> GracefulStop(this IActorRef target, TimeSpan timeout) => target.GracefulStop(timeout, PoisonPill.Instance);

    /// <summary>Sends the stop message; true when the actor was gone in time, else false.</summary>
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
            return false;
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
