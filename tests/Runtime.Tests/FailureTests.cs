using Akka.Actor;
using Akka.Event;

namespace ActorTcp.Runtime.Tests;

/// <summary>The failures that Akka itself makes, and what the default strategy does with each.</summary>
public sealed class FailureTests : Contract
{
    private sealed class FailsIn(string hook, IActorRef target) : UntypedActor
    {
        private readonly int _ = hook == "constructor" ? throw new BoomException() : 0;

        protected override void OnReceive(object message) => throw new BoomException();

        protected override void PreStart()
        {
            if (hook == "PreStart") throw new BoomException();
        }

        protected override void PostStop()
        {
            target.Tell("PostStop");
            if (hook == "PostStop") throw new BoomException();
        }
    }

    private IActorRef Watched(Props props)
    {
        var actor = Sys.ActorOf(props);
        Watch(actor);
        return actor;
    }

    private Props Fails(string hook)
    {
        var target = TestActor;
        return Props.Create(() => new FailsIn(hook, target));
    }

    [Fact]
    public void A_constructor_that_throws_stops_the_actor_before_it_began()
    {
        IActorRef actor = ActorRefs.Nobody;
        EventFilter.Exception<ActorInitializationException>().ExpectOne(() => actor = Watched(Fails("constructor")));

        ExpectTerminated(actor);
        ExpectNoMsg(Absent);
    }

    [Fact]
    public void PreStart_that_throws_stops_the_actor_without_PostStop()
    {
        IActorRef actor = ActorRefs.Nobody;
        EventFilter.Exception<ActorInitializationException>().ExpectOne(() => actor = Watched(Fails("PreStart")));

        ExpectTerminated(actor);
        ExpectNoMsg(Absent);
    }

    [Fact]
    public void The_decider_sees_an_ActorInitializationException_that_names_the_actor()
    {
        var target = TestActor;
        var child = Fails("PreStart");
        var strategy = new OneForOneStrategy(cause =>
        {
            target.Tell(cause);
            return Directive.Stop;
        });
        var parent = Sys.ActorOf(Does((context, _) => context.ActorOf(child, "c")).WithSupervisorStrategy(strategy));
        parent.Tell("go");

        var cause = ExpectMsg<ActorInitializationException>();
        Assert.Equal(parent.Path / "c", cause.Actor.Path);
        Assert.IsType<BoomException>(cause.GetBaseException());
    }

    [Fact]
    public void PostStop_that_throws_still_ends_in_Terminated()
    {
        var actor = Watched(Fails("PostStop"));
        EventFilter.Exception<BoomException>().ExpectOne(() => Sys.Stop(actor));

        ExpectMsg("PostStop");
        ExpectTerminated(actor);
    }

    [Fact]
    public void An_unhandled_Terminated_is_a_DeathPactException_and_stops_the_watcher()
    {
        var dying = RunForwarder();
        var watcher = Watched(Props.Create(() => new Pact(dying)));
        EventFilter.Exception<DeathPactException>().ExpectOne(() => Sys.Stop(dying));

        ExpectTerminated(watcher);
    }

    private sealed class Pact : ReceiveActor
    {
        public Pact(IActorRef other) => Context.Watch(other);
    }

    [Fact]
    public void The_default_strategy_restarts_after_any_other_exception()
    {
        var actor = Watched(Fails("receive"));
        EventFilter.Exception<BoomException>().ExpectOne(() => actor.Tell("x"));

        ExpectMsg("PostStop");
        ExpectNoMsg(Absent);
    }

    [Fact]
    public void Kill_fails_the_actor_with_ActorKilledException_and_stops_it()
    {
        var actor = Watched(Fails("receive"));
        EventFilter.Exception<ActorKilledException>().ExpectOne(() => actor.Tell(Kill.Instance));

        ExpectMsg("PostStop");
        ExpectTerminated(actor);
    }

    [Fact]
    public void The_default_strategy_logs_the_failure_with_the_actor_as_source()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(Error));
        var actor = Sys.ActorOf(Does((_, _) => throw new BoomException("heard")), "failing");
        actor.Tell("x");

        var error = ExpectMsg<Error>();
        Assert.IsType<BoomException>(error.Cause);
        Assert.Equal("heard", error.Message.ToString());
        Assert.Equal(actor.Path.ToString(), error.LogSource);
    }

    [Fact]
    public void The_stopping_strategy_stops_after_any_exception()
    {
        var parent = Sys.ActorOf(Does((context, message) => context.Sender.Tell(context.ActorOf((Props)message)))
            .WithSupervisorStrategy(SupervisorStrategy.StoppingStrategy));
        parent.Tell(Fails("receive"));
        var child = ExpectMsg<IActorRef>();
        Watch(child);
        EventFilter.Exception<BoomException>().ExpectOne(() => child.Tell("x"));

        ExpectMsg("PostStop");
        ExpectTerminated(child);
    }
}

public sealed class GuardianStrategyTests()
    : Contract("""akka.actor.guardian-supervisor-strategy = "Akka.Actor.StoppingSupervisorStrategy" """)
{
    [Fact]
    public void A_top_level_actor_is_stopped_by_the_configured_guardian_strategy()
    {
        var actor = Run((_, _) => throw new BoomException());
        Watch(actor);
        EventFilter.Exception<BoomException>().ExpectOne(() => actor.Tell("x"));

        ExpectTerminated(actor);
    }
}
