using Akka.Actor;

namespace ActorTcp.Runtime.Tests;

/// <summary>Which hooks run, in which order, on which instance.</summary>
public sealed class LifecycleTests : Contract
{
    private sealed class Traced : UntypedActor
    {
        private static int s_instances;
        private readonly IActorRef _target;
        private readonly bool _withChild;
        private readonly int _instance = Interlocked.Increment(ref s_instances);

        public Traced(IActorRef target, bool withChild)
        {
            (_target, _withChild) = (target, withChild);
            Say("constructor");
        }

        private void Say(string what) => _target.Tell($"{Self.Path.Name} {what}");

        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case Exception cause: throw cause;
                case "instance": Sender.Tell(_instance); break;
                case "stop": Context.Stop(Self); break;
                default: Say($"{message}"); break;
            }
        }

        protected override void PreStart()
        {
            Say("PreStart");
            if (_withChild) Context.ActorOf(Traces(_target), "child");
        }

        protected override void PostStop() => Say("PostStop");

        protected override void PreRestart(Exception reason, object message)
        {
            Say($"PreRestart {reason.Message} {message.GetType().Name}");
            base.PreRestart(reason, message);
        }

        protected override void PostRestart(Exception reason)
        {
            Say($"PostRestart {reason.Message}");
            base.PostRestart(reason);
        }
    }

    private static Props Traces(IActorRef target, bool withChild = false) => Props.Create(() => new Traced(target, withChild));

    private IActorRef Start(string name, bool withChild = false) => Sys.ActorOf(Traces(TestActor, withChild), name);

    private void Expect(params string[] messages) => Assert.Equal(messages, ReceiveN(messages.Length).Cast<string>());

    [Fact]
    public void Start_runs_the_constructor_and_PreStart()
    {
        Start("a").Tell("hello");

        Expect("a constructor", "a PreStart", "a hello");
    }

    [Fact]
    public void Stop_runs_PostStop_once()
    {
        var actor = Start("a");
        Watch(actor);
        Sys.Stop(actor);
        Expect("a constructor", "a PreStart", "a PostStop");

        ExpectTerminated(actor);
        ExpectNoMsg(Absent);
    }

    [Fact]
    public void Restart_runs_PreRestart_PostStop_on_the_old_and_PostRestart_PreStart_on_the_new_instance()
    {
        var actor = Start("a");
        Expect("a constructor", "a PreStart");
        EventFilter.Exception<BoomException>().ExpectOne(() => actor.Tell(new BoomException()));

        Expect("a PreRestart boom BoomException", "a PostStop", "a constructor", "a PostRestart boom", "a PreStart");
        ExpectNoMsg(Absent);
    }

    [Fact]
    public void Restart_makes_a_new_instance_behind_the_same_reference()
    {
        var actor = Start("a");
        Expect("a constructor", "a PreStart");
        actor.Tell("instance");
        var before = ExpectMsg<int>();
        EventFilter.Exception<BoomException>().ExpectOne(() => actor.Tell(new BoomException()));
        ReceiveN(5);
        actor.Tell("instance");

        Assert.NotEqual(before, ExpectMsg<int>());
    }

    [Fact]
    public void Restart_stops_the_children_before_the_new_instance_is_made()
    {
        var actor = Start("a", withChild: true);
        Expect("a constructor", "a PreStart", "child constructor", "child PreStart");
        EventFilter.Exception<BoomException>().ExpectOne(() => actor.Tell(new BoomException()));

        Expect("a PreRestart boom BoomException");
        // The child stops beside its parent's own PostStop.
        Assert.Equal(["a PostStop", "child PostStop"], ReceiveN(2).Cast<string>().Order());
        Expect("a constructor", "a PostRestart boom", "a PreStart", "child constructor", "child PreStart");
    }

    [Fact]
    public void Stop_runs_PostStop_of_the_children_before_that_of_the_parent()
    {
        var actor = Start("a", withChild: true);
        Watch(actor);
        Expect("a constructor", "a PreStart", "child constructor", "child PreStart");
        Sys.Stop(actor);

        Expect("child PostStop", "a PostStop");
        ExpectTerminated(actor);
    }

    [Fact]
    public void Stop_reaches_grandchildren_first()
    {
        var target = TestActor;
        var root = Sys.ActorOf(Props.Create(() => new Nested(target, 3)), "3");
        ExpectMsg("0 started");
        Sys.Stop(root);

        Expect("0 stopped", "1 stopped", "2 stopped", "3 stopped");
    }

    private sealed class Nested(IActorRef target, int depth) : UntypedActor
    {
        protected override void PreStart()
        {
            if (depth == 0) target.Tell("0 started");
            else Context.ActorOf(Props.Create(() => new Nested(target, depth - 1)));
        }

        protected override void OnReceive(object message) { }
        protected override void PostStop() => target.Tell($"{depth} stopped");
    }

    [Fact]
    public void A_parent_that_is_stopping_gets_no_more_messages()
    {
        using var gate = new ManualResetEventSlim();
        var target = TestActor;
        var parent = Run((context, message) =>
        {
            switch (message)
            {
                case "go": context.ActorOf(Props.Create(() => new StopsSlowly(target, gate))); break;
                case "stop": context.Stop(context.Self); break;
                default: target.Tell(message); break;
            }
        });
        parent.Tell("go");
        parent.Tell("stop");
        parent.Tell("late");
        ExpectMsg("stopping");
        ExpectNoMsg(Absent);
        gate.Set();
        ExpectMsg("stopped");

        ExpectNoMsg(Absent);
    }

    private sealed class StopsSlowly(IActorRef target, ManualResetEventSlim gate) : UntypedActor
    {
        protected override void OnReceive(object message) { }

        protected override void PostStop()
        {
            target.Tell("stopping");
            gate.Wait(TimeSpan.FromSeconds(10));
            target.Tell("stopped");
        }
    }

    [Fact]
    public void Messages_told_in_PostStop_arrive_before_Terminated()
    {
        var actor = Start("a");
        Watch(actor);
        actor.Tell("stop");
        Expect("a constructor", "a PreStart", "a PostStop");

        ExpectMsg<Terminated>();
    }
}
