using Akka.Actor;

namespace ActorTcp.Runtime.Tests;

public sealed class PipeToTests : Contract
{
    [Fact]
    public async Task PipeTo_tells_the_result_with_the_sender_given()
    {
        var probe = CreateTestProbe();
        await Task.FromResult("done").PipeTo(TestActor, probe.Ref);

        ExpectMsg("done");
        Assert.Equal(probe.Ref, LastSender);
    }

    [Fact]
    public void PipeTo_tells_when_the_task_completes()
    {
        var work = new TaskCompletionSource<int>();
        work.Task.PipeTo(TestActor);
        ExpectNoMsg(Absent);
        work.SetResult(1);

        ExpectMsg(1);
    }

    [Fact]
    public async Task PipeTo_tells_a_failure_as_Status_Failure()
    {
        await Task.FromException<int>(new BoomException()).PipeTo(TestActor);

        Assert.IsType<BoomException>(ExpectMsg<Status.Failure>().Cause.GetBaseException());
    }

    [Fact]
    public async Task PipeTo_tells_a_cancellation_as_Status_Failure()
    {
        await Task.FromCanceled<int>(new CancellationToken(true)).PipeTo(TestActor);

        Assert.IsAssignableFrom<OperationCanceledException>(ExpectMsg<Status.Failure>().Cause.GetBaseException());
    }

    [Fact]
    public async Task PipeTo_transforms_success_and_failure()
    {
        await Task.FromResult(2).PipeTo(TestActor, success: number => $"got {number}");
        await Task.FromException<int>(new BoomException()).PipeTo(TestActor, failure: cause => cause.GetBaseException().Message);

        ExpectMsg("got 2");
        ExpectMsg("boom");
    }

    [Fact]
    public async Task PipeTo_of_a_task_without_result_tells_what_success_makes()
    {
        await Task.CompletedTask.PipeTo(TestActor, success: () => "finished");

        ExpectMsg("finished");
    }

    [Fact]
    public void PipeTo_from_an_actor_to_itself_arrives_as_a_message()
    {
        var target = TestActor;
        var work = new TaskCompletionSource<string>();
        var actor = Run((context, message) =>
        {
            if (message is "go") work.Task.PipeTo(context.Self, context.Self);
            else target.Forward(message);
        });
        actor.Tell("go");
        work.SetResult("done");

        ExpectMsg("done");
        Assert.Equal(actor, LastSender);
    }
}
