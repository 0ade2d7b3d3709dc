using Akka.Actor;

namespace ActorTcp.Runtime.Tests;

/// <summary>Children on an executor that the test drives: what is true at which turn, exactly.</summary>
public sealed class ChildrenTests : Contract
{
    private const string Id = "contract.manual";
    private readonly ManualExecutor _executor;

    public ChildrenTests()
    {
        var configurator = new ManualDispatcherConfigurator(Sys, Id);
        Sys.Dispatchers.RegisterConfigurator(Id, configurator);
        _executor = configurator.Executor;
    }

    protected override void AfterAll() => _executor.Release();

    private static Props Idle => Does((_, _) => { }).WithDispatcher(Id);

    private IActorRef Start(Action<IActorContext, object> receive, SupervisorStrategy? strategy = null)
    {
        var actor = Sys.ActorOf(Does(receive).WithDispatcher(Id).WithSupervisorStrategy(strategy));
        AwaitCondition(() => _executor.RunAll() > 0, Patience, TimeSpan.FromMilliseconds(5));
        return actor;
    }

    private void Turn(IActorRef actor, object message)
    {
        actor.Tell(message);
        _executor.RunAll();
    }

    [Fact]
    public void The_name_of_a_child_that_is_stopping_stays_in_use()
    {
        var target = TestActor;
        var parent = Start((context, _) =>
        {
            var child = context.ActorOf(Idle, "x");
            context.Stop(child);
            target.Tell(context.Child("x").Equals(child));
            target.Tell(Record.Exception(() => context.ActorOf(Idle, "x")));
        });
        Turn(parent, "go");

        ExpectMsg(true, TimeSpan.Zero);
        ExpectMsg<InvalidActorNameException>(TimeSpan.Zero);
    }

    [Fact]
    public void The_name_of_a_child_nobody_watched_is_free_once_the_child_has_stopped()
    {
        var target = TestActor;
        var parent = Start((context, message) =>
        {
            if (message is "stop") context.Stop(context.Child("x"));
            else target.Tell(context.ActorOf(Idle, "x").Path.Name);
        });
        Turn(parent, "make");
        Turn(parent, "stop");
        Turn(parent, "make");

        Assert.Equal(["x", "x"], ReceiveN(2));
    }

    [Fact]
    public void Terminated_finds_the_name_free()
    {
        var target = TestActor;
        var parent = Start((context, message) =>
        {
            if (message is "go") context.Stop(context.Watch(context.ActorOf(Idle, "x")));
            else target.Tell((context.Child("x").IsNobody(), context.ActorOf(Idle, "x").Path.Name));
        });
        Turn(parent, "go");

        ExpectMsg((true, "x"), TimeSpan.Zero);
    }

    [Fact]
    public void A_child_stopped_before_it_has_run_still_starts_and_stops()
    {
        var target = TestActor;
        var child = Props.Create(() => new Hooks(target)).WithDispatcher(Id);
        var parent = Start((context, message) =>
        {
            if (message is "go") context.Stop(context.Watch(context.ActorOf(child)));
            else target.Tell("terminated");
        });
        Turn(parent, "go");

        Assert.Equal(["PreStart", "PostStop", "terminated"], ReceiveN(3));
    }

    private sealed class Hooks(IActorRef target) : UntypedActor
    {
        protected override void PreStart() => target.Tell("PreStart");
        protected override void OnReceive(object message) => target.Tell(message);
        protected override void PostStop() => target.Tell("PostStop");
    }

    [Fact]
    public void What_a_child_is_told_before_it_has_run_comes_before_what_it_tells_itself_in_PreStart()
    {
        var target = TestActor;
        var child = Props.Create(() => new TellsItself(target)).WithDispatcher(Id);
        var parent = Start((context, message) => context.ActorOf(child).Tell(message));
        Turn(parent, "told");

        Assert.Equal(["told", "own"], ReceiveN(2));
    }

    private sealed class TellsItself(IActorRef target) : UntypedActor
    {
        protected override void PreStart() => Self.Tell("own");
        protected override void OnReceive(object message) => target.Tell(message);

        protected override void PostStop() => Self.Tell("too late");
    }

    [Fact]
    public void What_an_actor_tells_itself_in_PostStop_is_a_dead_letter()
    {
        var target = TestActor;
        var child = Props.Create(() => new TellsItself(target)).WithDispatcher(Id);
        var parent = Start((context, _) => context.Stop(context.ActorOf(child)));
        EventFilter.DeadLetter<string>(text => text == "too late").ExpectOne(() => Turn(parent, "go"));
    }

    [Fact]
    public void An_actor_may_stop_itself_in_PreStart()
    {
        var target = TestActor;
        var child = Props.Create(() => new StopsItself()).WithDispatcher(Id);
        var parent = Start((context, message) =>
        {
            if (message is "go") context.Watch(context.ActorOf(child));
            else target.Tell("terminated");
        });
        Turn(parent, "go");

        ExpectMsg("terminated", TimeSpan.Zero);
    }

    private sealed class StopsItself : UntypedActor
    {
        protected override void PreStart() => Context.Stop(Self);
        protected override void OnReceive(object message) { }
    }

    [Fact]
    public void Children_stop_before_their_parent_in_the_turns_of_one_RunAll()
    {
        var target = TestActor;
        var child = Props.Create(() => new Hooks(target)).WithDispatcher(Id);
        var parent = Start((context, message) =>
        {
            if (message is "stop") context.Stop(context.Self);
            else for (var i = 0; i < 3; i++) context.ActorOf(child);
        });
        Turn(parent, "make");
        Assert.Equal(["PreStart", "PreStart", "PreStart"], ReceiveN(3));
        Watch(parent);
        _executor.RunAll();
        Turn(parent, "stop");

        Assert.Equal(["PostStop", "PostStop", "PostStop"], ReceiveN(3));
        ExpectMsg<Terminated>(TimeSpan.Zero);
    }

    [Fact]
    public void A_failed_child_handles_nothing_until_its_parent_has_decided()
    {
        var target = TestActor;
        var child = Does((_, message) =>
        {
            if (message is "boom") throw new BoomException();
            target.Tell(message);
        }).WithDispatcher(Id);
        var strategy = new OneForOneStrategy(_ =>
        {
            target.Tell("decided");
            return Directive.Restart;
        });
        var parent = Start((context, message) => context.ActorOf(child, "x").Tell(message), strategy);
        Turn(parent, "first");
        ExpectMsg("first");
        EventFilter.Exception<BoomException>().ExpectOne(() =>
        {
            Sys.ActorSelection(parent.Path / "x").Tell("boom");
            Sys.ActorSelection(parent.Path / "x").Tell("next");
            AwaitCondition(() => _executor.RunAll() >= 0 && HasMessages, Patience, TimeSpan.FromMilliseconds(5));
        });
        _executor.RunAll();

        Assert.Equal(["decided", "next"], ReceiveN(2));
    }

    [Fact]
    public void Stopping_a_child_by_its_reference_from_elsewhere_is_as_good()
    {
        var target = TestActor;
        var child = Props.Create(() => new Hooks(target)).WithDispatcher(Id);
        IActorRef made = ActorRefs.Nobody;
        var parent = Start((context, _) => made = context.ActorOf(child, "x"));
        Turn(parent, "make");
        ExpectMsg("PreStart");
        var other = Start((context, _) => context.Stop(made));
        Turn(other, "stop");

        ExpectMsg("PostStop", TimeSpan.Zero);
        EventFilter.DeadLetter<string>().ExpectOne(() => made.Tell("late"));
    }
}
