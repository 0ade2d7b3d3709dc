using System.Net;
using ActorTcp.Api;
using ActorTcp.Connection;
using ActorTcp.Device;
using ActorTcp.Loop;
using ActorTcp.Network;
using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;
using Akka.Actor;
using Akka.Event;
using Akka.IO;
using Netsim.Tests.Apps;
using Netsim.Tests.Fuzz;

namespace Netsim.Tests.Flood;

/// <summary>
/// Three stations on one virtual wire: a server that echoes on a port; a client that means well, and is also the server's router,
/// so that the answers to the flood leave and reach nobody; and the flood.
/// </summary>
internal sealed class FloodScene : IDisposable
{
    public const int Port = 7;
    private static readonly Ipv4Address Client = Ipv4Address.Parse("198.51.100.1");

    private readonly ActorSystem _system;
    private readonly VirtualWire _wire;
    private readonly IActorRef _stage;
    private readonly StackHandle _client;
    private readonly string _dispatcher;

    public FloodScene(ActorSystem system, int perSecond, Func<StackOptions, StackOptions> configure)
    {
        _system = system;
        _wire = new VirtualWire(Loop, new VirtualWireOptions { Latency = TimeSpan.FromMilliseconds(1) });
        string name = $"flood-{Guid.NewGuid():N}";
        _dispatcher = EventLoopDispatcher.Register(system, Loop, name);
        string dispatcher = _dispatcher;
        _stage = system.ActorOf(Props.Create(() => new Stage(this, dispatcher)).WithDispatcher(_dispatcher), name);
        WaitFor(_stage);
        var serverOptions = new StackOptions
        {
            Address = new Ipv4Network(Forge.Ours, 24), Mac = Forge.OurMac, Seed = 2, Gateway = Client,
        };
        var clientOptions = new StackOptions { Address = new Ipv4Network(Client, 24), Mac = Forge.MacOf(Client), Seed = 1 };
        Server = Start("server", configure(serverOptions), name);
        _client = Start("client", clientOptions, name);
        Flood = new SynFlood(_wire.Connect("flood"), Loop, new SplitMix64(3), Port, perSecond);
        Spawn(EchoServer.Props(Server.Tcp, Port, moody: false));
    }

    public VirtualEventLoop Loop { get; } = new();

    public StackHandle Server { get; }

    public SynFlood Flood { get; }

    /// <summary>The most half-open entries that the server ever had at once, each an actor.</summary>
    public int MostHalfOpen { get; private set; }

    /// <summary>How many half-open entries it made in all.</summary>
    public int HalfOpened { get; private set; }

    /// <summary>What was logged as an error.</summary>
    public List<string> Errors { get; } = [];

    /// <summary>All connections and half-open entries of the server.</summary>
    public int Flows => Server.Context.Tcp.FlowCount;

    /// <summary>The well-meaning client connects, has one byte echoed and closes.</summary>
    public Outcome Connect(TimeSpan? timeout = null)
    {
        var outcome = new Outcome();
        var connect = new Tcp.Connect(new IPEndPoint(Forge.Ours.ToIPAddress(), Port), timeout: timeout);
        var side = new Side { Send = 1, Expect = 1, Stream = 1, ExpectedStream = 1, Ending = Ending.Close };
        Spawn(Application.Client(_client.Tcp, connect, side, outcome, Loop));
        return outcome;
    }

    /// <summary>What holds at the end: no entry is left, each frame met one fate, each buffer is back.</summary>
    public void AssertSettled()
    {
        Flood.Stop();
        Loop.Advance(TimeSpan.FromMinutes(3)); // SYN-ACKs are sent 1 + 5 times, for 63 s; TIME_WAIT lasts 60 s
        Assert.Empty(Errors);
        Assert.Equal((0, 0), (Flows, Server.Counters.Tcp.InState(TcpState.SynReceived)));
        Assert.Equal(Server.Counters.FramesReceived, Server.Counters.TotalFates);
        StackContext context = Server.Context;
        Assert.Equal((0, 0, 0), (context.Packets.Rented, context.LargePackets.Rented, _wire.Rented));
    }

    public void Dispose()
    {
        Flood.Stop();
        foreach (IActorRef actor in new[] { _client.Tcp, Server.Tcp, _stage })
        {
            Task<bool> stopped = actor.GracefulStop(TimeSpan.FromSeconds(10));
            Loop.RunUntil(() => stopped.IsCompleted);
        }
        Loop.Dispose();
    }

    private StackHandle Start(string role, StackOptions options, string name)
    {
        StackHandle stack = TcpStack.Start(_system, Loop, _wire.Connect(role), options, $"{name}-{role}");
        Loop.RunUntil(() => !stack.Context.TcpManager.IsNobody());
        WaitFor(stack.Tcp);
        return stack;
    }

    private void WaitFor(IActorRef actor)
    {
        Task<ActorIdentity> answer = actor.Ask<ActorIdentity>(new Identify(null));
        Loop.RunUntil(() => answer.IsCompleted);
    }

    private void Spawn(Props props)
    {
        _stage.Tell(props, ActorRefs.NoSender);
        Loop.RunUntilIdle();
    }

    private void OnChange(StateChanged changed)
    {
        if (changed.Flow.LocalAddress != Forge.Ours || changed is not { From: TcpState.Listen, To: TcpState.SynReceived }) return;
        HalfOpened++;
        MostHalfOpen = Math.Max(MostHalfOpen, (int)Server.Counters.Tcp.InState(TcpState.SynReceived));
    }

    /// <summary>Parent of the applications, and the one who watches.</summary>
    private sealed class Stage(FloodScene scene, string dispatcher) : UntypedActor
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
                case Props props:
                    Context.ActorOf(props.WithDispatcher(dispatcher));
                    break;
                case Error error:
                    scene.Errors.Add(error.ToString());
                    break;
                case StateChanged changed:
                    scene.OnChange(changed);
                    break;
            }
        }
    }
}
