using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Configs;

namespace ActorTcp.Runtime.Tests;

public sealed class ReceiveTimeoutTests : Contract
{
    private const string Id = "contract.manual";
    private readonly ManualExecutor _executor;
    private readonly IActorRef _actor;

    private sealed class Transparent : INotInfluenceReceiveTimeout;

    public ReceiveTimeoutTests() : base(TestConfigs.TestSchedulerConfig)
    {
        var configurator = new ManualDispatcherConfigurator(Sys, Id);
        Sys.Dispatchers.RegisterConfigurator(Id, configurator);
        _executor = configurator.Executor;
        var target = TestActor;
        _actor = Sys.ActorOf(Does((context, message) =>
        {
            switch (message)
            {
                case TimeSpan timeout: context.SetReceiveTimeout(timeout); break;
                case "off": context.SetReceiveTimeout(null); break;
                case ReceiveTimeout: target.Tell(message); break;
                case "read": target.Tell(context.ReceiveTimeout?.TotalSeconds ?? -1); break;
            }
        }).WithDispatcher(Id));
        AwaitCondition(() => _executor.RunAll() > 0, Patience, TimeSpan.FromMilliseconds(5));
    }

    protected override void AfterAll() => _executor.Release();

    private void Tell(object message)
    {
        _actor.Tell(message);
        _executor.RunAll();
    }

    private void Advance(int seconds)
    {
        ((TestScheduler)Sys.Scheduler).Advance(TimeSpan.FromSeconds(seconds));
        _executor.RunAll();
    }

    private void ExpectTimeout() => Assert.Same(ReceiveTimeout.Instance, ExpectMsg<ReceiveTimeout>(TimeSpan.Zero));

    private void ExpectNone() => ExpectNoMsg(TimeSpan.Zero);

    [Fact]
    public void ReceiveTimeout_comes_when_no_message_has_come_for_so_long()
    {
        Tell(TimeSpan.FromSeconds(10));
        Advance(9);
        ExpectNone();
        Advance(1);

        ExpectTimeout();
    }

    [Fact]
    public void A_message_starts_the_wait_anew()
    {
        Tell(TimeSpan.FromSeconds(10));
        for (var i = 0; i < 3; i++)
        {
            Advance(9);
            Tell("still here");
        }

        Advance(9);
        ExpectNone();
        Advance(1);
        ExpectTimeout();
    }

    [Fact]
    public void A_message_that_must_not_influence_the_timeout_does_not()
    {
        Tell(TimeSpan.FromSeconds(10));
        Advance(9);
        Tell(new Transparent());
        Advance(1);

        ExpectTimeout();
    }

    [Fact]
    public void The_timeout_repeats_until_it_is_set_to_null()
    {
        Tell(TimeSpan.FromSeconds(10));
        for (var i = 0; i < 3; i++)
        {
            Advance(10);
            ExpectTimeout();
        }

        Tell("off");
        Advance(100);
        ExpectNone();
    }

    [Fact]
    public void A_new_timeout_replaces_the_old()
    {
        Tell(TimeSpan.FromSeconds(10));
        Tell(TimeSpan.FromSeconds(20));
        Advance(19);
        ExpectNone();
        Advance(1);

        ExpectTimeout();
    }

    [Fact]
    public void ReceiveTimeout_of_the_context_reads_back()
    {
        Tell("read");
        ExpectMsg(-1.0);
        Tell(TimeSpan.FromSeconds(10));
        Tell("read");

        ExpectMsg(10.0);
    }

    [Fact]
    public void A_stopped_actor_times_out_no_more()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(Akka.Event.AllDeadLetters));
        Tell(TimeSpan.FromSeconds(10));
        Tell(PoisonPill.Instance);
        Advance(10);

        ExpectNone();
    }
}

public sealed class RealReceiveTimeoutTests : Contract
{
    [Fact]
    public void ReceiveTimeout_comes_in_real_time()
    {
        var target = TestActor;
        var actor = Run((context, message) =>
        {
            context.SetReceiveTimeout(message is ReceiveTimeout ? null : TimeSpan.FromMilliseconds(30));
            target.Tell(message);
        });
        actor.Tell("start");

        ExpectMsg("start");
        ExpectMsg<ReceiveTimeout>();
        ExpectNoMsg(TimeSpan.FromMilliseconds(100));
    }
}
