using Akka.Actor;
using Akka.Event;
using Akka.TestKit.TestEvent;

namespace Akka.TestKit.Internal;

public class InternalEventFilterApplier(TestKitBase testkit, ActorSystem system, IReadOnlyList<EventFilterBase> filters)
    : IEventFilterApplier
{
    public EventFilterFactory And => new(testkit, system, filters);

    public void ExpectOne(Action action, CancellationToken cancellationToken = default) =>
        Expect(1, action, cancellationToken);

    public void ExpectOne(TimeSpan timeout, Action action, CancellationToken cancellationToken = default) =>
        Expect(1, timeout, action, cancellationToken);

    public T ExpectOne<T>(Func<T> func, CancellationToken cancellationToken = default) => Expect(1, func, cancellationToken);

    public T ExpectOne<T>(TimeSpan timeout, Func<T> func, CancellationToken cancellationToken = default) =>
        Expect(1, timeout, func, cancellationToken);

    public Task ExpectOneAsync(Func<Task> actionAsync, CancellationToken cancellationToken = default) =>
        ExpectAsync(1, actionAsync, cancellationToken);

    public Task ExpectOneAsync(TimeSpan timeout, Func<Task> action, CancellationToken cancellationToken = default) =>
        ExpectAsync(1, timeout, action, cancellationToken);

    public Task<T> ExpectOneAsync<T>(Func<Task<T>> func, CancellationToken cancellationToken = default) =>
        ExpectAsync(1, func, cancellationToken);

    public Task<T> ExpectOneAsync<T>(TimeSpan timeout, Func<Task<T>> func, CancellationToken cancellationToken = default) =>
        ExpectAsync(1, timeout, func, cancellationToken);

    public void Expect(int expectedCount, Action action, CancellationToken cancellationToken = default) =>
        InterceptAsync(Async(action), null, expectedCount, cancellationToken).GetAwaiter().GetResult();

    public void Expect(int expectedCount, TimeSpan timeout, Action action, CancellationToken cancellationToken = default) =>
        InterceptAsync(Async(action), timeout, expectedCount, cancellationToken).GetAwaiter().GetResult();

    public T Expect<T>(int expectedCount, Func<T> func, CancellationToken cancellationToken = default) =>
        InterceptAsync(Async(func), null, expectedCount, cancellationToken).GetAwaiter().GetResult();

    public T Expect<T>(int expectedCount, TimeSpan timeout, Func<T> func, CancellationToken cancellationToken = default) =>
        InterceptAsync(Async(func), timeout, expectedCount, cancellationToken).GetAwaiter().GetResult();

    public Task ExpectAsync(int expectedCount, Func<Task> actionAsync, CancellationToken cancellationToken = default) =>
        InterceptAsync(WithResult(actionAsync), null, expectedCount, cancellationToken);

    public Task ExpectAsync(
        int expectedCount, Func<Task> actionAsync, TimeSpan? timeout, CancellationToken cancellationToken = default) =>
        InterceptAsync(WithResult(actionAsync), timeout, expectedCount, cancellationToken);

    public Task ExpectAsync(
        int expectedCount, TimeSpan timeout, Func<Task> action, CancellationToken cancellationToken = default) =>
        InterceptAsync(WithResult(action), timeout, expectedCount, cancellationToken);

    public Task<T> ExpectAsync<T>(int expectedCount, Func<Task<T>> func, CancellationToken cancellationToken = default) =>
        InterceptAsync(func, null, expectedCount, cancellationToken);

    public Task<T> ExpectAsync<T>(
        int expectedCount, TimeSpan timeout, Func<Task<T>> func, CancellationToken cancellationToken = default) =>
        InterceptAsync(func, timeout, expectedCount, cancellationToken);

    public void Mute(Action action, CancellationToken cancellationToken = default) =>
        InterceptAsync(Async(action), null, null, cancellationToken).GetAwaiter().GetResult();

    public T Mute<T>(Func<T> func, CancellationToken cancellationToken = default) =>
        InterceptAsync(Async(func), null, null, cancellationToken).GetAwaiter().GetResult();

    public Task MuteAsync(Func<Task> action, CancellationToken cancellationToken = default) =>
        InterceptAsync(WithResult(action), null, null, cancellationToken);

    public Task<T> MuteAsync<T>(Func<Task<T>> func, CancellationToken cancellationToken = default) =>
        InterceptAsync(func, null, null, cancellationToken);

    public IUnmutableFilter Mute()
    {
        system.EventStream.Publish(new Mute(filters));
        return new Muted(system, filters);
    }

    private static Func<Task<object>> Async(Action action) => () =>
    {
        action();
        return Task.FromResult<object>(null);
    };

    private static Func<Task<T>> Async<T>(Func<T> func) => () => Task.FromResult(func());

    private static Func<Task<object>> WithResult(Func<Task> action) => async () =>
    {
        await action();
        return null;
    };

    // Without an expected number, any number will do.
    private async Task<T> InterceptAsync<T>(
        Func<Task<T>> block, TimeSpan? timeout, int? expected, CancellationToken cancellationToken)
    {
        var limit = timeout == null ? testkit.TestKitSettings.TestEventFilterLeeway : testkit.Dilated(timeout.Value);
        var received = 0;
        EventMatched count = (_, _) => Interlocked.Increment(ref received);
        system.EventStream.Publish(new Mute(filters));
        try
        {
            foreach (var filter in filters)
                filter.EventMatched += count;
            var result = await block();
            if (expected != null)
            {
                // Where none is expected, the whole time has to pass without one.
                var enough = Math.Max(1, expected.Value);
                await testkit.AwaitConditionNoThrowAsync(
                    () => Volatile.Read(ref received) >= enough, limit, cancellationToken: cancellationToken);
                Check(expected.Value, Volatile.Read(ref received), limit);
            }

            return result;
        }
        finally
        {
            foreach (var filter in filters)
                filter.EventMatched -= count;
            system.EventStream.Publish(new Unmute(filters));
        }
    }

    private void Check(int expected, int received, TimeSpan limit)
    {
        if (received == expected)
            return;
        var what = $"events that match [{string.Join(",", filters)}]";
        var failure = received < expected
            ? $"Timeout ({limit}): received {received} of {expected} {what}."
            : $"Received {received - expected} too many {what}: {received} instead of {expected}.";
        TestKitAssertionsExtension.For(testkit.Sys).Assertions.Fail("{0}", failure);
    }

    private sealed class Muted(ActorSystem system, IReadOnlyList<EventFilterBase> filters) : IUnmutableFilter
    {
        private IReadOnlyList<EventFilterBase> _filters = filters;

        public void Unmute()
        {
            if (Interlocked.Exchange(ref _filters, null) is { } filters)
                system.EventStream.Publish(new Unmute(filters));
        }

        public void Dispose() => Unmute();
    }
}
