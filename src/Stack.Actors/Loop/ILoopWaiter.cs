namespace ActorTcp.Loop;

/// <summary>
/// How a <see cref="ThreadEventLoop"/> sleeps: until a wake-up, a readable descriptor or a time. <c>ActorTcp.Tap</c> has one
/// over <c>ppoll</c>; <see cref="SignalWaiter"/> serves where there are no descriptors.
/// </summary>
public interface ILoopWaiter : IDisposable
{
    /// <summary>Starts watching a descriptor. On the loop's thread.</summary>
    ILoopWatch Watch(int descriptor, Action readable);

    /// <summary>
    /// Waits until <see cref="Wake"/>, a readable watch or the timeout, and calls the readable watches back. A zero timeout
    /// only looks. On the loop's thread.
    /// </summary>
    /// <param name="timeout">At most this long; null means without end.</param>
    void Wait(TimeSpan? timeout);

    /// <summary>Ends the current or the next wait. From any thread.</summary>
    void Wake();
}
