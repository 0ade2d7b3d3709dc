using System.Threading.Channels;

namespace Akka.TestKit.Internal;

/// <summary>What a test actor has received and its test has not yet looked at.</summary>
internal sealed class EnvelopeQueue
{
    private readonly Channel<MessageEnvelope> _channel = Channel.CreateUnbounded<MessageEnvelope>();

    public int Count => _channel.Reader.Count;

    public void Add(MessageEnvelope envelope) => _channel.Writer.TryWrite(envelope);

    public bool TryTake(out MessageEnvelope envelope) => _channel.Reader.TryRead(out envelope);

    public bool TryPeek(out MessageEnvelope envelope) => _channel.Reader.TryPeek(out envelope);

    /// <returns>False when the time is over or the wait was cancelled, and nothing is there.</returns>
    public async ValueTask<bool> WaitAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (_channel.Reader.TryPeek(out _))
            return true;
        if (!timeout.IsInfinite() && timeout <= TimeSpan.Zero)
            return false;

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (!timeout.IsInfinite())
            limit.CancelAfter(timeout);
        try
        {
            return await _channel.Reader.WaitToReadAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
