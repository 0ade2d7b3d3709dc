using System.Net;
using System.Net.Sockets;
using ActorTcp.Api;
using ActorTcp.Device;
using ActorTcp.Loop;
using ActorTcp.Protocol.Wire;
using ActorTcp.Sockets;
using Akka.Actor;
using Akka.TestKit.Xunit2;

namespace ActorTcp.Tests.Sockets;

/// <summary>Two stacks, 198.51.100.1 and 198.51.100.2, on a wire without latency and on virtual time. At the end nothing may be left.</summary>
public abstract class TwoStacks : TestKit
{
    private readonly VirtualWire _wire;

    protected TwoStacks()
        : base("akka.loglevel = WARNING\nakka.log-dead-letters = off")
    {
        _wire = new VirtualWire(Loop);
        First = Start("first", "198.51.100.1/24", "02:00:5e:00:00:01");
        Second = Start("second", "198.51.100.2/24", "02:00:5e:00:00:02");
    }

    internal VirtualEventLoop Loop { get; } = new();

    internal StackHandle First { get; }

    internal StackHandle Second { get; }

    internal static IPEndPoint FirstEnd(int port) => new(IPAddress.Parse("198.51.100.1"), port);

    internal static IPEndPoint SecondEnd(int port) => new(IPAddress.Parse("198.51.100.2"), port);

    /// <summary>A datagram socket; bound, if a port is given.</summary>
    internal static StackSocket Datagrams(StackHandle stack, int? port = null)
    {
        StackSocket socket = StackSocket.Create(stack, SocketType.Dgram);
        if (port is { } bound) socket.Bind(new IPEndPoint(IPAddress.Any, bound));
        return socket;
    }

    /// <summary>What a call fails with.</summary>
    internal static SocketError Fails(Action call) => Assert.Throws<SocketException>(call).SocketErrorCode;

    /// <summary>What an asynchronous call has failed with.</summary>
    internal static async Task<SocketError> FailsAsync(Task call) => (await Assert.ThrowsAsync<SocketException>(() => call)).SocketErrorCode;

    internal static byte[] Bytes(int length) => Network.Packet.Bytes(length);

    protected override void AfterAll()
    {
        foreach (StackHandle stack in new[] { First, Second })
        {
            Loop.RunUntilIdle();
            Assert.Equal(0, stack.Context.Packets.Rented);
            Assert.Equal(0, stack.Context.LargePackets.Rented);
        }
        Assert.Equal(0, _wire.Rented);
        Task terminated = Sys.Terminate();
        Loop.RunUntil(() => terminated.IsCompleted); // what is on the loop stops only while that runs
        Assert.Equal(0, Loop.Failures);
        base.AfterAll();
    }

    private StackHandle Start(string name, string address, string mac)
    {
        var options = new StackOptions { Address = Ipv4Network.Parse(address), Mac = MacAddress.Parse(mac), Seed = 1 };
        StackHandle stack = TcpStack.Start(Sys, Loop, _wire.Connect(name), options, name);
        Loop.RunUntil(() => !stack.Context.TcpManager.IsNobody());
        Task<ActorIdentity> answer = stack.Tcp.Ask<ActorIdentity>(new Identify(null));
        Loop.RunUntil(() => answer.IsCompleted);
        return stack;
    }
}
