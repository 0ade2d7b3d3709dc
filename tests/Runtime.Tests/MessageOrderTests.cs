using Akka.Actor;

namespace ActorTcp.Runtime.Tests;

public sealed class MessageOrderTests : Contract
{
    [Fact]
    public void Messages_of_one_sender_arrive_in_the_order_sent()
    {
        var actor = RunForwarder();
        for (var i = 0; i < 1_000; i++) actor.Tell(i);

        Assert.Equal(Enumerable.Range(0, 1_000), ReceiveN(1_000).Cast<int>());
    }

    [Fact]
    public async Task Messages_of_several_senders_interleave_but_each_pair_keeps_its_order()
    {
        const int Senders = 4, Each = 500;
        var actor = RunForwarder();
        await Task.WhenAll(Enumerable.Range(0, Senders).Select(sender => Task.Run(() =>
        {
            for (var i = 0; i < Each; i++) actor.Tell((sender, i), ActorRefs.NoSender);
        })));

        var received = ReceiveN(Senders * Each).Cast<(int Sender, int I)>().ToLookup(m => m.Sender, m => m.I);
        Assert.All(received, one => Assert.Equal(Enumerable.Range(0, Each), one));
    }

    [Fact]
    public void Order_holds_along_a_chain_of_actors()
    {
        var last = RunForwarder();
        var middle = Run((_, message) => last.Tell(message));
        for (var i = 0; i < 200; i++) middle.Tell(i);

        Assert.Equal(Enumerable.Range(0, 200), ReceiveN(200).Cast<int>());
    }

    [Fact]
    public void One_message_runs_at_a_time_however_many_send()
    {
        var inside = 0;
        var overlapped = false;
        var target = TestActor;
        var actor = Run((_, message) =>
        {
            if (Interlocked.Increment(ref inside) != 1) overlapped = true;
            Interlocked.Decrement(ref inside);
            target.Tell(message);
        });
        Parallel.For(0, 1_000, i => actor.Tell(i, ActorRefs.NoSender));
        ReceiveN(1_000);

        Assert.False(overlapped);
    }

    [Fact]
    public void A_message_sent_to_Self_comes_after_those_already_queued()
    {
        var target = TestActor;
        var actor = Run((context, message) =>
        {
            if (message is "go")
            {
                context.Self.Tell("first");
                context.Self.Tell("second");
            }

            target.Tell(message);
        });
        actor.Tell("go");

        ExpectMsg("go");
        ExpectMsg("first");
        ExpectMsg("second");
    }
}
