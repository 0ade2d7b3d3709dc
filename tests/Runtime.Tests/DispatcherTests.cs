using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;

namespace ActorTcp.Runtime.Tests;

public sealed class DispatcherTests() : Contract($$"""
    by-executor {
      executor = "{{typeof(ThreadExecutorConfigurator).AssemblyQualifiedName}}"
      throughput = 5
    }
    by-type {
      type = "{{typeof(ThreadDispatcherConfigurator).AssemblyQualifiedName}}"
      throughput = 5
    }
    an-alias = by-type
    """)
{
    private const string Id = "contract.manual";

    private ManualExecutor? _executor;

    protected override void AfterAll() => _executor?.Release();

    private ManualExecutor Register(int throughput = 100)
    {
        var configurator = new ManualDispatcherConfigurator(Sys, Id, throughput);
        Assert.True(Sys.Dispatchers.RegisterConfigurator(Id, configurator));
        return _executor = configurator.Executor;
    }

    // Sys.ActorOf begins asynchronously: the guardian puts the first work into the executor.
    private void RunUntil(ManualExecutor executor, Func<bool> done) => AwaitCondition(() =>
    {
        executor.RunAll();
        return done();
    }, Patience, TimeSpan.FromMilliseconds(5));

    private IActorRef StartManual(ManualExecutor executor, Props props)
    {
        var actor = Sys.ActorOf(props.WithDispatcher(Id));
        RunUntil(executor, () => executor.Runs > 0);
        return actor;
    }

    private Props SaysThread()
    {
        var target = TestActor;
        return Does((_, _) => target.Tell(Thread.CurrentThread.Name ?? ""));
    }

    [Theory, InlineData("by-executor", "by-executor"), InlineData("by-type", "by-type"), InlineData("an-alias", "by-type")]
    public void A_dispatcher_of_the_config_is_found_by_its_id_and_runs_its_actors(string id, string thread)
    {
        Sys.ActorOf(SaysThread().WithDispatcher(id)).Tell("go");

        ExpectMsg(thread);
        Assert.True(Sys.Dispatchers.HasDispatcher(id));
        Assert.Equal(5, Sys.Dispatchers.Lookup(id).Throughput);
        Assert.Same(Sys.Dispatchers.Lookup(id), Sys.Dispatchers.Lookup(id));
    }

    [Fact]
    public void An_unknown_dispatcher_is_a_ConfigurationException() =>
        Assert.Throws<ConfigurationException>(() => Sys.ActorOf(SaysThread().WithDispatcher("no-such")));

    [Fact]
    public void RegisterConfigurator_takes_an_id_once()
    {
        Register();

        Assert.False(Sys.Dispatchers.RegisterConfigurator(Id, new ManualDispatcherConfigurator(Sys, Id)));
        Assert.True(Sys.Dispatchers.HasDispatcher(Id));
        Assert.Equal(Id, Sys.Dispatchers.Lookup(Id).Id);
    }

    [Fact]
    public void Nothing_runs_before_the_executor_runs_it()
    {
        var executor = Register();
        var actor = StartManual(executor, Forwards());
        actor.Tell("hello");
        ExpectNoMsg(Absent);
        executor.RunAll();

        ExpectMsg("hello", TimeSpan.Zero);
    }

    [Fact]
    public void A_mailbox_is_scheduled_once_however_many_messages_it_holds()
    {
        var executor = Register();
        var actor = StartManual(executor, Forwards());
        for (var i = 0; i < 10; i++) actor.Tell(i);

        Assert.Equal(1, executor.RunAll());
        Assert.Equal(Enumerable.Range(0, 10), ReceiveN(10).Cast<int>());
    }

    [Fact]
    public void A_run_takes_one_message_more_than_the_throughput()
    {
        var executor = Register(throughput: 4);
        var actor = StartManual(executor, Forwards());
        for (var i = 0; i < 12; i++) actor.Tell(i);

        foreach (var expected in new[] { 5, 5, 2 })
        {
            executor.RunOne();
            ReceiveN(expected);
            ExpectNoMsg(TimeSpan.Zero);
        }

        Assert.False(executor.HasWork);
    }

    [Fact]
    public void Actors_take_turns_in_the_order_they_were_scheduled()
    {
        var executor = Register();
        var (a, b) = (StartManual(executor, Forwards()), Sys.ActorOf(Forwards().WithDispatcher(Id)));
        RunUntil(executor, () => executor.Runs > 1);
        b.Tell("b1");
        a.Tell("a1");
        b.Tell("b2");
        executor.RunAll();

        Assert.Equal(["b1", "b2", "a1"], ReceiveN(3));
    }

    [Fact]
    public void The_context_is_right_on_the_executors_thread()
    {
        var executor = Register();
        var target = TestActor;
        var actor = StartManual(executor, Does((context, message) =>
        {
            target.Tell((context.Self, context.Sender));
            target.Tell("by the implicit sender");
        }));
        actor.Tell("go", TestActor);
        executor.RunAll();

        ExpectMsg((actor, TestActor));
        ExpectMsg("by the implicit sender");
        Assert.Equal(actor, LastSender);
        actor.Tell("the test's own context is back");
        executor.RunAll();
        ExpectMsg((actor, TestActor));
    }

    [Fact]
    public void A_child_is_ready_in_the_run_that_made_it()
    {
        var executor = Register();
        var child = Forwards().WithDispatcher(Id);
        var parent = StartManual(executor, Does((context, message) => context.ActorOf(child, "child").Forward(message)));
        parent.Tell("hello");
        executor.RunAll();

        ExpectMsg("hello", TimeSpan.Zero);
    }

    [Fact]
    public void A_child_that_stops_is_Terminated_within_the_same_turns()
    {
        var executor = Register();
        var target = TestActor;
        var child = Does((_, _) => { }).WithDispatcher(Id);
        var parent = StartManual(executor, Does((context, message) =>
        {
            if (message is "go") context.Stop(context.Watch(context.ActorOf(child, "child")));
            if (message is Terminated terminated) target.Tell(terminated.ActorRef.Path.Name);
        }));
        parent.Tell("go");
        executor.RunAll();

        ExpectMsg("child", TimeSpan.Zero);
    }

    [Fact]
    public void A_failing_child_is_handled_within_the_same_turns()
    {
        var executor = Register();
        var target = TestActor;
        var child = Does((_, _) => throw new BoomException()).WithDispatcher(Id);
        var parent = StartManual(executor, Does((context, message) =>
        {
            if (message is "go") context.Watch(context.ActorOf(child, "child")).Tell("boom");
            if (message is Terminated) target.Tell("stopped");
        }).WithSupervisorStrategy(SupervisorStrategy.StoppingStrategy));
        EventFilter.Exception<BoomException>().ExpectOne(() =>
        {
            parent.Tell("go");
            executor.RunAll();
        });

        ExpectMsg("stopped", TimeSpan.Zero);
    }

    [Fact]
    public void Messages_an_actor_sends_itself_run_before_RunAll_returns()
    {
        var executor = Register(throughput: 1);
        var target = TestActor;
        var actor = StartManual(executor, Does((context, message) =>
        {
            if ((int)message > 0) context.Self.Tell((int)message - 1);
            else target.Tell("done");
        }));
        actor.Tell(50);
        executor.RunAll();

        ExpectMsg("done", TimeSpan.Zero);
    }

    [Fact]
    public async Task The_executor_is_shut_down_after_its_last_actor()
    {
        var executor = Register();
        var actor = StartManual(executor, Forwards());
        Assert.False(executor.Ended.Task.IsCompleted);
        Watch(actor);
        actor.Tell(PoisonPill.Instance);
        executor.RunAll();
        ExpectTerminated(actor);

        await executor.Ended.Task.WaitAsync(Patience);
    }

    [Fact]
    public void The_dispatcher_runs_a_plain_action()
    {
        var executor = Register();
        var target = TestActor;
        Sys.Dispatchers.Lookup(Id).Schedule(() => target.Tell("ran"));
        ExpectNoMsg(TimeSpan.Zero);
        executor.RunAll();

        ExpectMsg("ran");
    }

    [Fact]
    public void Context_knows_its_dispatcher()
    {
        var target = TestActor;
        Sys.ActorOf(Does((context, _) => target.Tell(context.Dispatcher.Id)).WithDispatcher("by-type")).Tell("go");

        ExpectMsg("by-type");
    }
}
