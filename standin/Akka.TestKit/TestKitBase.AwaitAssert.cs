using Akka.TestKit.Internal;

namespace Akka.TestKit;

// Repeats an assertion until it holds, or fails as it did last.
public abstract partial class TestKitBase
{
    public void AwaitAssert(
        Action assertion, TimeSpan? duration = null, TimeSpan? interval = null, CancellationToken cancellationToken = default) =>
        AwaitAssertAsync(assertion, duration, interval, cancellationToken).GetAwaiter().GetResult();

    public Task AwaitAssertAsync(
        Action assertion, TimeSpan? duration = null, TimeSpan? interval = null, CancellationToken cancellationToken = default)
    {
        return AwaitAssertAsync(RunAsync, duration, interval, cancellationToken);

        Task RunAsync()
        {
            assertion();
            return Task.CompletedTask;
        }
    }

    public async Task AwaitAssertAsync(
        Func<Task> assertion, TimeSpan? duration = null, TimeSpan? interval = null, CancellationToken cancellationToken = default)
    {
        var pause = interval ?? TimeSpan.FromMilliseconds(100);
        if (pause != Timeout.InfiniteTimeSpan)
            TimeSpans.EnsureFinite(pause, nameof(interval));
        var max = RemainingOrDilated(duration);
        var stop = Now + max;
        for (var wait = TimeSpans.Shorter(max, pause); ; wait = TimeSpans.Shorter(TimeSpans.NotNegative(stop - Now), pause))
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                await assertion();
                return;
            }
            catch (Exception) when (Now + wait < stop)
            {
                // There is time for one more.
            }

            await Task.Delay(wait, cancellationToken);
        }
    }
}
