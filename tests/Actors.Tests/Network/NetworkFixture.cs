using ActorTcp.Api;
using ActorTcp.Device;
using ActorTcp.Loop;
using ActorTcp.Network;
using ActorTcp.Protocol.Wire;
using ActorTcp.Tests.Udp;
using Akka.Actor;
using Akka.TestKit.Xunit2;

namespace ActorTcp.Tests.Network;

/// <summary>
/// The network's actors of a stack at 198.51.100.2/24 on virtual time, without TCP, and the test as its neighbour at 198.51.100.1.
/// When a test is over every buffer must be back, every frame counted, and nobody may have failed.
/// </summary>
public abstract class NetworkFixture : TestKit
{
    private readonly List<Exception> _failures = [];
    private readonly Dictionary<string, IActorRef> _children = [];
    private IActorRef _parent = ActorRefs.Nobody;
    private bool _stopped;

    protected NetworkFixture()
        : base("akka.loglevel = OFF\nakka.stdout-loglevel = OFF")
    {
    }

    internal VirtualEventLoop Loop { get; } = new();

    internal ManualDevice Wire { get; private set; } = null!;

    internal StackContext Context { get; private set; } = null!;

    internal StackCounters Counters => Context.Counters;

    internal static StackOptions DefaultOptions => new()
    {
        Address = new Ipv4Network(Packet.Ours, 24), Mac = Packet.OurMac, Gateway = Packet.Gateway, Seed = 1,
    };

    internal void Start(StackOptions? options = null, ManualDevice? device = null)
    {
        Wire = device ?? new ManualDevice();
        string dispatcher = EventLoopDispatcher.Register(Sys, Loop, "network-test-loop");
        Context = new StackContext(Loop, Wire, options ?? DefaultOptions, dispatcher);
        var parent = Props.Create(() => new Parent(this)).WithDispatcher(dispatcher);
        _parent = Sys.ActorOf(parent, "stack");
        Loop.RunUntil(() => _children.Count == 4); // only the start is the thread pool's
        Loop.RunUntilIdle();
    }

    /// <summary>Starts the stack with the neighbour already known.</summary>
    internal void StartWithNeighbour(StackOptions? options = null, ManualDevice? device = null)
    {
        Start(options, device);
        Arrive(Packet.ArpRequest(Packet.Ours));
        Sent(1);
    }

    internal void Arrive(params byte[][] frames)
    {
        Wire.Inject(frames);
        Loop.RunUntilIdle();
    }

    internal void Advance(double seconds) => Loop.Advance(TimeSpan.FromSeconds(seconds));

    /// <summary>Exactly so many frames were sent since the last time.</summary>
    internal byte[][] Sent(int count)
    {
        byte[][] sent = [.. Wire.Sent];
        Wire.Sent.Clear();
        Assert.Equal(count, sent.Length);
        return sent;
    }

    internal byte[] SentOne() => Sent(1)[0];

    /// <summary>Runs something on the loop, as an actor's handler would.</summary>
    internal void OnLoop(Action action)
    {
        Loop.Execute(new Akka.Dispatch.ActionRunnable(action));
        Loop.RunUntilIdle();
    }

    internal Sink.Record NewSink(string name, int limit = 256)
    {
        var record = new Sink.Record();
        int children = _children.Count;
        _parent.Tell(new Parent.Add(name, Sink.Props(record, limit)));
        Loop.RunUntilIdle();
        Assert.Equal(children + 1, _children.Count);
        return record;
    }

    /// <summary>A datagram socket that is not bound.</summary>
    internal DatagramSink.Record NewSocket()
    {
        var record = new DatagramSink.Record();
        _parent.Tell(new Parent.Add($"socket-{_children.Count}", DatagramSink.Props(Context, record)));
        Loop.RunUntilIdle();
        Assert.NotNull(record.Endpoint);
        return record;
    }

    /// <summary>A child of the stack's, made by the test or by the stack.</summary>
    internal IActorRef Child(string name) => _children[name];

    /// <summary>Makes any actor on the stack's loop.</summary>
    internal IActorRef NewChild(string name, Props props)
    {
        _parent.Tell(new Parent.Add(name, props));
        Loop.RunUntilIdle();
        return _children[name];
    }

    internal void StopChild(string name)
    {
        Sys.Stop(_children[name]);
        Loop.RunUntilIdle();
    }

    /// <summary>Sends a UDP datagram's packet from the stack.</summary>
    internal void Send(Ipv4Address to, string text, bool dontFragment = true) => OnLoop(() =>
    {
        byte[] udp = Packet.Udp(Packet.Ours, to, 1000, 2000, System.Text.Encoding.ASCII.GetBytes(text));
        Frame packet = Context.Ip.TryBuild(to, IpProtocol.Udp, udp.Length, dontFragment)!;
        udp.CopyTo(packet.Bytes[Ipv4Header.MinLength..]);
        Context.Ip.Send(packet, to);
    });

    protected override void AfterAll()
    {
        if (!_parent.IsNobody())
        {
            Loop.RunUntilIdle();
            Assert.Equal(Counters.FramesReceived, Counters.TotalFates);
            Sys.Stop(_parent);
            Loop.RunUntil(() => _stopped);
        }
        base.AfterAll();
        if (_parent.IsNobody()) return;
        Assert.Empty(_failures);
        Assert.Equal(0, Wire.Pool.Rented);
        Assert.Equal(0, Context.Packets.Rented);
        Assert.Equal(0, Context.LargePackets.Rented);
    }

    private sealed class Parent(NetworkFixture fixture) : UntypedActor
    {
        protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(failure =>
        {
            fixture._failures.Add(failure);
            return Directive.Stop;
        });

        protected override void PreStart()
        {
            Start(DeviceActor.Name, DeviceActor.Props(fixture.Context));
            Start(ArpActor.Name, ArpActor.Props(fixture.Context));
            Start(IcmpActor.Name, IcmpActor.Props(fixture.Context));
            Start(UdpManager.Name, UdpManager.Props(fixture.Context));
        }

        protected override void PostStop() => fixture._stopped = true;

        protected override void OnReceive(object message)
        {
            if (message is Add add) Start(add.Name, add.Props);
            else Unhandled(message);
        }

        private void Start(string name, Props props) =>
            fixture._children.Add(name, Context.ActorOf(props.WithDispatcher(fixture.Context.DispatcherId), name));

        public sealed record Add(string Name, Props Props);
    }
}
