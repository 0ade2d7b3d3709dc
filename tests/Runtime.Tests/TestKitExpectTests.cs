using Akka.Actor;
using Xunit.Sdk;

namespace ActorTcp.Runtime.Tests;

public sealed class TestKitExpectTests : Contract
{
    private void Tell(params object[] messages)
    {
        foreach (var message in messages) TestActor.Tell(message);
    }

    private static void Fails(Action expectation) => Assert.ThrowsAny<XunitException>(expectation);

    [Fact]
    public void ExpectMsg_takes_a_message_of_its_type_and_value()
    {
        Tell("a", 1, "b", "c");

        Assert.Equal("a", ExpectMsg<string>());
        Assert.Equal(1, ExpectMsg(1));
        Assert.Equal("b", ExpectMsg<string>(text => text.Length == 1));
        ExpectMsg<string>(text => Assert.Equal("c", text));
    }

    [Fact]
    public void ExpectMsg_fails_at_another_type_value_or_nothing()
    {
        Tell("a");
        Fails(() => ExpectMsg<int>());
        Tell("a");
        Fails(() => ExpectMsg("b"));
        Tell("a");
        Fails(() => ExpectMsg<string>(text => text == "b"));
        Fails(() => ExpectMsg<string>(TimeSpan.FromMilliseconds(20)));
    }

    [Fact]
    public void ExpectMsg_hands_the_sender_over()
    {
        var probe = CreateTestProbe();
        TestActor.Tell("a", probe.Ref);
        IActorRef? seen = null;
        ExpectMsg<string>((_, sender) => seen = sender);

        Assert.Equal(probe.Ref, seen);
    }

    [Fact]
    public void ExpectMsgFrom_checks_the_sender()
    {
        var probe = CreateTestProbe();
        TestActor.Tell("a", probe.Ref);
        ExpectMsgFrom<string>(probe.Ref);
        TestActor.Tell("a", probe.Ref);

        Fails(() => ExpectMsgFrom<string>(TestActor));
    }

    [Fact]
    public async Task ExpectMsgAsync_awaits()
    {
        Sys.Scheduler.ScheduleTellOnce(TimeSpan.FromMilliseconds(20), TestActor, "later", ActorRefs.NoSender);

        Assert.Equal("later", await ExpectMsgAsync<string>());
        await ExpectNoMsgAsync(TimeSpan.FromMilliseconds(10));
    }

    [Fact]
    public void ExpectNoMsg_fails_where_there_is_one()
    {
        ExpectNoMsg(TimeSpan.FromMilliseconds(10));
        ExpectNoMsg(10);
        Tell("a");

        Fails(() => ExpectNoMsg(TimeSpan.FromMilliseconds(10)));
    }

    [Fact]
    public void ExpectMsgAllOf_takes_them_in_any_order()
    {
        Tell("b", "a");

        Assert.Equal(["a", "b"], ExpectMsgAllOf(["a", "b"]).Order());
    }

    [Fact]
    public void ExpectMsgAnyOf_takes_one_of_them()
    {
        Tell("b");

        Assert.Equal("b", ExpectMsgAnyOf(["a", "b"]));
    }

    [Fact]
    public void ExpectTerminated_checks_who_died()
    {
        var actor = RunForwarder();
        Watch(actor);
        Sys.Stop(actor);

        Assert.Equal(actor, ExpectTerminated(actor).ActorRef);
    }

    [Fact]
    public void ReceiveN_takes_so_many_and_fails_at_fewer()
    {
        Tell(1, 2, 3);
        Assert.Equal([1, 2], ReceiveN(2).Cast<int>());

        Fails(() => ReceiveN(2, TimeSpan.FromMilliseconds(20)));
    }

    [Fact]
    public void ReceiveOne_gives_null_where_nothing_comes()
    {
        Tell("a");
        Assert.Equal("a", ReceiveOne(TimeSpan.FromSeconds(1)));

        Assert.Null(ReceiveOne(TimeSpan.FromMilliseconds(10)));
        Assert.Null(ReceiveOne(TimeSpan.Zero));
    }

