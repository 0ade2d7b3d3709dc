using System.Net;
using System.Net.Sockets;
using ActorTcp.Api;
using ActorTcp.Device;
using ActorTcp.Loop;
using ActorTcp.Protocol.Wire;
using Akka.Actor;

namespace ActorTcp.Sockets.Tests.Facade;

/// <summary>Two stacks on a wire without latency, on one loop: on virtual time, what needs no time has happened once the loop is idle.</summary>
public sealed class FacadeApi : ISocketApi
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly ActorSystem _system =
        ActorSystem.Create("sockets", "akka.loglevel = WARNING\nakka.stdout-loglevel = WARNING\nakka.log-dead-letters = off");
    private readonly VirtualEventLoop _loop = new();
    private readonly VirtualWire _wire;
    private readonly Dictionary<string, IFrameDevice> _devices = [];

    public FacadeApi()
    {
        _wire = new VirtualWire(_loop);
        Client = Start("client", Here, "02:00:5e:00:00:01");
        Server = Start("server", There, "02:00:5e:00:00:02");
    }

    public IPAddress Here { get; } = IPAddress.Parse("198.51.100.1");

    public IPAddress There { get; } = IPAddress.Parse("198.51.100.2");

    public IPAddress Broadcast { get; } = IPAddress.Parse("198.51.100.255");

    internal StackHandle Client { get; }

    internal StackHandle Server { get; }

    internal VirtualEventLoop Loop => _loop;

    /// <summary>Everything that both stacks have of connections, half-open entries and TIME_WAITs.</summary>
    internal int Flows => new[] { Client, Server }.Sum(stack => stack.Context.Tcp.FlowCount + stack.Context.Tcp.TimeWaits.Count);

    public ITestSocket OpenHere(SocketType type) => new FacadeSocket(StackSocket.Create(Client, type));

    public ITestSocket OpenThere(SocketType type) => new FacadeSocket(StackSocket.Create(Server, type));

    public void Settle() => _loop.RunUntilIdle();

    public SocketEvents Wait(ITestSocket socket, SocketEvents interest)
    {
        interest |= SocketEvents.Error | SocketEvents.HangUp;
        for (Protocol.Instant end = _loop.Now + Patience; (socket.Poll() & interest) == 0 && _loop.AdvanceToNext(end - _loop.Now);)
        {
        }
        return socket.Poll();
    }

    public T Await<T>(Task<T> task)
    {
        Await((Task)task);
        return task.Result;
    }

    // The loop ends an operation before the thread pool tells the task; so time moves only when the loop has nothing to do.
    public void Await(Task task)
    {
        for (Protocol.Instant end = _loop.Now + Patience; !Finished(task) && _loop.AdvanceToNext(end - _loop.Now);)
        {
        }
        if (!Finished(task)) throw new TimeoutException("it did not end");
        task.GetAwaiter().GetResult();
    }

    public void Dispose()
    {
        Task terminated = _system.Terminate();
        _loop.RunUntil(() => terminated.IsCompleted);
        _loop.Dispose();
    }

    private bool Finished(Task task)
    {
        _loop.RunUntilIdle();
        return Task.WaitAny([task], 20) >= 0;
    }

    private StackHandle Start(string name, IPAddress address, string mac)
    {
        _devices[name] = _wire.Connect(name);
        StackHandle stack = TcpStack.Start(
            _system, _loop, _devices[name],
            new StackOptions { Address = Ipv4Network.Parse($"{address}/24"), Mac = MacAddress.Parse(mac), Seed = 1 }, name);
        // An actor of ActorOf may take messages aside for a moment longer than it has run: once it answers, it takes them at once.
        Task<ActorIdentity> answer = stack.Tcp.Ask<ActorIdentity>(new Identify(null));
        _loop.RunUntil(() => answer.IsCompleted && !stack.Context.TcpManager.IsNobody());
        return stack;
    }
}
