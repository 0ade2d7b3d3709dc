using Akka.Actor;

namespace ActorTcp.Runtime.Tests;

public sealed class SenderTests : Contract
{
    [Fact]
    public void Tell_from_a_test_has_the_test_actor_as_sender()
    {
        Run((context, _) => context.Sender.Tell("reply")).Tell("ask");

        ExpectMsg("reply");
    }

    [Fact]
    public async Task Tell_from_a_test_after_an_await_still_has_the_test_actor_as_sender()
    {
        var actor = Run((context, _) => context.Sender.Tell("reply"));
        await Task.Delay(1);
        actor.Tell("ask");

        ExpectMsg("reply");
    }

    [Fact]
    public void Tell_from_an_actor_has_that_actor_as_sender()
    {
        var forwarder = RunForwarder();
        var actor = Run((_, message) => forwarder.Tell(message));
        actor.Tell("hello");

        ExpectMsg("hello");
        Assert.Equal(actor, LastSender);
    }

    [Fact]
    public void Tell_with_an_explicit_sender_uses_it()
    {
        var probe = CreateTestProbe();
        RunForwarder().Tell("hello", probe.Ref);

        ExpectMsg("hello");
        Assert.Equal(probe.Ref, LastSender);
    }

    [Fact]
    public void Sender_of_a_message_without_one_is_dead_letters()
    {
        var target = TestActor;
        Run((context, _) => target.Tell(context.Sender)).Tell("hello", ActorRefs.NoSender);

        Assert.Equal(Sys.DeadLetters, ExpectMsg<IActorRef>());
    }

    [Fact]
    public async Task Tell_from_no_actor_and_no_test_has_no_sender()
    {
        var target = TestActor;
        var actor = Run((context, _) => target.Tell(context.Sender));
        await Task.Factory.StartNew(() => actor.Tell("hello"),
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        Assert.Equal(Sys.DeadLetters, ExpectMsg<IActorRef>());
    }

    [Fact]
    public void Forward_keeps_the_first_sender()
    {
        var last = Run((context, _) => context.Sender.Tell("done"));
        var middle = Run((_, message) => last.Forward(message));
        middle.Tell("hello");

        ExpectMsg("done");
        Assert.Equal(last, LastSender);
    }

    [Fact]
    public void Nobody_swallows_what_it_is_told()
    {
        ActorRefs.Nobody.Tell("into the void");

        Assert.True(ActorRefs.Nobody.IsNobody());
        Assert.False(TestActor.IsNobody());
        ExpectNoMsg(TimeSpan.Zero);
    }
}
