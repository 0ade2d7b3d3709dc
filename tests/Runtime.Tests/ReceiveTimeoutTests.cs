using Akka.Actor;

namespace ActorTcp.Runtime.Tests;

public sealed class ReceiveTimeoutTests : Contract
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMilliseconds(150);

    private sealed class Transparent : INotInfluenceReceiveTimeout;

    private IActorRef Start(bool again = false)
    {
        var target = TestActor;
        return Run((context, message) =>
        {
            switch (message)
            {
                case "start":
                    context.SetReceiveTimeout(Timeout);
                    break;
                case "stop":
                    context.SetReceiveTimeout(null);
                    break;
                case ReceiveTimeout:
                    target.Tell(message);
                    if (!again) context.SetReceiveTimeout(null);
                    break;
                case "read":
                    target.Tell(context.ReceiveTimeout?.ToString() ?? "none");
                    break;
            }
        });
    }

    [Fact]
    public void ReceiveTimeout_comes_when_no_message_has_come_for_so_long()
    {
        Start().Tell("start");

        Assert.Same(ReceiveTimeout.Instance, ExpectMsg<ReceiveTimeout>());
    }

    [Fact]
    public void A_message_starts_the_wait_anew()
    {
        var actor = Start();
        actor.Tell("start");
        var begun = DateTime.UtcNow;
        for (var i = 0; i < 4; i++)
        {
            ExpectNoMsg(TimeSpan.FromMilliseconds(50));
            actor.Tell("still here");
        }

        ExpectMsg<ReceiveTimeout>();
        Assert.True(DateTime.UtcNow - begun > TimeSpan.FromMilliseconds(300));
    }

    [Fact]
    public void A_message_that_must_not_influence_the_timeout_does_not()
    {
        var actor = Start();
        actor.Tell("start");
        var chatter = Sys.Scheduler.ScheduleTellRepeatedlyCancelable(TimeSpan.Zero, TimeSpan.FromMilliseconds(30), actor,
            new Transparent(), ActorRefs.NoSender);

        ExpectMsg<ReceiveTimeout>();
        chatter.Cancel();
    }

    [Fact]
    public void The_timeout_repeats_until_it_is_set_to_null()
    {
        var actor = Start(again: true);
        actor.Tell("start");
        ExpectMsg<ReceiveTimeout>();
        ExpectMsg<ReceiveTimeout>();
        actor.Tell("stop");
        actor.Tell("read");

        FishForMessage<string>(text => text == "none", Patience);
        ExpectNoMsg(Timeout * 2);
    }

    [Fact]
    public void ReceiveTimeout_of_the_context_reads_back()
    {
        var actor = Start();
        actor.Tell("read");
        ExpectMsg("none");
        actor.Tell("start");
        actor.Tell("read");

        ExpectMsg(Timeout.ToString());
    }
}
