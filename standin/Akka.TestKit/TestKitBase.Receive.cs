using Akka.TestKit.Internal;

namespace Akka.TestKit;

public abstract partial class TestKitBase
{
    /// <summary>The next message, or null when none comes in time.</summary>
    public object ReceiveOne(TimeSpan? max = null, CancellationToken cancellationToken = default) =>
        Wait(ReceiveOneAsync(max, cancellationToken));

    public async ValueTask<object> ReceiveOneAsync(TimeSpan? max = null, CancellationToken cancellationToken = default)
    {
        var (success, envelope) = await TryReceiveOneAsync(max, cancellationToken);
        return success ? envelope.Message : null;
    }

    public bool TryReceiveOne(
        out MessageEnvelope envelope, TimeSpan? max = null, CancellationToken cancellationToken = default)
    {
        (var success, envelope) = Wait(TryReceiveOneAsync(max, cancellationToken));
        return success;
    }

    public ValueTask<(bool success, MessageEnvelope envelope)> TryReceiveOneAsync(
        TimeSpan? max, CancellationToken cancellationToken = default) => NextAsync(max, take: true, cancellationToken);

    /// <summary>The next message, which stays in the queue.</summary>
    public object PeekOne(TimeSpan? max = null, CancellationToken cancellationToken = default) =>
        Wait(PeekOneAsync(max, cancellationToken));

    public object PeekOne(CancellationToken cancellationToken) => Wait(PeekOneAsync(cancellationToken));

    public ValueTask<object> PeekOneAsync(CancellationToken cancellationToken) =>
        PeekOneAsync(Timeout.InfiniteTimeSpan, cancellationToken);

    public async ValueTask<object> PeekOneAsync(TimeSpan? max = null, CancellationToken cancellationToken = default)
    {
        var (success, envelope) = await TryPeekOneAsync(max, cancellationToken);
        return success ? envelope.Message : null;
    }

    public bool TryPeekOne(out MessageEnvelope envelope, TimeSpan? max, CancellationToken cancellationToken)
    {
        (var success, envelope) = Wait(TryPeekOneAsync(max, cancellationToken));
        return success;
    }

    public ValueTask<(bool success, MessageEnvelope envelope)> TryPeekOneAsync(
        TimeSpan? max, CancellationToken cancellationToken) => NextAsync(max, take: false, cancellationToken);

    public IReadOnlyCollection<object> ReceiveN(int numberOfMessages, CancellationToken cancellationToken = default) =>
        Wait(ReceiveNAsync(numberOfMessages, cancellationToken));

    public IReadOnlyCollection<object> ReceiveN(
        int numberOfMessages, TimeSpan max, CancellationToken cancellationToken = default) =>
        Wait(ReceiveNAsync(numberOfMessages, max, cancellationToken));

    public IAsyncEnumerable<object> ReceiveNAsync(int numberOfMessages, CancellationToken cancellationToken = default) =>
        ReceiveAllAsync(numberOfMessages, RemainingOrDefault, cancellationToken);

    public IAsyncEnumerable<object> ReceiveNAsync(
        int numberOfMessages, TimeSpan max, CancellationToken cancellationToken = default)
    {
        TimeSpans.EnsureFinite(max, nameof(max));
        return ReceiveAllAsync(numberOfMessages, Dilated(max), cancellationToken);
    }

    private async ValueTask<(bool Success, MessageEnvelope Envelope)> NextAsync(
        TimeSpan? max, bool take, CancellationToken cancellationToken)
    {
        await _queue.WaitAsync(GetTimeoutOrDefault(max), cancellationToken);
        var success = take ? _queue.TryTake(out var envelope) : _queue.TryPeek(out envelope);
        envelope ??= NullMessageEnvelope.Instance;
        _lastWasNoMsg = false;
        _last = envelope;
        Trace(success ? $"Received {envelope}." : $"Received nothing within {GetTimeoutOrDefault(max)}.");
        return (success, envelope);
    }

    private async IAsyncEnumerable<object> ReceiveAllAsync(
        int count, TimeSpan max, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var stop = Now + max;
        for (var i = 0; i < count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (success, envelope) = await TryReceiveOneAsync(TimeSpans.NotNegative(stop - Now), cancellationToken);
            if (!success)
                Fail($"Timeout ({max}) while expecting {count} messages; only {i} came.");
            yield return envelope.Message;
        }
    }
}
