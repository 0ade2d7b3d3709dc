using Akka.Actor;
using Akka.Configuration;

namespace ActorTcp.Runtime.Tests;

public sealed class SystemTerminationTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static ActorSystem Create(string name = "contract") =>
        ActorSystem.Create(name, ConfigurationFactory.ParseString("akka { loglevel = ERROR, stdout-loglevel = OFF }"));

    private sealed class Stops(TaskCompletionSource started, Action stopped) : UntypedActor
    {
        protected override void PreStart() => started.SetResult();
        protected override void OnReceive(object message) { }
        protected override void PostStop() => stopped();
    }

    [Fact]
    public async Task Terminate_stops_every_actor_and_completes_WhenTerminated()
    {
        var system = Create();
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var stopped = false;
        Action onStop = () => stopped = true;
        system.ActorOf(Props.Create(() => new Stops(started, onStop)));
        await started.Task.WaitAsync(Patience);
        Assert.False(system.WhenTerminated.IsCompleted);
        await system.Terminate().WaitAsync(Patience);

        Assert.True(stopped);
        await system.WhenTerminated.WaitAsync(Patience);
    }

    [Fact]
    public async Task Terminate_twice_is_harmless()
    {
        var system = Create();
        await Task.WhenAll(system.Terminate(), system.Terminate()).WaitAsync(Patience);

        await system.Terminate().WaitAsync(Patience);
    }

    [Fact]
    public async Task RegisterOnTermination_runs_its_callback_when_all_actors_have_stopped()
    {
        var system = Create();
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        system.RegisterOnTermination(ended.SetResult);
        Assert.False(ended.Task.IsCompleted);
        await system.Terminate().WaitAsync(Patience);

        await ended.Task.WaitAsync(Patience);
    }

    [Fact]
    public async Task Callbacks_run_in_the_reverse_order_of_registration()
    {
        var system = Create();
        var order = new List<int>();
        for (var i = 0; i < 3; i++)
        {
            var number = i;
            system.RegisterOnTermination(() => order.Add(number));
        }

        await system.Terminate().WaitAsync(Patience);
        Assert.Equal([2, 1, 0], order);
    }

    [Fact]
    public async Task A_message_after_termination_is_lost_without_an_exception()
    {
        var system = Create();
        Action<IActorContext, object> nothing = (_, _) => { };
        var actor = system.ActorOf(Props.Create(() => new Lambda(nothing)));
        await system.Terminate().WaitAsync(Patience);

        actor.Tell("late", ActorRefs.NoSender);
    }

    [Fact]
    public async Task A_system_knows_its_name_start_and_uptime()
    {
        var system = Create("named");
        Assert.Equal("named", system.Name);
        Assert.True(system.Uptime >= TimeSpan.Zero);
        Assert.True(system.StartTime > TimeSpan.Zero);
        await system.Terminate().WaitAsync(Patience);
    }

    [Theory, InlineData(""), InlineData("with space"), InlineData("-dash")]
    public void A_system_name_is_letters_digits_and_dashes(string name) => Assert.Throws<ArgumentException>(() => Create(name));

    [Fact]
    public async Task Dispose_terminates()
    {
        var system = Create();
        system.Dispose();

        await system.WhenTerminated.WaitAsync(Patience);
    }
}
