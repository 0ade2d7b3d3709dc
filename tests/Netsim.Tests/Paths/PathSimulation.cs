using System.Net;
using ActorTcp.Api;
using ActorTcp.Device;
using ActorTcp.Loop;
using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;
using Akka.Actor;

namespace Netsim.Tests.Paths;

/// <summary>Senders on one side of a link, a receiver on the other, and flows between them that share it.</summary>
internal sealed class PathSimulation : IDisposable
{
    private static readonly Ipv4Address ReceiverAddress = Ipv4Address.Parse("198.51.100.2");

    private readonly LoopStage _stage;
    private readonly PathOptions _options;
    private readonly Dictionary<EndPoint, Flow> _flows = [];
    private int _senders;

    public PathSimulation(ActorSystem system, PathOptions options)
    {
        _options = options;
        _stage = new LoopStage(system);
        Link = new SimulatedLink(Loop, options.There, options.Back, options.Mtu);
        Receiver = _stage.StartStack(Link.Connect(LinkSide.Far, "receiver"), Stack(ReceiverAddress), "receiver");
        _stage.Spawn(BulkSink.Props(Receiver.Tcp, Loop, peer => _flows[peer]));
    }

    public SimulatedLink Link { get; }

    public VirtualEventLoop Loop => _stage.Loop;

    public StackHandle Receiver { get; }

    /// <summary>Starts a sender's stack, with options of its own.</summary>
    public StackHandle AddSender(Func<StackOptions, StackOptions>? with = null)
    {
        var address = new Ipv4Address(ReceiverAddress.Value + 8 + (uint)_senders++);
        StackOptions options = Stack(address);
        return _stage.StartStack(Link.Connect(LinkSide.Near, $"sender {_senders}"), with?.Invoke(options) ?? options, $"sender{_senders}");
    }

    /// <summary>Begins a flow now.</summary>
    public Flow Begin(StackHandle sender, string name)
    {
        var flow = new Flow(name);
        var to = new IPEndPoint(ReceiverAddress.ToIPAddress(), Simulation.ServerPort);
        _stage.Spawn(BulkSource.Props(sender.Tcp, flow, to, (opened, from) =>
        {
            _flows[from] = opened;
            opened.IsOpen = true;
        }));
        return flow;
    }

    /// <summary>Asks a flow's sender for its inside; it answers within the instant.</summary>
    public TcpInfo Ask(Flow flow)
    {
        flow.Info = null;
        flow.Ask.Tell(StackTcp.GetInfo.Instance, ActorRefs.NoSender);
        Loop.RunUntilIdle();
        Assert.True(flow.Info is not null, $"{flow.Name} does not answer; it ended with {flow.End}");
        return flow.Info!;
    }

    /// <inheritdoc cref="LoopStage.RunUntil"/>
    public bool RunUntil(Func<bool> condition, TimeSpan limit) => _stage.RunUntil(condition, limit);

    public void AssertSound()
    {
        Assert.True(_stage.Errors.Count == 0, string.Join('\n', _stage.Errors));
        Assert.Equal(0, Loop.Failures);
        Assert.All(_flows.Values, flow => Assert.Null(flow.End));
    }

    public void Dispose()
    {
        _stage.Stop();
        Link.Release();
        Loop.Dispose();
    }

    private StackOptions Stack(Ipv4Address address) => _options.Configure(new StackOptions
    {
        Address = new Ipv4Network(address, 24),
        Mac = MacAddress.Parse($"02:00:5e:00:01:{address.Value & 255:x2}"),
        Seed = _options.Seed + address.Value,
    });
}
