using ActorTcp.Api;
using ActorTcp.Connection;
using ActorTcp.Device;
using ActorTcp.Loop;
using ActorTcp.Network;
using ActorTcp.Protocol.Wire;
using Akka.Actor;
using Akka.Event;

namespace Netsim.Tests;

/// <summary>
/// Two stacks on one virtual loop, a wire between them, and faults on it. Applications are actors on the same loop, so a run is
/// its seed's alone.
/// </summary>
internal sealed class Simulation : IDisposable
{
    public const int ServerPort = 7;
    public static readonly Ipv4Address ClientAddress = Ipv4Address.Parse("198.51.100.1");
    public static readonly Ipv4Address ServerAddress = Ipv4Address.Parse("198.51.100.2");

    private static int _runs;

    private readonly ActorSystem _system;
    private readonly VirtualWire _wire;
    private readonly FaultInjector _clientFaults;
    private readonly FaultInjector _serverFaults;
    private readonly IActorRef _stage;

    public Simulation(ActorSystem system, SimulationOptions options)
    {
        _system = system;
        int run = Interlocked.Increment(ref _runs);
        _wire = new VirtualWire(Loop, options.Wire);
        _clientFaults = Spoil(_wire.Connect("client"), options.Faults with { Seed = options.Seed });
        _serverFaults = Spoil(_wire.Connect("server"), options.Faults with { Seed = options.Seed + 1 });
        IFrameDevice device = options.Capture is { } stream
            ? new CaptureDevice(_serverFaults, new PcapWriter(stream, DateTimeOffset.UnixEpoch, leaveOpen: true)) : _serverFaults;

        if (Environment.GetEnvironmentVariable("ACTORTCP_TRACE") is { } trace)
            device = new TracingDevice(device, line => File.AppendAllLines(trace, [line]));
        string dispatcher = EventLoopDispatcher.Register(system, Loop, $"netsim.{run}");
        _stage = system.ActorOf(Props.Create(() => new Stage(this)).WithDispatcher(dispatcher), $"stage-{run}");
        Loop.RunUntil(() => Dispatcher is not null);
        Client = Start(_clientFaults, options.Stack(options.Seed, ClientAddress), $"client-{run}");
        Server = Start(device, options.Stack(options.Seed + 1, ServerAddress), $"server-{run}");
    }

    public VirtualEventLoop Loop { get; } = new();

    public StackHandle Client { get; }

    public StackHandle Server { get; }

    /// <summary>The loop's dispatcher, once the stage runs on it.</summary>
    public string? Dispatcher { get; private set; }

    /// <summary>What actors were stopped for, and what else was logged as an error.</summary>
    public List<string> Errors { get; } = [];

    /// <summary>How many connections and half-open entries entered each state.</summary>
    public Dictionary<TcpState, int> Entered { get; } = [];

    /// <summary>Connections and half-open entries of both stacks, TIME_WAITs included.</summary>
    public int Flows => FlowsOf(Client) + FlowsOf(Server);

    private static int FlowsOf(StackHandle stack) => stack.Context.Tcp.FlowCount + stack.Context.Tcp.TimeWaits.Count;

    /// <summary>Buffers that are out, of all pools.</summary>
    public int Rented =>
        _wire.Rented + _clientFaults.Rented + _serverFaults.Rented + Rents(Client) + Rents(Server);

    public int WireBuffers => _wire.Rented;

    /// <summary>Starts an application on the loop.</summary>
    public void Spawn(Props props)
    {
        _stage.Tell(props, ActorRefs.NoSender);
        Loop.RunUntilIdle();
    }

    /// <summary>Moves time from deadline to deadline until a condition holds.</summary>
    /// <returns>Whether it came to hold within the limit of virtual time.</returns>
    public bool RunUntil(Func<bool> condition, TimeSpan limit)
    {
        ActorTcp.Protocol.Instant end = Loop.Now + limit;
        Loop.RunUntilIdle();
        while (!condition())
        {
            if (Loop.Now >= end || !Loop.AdvanceToNext(end - Loop.Now)) return condition();
        }
        return true;
    }

