using Akka.Actor;
using Akka.Event;

namespace ActorTcp.Runtime.Tests;

/// <summary>Where two of Akka's rules meet.</summary>
public sealed class EdgeTests : Contract
{
    [Fact]
    public void What_is_queued_behind_Kill_goes_to_dead_letters_when_the_actor_is_stopped()
    {
        var target = TestActor;
        var actor = Run((context, message) =>
        {
            if (message is "go")
            {
                foreach (object next in new object[] { "before", Kill.Instance, "behind" }) context.Self.Tell(next);
            }

            target.Tell(message);
        });
        EventFilter.DeadLetter<string>(text => text == "behind").ExpectOne(() => actor.Tell("go"));

        Assert.Equal(["go", "before"], ReceiveN(2));
        ExpectNoMsg(Absent);
    }

    [Fact]
    public void PoisonPill_by_a_selection_stops()
    {
        var actor = Sys.ActorOf(Forwards(), "poisoned");
        Watch(actor);
        Sys.ActorSelection("/user/poisoned").Tell(PoisonPill.Instance);

        ExpectTerminated(actor);
    }

    [Fact]
    public void Terminated_has_the_dead_actor_as_sender()
    {
        var actor = RunForwarder();
        Watch(actor);
        Sys.Stop(actor);
        ExpectTerminated(actor);

        Assert.Equal(actor, LastSender);
    }

    [Fact]
    public void A_message_of_WatchWith_that_is_unhandled_is_no_death_pact()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(UnhandledMessage));
        var dying = RunForwarder();
        var watcher = Sys.ActorOf(Props.Create(() => new WatchesWith(dying, "gone")));
        watcher.Tell(1);
        ExpectMsg<UnhandledMessage>();
        Sys.Stop(dying);
        Assert.Equal("gone", ExpectMsg<UnhandledMessage>().Message);
        watcher.Tell(2);

        Assert.Equal(2, ExpectMsg<UnhandledMessage>().Message);
    }

    private sealed class WatchesWith : ReceiveActor
    {
        public WatchesWith(IActorRef other, object message) => Context.WatchWith(other, message);
    }

    [Fact]
    public void A_failure_escalated_to_the_user_guardian_restarts_the_top_level_actor()
    {
        var target = TestActor;
        var parent = Sys.ActorOf(Props.Create(() => new Escalates(target)));
        parent.Tell("make");
        ExpectMsg("made");
        EventFilter.Exception<BoomException>().ExpectOne(() => parent.Tell("boom"));

        ExpectMsg("restarted");
        parent.Tell("make");
        ExpectMsg("made");
    }

    private sealed class Escalates(IActorRef target) : UntypedActor
    {
        protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Escalate);

        protected override void OnReceive(object message)
        {
            if (message is "make")
            {
                Context.ActorOf(Props.Create(() => new Fails()), "child");
                target.Tell("made");
            }
            else
            {
                Context.Child("child").Tell(message);
            }
        }

        protected override void PostRestart(Exception reason) => target.Tell("restarted");
    }

    private sealed class Fails : UntypedActor
    {
        protected override void OnReceive(object message) => throw new BoomException();
    }

    [Fact]
    public void Messages_told_to_Self_while_a_handler_awaits_run_after_it()
    {
        var target = TestActor;
        Sys.ActorOf(Props.Create(() => new TellsWhileAwaiting(target))).Tell("go");

        Assert.Equal(["ends", "watched child", "self"], ReceiveN(3));
    }

    private sealed class TellsWhileAwaiting : ReceiveActor
    {
        public TellsWhileAwaiting(IActorRef target)
        {
            ReceiveAsync<string>(text => text == "go", async _ =>
            {
                Self.Tell("self");
                await Task.Delay(1);
                // The context works on this side of an await, too.
                var child = Context.Watch(Context.ActorOf(Props.Create(() => new Fails()), "child"));
                target.Tell("ends");
                target.Tell(child.Path.Parent.Equals(Self.Path) ? "watched child" : "lost");
            });
            Receive<string>(text => target.Tell(text));
        }
    }

    [Fact]
    public async Task A_reply_that_comes_too_late_is_a_dead_letter()
    {
        var held = new TaskCompletionSource<IActorRef>();
        var actor = Run((context, _) => held.SetResult(context.Sender));
        await Assert.ThrowsAsync<AskTimeoutException>(() => actor.Ask<string>("x", TimeSpan.FromMilliseconds(50)));
        var asker = await held.Task;

        EventFilter.DeadLetter<string>(text => text == "late").ExpectOne(() => asker.Tell("late"));
    }

    [Fact]
    public void An_asker_lives_below_temp()
    {
        var target = TestActor;
        var actor = Run((context, _) =>
        {
            target.Tell(context.Sender.Path.Parent.ToStringWithoutAddress());
            context.Sender.Tell("reply");
        });
        _ = actor.Ask<string>("x", Patience);

        ExpectMsg("/temp");
    }

    [Fact]
    public void Props_without_a_constructor_that_fits_fail_when_the_actor_is_made() =>
        EventFilter.Exception<ActorInitializationException>().ExpectOne(() => Sys.ActorOf(Props.Create<Lambda>(1, 2, 3)));

    [Fact]
    public async Task Actors_of_two_systems_talk()
    {
        var other = ActorSystem.Create("other", Sys.Settings.Config);
        Action<IActorContext, object> echo = (context, message) => context.Sender.Tell(message);
        other.ActorOf(Props.Create(() => new Lambda(echo))).Tell("hello", TestActor);

        ExpectMsg("hello");
        Assert.Equal("akka://other", LastSender.Path.Address.ToString());
        await other.Terminate();
    }

    [Fact]
    public void A_log_message_that_does_not_format_throws_nothing_at_its_caller()
    {
        var target = TestActor;
        Run((context, _) =>
        {
            context.GetLogger().Debug("{0} and {1}", "only one");
            target.Tell("went on");
        }).Tell("go");

        ExpectMsg("went on");
    }

    [Fact]
    public void A_stop_while_a_restart_waits_for_children_still_ends_in_Terminated()
    {
        using var gate = new ManualResetEventSlim();
        var target = TestActor;
        var parent = Sys.ActorOf(Props.Create(() => new SlowToRestart(gate, target)));
        Watch(parent);
        parent.Tell("boom");
        ExpectMsg("child stops");
        Sys.Stop(parent);
        ExpectNoMsg(Absent);
        gate.Set();

        ExpectTerminated(parent);
        ExpectNoMsg(Absent);
    }

    private sealed class SlowToRestart(ManualResetEventSlim gate, IActorRef target) : UntypedActor
    {
        protected override void PreStart() => Context.ActorOf(Props.Create(() => new SlowToStop(gate, target)));
        protected override void OnReceive(object message) => throw new BoomException();
        protected override void PostRestart(Exception reason) => target.Tell("restarted");
    }

    private sealed class SlowToStop(ManualResetEventSlim gate, IActorRef target) : UntypedActor
    {
        protected override void OnReceive(object message) { }

        protected override void PostStop()
        {
            target.Tell("child stops");
            gate.Wait(TimeSpan.FromSeconds(10));
        }
    }
}
