using ActorTcp.Api;
using ActorTcp.Connection;
using ActorTcp.Device;
using ActorTcp.Loop;
using ActorTcp.Protocol;
using Akka.Actor;
using Akka.Event;

namespace Netsim.Tests;

/// <summary>
/// A virtual loop and what runs on it: stacks, and applications that are actors on the same loop, so a run is its seed's alone.
/// </summary>
internal sealed class LoopStage
{
    private static int _runs;

    private readonly ActorSystem _system;
    private readonly Action<StateChanged>? _changed;
    private readonly List<IActorRef> _stacks = [];
    private readonly IActorRef _actor;
    private string? _dispatcher;

    public LoopStage(ActorSystem system, Action<StateChanged>? changed = null)
    {
        _system = system;
        _changed = changed;
        Run = Interlocked.Increment(ref _runs);
        string dispatcher = EventLoopDispatcher.Register(system, Loop, $"netsim.{Run}");
        _actor = system.ActorOf(Props.Create(() => new Actor(this)).WithDispatcher(dispatcher), $"stage-{Run}");
        Loop.RunUntil(() => _dispatcher is not null);
    }

    /// <summary>This run's number; names with it are unique in the process.</summary>
    public int Run { get; }

    public VirtualEventLoop Loop { get; } = new();

    /// <summary>What actors were stopped for, and what else was logged as an error.</summary>
    public List<string> Errors { get; } = [];

    /// <summary>Starts an application on the loop.</summary>
    public void Spawn(Props props)
    {
        _actor.Tell(props, ActorRefs.NoSender);
        Loop.RunUntilIdle();
    }

    /// <summary>Starts a stack on the loop.</summary>
    public StackHandle StartStack(IFrameDevice device, StackOptions options, string name)
    {
        StackHandle stack = TcpStack.Start(_system, Loop, device, options, $"{name}-{Run}");
        _stacks.Add(stack.Tcp);
        Loop.RunUntil(() => !stack.Context.TcpManager.IsNobody());
        // An actor of ActorOf may take messages aside for a moment longer than it has run: once it answers, it takes them at once.
        Task<ActorIdentity> answer = stack.Tcp.Ask<ActorIdentity>(new Identify(null));
        Loop.RunUntil(() => answer.IsCompleted);
        return stack;
    }

    /// <summary>Moves time from deadline to deadline until a condition holds.</summary>
    /// <returns>Whether it came to hold within the limit of virtual time.</returns>
    public bool RunUntil(Func<bool> condition, TimeSpan limit)
    {
        Instant end = Loop.Now + limit;
        Loop.RunUntilIdle();
        while (!condition())
        {
            if (Loop.Now >= end || !Loop.AdvanceToNext(end - Loop.Now)) return condition();
        }
        return true;
    }

    /// <summary>Stops all stacks and the applications.</summary>
    public void Stop()
    {
        foreach (IActorRef actor in _stacks.Append(_actor))
        {
            Task<bool> stopped = actor.GracefulStop(TimeSpan.FromSeconds(10));
            Loop.RunUntil(() => stopped.IsCompleted);
        }
    }

    /// <summary>Parent of the applications, and the one who watches.</summary>
    private sealed class Actor(LoopStage stage) : UntypedActor
    {
        protected override void PreStart()
        {
            Context.System.EventStream.Subscribe(Self, typeof(Error));
            if (stage._changed is not null) Context.System.EventStream.Subscribe(Self, typeof(StateChanged));
            stage._dispatcher = Context.Props.Dispatcher;
        }

        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case Props props:
                    Context.ActorOf(props.WithDispatcher(stage._dispatcher!));
                    break;
                case Error error:
                    stage.Errors.Add(error.ToString());
                    break;
                case StateChanged changed:
                    stage._changed!(changed);
                    break;
            }
        }
    }
}
