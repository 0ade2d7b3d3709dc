using System.Net;
using ActorTcp.Api;
using ActorTcp.Device;
using ActorTcp.Loop;
using ActorTcp.Protocol.Wire;
using Akka.Actor;

namespace ActorTcp.Sockets.Tests.Facade;

/// <summary>Two stacks on a wire without latency, on one loop.</summary>
internal sealed class StackPair
{
    private readonly EventLoop _loop;
    private readonly VirtualWire _wire;

    public StackPair(EventLoop loop)
    {
        _loop = loop;
        _wire = new VirtualWire(loop);
        Client = Start("client", Here, "02:00:5e:00:00:01");
        Server = Start("server", There, "02:00:5e:00:00:02");
    }

    public static IPAddress Here { get; } = IPAddress.Parse("198.51.100.1");

    public static IPAddress There { get; } = IPAddress.Parse("198.51.100.2");

    public static IPAddress Broadcast { get; } = IPAddress.Parse("198.51.100.255");

    public ActorSystem System { get; } =
        ActorSystem.Create("sockets", "akka.loglevel = WARNING\nakka.stdout-loglevel = WARNING\nakka.log-dead-letters = off");

    public StackHandle Client { get; }

    public StackHandle Server { get; }

    /// <summary>Everything that both stacks have of connections, half-open entries and TIME_WAITs.</summary>
    public int Flows => new[] { Client, Server }.Sum(stack => stack.Context.Tcp.FlowCount + stack.Context.Tcp.TimeWaits.Count);

    /// <summary>Buffers that are out.</summary>
    public int Rented => _wire.Rented + new[] { Client, Server }.Sum(stack => stack.Context.Packets.Rented + stack.Context.LargePackets.Rented);

    private StackHandle Start(string name, IPAddress address, string mac) => TcpStack.Start(
        System, _loop, _wire.Connect(name),
        new StackOptions { Address = Ipv4Network.Parse($"{address}/24"), Mac = MacAddress.Parse(mac), Seed = 1 }, name);
}
