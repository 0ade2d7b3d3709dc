using System.Runtime.CompilerServices;
using Akka.TestKit.Internal;

namespace Akka.TestKit;

public abstract partial class TestKitBase
{
    public T ExpectMsgAnyOf<T>(IEnumerable<T> messages, CancellationToken cancellationToken = default) =>
        Wait(ExpectMsgAnyOfAsync(messages, cancellationToken));

    public async ValueTask<T> ExpectMsgAnyOfAsync<T>(IEnumerable<T> messages, CancellationToken cancellationToken = default)
    {
        var expected = messages.ToList();
        var (success, envelope) = await TryReceiveOneAsync(RemainingOrDefault, cancellationToken);
        if (!success)
            Fail($"Timeout while waiting for any of ({string.Join(", ", expected)}).");
        if (envelope.Message is T typed && expected.Contains(typed))
            return typed;
        Fail($"Received {envelope}, not any of ({string.Join(", ", expected)}).");
        return default;
    }

    public IReadOnlyCollection<T> ExpectMsgAllOf<T>(params T[] messages) =>
        ExpectMsgAllOf((IReadOnlyCollection<T>)messages);

    public IReadOnlyCollection<T> ExpectMsgAllOf<T>(
        IReadOnlyCollection<T> messages, CancellationToken cancellationToken = default) =>
        Wait(ExpectMsgAllOfAsync(messages, cancellationToken));

    public IReadOnlyCollection<T> ExpectMsgAllOf<T>(TimeSpan max, params T[] messages) =>
        ExpectMsgAllOf(max, (IReadOnlyCollection<T>)messages);

    public IReadOnlyCollection<T> ExpectMsgAllOf<T>(
        TimeSpan max, IReadOnlyCollection<T> messages, CancellationToken cancellationToken = default) =>
        Wait(ExpectMsgAllOfAsync(max, messages, cancellationToken));

    public IAsyncEnumerable<T> ExpectMsgAllOfAsync<T>(
        IReadOnlyCollection<T> messages, CancellationToken cancellationToken = default) =>
        ExpectEachAsync(RemainingOrDefault, messages, cancellationToken);

    public IAsyncEnumerable<T> ExpectMsgAllOfAsync<T>(
        TimeSpan max, IReadOnlyCollection<T> messages, CancellationToken cancellationToken = default)
    {
        TimeSpans.EnsureFinite(max, nameof(max));
        return ExpectEachAsync(Dilated(max), messages, cancellationToken);
    }

    // As many messages as are expected, in any order.
    private async IAsyncEnumerable<T> ExpectEachAsync<T>(
        TimeSpan max, IReadOnlyCollection<T> messages, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var missing = messages.ToList();
        var unexpected = new List<object>();
        await foreach (var item in ReceiveAllAsync(messages.Count, max, cancellationToken))
        {
            if (item is not T typed || !missing.Remove(typed))
            {
                unexpected.Add(item);
                if (item is not T)
                    continue;
            }

            yield return (T)item;
        }

        if (missing.Count > 0 || unexpected.Count > 0)
            Fail($"Not found: [{string.Join(", ", missing)}]; unexpected: [{string.Join(", ", unexpected)}].");
    }
}
