using Akka.Actor;

namespace ActorTcp.Runtime.Tests;

public sealed class SchedulerTests : Contract
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(30);

    [Fact]
    public void ScheduleTellOnce_tells_once_with_the_sender_given()
    {
        var probe = CreateTestProbe();
        Sys.Scheduler.ScheduleTellOnce(Soon, TestActor, "once", probe.Ref);

        ExpectMsg("once");
        Assert.Equal(probe.Ref, LastSender);
        ExpectNoMsg(Absent);
    }

    [Fact]
    public void ScheduleTellOnce_is_never_early()
    {
        var begun = Sys.Scheduler.MonotonicClock;
        Sys.Scheduler.ScheduleTellOnce(TimeSpan.FromMilliseconds(100), TestActor, "later", ActorRefs.NoSender);
        ExpectMsg("later");

        // One tick of the wheel: where in its tick the schedule began is the scheduler's own business.
        Assert.True(Sys.Scheduler.MonotonicClock - begun >= TimeSpan.FromMilliseconds(90));
    }

    [Fact]
    public void ScheduleTellRepeatedly_tells_until_cancelled()
    {
        var cancel = new Cancelable(Sys.Scheduler);
        Sys.Scheduler.ScheduleTellRepeatedly(Soon, Soon, TestActor, "again", ActorRefs.NoSender, cancel);
        for (var i = 0; i < 3; i++) ExpectMsg("again");
        cancel.Cancel();

        Drain();
        ExpectNoMsg(Absent);
    }

    [Fact]
    public void A_schedule_cancelled_in_time_tells_nothing()
    {
        var later = TimeSpan.FromMilliseconds(300);
        var cancel = Sys.Scheduler.ScheduleTellOnceCancelable(later, TestActor, "never", ActorRefs.NoSender);
        cancel.Cancel();

        Assert.True(cancel.IsCancellationRequested);
        ExpectNoMsg(TimeSpan.FromMilliseconds(400));
    }

    [Fact]
    public void ScheduleTellRepeatedlyCancelable_returns_what_cancels_it()
    {
        var cancel = Sys.Scheduler.ScheduleTellRepeatedlyCancelable(Soon, Soon, TestActor, "again", ActorRefs.NoSender);
        ExpectMsg("again");
        ExpectMsg("again");
        cancel.Cancel();

        Drain();
        ExpectNoMsg(Absent);
    }

    [Fact]
    public void Advanced_schedules_an_action()
    {
        var target = TestActor;
        Sys.Scheduler.Advanced.ScheduleOnce(Soon, () => target.Tell("ran"));

        ExpectMsg("ran");
    }

    [Fact]
    public void Advanced_repeats_an_action_until_cancelled()
    {
        var target = TestActor;
        var cancel = new Cancelable(Sys.Scheduler.Advanced);
        Sys.Scheduler.Advanced.ScheduleRepeatedly(Soon, Soon, () => target.Tell("ran"), cancel);
        ExpectMsg("ran");
        ExpectMsg("ran");
        cancel.Cancel();

        Drain();
        ExpectNoMsg(Absent);
    }

    [Fact]
    public void Schedules_due_at_different_times_fire_in_the_order_of_time()
    {
        Sys.Scheduler.ScheduleTellOnce(TimeSpan.FromMilliseconds(400), TestActor, "second", ActorRefs.NoSender);
        Sys.Scheduler.ScheduleTellOnce(TimeSpan.FromMilliseconds(50), TestActor, "first", ActorRefs.NoSender);

        ExpectMsg("first");
        ExpectMsg("second");
    }

    [Fact]
    public void A_negative_delay_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(
        () => Sys.Scheduler.ScheduleTellOnce(TimeSpan.FromMilliseconds(-1), TestActor, "never", ActorRefs.NoSender));

    [Fact]
    public void A_cancelable_runs_its_token_and_cancels_after_a_delay()
    {
        var cancel = new Cancelable(Sys.Scheduler.Advanced);
        using var registration = cancel.Token.Register(() => TestActor.Tell("cancelled"));
        cancel.CancelAfter(Soon);

        ExpectMsg("cancelled");
        Assert.True(cancel.IsCancellationRequested);
    }

    [Fact]
    public void The_clocks_move_forward()
    {
        var (mono, high) = (Sys.Scheduler.MonotonicClock, Sys.Scheduler.HighResMonotonicClock);
        ExpectNoMsg(TimeSpan.FromMilliseconds(30));

        Assert.True(Sys.Scheduler.MonotonicClock > mono);
        Assert.True(Sys.Scheduler.HighResMonotonicClock > high);
        Assert.Equal(DateTimeOffset.UtcNow, Sys.Scheduler.Now, TimeSpan.FromSeconds(5));
    }
}
