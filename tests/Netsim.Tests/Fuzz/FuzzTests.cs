using System.Globalization;
using System.Net;
using ActorTcp.Api;
using ActorTcp.Connection;
using ActorTcp.Device;
using ActorTcp.Loop;
using ActorTcp.Network;
using ActorTcp.Protocol.Wire;
using Akka.Actor;
using Akka.Event;
using Xunit.Abstractions;

namespace Netsim.Tests.Fuzz;

// Random, nearly right and damaged frames into a running stack with a listener and open connections: nobody throws, nothing
// grows, every frame is counted once, and who behaves is served afterwards. ACTORTCP_FUZZ_FRAMES in the environment says how many.
[Collection(Alone.Name)]
public sealed class FuzzTests(ITestOutputHelper output) : Simulated
{
    private const int Backlog = 64;
    private const int FlowLimit = 500;
    private const long Growth = 16 * 1024 * 1024;

    private readonly List<string> _errors = [];
    private readonly Forge _forge = new();
    private readonly VirtualEventLoop _loop = new();
    private RawDevice _device = null!;
    private StackHandle _stack = null!;
    private IActorRef _stage = ActorRefs.Nobody;
    private readonly Dictionary<FlowKey, TcpState> _states = [];
    private int _mostHalfOpen;
    private long _injected;

    /// <summary>The cap is each listener's; so this counts one listener's.</summary>
    private int HalfOpen => _states.Count(flow => flow is { Key.LocalPort: 7, Value: TcpState.SynReceived });

    private static long Frames =>
        long.TryParse(Environment.GetEnvironmentVariable("ACTORTCP_FUZZ_FRAMES"), CultureInfo.InvariantCulture, out long frames) ? frames : 200_000;

    [Fact]
    public void Hostile_frames_neither_break_nor_grow_the_stack() => ForSeeds(1, 1, Run);

    private void Run(ulong seed)
    {
        var random = new SplitMix64(seed);
        var attacker = new Attacker(random.Fork(), _forge);
        var answers = new Queue<Ipv4Address>();
        var bystander = new HonestPeer(_forge, Deliver, 4000);
        var latecomer = new HonestPeer(_forge, Deliver, 4001);
        Start(seed, frame =>
        {
            if (attacker.See(frame, out Ipv4Address wanted)) answers.Enqueue(wanted);
            bystander.See(frame);
            latecomer.See(frame);
        });
        IActorRef moody = Spawn(EchoServer.Props(_stack.Tcp, 7, moody: true));
        Spawn(EchoServer.Props(_stack.Tcp, 8, moody: false));
        bystander.Connect();

        long memory = 0;
        long frames = Frames, warm = Math.Min(frames / 4, 200_000);
        for (long sent = 0; sent < frames;)
        {
            for (int batch = 1 + random.Next(64); batch > 0 && sent < frames; batch--, sent++)
            {
                attacker.Make();
                Inject();
            }
            while (answers.TryDequeue(out Ipv4Address wanted))
            {
                if (random.Chance(0.1)) continue;
                _forge.Arp(wanted, ArpOperation.Reply, Forge.Ours);
                Inject();
            }
            if (random.Chance(0.1)) moody.Tell(new IPEndPoint(attacker.SomeHost.ToIPAddress(), 9000 + random.Next(4)), ActorRefs.NoSender);
            Run();
            if (random.Chance(0.1)) _loop.Advance(TimeSpan.FromSeconds(random.Chance(0.02) ? 100 : random.NextDouble() * 3));
            AssertBounded();
            if (memory == 0 && sent >= warm) memory = GC.GetTotalMemory(true);
        }
        _loop.Advance(TimeSpan.FromMinutes(5)); // reassembly and ARP give up
        long grown = GC.GetTotalMemory(true) - memory;
        Tell(attacker, grown);
        Assert.InRange(grown, long.MinValue, Growth);
        Assert.Equal(Backlog, _mostHalfOpen);
        Assert.True(attacker.Opened > frames / 2000, "hardly a connection was opened: the fuzzer does not get deep");

        bystander.Exchange([1, 2, 3]); // its connection has seen it all
        latecomer.Connect();
        latecomer.Exchange([4, 5, 6]);
        Assert.False(bystander.IsReset || latecomer.IsReset);
        Stop(moody);
    }

