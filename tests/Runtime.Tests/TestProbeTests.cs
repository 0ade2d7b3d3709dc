using Akka.Actor;
using Akka.TestKit;

namespace ActorTcp.Runtime.Tests;

public sealed class TestProbeTests : Contract
{
    [Fact]
    public void A_Tell_to_a_probe_is_visible_at_once()
    {
        var probe = CreateTestProbe();
        probe.Ref.Tell("now");

        Assert.True(probe.HasMessages);
        Assert.Equal("now", probe.ReceiveOne(TimeSpan.Zero));
    }

    [Fact]
    public void A_probe_may_be_named()
    {
        Assert.StartsWith("peer", CreateTestProbe("peer").Ref.Path.Name, StringComparison.Ordinal);
        Assert.NotEqual(CreateTestProbe().Ref, CreateTestProbe().Ref);
    }

    [Fact]
    public void Send_has_the_probe_as_sender()
    {
        var probe = CreateTestProbe();
        probe.Send(TestActor, "hello");

        ExpectMsg("hello");
        Assert.Equal(probe.Ref, LastSender);
    }

    [Fact]
    public void Reply_answers_the_last_message()
    {
        var (asks, answers) = (CreateTestProbe(), CreateTestProbe());
        asks.Send(answers.Ref, "question");
        answers.ExpectMsg("question");
        Assert.Equal(asks.Ref, answers.LastSender);
        Assert.Equal(asks.Ref, answers.Sender);
        answers.Reply("answer");

        asks.ExpectMsg("answer");
        Assert.Equal(answers.Ref, asks.LastSender);
    }

    [Fact]
    public void Forward_keeps_the_sender()
    {
        var (asks, middle) = (CreateTestProbe(), CreateTestProbe());
        asks.Send(middle.Ref, "question");
        middle.ExpectMsg("question");
        middle.Forward(TestActor);
        ExpectMsg("question");
        Assert.Equal(asks.Ref, LastSender);

        middle.Forward(TestActor, "other");
        ExpectMsg("other");
        Assert.Equal(asks.Ref, LastSender);
    }

    [Fact]
    public void Watch_hears_of_death_and_Unwatch_ends_it()
    {
        var (hears, deaf) = (CreateTestProbe(), CreateTestProbe());
        var actor = RunForwarder();
        hears.Watch(actor);
        deaf.Watch(actor);
        deaf.Unwatch(actor);
        Sys.Stop(actor);

        hears.ExpectTerminated(actor);
        deaf.ExpectNoMsg(Absent);
    }

    [Fact]
    public void A_probe_stands_in_for_its_reference()
    {
        var probe = CreateTestProbe();
        TestActor.Tell(probe);
        IActorRef reference = probe;
        reference.Tell("through the probe");

        probe.ExpectMsg("through the probe");
        Assert.Equal(probe.Ref.Path, reference.Path);
    }

    [Fact]
    public void An_AutoPilot_sees_each_message_and_may_go_on_change_or_end()
    {
        var probe = CreateTestProbe();
        probe.SetAutoPilot(new DelegateAutoPilot((sender, message) =>
        {
            sender.Tell($"pilot {message}");
            return message is "last" ? AutoPilot.NoAutoPilot : AutoPilot.KeepRunning;
        }));
        probe.Ref.Tell("first", TestActor);
        probe.Ref.Tell("last", TestActor);
        probe.Ref.Tell("unseen", TestActor);

        ExpectMsg("pilot first");
        ExpectMsg("pilot last");
        ExpectNoMsg(Absent);
        Assert.Equal(["first", "last", "unseen"], probe.ReceiveN(3));
    }

    [Fact]
    public void ChildActorOf_makes_the_probe_the_parent()
    {
        var probe = CreateTestProbe();
        var target = TestActor;
        var child = probe.ChildActorOf(Does((context, message) => context.Parent.Tell(message)), "child");
        child.Tell("to the parent");

        probe.ExpectMsg("to the parent");
        Assert.Equal("child", child.Path.Name);
        Assert.Equal(probe.Ref.Path, child.Path.Parent);
    }

    [Fact]
    public void An_actor_on_the_calling_thread_dispatcher_runs_inside_Tell()
    {
        var thread = 0;
        var props = Does((_, _) => thread = Environment.CurrentManagedThreadId);
        var actor = Sys.ActorOf(props.WithDispatcher(CallingThreadDispatcher.Id));
        AwaitAssert(() =>
        {
            // Until the guardian has started it, a Tell only queues.
            actor.Tell("now");
            Assert.Equal(Environment.CurrentManagedThreadId, thread);
        });
    }

    [Fact]
    public void ActorOf_of_the_test_kit_makes_a_top_level_actor()
    {
        var actor = ActorOf(Forwards(), "top");

        Assert.Equal("/user/top", actor.Path.ToStringWithoutAddress());
        actor.Tell("hello");
        ExpectMsg("hello");
    }

    [Fact]
    public void A_latch_opens_when_it_has_counted_down()
    {
        var latch = CreateTestLatch(2);
        latch.CountDown();
        Assert.False(latch.IsOpen);
        Run((_, _) => latch.CountDown()).Tell("go");

        latch.Ready(Patience);
        Assert.True(latch.IsOpen);
    }
}
