using Akka.Actor;
using Akka.Event;

namespace ActorTcp.Runtime.Tests;

public sealed class BehaviourTests : Contract
{
    private sealed class Switching : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case "become": Become(Other); break;
                case "stack": BecomeStacked(Other); break;
                case "who": Sender.Tell("initial"); break;
                case "boom": throw new BoomException();
                default: Unhandled(message); break;
            }
        }

        private void Other(object message)
        {
            switch (message)
            {
                case "stack": BecomeStacked(Top); break;
                case "unbecome": UnbecomeStacked(); break;
                case "who": Sender.Tell("other"); break;
                case "boom": throw new BoomException();
                default: Unhandled(message); break;
            }
        }

        private void Top(object message)
        {
            switch (message)
            {
                case "become": Become(OnReceive); break;
                case "unbecome": UnbecomeStacked(); break;
                case "who": Sender.Tell("top"); break;
                default: Unhandled(message); break;
            }
        }
    }

    private void Is(IActorRef actor, string behaviour)
    {
        actor.Tell("who");
        ExpectMsg(behaviour);
    }

    [Fact]
    public void Become_takes_effect_with_the_next_message()
    {
        var target = TestActor;
        var actor = Run((context, message) =>
        {
            context.Become(next =>
            {
                target.Tell($"second {next}");
                return true;
            });
            target.Tell($"first {message}");
        });
        actor.Tell("a");
        actor.Tell("b");

        ExpectMsg("first a");
        ExpectMsg("second b");
    }

    [Fact]
    public void Become_replaces_the_behaviour()
    {
        var actor = Sys.ActorOf<Switching>();
        Is(actor, "initial");
        actor.Tell("become");
        Is(actor, "other");
    }

    [Fact]
    public void UnbecomeStacked_returns_to_the_behaviour_below()
    {
        var actor = Sys.ActorOf<Switching>();
        actor.Tell("stack");
        actor.Tell("stack");
        Is(actor, "top");
        actor.Tell("unbecome");
        Is(actor, "other");
        actor.Tell("unbecome");
        Is(actor, "initial");
    }

    [Fact]
    public void Become_replaces_only_the_top_of_the_stack()
    {
        var actor = Sys.ActorOf<Switching>();
        actor.Tell("stack");
        actor.Tell("stack");
        actor.Tell("become");
        Is(actor, "initial");
        actor.Tell("become");
        actor.Tell("unbecome");
        Is(actor, "other");
    }

    [Fact]
    public void UnbecomeStacked_after_a_plain_Become_returns_to_the_initial_behaviour()
    {
        var actor = Sys.ActorOf<Switching>();
        actor.Tell("become");
        actor.Tell("unbecome");
        Is(actor, "initial");
    }

    [Fact]
    public void Restart_returns_to_the_initial_behaviour()
    {
        var actor = Sys.ActorOf<Switching>();
        actor.Tell("become");
        EventFilter.Exception<BoomException>().ExpectOne(() => actor.Tell("boom"));
        Is(actor, "initial");
    }

    [Fact]
    public void An_unhandled_message_is_published_with_sender_and_recipient()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(UnhandledMessage));
        var actor = Sys.ActorOf<Switching>();
        actor.Tell("unknown", TestActor);

        var unhandled = ExpectMsg<UnhandledMessage>();
        Assert.Equal("unknown", unhandled.Message);
        Assert.Equal(TestActor, unhandled.Sender);
        Assert.Equal(actor, unhandled.Recipient);
    }

    [Fact]
    public void A_behaviour_that_returns_false_leaves_the_message_unhandled()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(UnhandledMessage));
        var actor = Run((context, _) => context.Become(_ => false));
        actor.Tell("switch");
        actor.Tell("refused");

        Assert.Equal("refused", ExpectMsg<UnhandledMessage>().Message);
    }

    [Fact]
    public void An_override_of_Unhandled_replaces_the_event()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(UnhandledMessage));
        var target = TestActor;
        Sys.ActorOf(Props.Create(() => new OwnUnhandled(target))).Tell(1);

        ExpectMsg("unhandled 1");
        ExpectNoMsg(Absent);
    }

    private sealed class OwnUnhandled(IActorRef target) : ActorBase
    {
        protected override bool Receive(object message) => false;
        protected override void Unhandled(object message) => target.Tell($"unhandled {message}");
    }
}
