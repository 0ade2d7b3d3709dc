using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Configs;

namespace ActorTcp.Runtime.Tests;

public sealed class TimerTests() : Contract(TestConfigs.TestSchedulerConfig)
{
    private sealed record Do(Action<ITimerScheduler> What);

    private sealed class Timed(IActorRef target) : UntypedActor, IWithTimers
    {
        public ITimerScheduler Timers { get; set; } = null!;

        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case Do step: step.What(Timers); break;
                case "boom": throw new BoomException();
                default: target.Forward(message); break;
            }
        }

        protected override void PostRestart(Exception reason) => target.Tell("restarted");
    }

    private TestScheduler Scheduler => (TestScheduler)Sys.Scheduler;

    private IActorRef Start()
    {
        var target = TestActor;
        return Sys.ActorOf(Props.Create(() => new Timed(target)));
    }

    // Comes back when the actor has done it, so that Advance sees the timer.
    private void Make(IActorRef actor, Action<ITimerScheduler> what)
    {
        actor.Tell(new Do(what), TestActor);
        actor.Tell("made", TestActor);
        ExpectMsg("made");
    }

    private void Advance(int seconds) => Scheduler.Advance(TimeSpan.FromSeconds(seconds));

    private static TimeSpan Seconds(int seconds) => TimeSpan.FromSeconds(seconds);

    [Fact]
    public void A_single_timer_fires_once_at_its_time()
    {
        Make(Start(), timers => timers.StartSingleTimer("k", "tick", Seconds(2)));
        Advance(1);
        ExpectNoMsg(Absent);
        Advance(1);

        ExpectMsg("tick");
        Advance(5);
        ExpectNoMsg(Absent);
    }

    [Fact]
    public void A_timers_message_has_no_sender()
    {
        var actor = Start();
        Make(actor, timers => timers.StartSingleTimer("k", "tick", Seconds(1)));
        Advance(1);

        ExpectMsg("tick");
        Assert.Equal(Sys.DeadLetters, LastSender);
    }

    [Fact]
    public void A_periodic_timer_fires_until_it_is_cancelled()
    {
        var actor = Start();
        Make(actor, timers => timers.StartPeriodicTimer("k", "tick", Seconds(1)));
        for (var i = 0; i < 3; i++)
        {
            Advance(1);
            ExpectMsg("tick");
        }

        Make(actor, timers => timers.Cancel("k"));
        Advance(1);
        ExpectNoMsg(Absent);
    }

    [Fact]
    public void A_periodic_timer_may_have_its_own_initial_delay()
    {
        Make(Start(), timers => timers.StartPeriodicTimer("k", "tick", Seconds(5), Seconds(1)));
        Advance(4);
        ExpectNoMsg(Absent);
        Advance(1);
        ExpectMsg("tick");
        Advance(1);
        ExpectMsg("tick");
    }

    [Fact]
    public void Starting_a_timer_with_a_key_in_use_replaces_it()
    {
        var actor = Start();
        Make(actor, timers => timers.StartSingleTimer("k", "old", Seconds(1)));
        Make(actor, timers => timers.StartSingleTimer("k", "new", Seconds(2)));
        Advance(1);
        ExpectNoMsg(Absent);
        Advance(1);

        ExpectMsg("new");
    }

    [Fact]
    public void Timers_with_different_keys_are_independent()
    {
        var actor = Start();
        Make(actor, timers =>
        {
            timers.StartSingleTimer(1, "one", Seconds(1));
            timers.StartSingleTimer("k", "k", Seconds(2));
            timers.Cancel(1);
        });
        Advance(2);

        ExpectMsg("k");
        ExpectNoMsg(Absent);
    }

    [Fact]
    public void CancelAll_cancels_every_timer()
    {
        Make(Start(), timers =>
        {
            timers.StartSingleTimer(1, "one", Seconds(1));
            timers.StartPeriodicTimer(2, "two", Seconds(1));
            timers.CancelAll();
        });
        Advance(1);

        ExpectNoMsg(Absent);
    }

    [Fact]
    public void A_cancelled_timers_message_that_is_already_queued_is_not_delivered()
    {
        var scheduler = Scheduler;
        Make(Start(), timers =>
        {
            timers.StartSingleTimer("k", "tick", Seconds(1));
            scheduler.Advance(Seconds(1));
            timers.Cancel("k");
        });

        ExpectNoMsg(Absent);
    }

    [Fact]
    public void A_replaced_timers_message_that_is_already_queued_is_not_delivered()
    {
        var scheduler = Scheduler;
        Make(Start(), timers =>
        {
            timers.StartSingleTimer("k", "old", Seconds(1));
            scheduler.Advance(Seconds(1));
            timers.StartSingleTimer("k", "new", Seconds(1));
        });
        Advance(1);

        ExpectMsg("new");
        ExpectNoMsg(Absent);
    }

    [Fact]
    public void IsTimerActive_is_true_from_start_to_firing()
    {
        var actor = Start();
        var target = TestActor;
        Make(actor, timers => Assert.False(timers.IsTimerActive("k")));
        Make(actor, timers =>
        {
            timers.StartSingleTimer("k", "tick", Seconds(1));
            Assert.True(timers.IsTimerActive("k"));
        });
        Advance(1);
        ExpectMsg("tick");
        actor.Tell(new Do(timers => target.Tell(timers.IsTimerActive("k"))));

        ExpectMsg(false);
    }

    [Fact]
    public void IsTimerActive_is_false_after_Cancel_and_true_for_a_periodic_timer_that_has_fired()
    {
        var actor = Start();
        var target = TestActor;
        Make(actor, timers => timers.StartPeriodicTimer("k", "tick", Seconds(1)));
        Advance(1);
        ExpectMsg("tick");
        actor.Tell(new Do(timers =>
        {
            target.Tell(timers.IsTimerActive("k"));
            timers.Cancel("k");
            target.Tell(timers.IsTimerActive("k"));
        }));

        ExpectMsg(true);
        ExpectMsg(false);
    }

    [Fact]
    public void Restart_cancels_the_timers()
    {
        var actor = Start();
        Make(actor, timers => timers.StartPeriodicTimer("k", "tick", Seconds(1)));
        EventFilter.Exception<BoomException>().ExpectOne(() => actor.Tell("boom"));
        ExpectMsg("restarted");
        Advance(1);
        ExpectNoMsg(Absent);

        Make(actor, timers => timers.StartSingleTimer("k", "again", Seconds(1)));
        Advance(1);
        ExpectMsg("again");
    }

    [Fact]
    public void Stop_cancels_the_timers()
    {
        var letters = CreateTestProbe();
        Sys.EventStream.Subscribe(letters.Ref, typeof(Akka.Event.DeadLetter));
        var actor = Start();
        Make(actor, timers => timers.StartPeriodicTimer("k", "tick", Seconds(1)));
        StopAndWait(actor);
        Advance(1);

        ExpectNoMsg(Absent);
        letters.ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public void An_unhandled_timer_message_is_published_as_what_the_actor_would_have_seen()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(Akka.Event.UnhandledMessage));
        Sys.ActorOf<Deaf>();
        ExpectNoMsg(Absent);
        AwaitAssert(() =>
        {
            Advance(1);
            Assert.Equal("tick", ExpectMsg<Akka.Event.UnhandledMessage>(Absent).Message);
        });
    }

    private sealed class Deaf : ReceiveActor, IWithTimers
    {
        public ITimerScheduler Timers { get; set; } = null!;

        protected override void PreStart() => Timers.StartSingleTimer("k", "tick", TimeSpan.FromSeconds(1));
    }
}
