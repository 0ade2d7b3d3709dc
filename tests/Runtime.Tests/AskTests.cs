using Akka.Actor;

namespace ActorTcp.Runtime.Tests;

public sealed class AskTests : Contract
{
    private IActorRef Answers(object answer) => Run((context, _) => context.Sender.Tell(answer, context.Self));

    private IActorRef Fails() => Answers(new Status.Failure(new BoomException()));

    private IActorRef Silent() => Run((_, _) => { });

    [Fact]
    public async Task Ask_completes_with_the_reply() => Assert.Equal(42, await Answers(42).Ask<int>("x", Patience));

    [Fact]
    public async Task Ask_of_object_takes_any_reply() => Assert.Equal("y", await Answers("y").Ask("x", Patience));

    [Fact]
    public async Task Ask_takes_a_reply_of_a_derived_type() =>
        Assert.IsType<ArgumentException>(await Answers(new ArgumentException("x")).Ask<Exception>("x", Patience));

    [Fact]
    public async Task Ask_fails_where_the_reply_is_of_another_type() =>
        await Assert.ThrowsAsync<ArgumentException>(() => Answers("text").Ask<int>("x", Patience));

    [Fact]
    public async Task Status_Failure_fails_the_ask_with_its_cause()
    {
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => Fails().Ask<int>("x", Patience));

        Assert.IsType<BoomException>(failure.GetBaseException());
    }

    [Fact]
    public async Task Status_Failure_is_a_reply_to_who_asked_for_one() =>
        Assert.IsType<BoomException>((await Fails().Ask<Status.Failure>("x", Patience)).Cause);

    [Fact]
    public async Task Status_Success_is_a_plain_reply() =>
        Assert.Equal("done", (await Answers(new Status.Success("done")).Ask<Status.Success>("x", Patience)).Status);

    [Fact]
    public async Task No_reply_in_time_is_an_AskTimeoutException() =>
        await Assert.ThrowsAsync<AskTimeoutException>(() => Silent().Ask<int>("x", TimeSpan.FromMilliseconds(50)));

    [Fact]
    public async Task A_cancelled_token_cancels_the_ask()
    {
        using var cancel = new CancellationTokenSource();
        var asked = Silent().Ask<int>("x", cancel.Token);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
    }

    [Fact]
    public async Task Ask_of_a_stopped_actor_times_out()
    {
        var actor = Silent();
        StopAndWait(actor);

        await Assert.ThrowsAsync<AskTimeoutException>(() => actor.Ask<int>("x", TimeSpan.FromMilliseconds(50)));
    }

    [Fact]
    public async Task Ask_of_a_selection_reaches_the_actor()
    {
        Sys.ActorOf(Does((context, _) => context.Sender.Tell("here")), "somebody");

        Assert.Equal("here", await Sys.ActorSelection("/user/somebody").Ask<string>("x", Patience));
    }

    [Fact]
    public async Task Many_asks_at_once_get_each_its_own_reply()
    {
        var echo = Run((context, message) => context.Sender.Tell(message));
        var replies = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => echo.Ask<int>(i, Patience)));

        Assert.Equal(Enumerable.Range(0, 200), replies);
    }

    [Fact]
    public async Task The_temporary_reference_can_be_forwarded()
    {
        var last = Answers("from the last");
        var first = Run((_, message) => last.Forward(message));

        Assert.Equal("from the last", await first.Ask<string>("x", Patience));
    }
}
