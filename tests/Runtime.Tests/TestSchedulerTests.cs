using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Configs;

namespace ActorTcp.Runtime.Tests;

public sealed class TestSchedulerTests() : Contract(TestConfigs.TestSchedulerConfig)
{
    private TestScheduler Scheduler => (TestScheduler)Sys.Scheduler;

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);

    private void Once(double seconds, object message) =>
        Scheduler.ScheduleTellOnce(Seconds(seconds), TestActor, message, ActorRefs.NoSender);

    [Fact]
    public void Nothing_fires_before_its_time_is_reached()
    {
        Once(1, "tick");
        ExpectNoMsg(Absent);
        Scheduler.Advance(Seconds(0.999));
        ExpectNoMsg(TimeSpan.Zero);
        Scheduler.Advance(Seconds(0.001));

        ExpectMsg("tick", TimeSpan.Zero);
    }

    [Fact]
    public void Advance_fires_what_is_due_in_the_order_of_time()
    {
        Once(3, "c");
        Once(1, "a");
        Once(2, "b");
        Scheduler.Advance(Seconds(5));

        Assert.Equal(["a", "b", "c"], ReceiveN(3));
    }

    [Fact]
    public void What_is_due_at_one_time_fires_in_the_order_it_was_scheduled()
    {
        for (var i = 0; i < 5; i++) Once(1, i);
        Scheduler.Advance(Seconds(1));

        Assert.Equal(Enumerable.Range(0, 5), ReceiveN(5).Cast<int>());
    }

    [Fact]
    public void A_periodic_schedule_fires_once_an_Advance_and_counts_from_there()
    {
        Scheduler.ScheduleTellRepeatedly(Seconds(1), Seconds(1), TestActor, "tick", ActorRefs.NoSender);
        Scheduler.Advance(Seconds(3));
        ExpectMsg("tick", TimeSpan.Zero);
        ExpectNoMsg(TimeSpan.Zero);
        Scheduler.Advance(Seconds(1));

        ExpectMsg("tick", TimeSpan.Zero);
    }

    [Fact]
    public void A_cancelled_schedule_does_not_fire()
    {
        var cancel = Scheduler.ScheduleTellOnceCancelable(Seconds(1), TestActor, "never", ActorRefs.NoSender);
        cancel.Cancel();
        Scheduler.Advance(Seconds(1));

        ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public void Now_moves_with_Advance_only()
    {
        var begun = Scheduler.Now;
        ExpectNoMsg(Absent);
        Assert.Equal(begun, Scheduler.Now);
        Scheduler.Advance(Seconds(2));
        Assert.Equal(begun + Seconds(2), Scheduler.Now);
        Scheduler.AdvanceTo(begun + Seconds(5));

        Assert.Equal(begun + Seconds(5), Scheduler.Now);
        Assert.Throws<InvalidOperationException>(() => Scheduler.AdvanceTo(begun));
    }

    [Fact]
    public void An_action_runs_inside_Advance()
    {
        var ran = false;
        Scheduler.Advanced.ScheduleOnce(Seconds(1), () => ran = true);
        Scheduler.Advance(Seconds(1));

        Assert.True(ran);
    }

    [Fact]
    public void The_monotonic_clock_is_real()
    {
        var before = Scheduler.MonotonicClock;
        Scheduler.Advance(TimeSpan.FromHours(1));

        Assert.True(Scheduler.MonotonicClock - before < TimeSpan.FromMinutes(30));
    }

    [Fact]
    public void ReceiveTimeout_follows_virtual_time()
    {
        var target = TestActor;
        var actor = Run((context, message) =>
        {
            if (message is "start") context.SetReceiveTimeout(Seconds(10));
            target.Tell(message is ReceiveTimeout ? "timeout" : message);
        });
        actor.Tell("start");
        // The timeout is armed after the handler returns; a second message sees it armed by then.
        ExpectMsg("start");
        AwaitAssert(() =>
        {
            Scheduler.Advance(Seconds(10));
            ExpectMsg("timeout", Absent);
        });
    }
}
