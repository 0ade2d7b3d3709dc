using Akka.Actor;

namespace ActorTcp.Runtime.Tests;

/// <summary>What a restart keeps, loses and waits for, beyond the order of the hooks.</summary>
public sealed class RestartTests : Contract
{
    private sealed class KeepsChildren(IActorRef target) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case "child": Context.ActorOf(Props.Create(() => new Counts()), "child"); break;
                case "boom": throw new BoomException();
                default: Context.Child("child").Forward(message); break;
            }
        }

        // Without the base call the children are not stopped.
        protected override void PreRestart(Exception reason, object message) => target.Tell("PreRestart");
        protected override void PostRestart(Exception reason) => target.Tell("PostRestart");
    }

    private sealed class Counts : UntypedActor
    {
        private int _count;

        protected override void OnReceive(object message) => Sender.Tell(++_count);
    }

    private sealed class FailsToRestart(IActorRef target, string hook) : UntypedActor
    {
        protected override void OnReceive(object message) => throw new BoomException();

        protected override void PreRestart(Exception reason, object message)
        {
            target.Tell("PreRestart");
            if (hook == "PreRestart") throw new InvalidOperationException("worse");
        }

        protected override void PostRestart(Exception reason)
        {
            target.Tell("PostRestart");
            if (hook == "PostRestart") throw new InvalidOperationException("worse");
        }
    }

    [Fact]
    public void An_override_of_PreRestart_without_the_base_call_restarts_the_children_too()
    {
        var target = TestActor;
        var actor = Sys.ActorOf(Props.Create(() => new KeepsChildren(target)));
        actor.Tell("child");
        actor.Tell("count");
        ExpectMsg(1);
        var child = LastSender;
        EventFilter.Exception<BoomException>().ExpectOne(() => actor.Tell("boom"));
        ExpectMsg("PreRestart");
        ExpectMsg("PostRestart");
        actor.Tell("count");

        ExpectMsg(1);
        Assert.Equal(child, LastSender);
    }

    [Fact]
    public void PreRestart_that_throws_is_logged_and_the_restart_goes_on()
    {
        var target = TestActor;
        var actor = Sys.ActorOf(Props.Create(() => new FailsToRestart(target, "PreRestart")));
        EventFilter.Exception<PreRestartException>().ExpectOne(() => actor.Tell("boom"));

        ExpectMsg("PreRestart");
        ExpectMsg("PostRestart");
    }

    [Fact]
    public void PostRestart_that_throws_fails_the_actor_again()
    {
        var target = TestActor;
        var child = Props.Create(() => new FailsToRestart(target, "PostRestart"));
        var strategy = new OneForOneStrategy(cause =>
        {
            target.Tell(cause.GetType().Name);
            return cause is BoomException ? Directive.Restart : Directive.Stop;
        });
        var parent = Sys.ActorOf(Does((context, _) => context.ActorOf(child).Tell("boom")).WithSupervisorStrategy(strategy));
        parent.Tell("go");

        Assert.Equal(["BoomException", "PreRestart", "PostRestart", "PostRestartException"], ReceiveN(4).Cast<string>());
    }

    [Fact]
    public void Watches_made_before_a_restart_are_kept()
    {
        var other = RunForwarder();
        var heard = CreateTestProbe();
        var actor = Run((context, message) =>
        {
            switch (message)
            {
                case "watch": context.WatchWith(other, "gone"); break;
                case "boom": throw new BoomException();
                default: heard.Ref.Tell(message); break;
            }
        });
        actor.Tell("watch");
        EventFilter.Exception<BoomException>().ExpectOne(() => actor.Tell("boom"));
        Sys.Stop(other);

        heard.ExpectMsg("gone");
    }

    [Fact]
    public void The_receive_timeout_is_kept_over_a_restart()
    {
        var heard = CreateTestProbe();
        var actor = Run((context, message) =>
        {
            switch (message)
            {
                case "set": context.SetReceiveTimeout(TimeSpan.FromMinutes(1)); break;
                case "boom": throw new BoomException();
                case "read": heard.Ref.Tell(context.ReceiveTimeout?.ToString() ?? "none"); break;
            }
        });
        actor.Tell("set");
        actor.Tell("read");
        heard.ExpectMsg(TimeSpan.FromMinutes(1).ToString());
        EventFilter.Exception<BoomException>().ExpectOne(() => actor.Tell("boom"));
        actor.Tell("read");

        heard.ExpectMsg(TimeSpan.FromMinutes(1).ToString());
    }
}
