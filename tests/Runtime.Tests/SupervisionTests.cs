using Akka.Actor;

namespace ActorTcp.Runtime.Tests;

public sealed class SupervisionTests : Contract
{
    private sealed class Supervisor(SupervisorStrategy strategy) : UntypedActor
    {
        protected override SupervisorStrategy SupervisorStrategy() => strategy;

        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case (Props props, string name): Sender.Tell(Context.ActorOf(props, name)); break;
                default: Unhandled(message); break;
            }
        }
    }

    private sealed class Child(IActorRef target) : UntypedActor
    {
        private int _state;

        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case Exception cause: throw cause;
                case int add: _state += add; break;
                case "state": Sender.Tell(_state); break;
                case "grandchild": Sender.Tell(Context.ActorOf(Props.Create(() => new Child(target)), "grandchild")); break;
                case "queue":
                    foreach (object next in new object[] { new BoomException("queued"), 7, "state" }) Self.Tell(next, Sender);
                    break;
            }
        }

        protected override void PostStop() => target.Tell($"{Self.Path.Name} stopped");
        protected override void PostRestart(Exception reason) => target.Tell($"{Self.Path.Name} restarted");
    }

    private static readonly BoomException s_boom = new();

    private IActorRef Supervise(SupervisorStrategy strategy, string? name = null) =>
        Sys.ActorOf(Props.Create(() => new Supervisor(strategy)), name);

    private IActorRef Spawn(IActorRef supervisor, string name)
    {
        var target = TestActor;
        supervisor.Tell((Props.Create(() => new Child(target)), name));
        return ExpectMsg<IActorRef>();
    }

    private static OneForOneStrategy One(Directive directive) => new(_ => directive);

    private void Boom(IActorRef child) => EventFilter.Exception<BoomException>().ExpectOne(() => child.Tell(s_boom));

    private void HasState(IActorRef child, int state)
    {
        child.Tell("state");
        ExpectMsg(state);
    }

    [Fact]
    public void Resume_keeps_the_state()
    {
        var child = Spawn(Supervise(One(Directive.Resume)), "c");
        child.Tell(5);
        EventFilter.Warning(contains: "boom").ExpectOne(() => child.Tell(s_boom));

        HasState(child, 5);
    }

    [Fact]
    public void Restart_loses_the_state()
    {
        var child = Spawn(Supervise(One(Directive.Restart)), "c");
        child.Tell(5);
        Boom(child);
        ExpectMsg("c stopped");
        ExpectMsg("c restarted");

        HasState(child, 0);
    }

    [Fact]
    public void Restart_keeps_the_mailbox_and_drops_the_message_that_failed()
    {
        var child = Spawn(Supervise(One(Directive.Restart)), "c");
        child.Tell(5);
        EventFilter.Exception<BoomException>().ExpectOne(() => child.Tell("queue"));
        ExpectMsg("c stopped");
        ExpectMsg("c restarted");

        ExpectMsg(7);
        ExpectNoMsg(Absent);
    }

    [Fact]
    public void Stop_stops_the_child()
    {
        var child = Spawn(Supervise(One(Directive.Stop)), "c");
        Watch(child);
        Boom(child);

        ExpectMsg("c stopped");
        ExpectTerminated(child);
    }

    [Fact]
    public void OneForOne_leaves_the_siblings_alone()
    {
        var supervisor = Supervise(One(Directive.Stop));
        var (failing, sibling) = (Spawn(supervisor, "a"), Spawn(supervisor, "b"));
        sibling.Tell(3);
        Boom(failing);
        ExpectMsg("a stopped");

        HasState(sibling, 3);
    }

    [Fact]
    public void AllForOne_Restart_restarts_the_siblings_too()
    {
        var supervisor = Supervise(new AllForOneStrategy(_ => Directive.Restart));
        var (failing, sibling) = (Spawn(supervisor, "a"), Spawn(supervisor, "b"));
        sibling.Tell(3);
        HasState(sibling, 3);
        Boom(failing);

        Assert.Equal(["a restarted", "a stopped", "b restarted", "b stopped"], ReceiveN(4).Cast<string>().Order());
        HasState(sibling, 0);
    }

    [Fact]
    public void AllForOne_Stop_stops_the_siblings_too()
    {
        var supervisor = Supervise(new AllForOneStrategy(_ => Directive.Stop));
        var failing = Spawn(supervisor, "a");
        Spawn(supervisor, "b");
        Boom(failing);

        Assert.Equal(["a stopped", "b stopped"], ReceiveN(2).Cast<string>().Order());
    }

    [Fact]
    public void Escalate_fails_the_supervisor_in_its_own_supervisors_eyes()
    {
        var seen = CreateTestProbe();
        var top = Supervise(new OneForOneStrategy(cause =>
        {
            seen.Tell(cause);
            return Directive.Stop;
        }), "top");
        top.Tell((Props.Create(() => new Supervisor(One(Directive.Escalate))), "middle"));
        var middle = ExpectMsg<IActorRef>();
        Watch(middle);
        var child = Spawn(middle, "c");
        EventFilter.Exception<BoomException>().ExpectOne(() => child.Tell(s_boom));

        Assert.Same(s_boom, seen.ExpectMsg<BoomException>());
        ExpectMsg("c stopped");
        ExpectTerminated(middle);
    }

    [Fact]
    public void The_decider_sees_the_exception_and_may_differ_by_type()
    {
        var supervisor = Supervise(new OneForOneStrategy(cause => cause is BoomException ? Directive.Resume : Directive.Stop));
        var child = Spawn(supervisor, "c");
        child.Tell(s_boom);
        HasState(child, 0);
        EventFilter.Exception<ArgumentException>().ExpectOne(() => child.Tell(new ArgumentException("x")));

        ExpectMsg("c stopped");
    }

    [Fact]
    public void MaxNrOfRetries_allows_so_many_restarts_and_then_stops()
    {
        var child = Spawn(Supervise(new OneForOneStrategy(2, TimeSpan.FromMinutes(1), _ => Directive.Restart)), "c");
        Watch(child);
        for (var i = 0; i < 2; i++)
        {
            Boom(child);
            ExpectMsg("c stopped");
            ExpectMsg("c restarted");
        }

        Boom(child);
        ExpectMsg("c stopped");
        ExpectTerminated(child);
    }

    [Fact]
    public void MaxNrOfRetries_of_zero_stops_at_the_first_failure()
    {
        var child = Spawn(Supervise(new OneForOneStrategy(0, TimeSpan.FromMinutes(1), _ => Directive.Restart)), "c");
        Watch(child);
        Boom(child);

        ExpectMsg("c stopped");
        ExpectTerminated(child);
    }

    [Fact]
    public void Restart_stops_grandchildren_and_their_references_die()
    {
        var child = Spawn(Supervise(One(Directive.Restart)), "c");
        child.Tell("grandchild");
        var grandchild = ExpectMsg<IActorRef>();
        Watch(grandchild);
        Boom(child);

        Assert.Equal(["c restarted", "c stopped", "grandchild stopped"], ReceiveN(4).OfType<string>().Order());
    }

    [Fact]
    public void Resume_leaves_grandchildren_alone()
    {
        var child = Spawn(Supervise(One(Directive.Resume)), "c");
        child.Tell("grandchild");
        var grandchild = ExpectMsg<IActorRef>();
        grandchild.Tell(4);
        child.Tell(s_boom);
        HasState(child, 0);

        HasState(grandchild, 4);
    }

    [Fact]
    public void The_strategy_of_Props_overrides_that_of_the_actor()
    {
        var strategy = One(Directive.Restart);
        var supervisor = Sys.ActorOf(Props.Create(() => new Supervisor(strategy)).WithSupervisorStrategy(One(Directive.Stop)));
        var child = Spawn(supervisor, "c");
        Watch(child);
        Boom(child);

        ExpectMsg("c stopped");
        ExpectTerminated(child);
    }
}
