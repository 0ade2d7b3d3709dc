using Akka.Actor;
using Akka.Event;

namespace ActorTcp.Runtime.Tests;

public sealed class ReceiveActorTests : Contract
{
    private sealed class Configured : ReceiveActor
    {
        public Configured(Action<Configured> configure) => configure(this);

        public new IActorRef Sender => base.Sender;
        public new void Receive<T>(Action<T> handler, Predicate<T>? shouldHandle = null) => base.Receive(handler, shouldHandle);
        public void When<T>(Predicate<T> shouldHandle, Action<T> handler) => base.Receive(shouldHandle, handler);
        public void Try<T>(Func<T, bool> handler) => base.Receive(handler);
        public void Typed(Type type, Action<object> handler) => base.Receive(type, handler);
        public new void ReceiveAny(Action<object> handler) => base.ReceiveAny(handler);
        public new void Become(Action configure) => base.Become(configure);
        public new void BecomeStacked(Action configure) => base.BecomeStacked(configure);
        public new void UnbecomeStacked() => base.UnbecomeStacked();
    }

    private IActorRef Start(Action<Configured> configure) => Sys.ActorOf(Props.Create(() => new Configured(configure)));

    private void Gives(IActorRef actor, object message, string expected)
    {
        actor.Tell(message);
        ExpectMsg(expected);
    }

    [Fact]
    public void The_first_declared_handler_that_fits_is_the_only_one_to_run()
    {
        var actor = Start(a =>
        {
            a.Receive<string>(_ => a.Sender.Tell("string"));
            a.Receive<object>(_ => a.Sender.Tell("object"));
        });

        Gives(actor, "x", "string");
        Gives(actor, 1, "object");
        ExpectNoMsg(Absent);
    }

    [Fact]
    public void A_handler_of_a_base_type_declared_first_takes_what_derives_from_it()
    {
        var actor = Start(a =>
        {
            a.Receive<Exception>(_ => a.Sender.Tell("base"));
            a.Receive<ArgumentException>(_ => a.Sender.Tell("derived"));
        });

        Gives(actor, new ArgumentException("x"), "base");
    }

    [Fact]
    public void A_handler_of_an_interface_takes_its_implementations() =>
        Gives(Start(a => a.Receive<IComparable>(_ => a.Sender.Tell("comparable"))), 1, "comparable");

    [Fact]
    public void A_predicate_that_refuses_passes_the_message_on()
    {
        var actor = Start(a =>
        {
            a.Receive<int>(_ => a.Sender.Tell("even"), i => i % 2 == 0);
            a.When<int>(i => i > 10, _ => a.Sender.Tell("large"));
            a.Receive<int>(_ => a.Sender.Tell("rest"));
        });

        Gives(actor, 2, "even");
        Gives(actor, 11, "large");
        Gives(actor, 3, "rest");
    }

    [Fact]
    public void A_handler_that_returns_false_passes_the_message_on()
    {
        var actor = Start(a =>
        {
            a.Try<string>(text => text == "mine");
            a.Typed(typeof(string), _ => a.Sender.Tell("next"));
        });
        actor.Tell("mine");

        Gives(actor, "yours", "next");
    }

    [Fact]
    public void ReceiveAny_takes_what_nobody_took() => Gives(Start(a =>
    {
        a.Receive<string>(_ => a.Sender.Tell("string"));
        a.ReceiveAny(_ => a.Sender.Tell("any"));
    }), 1.5, "any");

    [Fact]
    public void A_handler_declared_after_ReceiveAny_is_an_error_of_construction() =>
        EventFilter.Exception<ActorInitializationException>().ExpectOne(() => Start(a =>
        {
            a.ReceiveAny(_ => { });
            a.Receive<string>(_ => { });
        }));

    [Fact]
    public void A_message_that_no_handler_fits_is_unhandled()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(UnhandledMessage));
        Start(a => a.Receive<string>(_ => { })).Tell(1);

        Assert.Equal(1, ExpectMsg<UnhandledMessage>().Message);
    }

    [Fact]
    public void Become_declares_a_whole_new_set_of_handlers()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(UnhandledMessage));
        var actor = Start(a => a.Receive<string>(_ => a.Become(() => a.Receive<int>(_ => a.Sender.Tell("int")))));
        actor.Tell("switch");

        Gives(actor, 1, "int");
        actor.Tell("gone");
        Assert.Equal("gone", ExpectMsg<UnhandledMessage>().Message);
    }

    [Fact]
    public void BecomeStacked_and_UnbecomeStacked_nest()
    {
        var actor = Start(a =>
        {
            a.Receive<int>(_ => a.BecomeStacked(() =>
            {
                a.Receive<int>(_ => a.UnbecomeStacked());
                a.Receive<string>(_ => a.Sender.Tell("upper"));
            }));
            a.Receive<string>(_ => a.Sender.Tell("lower"));
        });

        Gives(actor, "x", "lower");
        actor.Tell(1);
        Gives(actor, "x", "upper");
        actor.Tell(1);
        Gives(actor, "x", "lower");
    }

    [Fact]
    public void A_handler_declared_outside_the_constructor_and_Become_is_an_error()
    {
        var actor = Start(a => a.Receive<string>(_ => a.Receive<int>(_ => { })));

        EventFilter.Exception<InvalidOperationException>().ExpectOne(() => actor.Tell("late"));
    }
}
