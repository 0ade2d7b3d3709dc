using System.Net;
using Akka.Actor;
using ActorTcp.Api;
using ActorTcp.Apps.EchoNode.Options;
using ActorTcp.Apps.EchoNode.Output;
using ActorTcp.Apps.EchoNode.Services;
using ActorTcp.Apps.EchoNode.Serving;
using ActorTcp.Device;
using ActorTcp.Loop;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Apps.EchoNode.Demo;

/// <summary>
/// Two stacks in this process, a wire in memory between them, and time that moves only when it is told to: a connection from
/// SYN to TIME_WAIT's end as a trace, the same at each run.
/// </summary>
internal static class VirtualDemo
{
    private const string Words = "Hello, actors!";

    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Scene = TimeSpan.FromSeconds(1);

    /// <exception cref="NodeException">The show did not go as it should.</exception>
    public static async Task RunAsync(Terminal terminal, NodeOptions options)
    {
        using var loop = new VirtualEventLoop();
        ActorSystem system = ActorSystem.Create("echo-node", Node.Configuration);
        try
        {
            Play(terminal, options, loop, system);
        }
        finally
        {
            Task end = system.Terminate();
            loop.RunUntil(() => end.IsCompleted);
            await end;
        }
    }

    private static void Play(Terminal terminal, NodeOptions options, VirtualEventLoop loop, ActorSystem system)
    {
        Ipv4Address server = options.Address.Address;
        Ipv4Address client = options.Neighbour;
        var endPoint = new IPEndPoint(server.ToIPAddress(), Node.EchoPort);
        var stage = new Stage(loop, terminal, server);
        var wire = new VirtualWire(loop, new VirtualWireOptions { Latency = Latency });
        var progress = new DemoClient.Progress();

        var tracer = new TracingDevice(wire.Connect("server"), stage.OnFrame);
        StackHandle serving = TcpStack.Start(system, loop, tracer, new StackOptions { Address = options.Address, Seed = 1 }, "server");
        StackHandle asking = TcpStack.Start(system, loop, wire.Connect("client"), ClientOptions(), "client");

        bool listening = false;
        system.ActorOf(stage.Listener(() => listening = true).WithDispatcher(serving.DispatcherId));
        loop.RunUntil(() => listening);
        var address = new ServiceAddress("echo", endPoint);
        IActorRef echo = system.ActorOf(Props.Create(() => new UnhurriedEcho(serving.Tcp, address, loop)).WithDispatcher(serving.DispatcherId), "echo");
        Task<TcpService.Started> started = echo.Ask<TcpService.Started>(new TcpService.Start());
        loop.RunUntil(() => started.IsCompleted);
        IActorRef visitor = system.ActorOf(
            Props.Create(() => new DemoClient(asking.Tcp, endPoint, progress)).WithDispatcher(asking.DispatcherId), "visitor");
        loop.RunUntil(() => progress.IsThere); // actors of ActorOf start on other threads: when, is not the show's to depend on

        terminal.Line($"Client {client} and server {server}, {Latency.TotalMilliseconds:F0} ms apart. Time is virtual.");
        terminal.Line("< the server receives   > it sends   * a connection's actor enters a state");

        visitor.Tell(new DemoClient.Connect());
        stage.Play("The three-way handshake, and the ARP before it", Scene);
        Check(progress, progress.IsConnected, "the client did not connect");

        visitor.Tell(new DemoClient.Say(Words));
        stage.Play($"An echo: the client says \"{Words}\"", Scene);
        Check(progress, progress.Heard == Words, $"the echo was \"{progress.Heard}\"");

        visitor.Tell(new DemoClient.Leave());
        stage.Play("The four-way close", Scene);
        Check(progress, progress.HasLeft, "the connection did not close");
        stage.Play("TIME_WAIT: twice the longest life of a segment", ClientOptions().Msl * 2);

        StackOptions ClientOptions() => new()
        {
            Address = new Ipv4Network(client, options.Address.PrefixLength),
            Mac = MacAddress.Parse("02:00:5e:00:00:01"),
            Seed = 2,
        };
    }

    private static void Check(DemoClient.Progress progress, bool holds, string otherwise)
    {
        if (!holds) throw new NodeException($"the demonstration failed: {progress.Failure ?? otherwise}");
    }
}