    /// <summary>What holds at the end of every run, whatever befell the frames.</summary>
    public void AssertSettled()
    {
        Assert.True(RunUntil(() => Flows == 0, TimeSpan.FromHours(2)), $"{Flows} connections never end");
        Loop.Advance(TimeSpan.FromMinutes(5)); // what is delayed arrives, reassembly and ARP give up
        Assert.True(Errors.Count == 0, string.Join('\n', Errors));
        Assert.Equal(0, Loop.Failures);
        Assert.Equal(0, Rented);
        foreach (StackHandle stack in new[] { Client, Server })
        {
            Assert.Equal(stack.Counters.FramesReceived, stack.Counters.TotalFates);
            Assert.Equal(0, stack.Counters.Tcp.CurrEstab);
        }
    }

    /// <summary>What a stack has counted, for the story of a failure.</summary>
    public static string Tell(StackHandle stack)
    {
        IEnumerable<string> fates = Enum.GetValues<FrameFate>().Select(fate => (Name: $"{fate}", Count: stack.Counters[fate]))
            .Where(fate => fate.Count != 0).Select(fate => $"{fate.Name} {fate.Count}");
        TcpCounters tcp = stack.Counters.Tcp;
        IEnumerable<string> events = typeof(TcpCounters).GetProperties().Select(counter => (counter.Name, Count: (long)counter.GetValue(tcp)!))
            .Where(counter => counter.Count != 0).Select(counter => $"{counter.Name} {counter.Count}");
        return $"{stack.Tcp.Path.Name}: {string.Join(", ", fates.Concat(events))}";
    }

    public void Dispose()
    {
        foreach (IActorRef actor in new[] { Client.Tcp, Server.Tcp, _stage })
        {
            Task<bool> stopped = actor.GracefulStop(TimeSpan.FromSeconds(10));
            Loop.RunUntil(() => stopped.IsCompleted);
        }
        Loop.Dispose();
    }

    private StackHandle Start(IFrameDevice device, StackOptions options, string name)
    {
        StackHandle stack = TcpStack.Start(_system, Loop, device, options, name);
        Loop.RunUntil(() => !stack.Context.TcpManager.IsNobody());
        // An actor of ActorOf may take messages aside for a moment longer than it has run: once it answers, it takes them at once.
        Task<ActorIdentity> answer = stack.Tcp.Ask<ActorIdentity>(new Identify(null));
        Loop.RunUntil(() => answer.IsCompleted);
        return stack;
    }

    /// <summary>
    /// Faults on both ways of an end, so a packet meets them twice; but it is corrupted once at most: two flipped bits can cancel
    /// each other out in the Internet checksum.
    /// </summary>
    private static FaultInjector Spoil(IFrameDevice end, FaultOptions faults) => new(end, faults, faults with { Corrupt = 0 });

    private static int Rents(StackHandle stack) => stack.Context.Packets.Rented + stack.Context.LargePackets.Rented;

    /// <summary>Parent of the applications, and the one who watches.</summary>
    private sealed class Stage(Simulation simulation) : UntypedActor
    {
        protected override void PreStart()
        {
            Context.System.EventStream.Subscribe(Self, typeof(Error));
            Context.System.EventStream.Subscribe(Self, typeof(StateChanged));
            simulation.Dispatcher = Context.Props.Dispatcher;
        }

        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case Props props:
                    Context.ActorOf(props.WithDispatcher(simulation.Dispatcher!));
                    break;
                case Error error:
                    simulation.Errors.Add(error.ToString());
                    break;
                case StateChanged changed when IsOurs(changed):
                    simulation.Entered[changed.To] = simulation.Entered.GetValueOrDefault(changed.To) + 1;
                    break;
            }
        }

        // Other simulations may run in the same system at the same time.
        private bool IsOurs(StateChanged changed) =>
            changed.Connection.Path.Elements.Any(name => name == simulation.Client.Tcp.Path.Name || name == simulation.Server.Tcp.Path.Name);
    }
}

/// <summary>What a simulation is like.</summary>
internal sealed record SimulationOptions
{
    public ulong Seed { get; init; } = 1;

    public VirtualWireOptions Wire { get; init; } = new();

    public FaultOptions Faults { get; init; } = FaultOptions.None;

    /// <summary>Where the server's frames are recorded.</summary>
    public Stream? Capture { get; init; }

    /// <summary>Varies the stacks' options.</summary>
    public Func<StackOptions, StackOptions> Configure { get; init; } = options => options;

    public StackOptions Stack(ulong seed, Ipv4Address address) => Configure(new StackOptions
    {
        Address = new Ipv4Network(address, 24),
        Mac = MacAddress.Parse($"02:00:5e:00:00:0{address.Value & 15}"),
        Seed = seed,
    });
}