    [Fact]
    public void ReceiveWhile_takes_as_long_as_the_filter_gives_something()
    {
        Tell(1, 2, "end", 3);

        Assert.Equal(["1", "2"], ReceiveWhile(TimeSpan.FromSeconds(1), message => message is int number ? $"{number}" : null));
        ExpectMsg("end");
        ExpectMsg(3);
    }

    [Fact]
    public void ReceiveWhile_ends_at_idleness_and_at_a_number()
    {
        Tell(1, 2, 3);

        Assert.Equal(2, ReceiveWhile(message => message, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5), 2).Count);
        Assert.Single(ReceiveWhile(message => message, TimeSpan.FromSeconds(5), TimeSpan.FromMilliseconds(20)));
    }

    [Fact]
    public void FishForMessage_throws_back_what_it_does_not_want()
    {
        Tell(1, "a", "b");

        Assert.Equal("b", FishForMessage(message => message is "b"));
        Tell(1, "a", 2);
        Assert.Equal(2, FishForMessage<int>(number => number == 2));
    }

    [Fact]
    public void FishForMessage_fails_where_nothing_bites() =>
        Fails(() => FishForMessage(_ => false, TimeSpan.FromMilliseconds(20)));

    [Fact]
    public void IgnoreMessages_hides_what_fits_until_it_is_reset()
    {
        IgnoreMessages(message => message is int);
        Tell(1, "a", 2);
        ExpectMsg("a");
        ExpectNoMsg(TimeSpan.FromMilliseconds(10));
        IgnoreNoMessages();
        Tell(3);

        ExpectMsg(3);
    }

    [Fact]
    public void HasMessages_and_LastMessage_tell_without_waiting()
    {
        Assert.False(HasMessages);
        Tell("a");
        Assert.True(HasMessages);
        ExpectMsg("a");

        Assert.Equal("a", LastMessage);
        Assert.False(HasMessages);
    }

    [Fact]
    public void Within_bounds_the_block()
    {
        Assert.Equal(3, Within(TimeSpan.FromSeconds(5), () => 3));
        Fails(() => Within(TimeSpan.FromMilliseconds(30), () => ExpectMsg<string>()));
    }

    [Fact]
    public void Within_a_minimum_fails_where_the_block_is_too_fast() =>
        Fails(() => Within(TimeSpan.FromMilliseconds(300), TimeSpan.FromSeconds(5), () => { }));

    [Fact]
    public void Remaining_counts_down_within()
    {
        Within(TimeSpan.FromSeconds(5), () => Assert.InRange(Remaining, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5)));

        Assert.Equal(TimeSpan.FromSeconds(10), RemainingOrDefault);
        Assert.Throws<InvalidOperationException>(() => Remaining);
    }

    [Fact]
    public async Task AwaitAssert_repeats_until_the_assertion_holds()
    {
        var tries = 0;
        AwaitAssert(() => Assert.True(++tries >= 3), Patience, TimeSpan.FromMilliseconds(5));
        Assert.Equal(3, tries);
        await AwaitAssertAsync(() => Assert.True(++tries >= 5), Patience, TimeSpan.FromMilliseconds(5));

        Fails(() => AwaitAssert(() => Assert.True(false), TimeSpan.FromMilliseconds(30), TimeSpan.FromMilliseconds(5)));
    }

    [Fact]
    public void AwaitCondition_repeats_until_it_is_true()
    {
        var tries = 0;
        AwaitCondition(() => ++tries >= 3, Patience, TimeSpan.FromMilliseconds(5));

        Assert.Equal(3, tries);
        Fails(() => AwaitCondition(() => false, TimeSpan.FromMilliseconds(30)));
        Assert.False(AwaitConditionNoThrow(() => false, TimeSpan.FromMilliseconds(30)));
    }
}
