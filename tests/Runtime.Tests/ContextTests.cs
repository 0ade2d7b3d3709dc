using Akka.Actor;

namespace ActorTcp.Runtime.Tests;

public sealed class ContextTests : Contract
{
    private sealed class Leaky(IActorRef target) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case "thread": Elsewhere(() => Context.Self); break;
                case "self": Elsewhere(() => Self); break;
                case "sender": Elsewhere(() => Sender); break;
                case "captured":
                    var context = Context;
                    Elsewhere(() => context.Self);
                    break;
            }
        }

        private void Elsewhere(Func<IActorRef> read)
        {
            // Not the pool: its threads may be inside another actor when they wait.
            new Thread(() =>
            {
                try
                {
                    target.Tell(read(), ActorRefs.NoSender);
                }
                catch (NotSupportedException e)
                {
                    target.Tell(e, ActorRefs.NoSender);
                }
            }).Start();
        }
    }

    private IActorRef Start()
    {
        var target = TestActor;
        return Sys.ActorOf(Props.Create(() => new Leaky(target)));
    }

    [Theory, InlineData("thread"), InlineData("self"), InlineData("sender")]
    public void Context_on_another_thread_is_not_supported(string what)
    {
        Start().Tell(what);

        ExpectMsg<NotSupportedException>();
    }

    [Fact]
    public void A_captured_context_still_knows_its_actor()
    {
        var actor = Start();
        actor.Tell("captured");

        ExpectMsg(actor);
    }

    [Fact]
    public async Task An_actor_cannot_be_made_without_its_system() =>
        await Assert.ThrowsAsync<ActorInitializationException>(() => Task.Factory.StartNew(() => new Lambda((_, _) => { }),
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));

    [Fact]
    public void The_context_knows_Self_System_Props_and_Parent()
    {
        var target = TestActor;
        var actor = Run((context, _) =>
        {
            target.Tell(context.Self);
            target.Tell(context.System);
            target.Tell(context.Props.Type);
            target.Tell(context.Parent.Path.ToStringWithoutAddress());
        });
        actor.Tell("go");

        ExpectMsg(actor);
        Assert.Same(Sys, ExpectMsg<ActorSystem>());
        Assert.Equal(typeof(Lambda), ExpectMsg<Type>());
        ExpectMsg("/user");
    }

    [Fact]
    public void Context_of_a_nested_run_is_restored_when_it_ends()
    {
        var target = TestActor;
        var inner = Sys.ActorOf(Forwards().WithDispatcher(Akka.TestKit.CallingThreadDispatcher.Id));
        inner.Tell("warm");
        ExpectMsg("warm");
        var actor = Run((context, _) =>
        {
            // Runs the inner actor here and now, on this thread.
            inner.Tell("inner");
            target.Tell("outer");
        });
        actor.Tell("go");

        ExpectMsg("inner");
        Assert.Equal(actor, LastSender);
        ExpectMsg("outer");
        Assert.Equal(actor, LastSender);
    }

    [Fact]
    public void Props_may_pass_arguments_by_expression_or_by_value()
    {
        Sys.ActorOf(Props.Create<TakesArguments>(TestActor, 1));
        ExpectMsg(1);
        var type = typeof(TakesArguments);
        Sys.ActorOf(Props.Create(type, TestActor, 2));
        ExpectMsg(2);
        var target = TestActor;
        Sys.ActorOf(Props.Create(() => new TakesArguments(target, 3)));
        ExpectMsg(3);
    }

    private sealed class TakesArguments : UntypedActor
    {
        public TakesArguments(IActorRef target, int number) => target.Tell(number);

        protected override void OnReceive(object message) { }
    }
}
