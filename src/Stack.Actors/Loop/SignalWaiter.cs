namespace ActorTcp.Loop;

/// <summary>A waiter without descriptors, for loops whose devices live in memory.</summary>
public sealed class SignalWaiter : ILoopWaiter
{
    private readonly AutoResetEvent _signal = new(false);

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">Always: descriptors need the waiter of <c>ActorTcp.Tap</c>.</exception>
    public ILoopWatch Watch(int descriptor, Action readable) =>
        throw new NotSupportedException("this loop cannot wait for file descriptors; give ThreadEventLoop a PollWaiter of ActorTcp.Tap");

    /// <inheritdoc/>
    public void Wait(TimeSpan? timeout)
    {
        if (timeout is { } limit) _signal.WaitOne(limit);
        else _signal.WaitOne();
    }

    /// <inheritdoc/>
    public void Wake()
    {
        try
        {
            _signal.Set();
        }
        catch (ObjectDisposedException)
        {
            // The loop has ended: nobody waits any more.
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _signal.Dispose();
}
