using Akka.Actor;
using Akka.Event;

namespace ActorTcp.Runtime.Tests;

public sealed class StashTests : Contract
{
    private sealed class Stashing(IActorRef target) : UntypedActor, IWithUnboundedStash
    {
        public IStash Stash { get; set; } = null!;

        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case "open": Become(Open); Stash.UnstashAll(); break;
                case "one": Stash.Unstash(); Become(Open); break;
                case "even": Stash.UnstashAll(envelope => envelope.Message is int and (2 or 4)); Become(Open); break;
                case "clear": Stash.ClearStash(); Become(Open); break;
                case "twice": Stash.Stash(); target.Tell(Record.Exception(Stash.Stash)!); break;
                case "count": Sender.Tell(Stash.Count); break;
                case "boom": throw new BoomException();
                default: Stash.Stash(); break;
            }
        }

        private void Open(object message)
        {
            if (message is "close") UnbecomeStacked();
            else if (message is "boom") throw new BoomException();
            else target.Forward(message);
        }

        protected override void PreStart() => target.Tell("started");
        protected override void PostStop() => target.Tell("stopped");
    }

    private readonly IActorRef _actor;

    public StashTests()
    {
        var target = TestActor;
        _actor = Sys.ActorOf(Props.Create(() => new Stashing(target)));
        ExpectMsg("started");
    }

    private void Tell(params object[] messages)
    {
        foreach (var message in messages) _actor.Tell(message, TestActor);
    }

    [Fact]
    public void UnstashAll_redelivers_in_the_order_of_arrival()
    {
        Tell(1, 2, 3, "open");

        Assert.Equal([1, 2, 3], ReceiveN(3));
    }

    [Fact]
    public void Unstashed_messages_come_before_those_already_queued()
    {
        var target = TestActor;
        var actor = Sys.ActorOf(Props.Create(() => new Queueing(target)));
        actor.Tell("go");

        Assert.Equal(["stashed 1", "stashed 2", "queued"], ReceiveN(3));
    }

    private sealed class Queueing(IActorRef target) : UntypedActor, IWithUnboundedStash
    {
        private bool _open;

        public IStash Stash { get; set; } = null!;

        protected override void OnReceive(object message)
        {
            if (_open)
            {
                target.Tell(message);
                return;
            }

            switch (message)
            {
                case "go":
                    foreach (var next in new[] { "stashed 1", "stashed 2", "open", "queued" }) Self.Tell(next);
                    break;
                case "open":
                    _open = true;
                    Stash.UnstashAll();
                    break;
                default:
                    Stash.Stash();
                    break;
            }
        }
    }

    [Fact]
    public void Stashed_messages_keep_their_sender()
    {
        var probe = CreateTestProbe();
        _actor.Tell(1, probe.Ref);
        Tell("open");

        ExpectMsg(1);
        Assert.Equal(probe.Ref, LastSender);
    }

    [Fact]
    public void Unstash_redelivers_the_oldest_only()
    {
        Tell(1, 2, "one");

        ExpectMsg(1);
        ExpectNoMsg(Absent);
    }

    [Fact]
    public void UnstashAll_with_a_predicate_redelivers_what_fits()
    {
        Tell(1, 2, 3, 4, "even");

        Assert.Equal([2, 4], ReceiveN(2));
        ExpectNoMsg(Absent);
    }

    [Fact]
    public void ClearStash_forgets_without_dead_letters()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(DeadLetter));
        Tell(1, 2, "clear", "after");

        ExpectMsg("after");
        ExpectNoMsg(Absent);
    }

    [Fact]
    public void Count_says_how_many_are_stashed()
    {
        Tell(1, 2, "count");

        ExpectMsg(2);
    }

    [Fact]
    public void Stashing_a_message_twice_is_an_error()
    {
        Tell("twice");

        ExpectMsg<IllegalActorStateException>();
    }

    [Fact]
    public void A_redelivered_message_may_be_stashed_again()
    {
        Tell(1, "open");
        ExpectMsg(1);
        Tell("close", 2, 3);
        Tell("open");

        Assert.Equal([2, 3], ReceiveN(2));
    }

    [Fact]
    public void Restart_redelivers_the_stash_to_the_new_incarnation()
    {
        Tell(1, 2);
        EventFilter.Exception<BoomException>().ExpectOne(() => Tell("boom"));
        ExpectMsg("stopped");
        ExpectMsg("started");
        Tell("open");

        Assert.Equal([1, 2], ReceiveN(2));
    }

    [Fact]
    public void Stop_sends_the_stash_to_dead_letters()
    {
        var letters = CreateTestProbe();
        Sys.EventStream.Subscribe(letters.Ref, typeof(DeadLetter));
        Tell(1, 2, "count");
        ExpectMsg(2);
        Sys.Stop(_actor);

        Assert.Equal(1, letters.ExpectMsg<DeadLetter>().Message);
        Assert.Equal(2, letters.ExpectMsg<DeadLetter>().Message);
    }
}
