using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using ActorTcp.Loop;
using ActorTcp.Tap;
using Tap.Tests.Fixtures;
using Tmds.Linux;

namespace Tap.Tests;

public partial class PollWaiterTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(10);

    [SkippableFact]
    public void A_readable_descriptor_ends_the_wait_and_is_called_back()
    {
        using var waiter = NewWaiter();
        using var signal = new EventFd();
        int calls = 0;
        waiter.Watch(signal.Descriptor, () => calls++);
        signal.Set();
        waiter.Wait(Long);
        Assert.Equal(1, calls);
    }

    [SkippableFact]
    public void A_watch_calls_once_then_rests_until_it_is_rearmed()
    {
        using var waiter = NewWaiter();
        using var signal = new EventFd();
        int calls = 0;
        ILoopWatch watch = waiter.Watch(signal.Descriptor, () => calls++);
        signal.Set();
        waiter.Wait(Long);
        waiter.Wait(TimeSpan.Zero);
        waiter.Wait(TimeSpan.FromMilliseconds(1));
        Assert.Equal(1, calls);
        watch.Rearm();
        watch.Rearm();
        waiter.Wait(Long); // it is still readable
        Assert.Equal(2, calls);
        signal.Reset();
        watch.Rearm();
        waiter.Wait(TimeSpan.Zero);
        Assert.Equal(2, calls);
    }

    [SkippableFact]
    public void A_watch_may_be_rearmed_in_its_callback()
    {
        using var waiter = NewWaiter();
        using var signal = new EventFd();
        int calls = 0;
        ILoopWatch? watch = null;
        watch = waiter.Watch(signal.Descriptor, () =>
        {
            calls++;
            watch!.Rearm();
        });
        signal.Set();
        for (int i = 0; i < 3; i++) waiter.Wait(Long);
        Assert.Equal(3, calls);
    }

    [SkippableFact]
    public void A_disposed_watch_calls_no_more()
    {
        using var waiter = NewWaiter();
        using var signal = new EventFd();
        ILoopWatch watch = waiter.Watch(signal.Descriptor, () => Assert.Fail("called"));
        waiter.Wait(TimeSpan.Zero);
        signal.Set();
        watch.Dispose();
        watch.Dispose();
        watch.Rearm();
        waiter.Wait(TimeSpan.FromMilliseconds(1));
        Assert.Equal(0, waiter.WatchCount);
    }

    [SkippableFact]
    public void Callbacks_may_end_and_begin_watches()
    {
        using var waiter = NewWaiter();
        using var signal = new EventFd();
        signal.Set();
        var watches = new ILoopWatch[20];
        int[] calls = new int[watches.Length];
        int begun = 0;
        for (int i = 0; i < watches.Length; i++)
        {
            int self = i;
            watches[i] = waiter.Watch(signal.Descriptor, () =>
            {
                calls[self]++;
                watches[self].Dispose();
                watches[self ^ 1].Dispose(); // of each pair one is called
                if (self < 4) waiter.Watch(signal.Descriptor, () => begun++);
            });
        }
        waiter.Wait(Long);
        Assert.All(Enumerable.Range(0, watches.Length / 2), pair => Assert.Equal(1, calls[2 * pair] + calls[2 * pair + 1]));
        Assert.Equal(0, begun);
        Assert.Equal(2, waiter.WatchCount);
        waiter.Wait(Long);
        Assert.Equal(2, begun);
    }

    [SkippableFact]
    public void Of_many_watches_the_readable_ones_are_called()
    {
        using var waiter = NewWaiter();
        var signals = new List<EventFd>();
        try
        {
            var called = new SortedSet<int>();
            for (int i = 0; i < 400; i++)
            {
                int self = i;
                signals.Add(new EventFd());
                waiter.Watch(signals[i].Descriptor, () => Assert.True(called.Add(self)));
            }
            foreach (int i in (int[])[0, 7, 199, 399]) signals[i].Set();
            waiter.Wait(TimeSpan.Zero);
            Assert.Equal([0, 7, 199, 399], called);
        }
        finally
        {
            signals.ForEach(signal => signal.Dispose());
        }
    }

    [SkippableFact]
    public void A_callback_that_throws_harms_no_other()
    {
        using var waiter = NewWaiter();
        using var signal = new EventFd();
        signal.Set();
        int calls = 0;
        waiter.Watch(signal.Descriptor, () => calls++);
        waiter.Watch(signal.Descriptor, () => throw new InvalidOperationException());
        Assert.Throws<InvalidOperationException>(() => waiter.Wait(Long));
        waiter.Wait(Long);
        Assert.Equal(1, calls);
    }

    [SkippableFact]
    public void A_wake_ends_the_wait_that_follows()
    {
        using var waiter = NewWaiter();
        waiter.Wake();
        waiter.Wake();
        waiter.Wait(null);
        // Both were one: the next wait lasts its time.
        long began = Stopwatch.GetTimestamp();
        waiter.Wait(TimeSpan.FromMilliseconds(5));
        Assert.True(Stopwatch.GetElapsedTime(began) >= TimeSpan.FromMilliseconds(5));
    }

    [SkippableFact]
    public void Wakes_of_other_threads_are_never_lost()
    {
        using var waiter = NewWaiter();
        const int Rounds = 20_000;
        int posted = 0, seen = 0;
        using var turn = new SemaphoreSlim(1);
        var poster = new Thread(() =>
        {
            for (int i = 1; i <= Rounds; i++)
            {
                turn.Wait();
                Volatile.Write(ref posted, i);
                waiter.Wake();
            }
        });
        poster.Start();
        while (seen < Rounds)
        {
            waiter.Wait(Long);
            if (Volatile.Read(ref posted) == seen) continue; // a wake may be told twice
            seen++;
            turn.Release();
        }
        Assert.True(poster.Join(Long));
    }

    [SkippableFact]
    public void A_watch_from_another_thread_takes_effect_in_a_running_wait()
    {
        using var waiter = NewWaiter();
        using var signal = new EventFd();
        signal.Set();
        bool called = false;
        waiter.Wait(TimeSpan.Zero);
        var other = new Thread(() => waiter.Watch(signal.Descriptor, () => called = true));
        other.Start();
        while (!called) waiter.Wait(null);
        Assert.True(other.Join(Long));
    }

    [SkippableFact]
    public void A_wait_lasts_its_time_to_some_microseconds()
    {
        using var waiter = NewWaiter();
        TimeSpan asked = TimeSpan.FromMicroseconds(300);
        TimeSpan best = TimeSpan.MaxValue;
        for (int i = 0; i < 200; i++)
        {
            long began = Stopwatch.GetTimestamp();
            waiter.Wait(asked);
            TimeSpan took = Stopwatch.GetElapsedTime(began);
            Assert.True(took >= asked, $"{took}");
            if (took < best) best = took;
        }
        Assert.True(best < asked + TimeSpan.FromMilliseconds(1), $"{best}"); // poll's milliseconds would be 700 µs off
    }

    [SkippableFact]
    public void A_zero_timeout_only_looks()
    {
        using var waiter = NewWaiter();
        using var signal = new EventFd();
        int calls = 0;
        waiter.Watch(signal.Descriptor, () => calls++);
        waiter.Wait(TimeSpan.Zero);
        waiter.Wait(TimeSpan.FromTicks(-1));
        Assert.Equal(0, calls);
        signal.Set();
        waiter.Wait(TimeSpan.Zero);
        Assert.Equal(1, calls);
    }

    [SkippableFact]
    [SupportedOSPlatform("linux")]
    public void A_signal_does_not_cut_a_wait_short()
    {
        using var waiter = NewWaiter();
        using var handler = PosixSignalRegistration.Create(PosixSignal.SIGCONT, _ => { });
        var id = new TaskCompletionSource<int>();
        TimeSpan asked = TimeSpan.FromMilliseconds(100), took = default;
        var thread = new Thread(() =>
        {
            id.SetResult(gettid());
            long began = Stopwatch.GetTimestamp();
            waiter.Wait(asked);
            took = Stopwatch.GetElapsedTime(began);
        });
        thread.Start();
        while (!thread.Join(2)) _ = tgkill(Environment.ProcessId, id.Task.Result, LibC.SIGCONT);
        Assert.True(took >= asked, $"{took}");
    }

    [SkippableFact]
    public void A_wait_allocates_nothing()
    {
        using var waiter = NewWaiter();
        using var signal = new EventFd();
        ILoopWatch watch = waiter.Watch(signal.Descriptor, () => { });
        signal.Set();
        for (int i = 0; i < 100; i++) Round();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++) Round();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Round()
        {
            watch.Rearm();
            waiter.Wait(TimeSpan.Zero);
            waiter.Wake();
            waiter.Wait(null);
            waiter.Wait(TimeSpan.FromTicks(10));
        }
    }

    [SkippableFact]
    public void A_wake_after_the_end_is_nothing()
    {
        var waiter = NewWaiter();
        waiter.Dispose();
        waiter.Wake();
    }

    [LibraryImport("libc")]
    private static partial int gettid();

    [LibraryImport("libc")]
    private static partial int tgkill(int process, int thread, int signal);

    private static PollWaiter NewWaiter()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "ppoll and eventfd are Linux's");
        return new PollWaiter();
    }
}
