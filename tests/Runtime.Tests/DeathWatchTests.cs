using Akka.Actor;
using Akka.TestKit;

namespace ActorTcp.Runtime.Tests;

public sealed class DeathWatchTests : Contract
{
    // Its death is complete, and told to who watches, when Tell(PoisonPill) returns.
    private IActorRef DiesAtOnce()
    {
        var actor = Sys.ActorOf(Forwards().WithDispatcher(CallingThreadDispatcher.Id));
        actor.Tell("alive?");
        ExpectMsg("alive?");
        return actor;
    }

    // Terminated itself would be taken by the test actor for news of its own.
    private sealed record Heard(IActorRef Dead);

    private IActorRef Watcher(Action<IActorContext, object> otherwise)
    {
        var target = TestActor;
        return Run((context, message) =>
        {
            if (message is Terminated terminated) target.Tell(new Heard(terminated.ActorRef));
            else otherwise(context, message);
        });
    }

    [Fact]
    public void Terminated_comes_once_with_the_reference_of_the_dead()
    {
        var actor = RunForwarder();
        Watch(actor);
        Watch(actor);
        Sys.Stop(actor);

        var terminated = ExpectMsg<Terminated>();
        Assert.Equal(actor, terminated.ActorRef);
        Assert.True(terminated.ExistenceConfirmed);
        Assert.False(terminated.AddressTerminated);
        ExpectNoMsg(Absent);
    }

    [Fact]
    public void Every_watcher_hears()
    {
        var actor = RunForwarder();
        var (a, b) = (CreateTestProbe(), CreateTestProbe());
        a.Watch(actor);
        b.Watch(actor);
        Sys.Stop(actor);

        a.ExpectTerminated(actor);
        b.ExpectTerminated(actor);
    }

    [Fact]
    public void Terminated_comes_after_all_that_the_dead_actor_said()
    {
        var target = TestActor;
        var actor = Run((context, _) =>
        {
            for (var i = 0; i < 100; i++) target.Tell(i);
            context.Stop(context.Self);
        });
        Watch(actor);
        actor.Tell("go");

        Assert.Equal(Enumerable.Range(0, 100), ReceiveN(100).Cast<int>());
        ExpectTerminated(actor);
    }

    [Fact]
    public void Unwatch_in_time_means_no_Terminated()
    {
        var actor = RunForwarder();
        Watch(actor);
        Unwatch(actor);
        StopAndWait(actor);

        ExpectNoMsg(Absent);
    }

    [Fact]
    public void Unwatch_drops_a_Terminated_that_is_already_queued()
    {
        var dying = DiesAtOnce();
        var target = TestActor;
        var watcher = Watcher((context, message) =>
        {
            switch (message)
            {
                case "watch":
                    context.Watch(dying);
                    // Queued before the death is told, so Terminated waits behind it.
                    context.Self.Tell("unwatch");
                    dying.Tell(PoisonPill.Instance);
                    break;
                case "unwatch":
                    context.Self.Tell("done");
                    context.Unwatch(dying);
                    break;
                default:
                    target.Tell(message);
                    break;
            }
        });
        watcher.Tell("watch");

        ExpectMsg("done");
        ExpectNoMsg(Absent);
    }

    [Fact]
    public void Terminated_waits_behind_what_was_queued_before_the_death()
    {
        var dying = DiesAtOnce();
        var target = TestActor;
        var watcher = Watcher((context, message) =>
        {
            target.Tell(message);
            if (message is not "watch") return;
            context.Watch(dying);
            context.Self.Tell("queued before");
            dying.Tell(PoisonPill.Instance);
            context.Self.Tell("queued in the same turn");
        });
        watcher.Tell("watch");

        Assert.Equal(["watch", "queued before", "queued in the same turn", new Heard(dying)], ReceiveN(4));
    }

    [Fact]
    public void Watching_again_after_Unwatch_gives_Terminated()
    {
        var dying = RunForwarder();
        var watcher = Watcher((context, _) =>
        {
            context.Watch(dying);
            context.Unwatch(dying);
            context.Watch(dying);
            context.Stop(dying);
        });
        watcher.Tell("go");

        Assert.Equal(dying, ExpectMsg<Heard>().Dead);
        ExpectNoMsg(Absent);
    }

    [Fact]
    public void Watching_a_dead_actor_gives_Terminated()
    {
        var actor = RunForwarder();
        StopAndWait(actor);
        Watch(actor);

        Assert.Equal(actor, ExpectMsg<Terminated>().ActorRef);
    }

    [Fact]
    public void Watching_what_never_existed_gives_Terminated_without_existence()
    {
        var nobody = ((ExtendedActorSystem)Sys).Provider.ResolveActorRef($"akka://{Sys.Name}/user/never");
        Watch(nobody);

        var terminated = ExpectMsg<Terminated>();
        Assert.False(terminated.ExistenceConfirmed);
        Assert.Equal(nobody.Path, terminated.ActorRef.Path);
    }

    [Fact]
    public void WatchWith_gives_the_message_chosen_in_place_of_Terminated()
    {
        var dying = RunForwarder();
        var target = TestActor;
        var watcher = Run((context, message) =>
        {
            if (message is "watch") context.WatchWith(dying, "gone");
            target.Tell(message);
        });
        watcher.Tell("watch");
        ExpectMsg("watch");
        Sys.Stop(dying);

        ExpectMsg("gone");
        ExpectNoMsg(Absent);
    }

    [Fact]
    public void Watch_after_WatchWith_changes_nothing()
    {
        var dying = RunForwarder();
        var target = TestActor;
        var watcher = Run((context, message) =>
        {
            if (message is not "watch")
            {
                target.Tell(message);
                return;
            }

            context.WatchWith(dying, "gone");
            context.Watch(dying);
            context.Stop(dying);
        });
        watcher.Tell("watch");

        ExpectMsg("gone");
        ExpectNoMsg(Absent);
    }

    [Fact]
    public void A_parent_that_watches_its_child_hears_once()
    {
        var watcher = Watcher((context, _) => context.Stop(context.Watch(context.ActorOf(Does((_, _) => { }), "c"))));
        watcher.Tell("go");

        Assert.Equal(watcher.Path / "c", ExpectMsg<Heard>().Dead.Path);
        ExpectNoMsg(Absent);
    }

    [Fact]
    public void A_parent_that_does_not_watch_hears_nothing()
    {
        var watcher = Watcher((context, _) => context.Stop(context.ActorOf(Does((_, _) => { }), "c")));
        watcher.Tell("go");

        ExpectNoMsg(Absent);
    }

    [Fact]
    public void Restart_of_the_watched_is_not_death()
    {
        var actor = Run((_, _) => throw new BoomException());
        Watch(actor);
        EventFilter.Exception<BoomException>().ExpectOne(() => actor.Tell("x"));

        ExpectNoMsg(Absent);
    }

    [Fact]
    public void A_restarted_watcher_still_hears()
    {
        var dying = RunForwarder();
        var watcher = Watcher((context, message) =>
        {
            if (message is "watch") context.Watch(dying);
            else throw new BoomException();
        });
        watcher.Tell("watch");
        EventFilter.Exception<BoomException>().ExpectOne(() => watcher.Tell("boom"));
        Sys.Stop(dying);

        Assert.Equal(dying, ExpectMsg<Heard>().Dead);
    }
}
