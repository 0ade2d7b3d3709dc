using Akka.Actor;
using ActorTcp.Loop;
using ActorTcp.Protocol;

namespace ActorTcp.Tests.Loop;

public sealed class VirtualEventLoopTests : IDisposable
{
    private readonly VirtualEventLoop _loop = new();
    private readonly List<string> _log = [];

    public void Dispose() => _loop.Dispose();

    [Fact]
    public void What_is_queued_runs_in_order_on_the_caller_s_thread_and_only_when_driven()
    {
        int thread = Environment.CurrentManagedThreadId;
        for (int i = 0; i < 1000; i++)
        {
            int n = i;
            _loop.Post(() => _log.Add($"{n}:{Environment.CurrentManagedThreadId == thread}:{_loop.IsInLoop}"));
        }
        Assert.Empty(_log);
        Assert.False(_loop.IsInLoop);
        _loop.RunUntilIdle();
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => $"{i}:True:True"), _log);
        Assert.False(_loop.IsInLoop);
    }

    [Fact]
    public void What_the_loop_queues_itself_runs_in_the_same_drive()
    {
        int left = 10_000;
        void Again()
        {
            if (--left > 0) _loop.Post(Again);
        }
        _loop.Post(Again);
        _loop.RunUntilIdle();
        Assert.Equal(0, left);
    }

    [Fact]
    public void Time_stops_at_each_deadline()
    {
        LoopTimer late = Timer("late"), early = Timer("early");
        late.Arm(Instant.Zero + TimeSpan.FromSeconds(3));
        early.Arm(Instant.Zero + TimeSpan.FromSeconds(1));
        _loop.Advance(TimeSpan.FromSeconds(2.5));
        Assert.Equal(["early@1.000000"], _log);
        Assert.Equal(new Instant(25_000_000), _loop.Now);
        _loop.Advance(TimeSpan.FromSeconds(0.5)); // up to and with the deadline
        Assert.Equal(["early@1.000000", "late@3.000000"], _log);
    }

    [Fact]
    public void A_timer_fires_once_for_each_Arm_and_may_arm_itself()
    {
        LoopTimer? timer = null;
        int fired = 0;
        timer = _loop.CreateTimer(() =>
        {
            if (++fired < 5) timer!.Arm(_loop.Now + TimeSpan.FromMilliseconds(10));
        });
        timer.Arm(Instant.Zero + TimeSpan.FromMilliseconds(10));
        timer.Arm(Instant.Zero + TimeSpan.FromMilliseconds(20)); // moved: the first deadline is gone
        _loop.Advance(TimeSpan.FromMilliseconds(19));
        Assert.Equal(0, fired);
        _loop.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(5, fired);
        Assert.False(timer.IsArmed);
    }

    [Fact]
    public void A_cancelled_timer_does_not_fire_even_at_its_instant()
    {
        LoopTimer second = Timer("second");
        LoopTimer first = _loop.CreateTimer(second.Cancel);
        first.Arm(new(10));
        second.Arm(new(10));
        _loop.Advance(TimeSpan.FromSeconds(1));
        Assert.Empty(_log);
    }

    [Fact]
    public void Due_timers_and_mailboxes_take_turns()
    {
        LoopTimer timer = Timer("timer");
        _loop.Post(() =>
        {
            timer.Arm(_loop.Now);
            for (int i = 0; i < 3 * EventLoop.MailboxesPerTurn; i++) _loop.Post(() => _log.Add("mailbox"));
        });
        _loop.RunUntilIdle();
        Assert.Equal(3 * EventLoop.MailboxesPerTurn + 1, _log.Count);
        Assert.Equal(EventLoop.MailboxesPerTurn - 1, _log.IndexOf("timer@0.000000")); // after one turn's share, not after all
    }

    [Fact]
    public void AdvanceToNext_goes_to_the_next_deadline_within_the_limit()
    {
        Assert.False(_loop.AdvanceToNext(TimeSpan.FromDays(1)));
        Timer("a").Arm(Instant.Zero + TimeSpan.FromSeconds(5));
        Assert.False(_loop.AdvanceToNext(TimeSpan.FromSeconds(4)));
        Assert.Equal(Instant.Zero, _loop.Now);
        Assert.True(_loop.AdvanceToNext(TimeSpan.FromSeconds(5)));
        Assert.Equal(["a@5.000000"], _log);
    }

    [Fact]
    public void What_is_left_for_the_turn_s_end_comes_once_after_the_mailboxes()
    {
        var target = new Recorder(_log);
        _loop.Post(() =>
        {
            _loop.TellAtTurnEnd(target, "end");
            _log.Add("first");
        });
        _loop.Post(() => _log.Add("second"));
        _loop.RunUntilIdle();
        Assert.Equal(["first", "second", "end"], _log);
        _loop.RunUntilIdle();
        Assert.Equal(3, _log.Count);
    }

    [Fact]
    public void What_is_left_at_a_turn_s_end_for_the_end_comes_at_the_next()
    {
        var target = new Recorder(_log, onTell: message =>
        {
            if (message is "one") _loop.TellAtTurnEnd(new Recorder(_log), "two");
        });
        _loop.Post(() => _loop.TellAtTurnEnd(target, "one"));
        _loop.RunUntilIdle();
        Assert.Equal(["one", "two"], _log);
    }

    [Fact]
    public void A_failure_is_counted_thrown_to_the_test_and_stops_nobody()
    {
        _loop.Post(() => throw new InvalidOperationException("one"));
        _loop.Post(() => _log.Add("ran"));
        LoopTimer bad = _loop.CreateTimer(() => throw new InvalidOperationException("two"));
        LoopTimer good = Timer("timer");
        bad.Arm(Instant.Zero);
        good.Arm(Instant.Zero);
        AggregateException told = Assert.Throws<AggregateException>(_loop.RunUntilIdle);
        Assert.IsType<InvalidOperationException>(told.InnerException);
        Assert.Equal(["timer@0.000000", "ran"], _log);
        Assert.Equal(2, _loop.Failures);
    }

    [Fact]
    public void A_loop_that_never_falls_idle_is_told()
    {
        using var loop = new VirtualEventLoop { TurnLimit = 1000 };
        void Again() => loop.Post(Again);
        Again();
        Assert.Throws<InvalidOperationException>(loop.RunUntilIdle);
    }

    [Fact]
    public void Work_of_another_thread_is_waited_for_and_runs_here()
    {
        int ranOn = 0;
        var other = new Thread(() => _loop.Post(() => ranOn = Environment.CurrentManagedThreadId));
        other.Start();
        _loop.RunUntil(() => ranOn != 0);
        Assert.Equal(Environment.CurrentManagedThreadId, ranOn);
        other.Join();
        Assert.Throws<TimeoutException>(() => _loop.RunUntil(() => false, TimeSpan.Zero));
    }

    [Fact]
    public void Work_of_another_thread_comes_however_busy_the_loop_is()
    {
        using var loop = new VirtualEventLoop { TurnLimit = 100 };
        bool stop = false;
        void Busy()
        {
            if (!stop) loop.Post(Busy);
        }
        loop.Post(() =>
        {
            Busy();
            var other = new Thread(() => loop.Post(() => stop = true));
            other.Start();
            other.Join();
        });
        loop.RunUntilIdle();
        Assert.True(stop);
    }

    [Fact]
    public void It_has_no_descriptors_and_does_not_go_back_in_time()
    {
        Assert.Throws<NotSupportedException>(() => _loop.Watch(0, () => { }));
        Assert.Throws<ArgumentOutOfRangeException>(() => _loop.Advance(-TimeSpan.FromTicks(1)));
    }

    private LoopTimer Timer(string name) => _loop.CreateTimer(() => _log.Add($"{name}@{_loop.Now}"));

    private sealed class Recorder(List<string> log, Action<object>? onTell = null) : ICanTell
    {
        public void Tell(object message, IActorRef sender)
        {
            log.Add((string)message);
            onTell?.Invoke(message);
        }
    }
}
