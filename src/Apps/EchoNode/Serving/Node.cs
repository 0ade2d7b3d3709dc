using System.Net;
using Akka.Actor;
using Akka.Configuration;
using ActorTcp.Api;
using ActorTcp.Apps.EchoNode.Options;
using ActorTcp.Apps.EchoNode.Output;
using ActorTcp.Apps.EchoNode.Services;
using ActorTcp.Device;
using ActorTcp.Loop;
using ActorTcp.Network;

namespace ActorTcp.Apps.EchoNode.Serving;

/// <summary>An actor system with one stack on one device, and the services on it.</summary>
internal sealed class Node : IAsyncDisposable
{
    public const int EchoPort = 7;
    public const int DiscardPort = 9;
    public const int DaytimePort = 13;
    public const int SourcePort = 19;

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(2);

    private readonly ActorSystem _system;
    private readonly EventLoop _loop;
    private readonly StackHandle _stack;
    private readonly IActorRef _monitor;
    private readonly List<IActorRef> _services = [];
    private int _disposed;

    private Node(ActorSystem system, EventLoop loop, StackHandle stack, StateLines? lines)
    {
        _system = system;
        _loop = loop;
        _stack = stack;
        _monitor = system.ActorOf(OnLoop(Props.Create(() => new ConnectionMonitor(lines))), "monitor");
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        system.ActorOf(Props.Create(() => new DeathWatcher(stack.Tcp, ended)), "death-watcher");
        StackEnded = ended.Task;
    }

    /// <summary>No log lines among the output but warnings; whoever stops us stops us, not the runtime's own hooks.</summary>
    public static Config Configuration { get; } = ConfigurationFactory.ParseString(
        """
        akka {
          loglevel = WARNING
          stdout-loglevel = WARNING
          log-dead-letters = off
          log-dead-letters-during-shutdown = off
          coordinated-shutdown {
            run-by-clr-shutdown-hook = off
            run-by-actor-system-terminate = off
            exit-clr = off
          }
        }
        """);

    /// <summary>Ends when the stack has stopped, whether it was asked to or not.</summary>
    public Task StackEnded { get; }

    public StackHandle Stack => _stack;

    public ActorSystem System => _system;

    /// <summary>Starts stack and services; from then on the device is the node's.</summary>
    /// <exception cref="NodeException">The stack or a service did not start.</exception>
    public static async Task<Node> StartAsync(EventLoop loop, IFrameDevice device, NodeOptions options, StateLines? lines)
    {
        ActorSystem system = ActorSystem.Create("echo-node", Configuration);
        StackHandle stack = TcpStack.Start(system, loop, device, Tunables.Apply(options.Settings) with { Address = options.Address });
        var node = new Node(system, loop, stack, lines);
        try
        {
            await node.ServeAsync(options);
            return node;
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
    }

    /// <summary>Accepts nobody any more, and gives open connections a moment to end well.</summary>
    public async Task DrainAsync()
    {
        try
        {
            await Task.WhenAll(_services.Select(service => service.Ask<TcpService.Stopped>(new TcpService.StopListening(), DrainLimit)));
            await _monitor.Ask<ConnectionMonitor.Drained>(new ConnectionMonitor.Drain(), DrainLimit);
        }
        catch (Exception late) when (late is AskTimeoutException or TaskCanceledException)
        {
            // Who has not closed by now is reset when the stack stops.
        }
    }

    /// <summary>Stops the stack, which resets what is open and disposes the device, then the system and the loop.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1) return;
        try
        {
            await _system.Terminate().WaitAsync(StopLimit);
        }
        catch (TimeoutException)
        {
            // The process ends, and with it the device.
        }
        _loop.Dispose();
    }

    private async Task ServeAsync(NodeOptions options)
    {
        IPAddress address = options.Address.Address.ToIPAddress();
        IActorRef tcp = _stack.Tcp;
        var echo = new ServiceAddress("echo", new IPEndPoint(address, EchoPort));
        var discard = new ServiceAddress("discard", new IPEndPoint(address, DiscardPort));
        var daytime = new ServiceAddress("daytime", new IPEndPoint(address, DaytimePort));
        var source = new ServiceAddress("source", new IPEndPoint(address, SourcePort));
        _services.Add(_system.ActorOf(OnLoop(Props.Create(() => new EchoService(tcp, echo))), "echo"));
        _services.Add(_system.ActorOf(OnLoop(Props.Create(() => new DiscardService(tcp, discard))), "discard"));
        _services.Add(_system.ActorOf(OnLoop(Props.Create(() => new DaytimeService(tcp, daytime))), "daytime"));
        _services.Add(_system.ActorOf(OnLoop(Props.Create(() => new SourceService(tcp, source))), "source"));
        _services.Add(_system.ActorOf(OnLoop(UdpService.Echo(_stack.Udp, echo with { Name = "echo over UDP" })), "echo-udp"));
        _services.Add(_system.ActorOf(OnLoop(UdpService.Discard(_stack.Udp, discard with { Name = "discard over UDP" })), "discard-udp"));
        _services.Add(_system.ActorOf(OnLoop(UdpService.Daytime(_stack.Udp, daytime with { Name = "daytime over UDP" })), "daytime-udp"));
        foreach (IActorRef service in _services)
        {
            object answer = await AskAsync(service);
            if (answer is TcpService.CannotStart { Service: var refused, Reason: var reason })
                throw new NodeException($"cannot serve {refused.Name} on {refused.EndPoint}: {reason}");
        }
    }

    private async Task<object> AskAsync(IActorRef service)
    {
        try
        {
            return await service.Ask<object>(new TcpService.Start(), StartLimit);
        }
        catch (AskTimeoutException)
        {
            string why = _loop.LastFailure is { } failure ? $": {failure.Message}" : $" within {StartLimit.TotalSeconds:F0} s";
            throw new NodeException($"the stack did not start{why}");
        }
    }

    /// <summary>Handlers that never block save the change of threads by living on the stack's loop.</summary>
    private Props OnLoop(Props props) => props.WithDispatcher(_stack.DispatcherId);

    private sealed class DeathWatcher(IActorRef watched, TaskCompletionSource ended) : UntypedActor
    {
        protected override void PreStart() => Context.Watch(watched);

        protected override void OnReceive(object message)
        {
            if (message is Terminated) ended.TrySetResult();
            else Unhandled(message);
        }
    }
}
