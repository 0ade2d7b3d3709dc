using System.Net;
using ActorTcp.Api;
using ActorTcp.Connection;
using ActorTcp.Device;
using ActorTcp.Loop;
using ActorTcp.Network;
using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;
using Akka.Actor;
using Akka.IO;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace ActorTcp.Tests.Lost;

/// <summary>
/// Two stacks, 10 ms apart, on virtual time, with an Akka.IO application on each; the test says which segments the wire loses, doubles
/// or delays, and compares the whole story. The round trip of 20 ms makes the first RTO of data 220 ms (SRTT + 200 ms).
/// </summary>
public abstract class LostFixture : TestKit
{
    private readonly List<FilterRule> _rules = [];
    private readonly Storyline _story;
    private readonly VirtualWire _wire;

    protected LostFixture()
        : base("akka.loglevel = WARNING\nakka.log-dead-letters = off")
    {
        _story = new Storyline(Loop);
        _wire = new VirtualWire(Loop, new VirtualWireOptions { Latency = TimeSpan.FromMilliseconds(10) });
        Client = NewPeer("client");
        Server = NewPeer("server");
        TestProbe states = CreateTestProbe();
        states.SetAutoPilot(new Watcher(this));
        Sys.EventStream.Subscribe(states.Ref, typeof(StateChanged));
    }

    internal VirtualEventLoop Loop { get; } = new();

    internal Peer Client { get; private set; }

    internal Peer Server { get; }

    /// <summary>Starts both stacks, which know each other's Ethernet addresses, and a listener at the server if asked to.</summary>
    internal void Start(Func<StackOptions, StackOptions>? configure = null, bool listen = true)
    {
        configure ??= options => options;
        Boot(Client, WireSegment.ClientAddress, WireSegment.ClientIss, configure);
        Boot(Server, WireSegment.ServerAddress, WireSegment.ServerIss, configure);
        // Neighbour discovery is no part of the story: a refused connection is enough for it.
        Connect(9);
        Advance(1);
        if (listen) Listen(Server, WireSegment.ServerPort);
        _story.Begin();
    }

    /// <summary>The same with a server that answers every SYN with a cookie.</summary>
    internal void StartWithCookies()
    {
        _story.FollowsServer = true;
        Start(options => options with { TcpSyncookies = 2 });
    }

    /// <summary>The client's application connects, to be told of its failure or success.</summary>
    internal void Connect(ushort port = WireSegment.ServerPort)
    {
        var remote = new IPEndPoint(WireSegment.ServerAddress.ToIPAddress(), port);
        var local = new IPEndPoint(WireSegment.ClientAddress.ToIPAddress(), WireSegment.ClientPort);
        Client.Stack.Tcp.Tell(new Tcp.Connect(remote, local), Client.Handler);
        Loop.RunUntilIdle();
    }

    /// <summary>The server's application connects from its port to the client's: with <see cref="Connect"/> a simultaneous open.</summary>
    internal void ConnectBack()
    {
        var remote = new IPEndPoint(WireSegment.ClientAddress.ToIPAddress(), WireSegment.ClientPort);
        var local = new IPEndPoint(WireSegment.ServerAddress.ToIPAddress(), WireSegment.ServerPort);
        Server.Stack.Tcp.Tell(new Tcp.Connect(remote, local), Server.Handler);
        Loop.RunUntilIdle();
    }

    /// <summary>Both ends in ESTABLISHED, their applications registered, and the story begins anew.</summary>
    internal void Establish(Func<StackOptions, StackOptions>? configure = null)
    {
        Start(configure);
        Connect();
        Advance(1);
        _story.Begin();
    }

    internal void Listen(Peer peer, ushort port)
    {
        peer.Stack.Tcp.Tell(new Tcp.Bind(peer.Handler, new IPEndPoint(IPAddress.Any, port)), peer.Handler);
        Loop.RunUntilIdle();
    }

    internal void Advance(double seconds) => Loop.Advance(TimeSpan.FromSeconds(seconds));

    /// <summary>The first segments that are written so do not arrive.</summary>
    internal void Lose(string segment, int times = 1) => _rules.Add(new FilterRule(segment, times, "lost"));

    /// <summary>No segment that is written so arrives.</summary>
    internal void LoseAlways(string segment) => Lose(segment, int.MaxValue);

    /// <summary>The first segment that is written so arrives twice.</summary>
    internal void Double(string segment, double after = 0) =>
        _rules.Add(new FilterRule(segment, 1, "") { Copies = true, After = TimeSpan.FromSeconds(after) });

