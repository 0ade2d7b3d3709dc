using Akka.Actor;
using ActorTcp.Loop;
using ActorTcp.Protocol;

namespace ActorTcp.Tests.Loop;

public sealed class ThreadEventLoopTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ThreadEventLoop _loop = new();

    public void Dispose() => _loop.Dispose();

    [Fact]
    public void All_runs_on_the_loop_s_own_thread()
    {
        int thread = _loop.Ask(() => Environment.CurrentManagedThreadId);
        Assert.NotEqual(Environment.CurrentManagedThreadId, thread);
        Assert.False(_loop.IsInLoop);
        Assert.True(_loop.Ask(() => _loop.IsInLoop));
        Assert.Equal(thread, _loop.Ask(() => Environment.CurrentManagedThreadId));
    }

    [Fact]
    public void Each_thread_s_work_runs_in_its_order_and_none_is_lost()
    {
        const int Threads = 4, Each = 20_000;
        int[] next = new int[Threads];
        int disorder = 0, done = 0;
        using var all = new ManualResetEventSlim();
        Thread[] threads = [.. Enumerable.Range(0, Threads).Select(t => new Thread(() =>
        {
            for (int i = 0; i < Each; i++)
            {
                int n = i;
                _loop.Post(() =>
                {
                    if (next[t]++ != n) disorder++;
                    if (++done == Threads * Each) all.Set();
                });
            }
        }))];
        foreach (Thread thread in threads) thread.Start();
        Assert.True(all.Wait(Patience));
        foreach (Thread thread in threads) thread.Join();
        Assert.Equal(0, _loop.Ask(() => disorder));
        Assert.Equal(0, _loop.Failures);
    }

    [Fact]
    public void A_sleeping_loop_is_woken_each_time()
    {
        // One at a time: each finds the loop asleep, or falling asleep. A lost wake-up would end the test's patience.
        for (int i = 0; i < 5000; i++) Assert.Equal(i, _loop.Ask(() => i));
    }

    [Fact]
    public void Timers_fire_in_order_and_never_early()
    {
        var fired = new List<(int Index, Instant At)>();
        using var all = new ManualResetEventSlim();
        int[] milliseconds = [9, 3, 27, 3, 1, 14];
        Instant start = _loop.Ask(() =>
        {
            for (int i = 0; i < milliseconds.Length; i++)
            {
                int index = i;
                _loop.CreateTimer(() =>
                {
                    fired.Add((index, _loop.Now));
                    if (fired.Count == milliseconds.Length) all.Set();
                }).Arm(_loop.Now + TimeSpan.FromMilliseconds(milliseconds[i]));
            }
            return _loop.Now;
        });
        Assert.True(all.Wait(Patience));
        Assert.Equal([4, 1, 3, 0, 5, 2], fired.Select(f => f.Index));
        Assert.All(fired, f => Assert.True(f.At >= start + TimeSpan.FromMilliseconds(milliseconds[f.Index])));
    }

    [Fact]
    public void A_timer_armed_from_a_mailbox_shortens_the_sleep()
    {
        using var fired = new ManualResetEventSlim();
        _loop.Ask(() =>
        {
            _loop.CreateTimer(() => { }).Arm(_loop.Now + TimeSpan.FromHours(1));
            return 0;
        });
        _loop.Post(() => _loop.CreateTimer(fired.Set).Arm(_loop.Now + TimeSpan.FromMilliseconds(1)));
        Assert.True(fired.Wait(Patience));
    }

    [Fact]
    public void Timers_fire_however_busy_the_mailboxes_are()
    {
        using var fired = new ManualResetEventSlim();
        bool stop = false;
        void Busy()
        {
            if (!stop) _loop.Post(Busy);
        }
        _loop.Post(() =>
        {
            _loop.CreateTimer(() =>
            {
                stop = true;
                fired.Set();
            }).Arm(_loop.Now + TimeSpan.FromMilliseconds(2));
            Busy();
        });
        Assert.True(fired.Wait(Patience));
    }

    [Fact]
    public void Time_stands_still_during_a_turn_and_never_goes_back()
    {
        Instant last = Instant.Zero;
        for (int i = 0; i < 100; i++)
        {
            (Instant before, Instant after) = _loop.Ask(() =>
            {
                Instant now = _loop.Now;
                Thread.SpinWait(1000);
                return (now, _loop.Now);
            });
            Assert.Equal(before, after);
            Assert.True(before >= last);
            last = after;
        }
    }

    [Fact]
    public void The_turn_s_end_comes_after_what_the_loop_queued()
    {
        var log = new List<string>();
        using var told = new ManualResetEventSlim();
        _loop.Post(() =>
        {
            _loop.TellAtTurnEnd(new Target(() =>
            {
                log.Add("end");
                told.Set();
            }), "");
            _loop.Post(() => log.Add("queued"));
            log.Add("first");
        });
        Assert.True(told.Wait(Patience));
        Assert.Equal(["first", "queued", "end"], log);
    }

    [Fact]
    public void A_failure_is_counted_and_the_loop_goes_on()
    {
        _loop.Post(() => throw new InvalidOperationException("one"));
        Assert.Equal(1, _loop.Ask(() => _loop.Failures));
        Assert.IsType<InvalidOperationException>(_loop.Ask(() => _loop.LastFailure));
    }

    [Fact]
    public void Disposal_ends_the_thread_once_and_disposes_the_waiter()
    {
        var waiter = new WatchedWaiter();
        var loop = new ThreadEventLoop(waiter, "named");
        Assert.Equal("named", loop.Ask(() => Thread.CurrentThread.Name));
        loop.Dispose();
        loop.Dispose();
        Assert.Equal(1, waiter.Disposals);
    }

    [Fact]
    public void The_loop_can_dispose_itself()
    {
        var waiter = new WatchedWaiter();
        var loop = new ThreadEventLoop(waiter);
        loop.Post(loop.Dispose);
        Assert.True(waiter.Disposed.Wait(Patience));
    }

    [Fact]
    public void A_loop_without_descriptors_says_what_is_needed() =>
        Assert.Contains("PollWaiter", Assert.Throws<NotSupportedException>(() => _loop.Watch(0, () => { })).Message);

    private sealed class Target(Action told) : ICanTell
    {
        public void Tell(object message, IActorRef sender) => told();
    }

    private sealed class WatchedWaiter : ILoopWaiter
    {
        private readonly SignalWaiter _inner = new();

        public int Disposals { get; private set; }

        public ManualResetEventSlim Disposed { get; } = new();

        public ILoopWatch Watch(int descriptor, Action readable) => _inner.Watch(descriptor, readable);

        public void Wait(TimeSpan? timeout) => _inner.Wait(timeout);

        public void Wake() => _inner.Wake();

        public void Dispose()
        {
            Disposals++;
            _inner.Dispose();
            Disposed.Set();
        }
    }
}
