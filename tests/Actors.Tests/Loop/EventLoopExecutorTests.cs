using Akka.Actor;
using Akka.TestKit.Xunit2;

namespace ActorTcp.Tests.Loop;

public sealed class EventLoopExecutorTests() : TestKit("""
    by-executor { type = Dispatcher, throughput = 10, executor = "ActorTcp.Loop.EventLoopExecutor, ActorTcp" }
    by-type { type = "ActorTcp.Loop.EventLoopDispatcherConfigurator, ActorTcp" }
    """)
{
    [Theory]
    [InlineData("by-executor")]
    [InlineData("by-type")]
    public void A_dispatcher_of_HOCON_runs_its_actors_on_one_thread_of_a_loop(string dispatcher)
    {
        IActorRef first = Sys.ActorOf(Props.Create(() => new ThreadTeller()).WithDispatcher(dispatcher));
        IActorRef second = Sys.ActorOf(Props.Create(() => new ThreadTeller()).WithDispatcher(dispatcher));
        first.Tell("where", TestActor);
        string thread = ExpectMsg<string>();
        second.Tell("where", TestActor);
        ExpectMsg(thread);
        Assert.StartsWith("actor-tcp", thread, StringComparison.Ordinal);
    }

    private sealed class ThreadTeller : ReceiveActor
    {
        public ThreadTeller() =>
            ReceiveAny(_ => Sender.Tell($"{Thread.CurrentThread.Name} {Environment.CurrentManagedThreadId}"));
    }
}