    /// <summary>The first segment that is written so is held back.</summary>
    internal void Delay(string segment, double by) =>
        _rules.Add(new FilterRule(segment, 1, "held") { Moves = true, After = TimeSpan.FromSeconds(by) });

    /// <summary>From here on nothing more befalls any segment.</summary>
    internal void Heal() => _rules.Clear();

    /// <summary>The client loses its memory; another one with the same addresses takes its place.</summary>
    internal void RebootClient(int iss)
    {
        Heal();
        LoseAlways("> R*"); // a crash says nothing
        Stop(Client.Stack.Tcp);
        Client.Device.Dispose();
        Loop.RunUntilIdle();
        Heal();
        Peer dead = Client;
        Client = NewPeer("rebooted");
        Boot(Client, WireSegment.ClientAddress, WireSegment.ClientIss + iss, options => options);
        Connect(9); // neighbour discovery
        Advance(1);
        Assert.Equal(0, dead.Stack.Context.Packets.Rented + dead.Device.Rented);
        _story.Begin();
    }

    /// <summary>What has happened, line by line, since the beginning or the last call.</summary>
    internal void Expect(string story)
    {
        Loop.RunUntilIdle();
        string was = _story.Take();
        if (was != story.ReplaceLineEndings("\n")) Assert.Fail($"the story was:\n{was}\n\nand not:\n{story}");
    }

    /// <summary>Neither end keeps anything of the connection.</summary>
    internal void ExpectBothForgotten()
    {
        Assert.Equal(0, Client.Stack.Context.Tcp.FlowCount);
        Assert.Equal(0, Server.Stack.Context.Tcp.FlowCount);
    }

    /// <summary>Only one end knows of the connection: half-open (RFC 9293 3.5.1), until it says something.</summary>
    internal void ExpectHalfOpen(Peer living)
    {
        Assert.Equal(ReferenceEquals(living, Client) ? 1 : 0, Client.Stack.Context.Tcp.FlowCount);
        Assert.Equal(ReferenceEquals(living, Server) ? 1 : 0, Server.Stack.Context.Tcp.FlowCount);
    }

    /// <summary>Everything that was taken must be back, and nobody threw.</summary>
    protected override void AfterAll()
    {
        LoseAlways("> R*"); // those of stacks that stop
        LoseAlways("< R*");
        Task terminated = Sys.Terminate();
        Loop.RunUntil(() => terminated.IsCompleted);
        base.AfterAll();
        foreach (Peer peer in new[] { Client, Server }.Where(peer => peer.Stack is not null))
            Assert.Equal(0, peer.Stack.Context.Packets.Rented + peer.Device.Rented);
        Assert.Equal(0, Loop.Failures);
    }

    private Peer NewPeer(string name)
    {
        TestProbe probe = CreateTestProbe();
        var peer = new Peer(name, _story, probe);
        probe.SetAutoPilot(peer);
        return peer;
    }

    private void Boot(Peer peer, Ipv4Address address, SeqNum iss, Func<StackOptions, StackOptions> configure)
    {
        peer.Device = new FilteredDevice(_wire.Connect(peer.Name), _story, _rules);
        StackOptions options = configure(new StackOptions
        {
            Address = new Ipv4Network(address, 24),
            Mac = WireSegment.MacOf(address),
            Seed = 1,
            FixedIss = iss,
            TcpTimestamps = false,
            TcpEarlyRetrans = 0, // the stories are those of the retransmission timer; probes have their own
        });
        peer.Stack = TcpStack.Start(Sys, Loop, peer.Device, options, peer.Name);
        Loop.RunUntil(() => !peer.Stack.Context.TcpManager.IsNobody());
        // An actor of ActorOf may take messages aside for a moment longer than it has run: once it answers, it takes them at once.
        Task<ActorIdentity> answer = peer.Stack.Tcp.Ask<ActorIdentity>(new Identify(null));
        Loop.RunUntil(() => answer.IsCompleted);
    }

    private void Stop(IActorRef actor)
    {
        Task<bool> stopped = actor.GracefulStop(TimeSpan.FromSeconds(10));
        Loop.RunUntil(() => stopped.IsCompleted);
    }

    /// <summary>Writes down every state that an end enters; the listeners' own coming and going is not a connection's.</summary>
    private sealed class Watcher(LostFixture fixture) : AutoPilot
    {
        public override AutoPilot Run(IActorRef sender, object message)
        {
            if (message is StateChanged { Flow.RemotePort: not 0 } changed)
            {
                string name = changed.Flow.LocalAddress == WireSegment.ServerAddress ? fixture.Server.Name : fixture.Client.Name;
                fixture._story.Add($"* {name} {changed.To}");
            }
            return KeepRunning;
        }
    }
}
