using Akka.TestKit.Internal;

namespace Akka.TestKit;

public abstract partial class TestKitBase
{
    /// <summary>What is left of the innermost Within.</summary>
    public TimeSpan Remaining => _end is { } end
        ? TimeSpans.NotNegative(end - Now)
        : throw new InvalidOperationException("Nothing remains outside of a Within.");

    public TimeSpan RemainingOrDefault => RemainingOr(Dilated(TestKitSettings.SingleExpectDefault));

    public TimeSpan RemainingOrDilated(TimeSpan? duration)
    {
        if (duration == null)
            return RemainingOrDefault;
        if (duration < TimeSpan.Zero)
            throw new ArgumentException("A duration cannot be negative.", nameof(duration));
        return Dilated(duration.Value);
    }

    /// <summary>Multiplies a duration by <c>akka.test.timefactor</c>.</summary>
    public TimeSpan Dilated(TimeSpan duration)
    {
        if (duration < TimeSpan.Zero)
            throw new ArgumentException("A duration cannot be negative.", nameof(duration));
        return new TimeSpan((long)(duration.Ticks * TestKitSettings.TestTimeFactor));
    }

    public TimeSpan GetTimeoutOrDefault(TimeSpan? timeout) => timeout ?? TestKitSettings.SingleExpectDefault;

    protected TimeSpan RemainingOr(TimeSpan duration) => _end == null ? duration : Remaining;
}
