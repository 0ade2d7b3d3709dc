using Akka.Actor;

namespace ActorTcp.Runtime.Tests;

public sealed class AsyncHandlerTests : Contract
{
    private sealed class Asynchronous : ReceiveActor
    {
        public Asynchronous(Task gate, IActorRef target)
        {
            ReceiveAsync<string>(async text =>
            {
                target.Tell($"{text} begins");
                await gate;
                target.Tell($"{text} ends");
            });
            ReceiveAsync<Exception>(async cause =>
            {
                await gate;
                throw cause;
            });
            ReceiveAsync<bool>(async yields =>
            {
                var (self, sender) = (Self, Sender);
                await (yields ? Task.Delay(1) : Task.CompletedTask);
                Sender.Tell(Equals(self, Self) && Equals(sender, Sender) && Equals(self, Context.Self));
            });
            Receive<int>(number => target.Tell($"number {number}"));
        }

        protected override void PostStop() => _stopped?.Tell("stopped");
        protected override void PostRestart(Exception reason) => _stopped?.Tell("restarted");

        private readonly IActorRef? _stopped;

        public Asynchronous(Task gate, IActorRef target, IActorRef stopped) : this(gate, target) => _stopped = stopped;
    }

    private readonly TaskCompletionSource _gate = new();

    private IActorRef Start()
    {
        var (gate, target) = (_gate.Task, TestActor);
        return Sys.ActorOf(Props.Create(() => new Asynchronous(gate, target, target)));
    }

    [Fact]
    public void No_message_runs_while_a_handler_awaits()
    {
        var actor = Start();
        actor.Tell("a");
        actor.Tell(1);
        actor.Tell("b");

        ExpectMsg("a begins");
        ExpectNoMsg(Absent);
        _gate.SetResult();
        ExpectMsg("a ends");
        ExpectMsg("number 1");
        ExpectMsg("b begins");
        ExpectMsg("b ends");
    }

    [Theory, InlineData(true), InlineData(false)]
    public void Self_Sender_and_Context_are_the_same_after_an_await(bool yields)
    {
        Start().Tell(yields);

        ExpectMsg(true);
    }

    [Fact]
    public void An_exception_after_an_await_reaches_the_supervisor()
    {
        var actor = Start();
        EventFilter.Exception<BoomException>().ExpectOne(() =>
        {
            actor.Tell(new BoomException());
            _gate.SetResult();
        });
        actor.Tell(1);

        ExpectMsg("stopped");
        ExpectMsg("restarted");
        ExpectMsg("number 1");
    }

    [Fact]
    public void A_handler_that_awaits_when_its_actor_stops_never_goes_on()
    {
        var actor = Start();
        actor.Tell("a");
        ExpectMsg("a begins");
        Sys.Stop(actor);

        ExpectMsg("stopped");
        _gate.SetResult();
        ExpectNoMsg(Absent);
    }

    [Fact]
    public void RunTask_suspends_the_mailbox_of_any_actor_until_the_task_ends()
    {
        var (gate, target) = (_gate.Task, TestActor);
        var actor = Sys.ActorOf(Props.Create(() => new RunsTask(gate, target)));
        actor.Tell("a");
        actor.Tell("b");
        ExpectNoMsg(Absent);
        _gate.SetResult();

        ExpectMsg("a");
        ExpectMsg("b");
    }

    private sealed class RunsTask(Task gate, IActorRef target) : UntypedActor
    {
        protected override void OnReceive(object message) => RunTask(async () =>
        {
            await gate;
            target.Tell(message);
        });
    }
}
