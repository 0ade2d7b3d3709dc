using Akka.TestKit.Internal;

namespace Akka.TestKit;

// Gives a block a time limit, which the expectations in it share.
public abstract partial class TestKitBase
{
    public void Within(
        TimeSpan max, Action action, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default) =>
        Within(TimeSpan.Zero, max, action, null, epsilonValue, cancellationToken);

    public void Within(
        TimeSpan min,
        TimeSpan max,
        Action action,
        string hint = null,
        TimeSpan? epsilonValue = null,
        CancellationToken cancellationToken = default)
    {
        Within<object>(min, max, Run, hint, epsilonValue, cancellationToken);

        object Run()
        {
            action();
            return null;
        }
    }

    public T Within<T>(
        TimeSpan max, Func<T> function, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default) =>
        Within(TimeSpan.Zero, max, function, null, epsilonValue, cancellationToken);

    public T Within<T>(
        TimeSpan min,
        TimeSpan max,
        Func<T> function,
        string hint = null,
        TimeSpan? epsilonValue = null,
        CancellationToken cancellationToken = default) =>
        WithinAsync(min, max, () => Task.FromResult(function()), hint, epsilonValue, cancellationToken).GetAwaiter().GetResult();

    public Task WithinAsync(
        TimeSpan max, Func<Task> actionAsync, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default) =>
        WithinAsync(TimeSpan.Zero, max, actionAsync, null, epsilonValue, cancellationToken);

    public Task WithinAsync(
        TimeSpan min,
        TimeSpan max,
        Func<Task> actionAsync,
        string hint = null,
        TimeSpan? epsilonValue = null,
        CancellationToken cancellationToken = default)
    {
        return WithinAsync<object>(min, max, RunAsync, hint, epsilonValue, cancellationToken);

        async Task<object> RunAsync()
        {
            await actionAsync();
            return null;
        }
    }

    public Task<T> WithinAsync<T>(
        TimeSpan max, Func<Task<T>> function, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default) =>
        WithinAsync(TimeSpan.Zero, max, function, null, epsilonValue, cancellationToken);

    public async Task<T> WithinAsync<T>(
        TimeSpan min,
        TimeSpan max,
        Func<Task<T>> function,
        string hint = null,
        TimeSpan? epsilonValue = null,
        CancellationToken cancellationToken = default)
    {
        TimeSpans.EnsureFinite(min, nameof(min));
        TimeSpans.EnsureFinite(max, nameof(max));
        var start = Now;
        var outerEnd = _end;
        var left = outerEnd == null ? Timeout.InfiniteTimeSpan : outerEnd.Value - start;
        if (outerEnd != null && left < min)
            Fail($"At least {min} are required and only {left} are left. {hint}");

        var limit = TimeSpans.Shorter(Dilated(max), left);
        _lastWasNoMsg = false;
        _end = start + limit;
        T result;
        try
        {
            result = await CompletedAsync(function(), Dilated(max), cancellationToken);
        }
        finally
        {
            _end = outerEnd;
        }

        var elapsed = Now - start;
        if (elapsed < min)
            Fail($"The block took {elapsed}, should have taken at least {min}. {hint}");
        if (!_lastWasNoMsg && elapsed > limit + (epsilonValue ?? TimeSpan.Zero))
            Fail($"The block took {elapsed}, exceeding {limit}. {hint}");
        return result;
    }

    // A block that does not end is left alone a little after its time, so that it fails rather than hangs.
    private static async Task<T> CompletedAsync<T>(Task<T> block, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var first = await Task.WhenAny(block, Task.Delay(limit + TimeSpan.FromMilliseconds(200), over.Token));
        await over.CancelAsync();

        // As in Akka, a failure in an asynchronous block comes inside an AggregateException.
        if (first == block)
            return block.Result;
        cancellationToken.ThrowIfCancellationRequested();
        return default;
    }
}
