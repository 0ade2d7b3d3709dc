using Akka.Actor;
using Akka.Event;

namespace ActorTcp.Runtime.Tests;

public sealed class EventStreamTests : Contract
{
    private interface IMarked;
    private class Animal;
    private sealed class Dog : Animal, IMarked;
    private sealed class Cat : Animal;

    [Fact]
    public void A_subscriber_gets_what_is_published_of_its_type()
    {
        Assert.True(Sys.EventStream.Subscribe(TestActor, typeof(Dog)));
        Sys.EventStream.Publish(new Cat());
        Sys.EventStream.Publish(new Dog());

        ExpectMsg<Dog>();
        ExpectNoMsg(Absent);
    }

    [Fact]
    public void A_subscriber_to_a_base_type_gets_the_derived()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(Animal));
        Sys.EventStream.Publish(new Dog());
        Sys.EventStream.Publish(new Cat());
        Sys.EventStream.Publish("no animal");

        ExpectMsg<Dog>();
        ExpectMsg<Cat>();
        ExpectNoMsg(Absent);
    }

    [Fact]
    public void A_subscriber_to_an_interface_gets_its_implementations()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(IMarked));
        Sys.EventStream.Publish(new Cat());
        Sys.EventStream.Publish(new Dog());

        ExpectMsg<Dog>();
    }

    [Fact]
    public void A_type_first_published_and_then_subscribed_is_delivered()
    {
        Sys.EventStream.Publish(new Dog());
        Sys.EventStream.Subscribe(TestActor, typeof(Animal));
        Sys.EventStream.Publish(new Dog());

        ExpectMsg<Dog>();
        ExpectNoMsg(Absent);
    }

    [Fact]
    public void A_second_subscription_of_the_same_type_changes_nothing()
    {
        Assert.True(Sys.EventStream.Subscribe(TestActor, typeof(Dog)));
        Assert.False(Sys.EventStream.Subscribe(TestActor, typeof(Dog)));
        Sys.EventStream.Publish(new Dog());

        ExpectMsg<Dog>();
        ExpectNoMsg(Absent);
    }

    [Fact]
    public void A_subscription_to_base_and_derived_delivers_once()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(Animal));
        Sys.EventStream.Subscribe(TestActor, typeof(Dog));
        Sys.EventStream.Publish(new Dog());

        ExpectMsg<Dog>();
        ExpectNoMsg(Absent);
    }

    [Fact]
    public void Unsubscribe_of_a_type_ends_that_subscription_only()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(Dog));
        Sys.EventStream.Subscribe(TestActor, typeof(Cat));
        Assert.True(Sys.EventStream.Unsubscribe(TestActor, typeof(Dog)));
        Sys.EventStream.Publish(new Dog());
        Sys.EventStream.Publish(new Cat());

        ExpectMsg<Cat>();
        ExpectNoMsg(Absent);
    }

    [Fact]
    public void Unsubscribe_of_a_subscriber_ends_all_it_has()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(Dog));
        Sys.EventStream.Subscribe(TestActor, typeof(Cat));
        Assert.True(Sys.EventStream.Unsubscribe(TestActor));
        Sys.EventStream.Publish(new Dog());
        Sys.EventStream.Publish(new Cat());

        ExpectNoMsg(Absent);
    }

    [Fact]
    public void Unsubscribe_of_who_never_subscribed_is_false()
    {
        Assert.False(Sys.EventStream.Unsubscribe(TestActor, typeof(Dog)));
    }

    [Fact]
    public void A_published_event_has_its_publisher_as_sender()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(Dog));
        Sys.EventStream.Publish(new Dog());

        ExpectMsg<Dog>();
        Assert.Equal(TestActor, LastSender);
    }

    [Fact]
    public void A_dead_subscriber_is_dropped()
    {
        var subscriber = RunForwarder();
        Sys.EventStream.Subscribe(subscriber, typeof(Dog));
        Sys.EventStream.Subscribe(TestActor, typeof(DeadLetter));
        StopAndWait(subscriber);

        AwaitAssert(() =>
        {
            Drain();
            Sys.EventStream.Publish(new Dog());
            ExpectNoMsg(Absent);
        });
    }
}

public sealed class DeadLetterTests : Contract
{
    private sealed class Suppressed : IDeadLetterSuppression;

    public DeadLetterTests() => Sys.EventStream.Subscribe(TestActor, typeof(DeadLetter));

    [Fact]
    public void A_message_to_DeadLetters_is_published_with_its_sender()
    {
        Sys.DeadLetters.Tell("lost", TestActor);

        var letter = ExpectMsg<DeadLetter>();
        Assert.Equal("lost", letter.Message);
        Assert.Equal(TestActor, letter.Sender);
        Assert.Equal(Sys.DeadLetters, letter.Recipient);
    }

    [Fact]
    public void A_suppressed_message_is_published_apart()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(SuppressedDeadLetter));
        var actor = RunForwarder();
        StopAndWait(actor);
        actor.Tell(new Suppressed(), TestActor);

        Assert.IsType<Suppressed>(ExpectMsg<SuppressedDeadLetter>().Message);
        ExpectNoMsg(Absent);
    }

    [Fact]
    public void AllDeadLetters_covers_both()
    {
        Sys.EventStream.Unsubscribe(TestActor);
        Sys.EventStream.Subscribe(TestActor, typeof(AllDeadLetters));
        var actor = RunForwarder();
        StopAndWait(actor);
        actor.Tell(new Suppressed(), TestActor);
        actor.Tell("lost", TestActor);

        ExpectMsg<SuppressedDeadLetter>();
        ExpectMsg<DeadLetter>();
    }
}
