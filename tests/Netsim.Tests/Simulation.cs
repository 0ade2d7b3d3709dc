using ActorTcp.Api;
using ActorTcp.Connection;
using ActorTcp.Device;
using ActorTcp.Loop;
using ActorTcp.Network;
using ActorTcp.Protocol.Wire;
using Akka.Actor;

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

    private readonly LoopStage _stage;
    private readonly VirtualWire? _wire;
    private readonly SimulatedLink? _link;
    private readonly FaultInjector _clientFaults;
    private readonly FaultInjector _serverFaults;

    public Simulation(ActorSystem system, SimulationOptions options)
    {
        _stage = new LoopStage(system, OnStateChanged);
        if (options.Link is { } link) _link = new SimulatedLink(Loop, link, mtu: options.Wire.Mtu, offloads: options.Wire.Offloads);
        else _wire = new VirtualWire(Loop, options.Wire);
        _clientFaults = Spoil(Connect(LinkSide.Near, "client"), options.Faults with { Seed = options.Seed });
        _serverFaults = Spoil(Connect(LinkSide.Far, "server"), options.Faults with { Seed = options.Seed + 1 });
        IFrameDevice device = options.Capture is { } stream
            ? new CaptureDevice(_serverFaults, new PcapWriter(stream, DateTimeOffset.UnixEpoch, leaveOpen: true)) : _serverFaults;

        if (Environment.GetEnvironmentVariable("ACTORTCP_TRACE") is { } trace)
            device = new TracingDevice(device, line => File.AppendAllLines(trace, [line]));
        Client = _stage.StartStack(_clientFaults, options.Stack(options.Seed, ClientAddress), "client");
        Server = _stage.StartStack(device, options.Stack(options.Seed + 1, ServerAddress), "server");
    }

    public VirtualEventLoop Loop => _stage.Loop;

    public StackHandle Client { get; }

    public StackHandle Server { get; }

    /// <summary>What actors were stopped for, and what else was logged as an error.</summary>
    public List<string> Errors => _stage.Errors;

    /// <summary>How many connections and half-open entries entered each state.</summary>
    public Dictionary<TcpState, int> Entered { get; } = [];

    /// <summary>Connections and half-open entries of both stacks, TIME_WAITs included.</summary>
    public int Flows => FlowsOf(Client) + FlowsOf(Server);

    private static int FlowsOf(StackHandle stack) => stack.Context.Tcp.FlowCount + stack.Context.Tcp.TimeWaits.Count;

    /// <summary>Buffers that are out, of all pools.</summary>
    public int Rented =>
        WireBuffers + _clientFaults.Rented + _serverFaults.Rented + Rents(Client) + Rents(Server);

    public int WireBuffers => _wire?.Rented ?? _link!.Rented;

    /// <inheritdoc cref="LoopStage.Spawn"/>
    public void Spawn(Props props) => _stage.Spawn(props);

    /// <inheritdoc cref="LoopStage.RunUntil"/>
    public bool RunUntil(Func<bool> condition, TimeSpan limit) => _stage.RunUntil(condition, limit);

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
        _stage.Stop();
        Loop.Dispose();
    }

    private IFrameDevice Connect(LinkSide side, string name) => _wire?.Connect(name) ?? _link!.Connect(side, name);

    /// <summary>
    /// Faults on both ways of an end, so a packet meets them twice; but it is corrupted once at most: two flipped bits can cancel
    /// each other out in the Internet checksum.
    /// </summary>
    private static FaultInjector Spoil(IFrameDevice end, FaultOptions faults) => new(end, faults, faults with { Corrupt = 0 });

    private static int Rents(StackHandle stack) => stack.Context.Packets.Rented + stack.Context.LargePackets.Rented;

    private void OnStateChanged(StateChanged changed)
    {
        // Other simulations may run in the same system at the same time.
        if (!changed.Connection.Path.Elements.Any(name => name == Client.Tcp.Path.Name || name == Server.Tcp.Path.Name)) return;
        Entered[changed.To] = Entered.GetValueOrDefault(changed.To) + 1;
    }
}

/// <summary>What a simulation is like.</summary>
internal sealed record SimulationOptions
{
    public ulong Seed { get; init; } = 1;

    public VirtualWireOptions Wire { get; init; } = new();

    /// <summary>A link in place of the wire, both directions alike; of <see cref="Wire"/> it has the MTU and the offloads.</summary>
    public LinkOptions? Link { get; init; }

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
