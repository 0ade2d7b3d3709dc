using Akka.Actor;
using Akka.Event;

namespace ActorTcp.Runtime.Tests;

public sealed class StopTests : Contract
{
    private IActorRef Queues(params object[] queue)
    {
        var target = TestActor;
        return Run((context, message) =>
        {
            if (message is "go")
            {
                foreach (var next in queue) context.Self.Tell(next);
            }

            if (message is "stop") context.Stop(context.Self);
            target.Tell(message);
        });
    }

    [Fact]
    public void PoisonPill_stops_after_the_messages_queued_before_it()
    {
        var actor = Queues("a", "b", PoisonPill.Instance, "late");
        Watch(actor);
        EventFilter.DeadLetter<string>(text => text == "late").ExpectOne(() => actor.Tell("go"));

        ExpectMsg("go");
        ExpectMsg("a");
        ExpectMsg("b");
        ExpectTerminated(actor);
        ExpectNoMsg(Absent);
    }

    [Fact]
    public void Stop_of_Self_finishes_the_message_and_leaves_the_queue_to_dead_letters()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(DeadLetter));
        var actor = Queues("stop", "a", "b");
        actor.Tell("go");

        ExpectMsg("go");
        ExpectMsg("stop");
        var (first, second) = (ExpectMsg<DeadLetter>(), ExpectMsg<DeadLetter>());
        Assert.Equal(["a", "b"], new[] { first.Message, second.Message });
        Assert.Equal(actor, first.Recipient);
        Assert.Equal(actor, first.Sender);
    }

    [Fact]
    public void Stop_of_a_child_terminates_it()
    {
        var target = TestActor;
        var parent = Run((context, message) =>
        {
            switch (message)
            {
                case "make": target.Tell(context.ActorOf(Does((_, _) => { }), "c")); break;
                case "stop": context.Stop(context.Child("c")); break;
            }
        });
        parent.Tell("make");
        var child = ExpectMsg<IActorRef>();
        Watch(child);
        parent.Tell("stop");

        ExpectTerminated(child);
    }

    [Fact]
    public void Stop_twice_is_harmless()
    {
        var actor = RunForwarder();
        Watch(actor);
        Sys.Stop(actor);
        Sys.Stop(actor);

        ExpectTerminated(actor);
        Sys.Stop(actor);
        ExpectNoMsg(Absent);
    }

    [Fact]
    public void A_message_to_a_stopped_actor_is_a_dead_letter()
    {
        var actor = RunForwarder();
        StopAndWait(actor);
        Sys.EventStream.Subscribe(TestActor, typeof(DeadLetter));
        actor.Tell("late", TestActor);

        var letter = ExpectMsg<DeadLetter>();
        Assert.Equal("late", letter.Message);
        Assert.Equal(TestActor, letter.Sender);
        Assert.Equal(actor.Path, letter.Recipient.Path);
    }

    [Fact]
    public async Task GracefulStop_completes_with_true_once_the_actor_has_stopped()
    {
        var actor = RunForwarder();
        actor.Tell("queued before");

        Assert.True(await actor.GracefulStop(Patience));
        ExpectMsg("queued before");
        Assert.True(await actor.GracefulStop(Patience));
    }

    [Fact]
    public async Task GracefulStop_may_send_its_own_message()
    {
        var actor = Run((context, message) =>
        {
            if (message is "please") context.Stop(context.Self);
        });

        Assert.True(await actor.GracefulStop(Patience, "please"));
    }

    [Fact]
    public async Task GracefulStop_of_an_actor_that_does_not_stop_completes_with_false()
    {
        var actor = RunForwarder();

        Assert.False(await actor.GracefulStop(TimeSpan.FromMilliseconds(50), "ignored"));
    }
}
