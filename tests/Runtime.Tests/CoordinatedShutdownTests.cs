using Akka;
using Akka.Actor;

namespace ActorTcp.Runtime.Tests;

public sealed class CoordinatedShutdownTests : Contract
{
    private sealed class TestReason : CoordinatedShutdown.Reason;

    private CoordinatedShutdown Coordinated => CoordinatedShutdown.Get(Sys);

    private readonly List<string> _ran = [];

    private void Add(string phase, string name) => Coordinated.AddTask(phase, name, () =>
    {
        lock (_ran) _ran.Add(name);
        return Task.FromResult(Done.Instance);
    });

    [Fact]
    public async Task Phases_run_in_their_order_whatever_the_order_of_registration()
    {
        Add(CoordinatedShutdown.PhaseBeforeActorSystemTerminate, "last");
        Add(CoordinatedShutdown.PhaseServiceUnbind, "unbind");
        Add(CoordinatedShutdown.PhaseServiceStop, "stop");
        Add(CoordinatedShutdown.PhaseServiceRequestsDone, "requests done");
        Add(CoordinatedShutdown.PhaseBeforeServiceUnbind, "first");
        await Coordinated.Run(new TestReason());

        Assert.Equal(["first", "unbind", "requests done", "stop", "last"], _ran);
    }

    [Fact]
    public async Task A_phase_begins_when_the_tasks_of_the_one_before_have_ended()
    {
        var gate = new TaskCompletionSource<Done>();
        Coordinated.AddTask(CoordinatedShutdown.PhaseServiceUnbind, "slow", () => gate.Task);
        Add(CoordinatedShutdown.PhaseServiceUnbind, "beside");
        Add(CoordinatedShutdown.PhaseServiceStop, "after");
        var run = Coordinated.Run(new TestReason());
        AwaitCondition(() => _ran.Count == 1, Patience);
        Assert.False(run.IsCompleted);
        gate.SetResult(Done.Instance);
        await run;

        Assert.Equal(["beside", "after"], _ran);
    }

    [Fact]
    public async Task Run_twice_runs_once()
    {
        Add(CoordinatedShutdown.PhaseServiceStop, "task");
        var first = Coordinated.Run(new TestReason());
        var second = Coordinated.Run(CoordinatedShutdown.UnknownReason.Instance);
        await first;
        await second;

        Assert.Equal(["task"], _ran);
        Assert.IsType<TestReason>(Coordinated.ShutdownReason);
    }

    [Fact]
    public async Task The_reason_is_null_before_the_run()
    {
        Assert.Null(Coordinated.ShutdownReason);
        await Coordinated.Run(new TestReason());

        Assert.IsType<TestReason>(Coordinated.ShutdownReason);
    }

    [Fact]
    public async Task Run_terminates_the_system()
    {
        await Coordinated.Run(new TestReason());

        Assert.True(Sys.WhenTerminated.IsCompleted);
    }

    [Fact]
    public async Task Terminate_of_the_system_runs_the_tasks()
    {
        Add(CoordinatedShutdown.PhaseServiceStop, "task");
        await Sys.Terminate();

        Assert.Equal(["task"], _ran);
    }

    [Fact]
    public async Task A_task_that_fails_does_not_stop_the_run()
    {
        Coordinated.AddTask(CoordinatedShutdown.PhaseServiceUnbind, "fails", () => Task.FromException<Done>(new BoomException()));
        Add(CoordinatedShutdown.PhaseServiceStop, "after");
        await Coordinated.Run(new TestReason());

        Assert.Equal(["after"], _ran);
    }

    [Fact]
    public void A_task_for_an_unknown_phase_is_refused() =>
        Assert.Throws<Akka.Configuration.ConfigurationException>(() => Add("no-such-phase", "task"));

    [Fact]
    public async Task Actors_live_while_the_phases_run()
    {
        var actor = RunForwarder();
        Coordinated.AddTask(CoordinatedShutdown.PhaseServiceStop, "ask", async () =>
        {
            Assert.True(await actor.GracefulStop(Patience));
            return Done.Instance;
        });
        await Coordinated.Run(new TestReason());
    }
}
