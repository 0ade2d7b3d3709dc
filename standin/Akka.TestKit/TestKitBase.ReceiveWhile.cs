using System.Runtime.CompilerServices;
using Akka.TestKit.Internal;

namespace Akka.TestKit;

// Takes messages as long as they please; the first that does not stays in the queue.
public abstract partial class TestKitBase
{
    public IReadOnlyList<T> ReceiveWhile<T>(
        TimeSpan? max, Func<object, T> filter, int msgs = int.MaxValue, CancellationToken cancellationToken = default) =>
        Wait(ReceiveWhileAsync(max, filter, msgs, cancellationToken));

    public IReadOnlyList<T> ReceiveWhile<T>(
        TimeSpan? max,
        TimeSpan? idle,
        Func<object, T> filter,
        int msgs = int.MaxValue,
        CancellationToken cancellationToken = default) =>
        Wait(ReceiveWhileAsync(max, idle, filter, msgs, cancellationToken));

    public IReadOnlyList<T> ReceiveWhile<T>(
        Func<object, T> filter,
        TimeSpan? max = null,
        TimeSpan? idle = null,
        int msgs = int.MaxValue,
        CancellationToken cancellationToken = default) =>
        Wait(ReceiveWhileAsync(filter, max, idle, msgs, cancellationToken));

    public IReadOnlyList<T> ReceiveWhile<T>(
        Predicate<T> shouldContinue,
        TimeSpan? max = null,
        TimeSpan? idle = null,
        int msgs = int.MaxValue,
        bool shouldIgnoreOtherMessageTypes = true,
        CancellationToken cancellationToken = default) =>
        Wait(ReceiveWhileAsync(shouldContinue, max, idle, msgs, shouldIgnoreOtherMessageTypes, cancellationToken));

    public IAsyncEnumerable<T> ReceiveWhileAsync<T>(
        TimeSpan? max, Func<object, T> filter, int msgs = int.MaxValue, CancellationToken cancellationToken = default) =>
        ReceiveWhileAsync(filter, max, null, msgs, cancellationToken);

    public IAsyncEnumerable<T> ReceiveWhileAsync<T>(
        TimeSpan? max,
        TimeSpan? idle,
        Func<object, T> filter,
        int msgs = int.MaxValue,
        CancellationToken cancellationToken = default) =>
        ReceiveWhileAsync(filter, max, idle, msgs, cancellationToken);

    public IAsyncEnumerable<T> ReceiveWhileAsync<T>(
        Func<object, T> filter,
        TimeSpan? max = null,
        TimeSpan? idle = null,
        int msgs = int.MaxValue,
        CancellationToken cancellationToken = default)
    {
        return TakeWhileAsync(Judge, max, idle, msgs, cancellationToken);

        Verdict<T> Judge(object message) => filter(message) is { } result ? Verdict<T>.Take(result) : Verdict<T>.Stop;
    }

    public IAsyncEnumerable<T> ReceiveWhileAsync<T>(
        Predicate<T> shouldContinue,
        TimeSpan? max = null,
        TimeSpan? idle = null,
        int msgs = int.MaxValue,
        bool shouldIgnoreOtherMessageTypes = true,
        CancellationToken cancellationToken = default)
    {
        return TakeWhileAsync(Judge, max, idle, msgs, cancellationToken);

        Verdict<T> Judge(object message)
        {
            if (message is T typed)
                return shouldContinue(typed) ? Verdict<T>.Take(typed) : Verdict<T>.Stop;
            return shouldIgnoreOtherMessageTypes ? Verdict<T>.Drop : Verdict<T>.Stop;
        }
    }

    private async IAsyncEnumerable<T> TakeWhileAsync<T>(
        Func<object, Verdict<T>> judge,
        TimeSpan? max,
        TimeSpan? idle,
        int msgs,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var stop = Now + RemainingOrDilated(max);
        MessageEnvelope lastTaken = NullMessageEnvelope.Instance;
        for (var count = 0; count < msgs;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var patience = TimeSpans.Shorter(TimeSpans.NotNegative(stop - Now), idle ?? Timeout.InfiniteTimeSpan);
            var (success, envelope) = await TryPeekOneAsync(patience, cancellationToken);
            var verdict = success ? judge(envelope.Message) : Verdict<T>.Stop;
            if (verdict.Ends)
            {
                _last = lastTaken;
                break;
            }

            _queue.TryTake(out _);
            lastTaken = envelope;
            if (!verdict.Taken)
                continue;
            yield return verdict.Result;
            count++;
        }

        _lastWasNoMsg = true;
    }

    private readonly record struct Verdict<T>(bool Ends, bool Taken, T Result)
    {
        public static Verdict<T> Stop => new(Ends: true, Taken: false, default);

        public static Verdict<T> Drop => new(Ends: false, Taken: false, default);

        public static Verdict<T> Take(T result) => new(Ends: false, Taken: true, result);
    }
}
