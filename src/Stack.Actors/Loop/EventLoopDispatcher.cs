using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;

namespace ActorTcp.Loop;

/// <summary>
/// Puts actors on an <see cref="EventLoop"/>: an ordinary <see cref="Dispatcher"/> whose executor is the loop, so all of
/// Akka's mailbox, supervision and watch semantics stay Akka's.
/// </summary>
public static class EventLoopDispatcher
{
    /// <summary>How many messages an actor handles before the next actor's turn.</summary>
    public const int Throughput = 64;

    /// <summary>
    /// Registers the loop with a system at run time, under an id of its own, so that embedding needs no HOCON. A second call
    /// with the same id keeps the first registration, as Akka's registry does.
    /// </summary>
    /// <param name="system">The system whose actors are to run on the loop.</param>
    /// <param name="loop">The loop.</param>
    /// <param name="id">The dispatcher's id, for <see cref="Props.WithDispatcher"/>.</param>
    /// <returns>The id.</returns>
    public static string Register(ActorSystem system, EventLoop loop, string id)
    {
        ArgumentNullException.ThrowIfNull(system);
        ArgumentNullException.ThrowIfNull(loop);
        // ActorSystem's own dispatcher configuration supplies what a loop does not care about.
        Config config = system.Settings.Config.GetConfig(Dispatchers.DefaultDispatcherId);
        system.Dispatchers.RegisterConfigurator(id, new EventLoopDispatcherConfigurator(config, system.Dispatchers.Prerequisites, loop, id));
        return id;
    }
}

/// <summary>Makes the dispatcher of one loop. Akka creates one through HOCON's <c>type</c>; it then starts a loop of its own.</summary>
public sealed class EventLoopDispatcherConfigurator : MessageDispatcherConfigurator
{
    private readonly Dispatcher _dispatcher;

    /// <summary>For HOCON: <c>type = "ActorTcp.Loop.EventLoopDispatcherConfigurator, ActorTcp"</c>. Starts a loop.</summary>
    /// <param name="config">The dispatcher's section; <c>throughput</c> applies.</param>
    /// <param name="prerequisites">The system's.</param>
    public EventLoopDispatcherConfigurator(Config config, IDispatcherPrerequisites prerequisites)
        : this(config, prerequisites, new ThreadEventLoop(), config?.GetString("id") ?? "actor-tcp.loop")
    {
    }

    /// <summary>For a loop that exists.</summary>
    /// <param name="config">The default dispatcher's section.</param>
    /// <param name="prerequisites">The system's.</param>
    /// <param name="loop">The loop.</param>
    /// <param name="id">The dispatcher's id.</param>
    public EventLoopDispatcherConfigurator(Config? config, IDispatcherPrerequisites prerequisites, EventLoop loop, string id)
        : base(config, prerequisites)
    {
        // No throughput deadline: in Akka 1.5 any deadline means a throughput of 1.
        _dispatcher = new Dispatcher(this, id, EventLoopDispatcher.Throughput, null, new EventLoopExecutor(config, prerequisites, loop), TimeSpan.FromSeconds(1));
    }

    /// <inheritdoc/>
    public override MessageDispatcher Dispatcher() => _dispatcher;
}

/// <summary>
/// The loop as an executor of Akka's own <c>Dispatcher</c>: <c>executor = "ActorTcp.Loop.EventLoopExecutor, ActorTcp"</c> in HOCON starts
/// a loop for that dispatcher. Give it <c>throughput</c>, and no <c>throughput-deadline-time</c>.
/// </summary>
public sealed class EventLoopExecutor : ExecutorServiceConfigurator
{
    private readonly EventLoop _loop;

    /// <summary>For HOCON. Starts a loop, which ends with the process.</summary>
    /// <param name="config">The dispatcher's section.</param>
    /// <param name="prerequisites">The system's.</param>
    public EventLoopExecutor(Config config, IDispatcherPrerequisites prerequisites)
        : this(config, prerequisites, new ThreadEventLoop())
    {
    }

    /// <summary>For a loop that exists.</summary>
    /// <param name="config">The dispatcher's section.</param>
    /// <param name="prerequisites">The system's.</param>
    /// <param name="loop">The loop.</param>
    public EventLoopExecutor(Config? config, IDispatcherPrerequisites prerequisites, EventLoop loop)
        : base(config, prerequisites) => _loop = loop;

    /// <inheritdoc/>
    public override ExecutorService Produce(string id) => new Service(id, _loop);

    private sealed class Service(string id, EventLoop loop) : ExecutorService(id)
    {
        public override void Execute(IRunnable run) => loop.Execute(run);

        // The loop outlives a moment without actors; who made it ends it.
        public override void Shutdown()
        {
        }
    }
}
