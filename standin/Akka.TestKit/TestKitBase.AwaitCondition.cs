using Akka.Event;
using Akka.TestKit.Internal;

namespace Akka.TestKit;

// Asks again and again until the answer is yes.
public abstract partial class TestKitBase
{
    public void AwaitCondition(Func<bool> conditionIsFulfilled, CancellationToken cancellationToken = default) =>
        AwaitConditionAsync(conditionIsFulfilled, cancellationToken).GetAwaiter().GetResult();

    public void AwaitCondition(Func<bool> conditionIsFulfilled, TimeSpan? max, CancellationToken cancellationToken = default) =>
        AwaitCondition(conditionIsFulfilled, max, "", cancellationToken);

    public void AwaitCondition(
        Func<bool> conditionIsFulfilled, TimeSpan? max, string message, CancellationToken cancellationToken = default) =>
        AwaitConditionAsync(conditionIsFulfilled, max, message, cancellationToken).GetAwaiter().GetResult();

    public void AwaitCondition(
        Func<bool> conditionIsFulfilled,
        TimeSpan? max,
        TimeSpan? interval,
        string message = null,
        CancellationToken cancellationToken = default) =>
        AwaitConditionAsync(conditionIsFulfilled, max, interval, message, cancellationToken).GetAwaiter().GetResult();

    public Task AwaitConditionAsync(Func<bool> conditionIsFulfilled, CancellationToken cancellationToken = default) =>
        AwaitConditionAsync(Async(conditionIsFulfilled), cancellationToken);

    public Task AwaitConditionAsync(Func<Task<bool>> conditionIsFulfilled, CancellationToken cancellationToken = default) =>
        AwaitFulfilledAsync(conditionIsFulfilled, RemainingOrDefault, null, null, cancellationToken);

    public Task AwaitConditionAsync(
        Func<Task<bool>> conditionIsFulfilled, TimeSpan? max, CancellationToken cancellationToken = default) =>
        AwaitFulfilledAsync(conditionIsFulfilled, RemainingOrDilated(max), null, null, cancellationToken);

    public Task AwaitConditionAsync(
        Func<bool> conditionIsFulfilled, TimeSpan? max, string message, CancellationToken cancellationToken = default) =>
        AwaitConditionAsync(Async(conditionIsFulfilled), max, message, cancellationToken);

    public Task AwaitConditionAsync(
        Func<Task<bool>> conditionIsFulfilled, TimeSpan? max, string message, CancellationToken cancellationToken = default) =>
        AwaitFulfilledAsync(conditionIsFulfilled, RemainingOrDilated(max), null, message, cancellationToken);

    public Task AwaitConditionAsync(
        Func<bool> conditionIsFulfilled,
        TimeSpan? max,
        TimeSpan? interval,
        string message = null,
        CancellationToken cancellationToken = default) =>
        AwaitConditionAsync(Async(conditionIsFulfilled), max, interval, message, cancellationToken);

    public Task AwaitConditionAsync(
        Func<Task<bool>> conditionIsFulfilled,
        TimeSpan? max,
        TimeSpan? interval,
        string message = null,
        CancellationToken cancellationToken = default) =>
        AwaitFulfilledAsync(
            conditionIsFulfilled, RemainingOrDilated(max), interval ?? Timeout.InfiniteTimeSpan, message, cancellationToken);

    public bool AwaitConditionNoThrow(
        Func<bool> conditionIsFulfilled,
        TimeSpan max,
        TimeSpan? interval = null,
        CancellationToken cancellationToken = default) =>
        AwaitConditionNoThrowAsync(conditionIsFulfilled, max, interval, cancellationToken).GetAwaiter().GetResult();

    public Task<bool> AwaitConditionNoThrowAsync(
        Func<bool> conditionIsFulfilled,
        TimeSpan max,
        TimeSpan? interval = null,
        CancellationToken cancellationToken = default) =>
        AwaitConditionNoThrowAsync(Async(conditionIsFulfilled), max, interval, cancellationToken);

    public Task<bool> AwaitConditionNoThrowAsync(
        Func<Task<bool>> conditionIsFulfilled,
        TimeSpan max,
        TimeSpan? interval = null,
        CancellationToken cancellationToken = default) =>
        InternalAwaitConditionAsync(
            conditionIsFulfilled, max, interval ?? TimeSpan.FromMilliseconds(100), (_, _) => { }, cancellationToken);

    protected static bool InternalAwaitCondition(
        Func<bool> conditionIsFulfilled,
        TimeSpan max,
        TimeSpan? interval,
        Action<string, object[]> fail,
        CancellationToken cancellationToken = default) =>
        InternalAwaitCondition(conditionIsFulfilled, max, interval, fail, null, cancellationToken);

    protected static bool InternalAwaitCondition(
        Func<bool> conditionIsFulfilled,
        TimeSpan max,
        TimeSpan? interval,
        Action<string, object[]> fail,
        ILoggingAdapter logger,
        CancellationToken cancellationToken = default) =>
        InternalAwaitConditionAsync(Async(conditionIsFulfilled), max, interval, fail, logger, cancellationToken)
            .GetAwaiter().GetResult();

    protected static Task<bool> InternalAwaitConditionAsync(
        Func<Task<bool>> conditionIsFulfilled,
        TimeSpan max,
        TimeSpan? interval,
        Action<string, object[]> fail,
        CancellationToken cancellationToken = default) =>
        InternalAwaitConditionAsync(conditionIsFulfilled, max, interval, fail, null, cancellationToken);

    protected static async Task<bool> InternalAwaitConditionAsync(
        Func<Task<bool>> conditionIsFulfilled,
        TimeSpan max,
        TimeSpan? interval,
        Action<string, object[]> fail,
        ILoggingAdapter logger,
        CancellationToken cancellationToken = default)
    {
        TimeSpans.EnsureFinite(max, nameof(max));
        var stop = Now + max;
        while (!await conditionIsFulfilled())
        {
            var now = Now;
            if (cancellationToken.IsCancellationRequested || now > stop)
            {
                const string Failure = "Timeout {0} expired, or the wait was cancelled, before the condition was fulfilled.";
                logger?.Debug(Failure, max);
                fail(Failure, [max]);
                return false;
            }

            await Task.Delay(TimeSpans.Shorter(stop - now, interval ?? Timeout.InfiniteTimeSpan), cancellationToken);
        }

        return true;
    }

    private static Func<Task<bool>> Async(Func<bool> condition) => () => Task.FromResult(condition());

    private Task AwaitFulfilledAsync(
        Func<Task<bool>> condition, TimeSpan max, TimeSpan? interval, string message, CancellationToken cancellationToken)
    {
        var logger = TestKitSettings.LogTestKitCalls ? Log : null;
        return InternalAwaitConditionAsync(
            condition,
            max,
            interval ?? max / 10,
            (format, args) => _assertions.Fail("{0}", $"{string.Format(format, args)} {message}"),
            logger,
            cancellationToken);
    }
}