    private void Start(ulong seed, RawDevice.SentFrame see)
    {
        _device = new RawDevice(see);
        string dispatcher = EventLoopDispatcher.Register(System, _loop, $"fuzz.{seed}");
        _stage = System.ActorOf(Props.Create(() => new Stage(this)).WithDispatcher(dispatcher), $"stage-{seed}");
        _stack = TcpStack.Start(System, _loop, _device, new StackOptions
        {
            Address = Ipv4Network.Parse("198.51.100.2/24"), Mac = Forge.OurMac, Seed = seed,
            ReceiveBufferSize = 64 * 1024, SendBufferSize = 64 * 1024, TcpMaxSynBacklog = Backlog, PacketLimit = 4096,
        });
        _loop.RunUntil(() => !_stack.Context.TcpManager.IsNobody());
        // An actor of ActorOf may take messages aside for a moment longer than it has run: once it answers, it takes them at once.
        Task<ActorIdentity> answer = _stack.Tcp.Ask<ActorIdentity>(new Identify(null));
        _loop.RunUntil(() => answer.IsCompleted);
    }

    private IActorRef Spawn(Props props)
    {
        IActorRef actor = System.ActorOf(props.WithDispatcher(_stack.DispatcherId));
        Task<ActorIdentity> started = actor.Ask<ActorIdentity>(new Identify(null));
        _loop.RunUntil(() => started.IsCompleted);
        return actor;
    }

    private void Inject()
    {
        if (_device.Inject(_forge.Frame)) _injected++;
    }

    private void Deliver()
    {
        Inject();
        Run();
    }

    private void Run()
    {
        _device.Flush();
        _loop.RunUntilIdle();
    }

    private void AssertBounded()
    {
        Assert.True(_errors.Count == 0, string.Join('\n', _errors));
        Assert.Equal(_injected, _stack.Counters.FramesReceived);
        Assert.Equal(_injected, _stack.Counters.TotalFates);
        Assert.InRange(HalfOpen, 0, Backlog);
        Assert.True(_stack.Context.Tcp.FlowCount <= FlowLimit, $"{_injected} frames, {_loop.Now} s: {TellStates()}");
        Assert.InRange(_stack.Context.Neighbours.Entries.Count(), 0, 1024);
        Assert.InRange(_stack.Context.Packets.Rented, 0, 1024); // what waits for ARP
        Assert.Equal(0, _device.Pool.Rented);
    }

    /// <summary>The applications go; whatever state their connections are in, they end.</summary>
    private void Stop(IActorRef moody)
    {
        Task<bool> stopped = moody.GracefulStop(TimeSpan.FromSeconds(10));
        _loop.RunUntil(() => stopped.IsCompleted);
        _loop.Advance(TimeSpan.FromHours(2));
        Assert.Equal(2, _stack.Context.Tcp.FlowCount); // the two that behave
        Assert.Equal(0, HalfOpen);
        AssertBounded();
        Assert.Equal(0, _stack.Context.Packets.Rented);
        Assert.Equal(0, _stack.Context.LargePackets.Rented);
        Task end = System.Terminate();
        _loop.RunUntil(() => end.IsCompleted);
        Assert.Equal(0, _loop.Failures);
    }

    private string TellStates() => string.Join(", ", _states.GroupBy(flow => (flow.Value, Listens: flow.Key.LocalPort < 10))
        .Select(group => $"{group.Key.Value}{(group.Key.Listens ? "" : " (opened by us)")} {group.Count()}"));

    private void Tell(Attacker attacker, long grown) => output.WriteLine(
        $"{_injected} frames, {attacker.Opened} connections, at most {_mostHalfOpen} half-open, memory {grown / 1024:+#;-#;0} KiB after {_loop.Now} s\n"
        + Simulation.Tell(_stack));

    private sealed class Stage(FuzzTests test) : UntypedActor
    {
        protected override void PreStart()
        {
            Context.System.EventStream.Subscribe(Self, typeof(Error));
            Context.System.EventStream.Subscribe(Self, typeof(StateChanged));
        }

        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case Error error:
                    test._errors.Add(error.ToString());
                    break;
                case StateChanged changed:
                    test._states[changed.Flow] = changed.To;
                    if (changed.To == TcpState.Closed) test._states.Remove(changed.Flow);
                    test._mostHalfOpen = Math.Max(test._mostHalfOpen, test.HalfOpen);
                    break;
            }
        }
    }
}
