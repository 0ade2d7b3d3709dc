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
