using System.Net;
using System.Net.Sockets;
using ActorTcp.Api;
using ActorTcp.Connection;
using Akka.Actor;
using Akka.IO;
using Tap.Tests.Fixtures;
using Xunit.Abstractions;
using Tcp = Akka.IO.Tcp;

namespace Tap.Tests.Kernel;

/// <summary>60,000 connections of the kernel's, each closed by us first.</summary>
[Collection(KernelCollection.Name)]
public class ManyTimeWaitsTests(ITestOutputHelper output)
{
    private const int Connections = 60_000;
    private const int FirstKernelPort = 1024;
    private const int AtOnce = 32;
    private const long BytesEach = 200;

    [SkippableFact]
    public async Task Sixty_thousand_TIME_WAITs_are_held_in_little_memory()
    {
        await using KernelStack stack = await KernelStack.StartAsync();
        IActorRef tcp = stack.Stack.Tcp;
        IActorRef closer = stack.System.ActorOf(Props.Create(() => new Closer(tcp)).WithDispatcher(stack.Stack.DispatcherId));
        await closer.Ask<Tcp.Bound>("when bound", KernelStack.Limit);
        await EchoAsync(stack, 5000); // buffers, queues and code have their size now
        long before = GC.GetTotalMemory(forceFullCollection: true);
        Task waiting = Task.Run(async () =>
        {
            for (int i = 0; i < Connections; i++) await stack.PathToAsync(TcpState.TimeWait);
        });
        await InTurnsAsync(stack, Connections, async (socket, number) =>
        {
            socket.Bind(new IPEndPoint(TapNetwork.HostAddress, FirstKernelPort + number));
            await socket.ConnectAsync(Server, stack.Cancel);
            Assert.Equal(0, await socket.ReceiveAsync(new byte[1].AsMemory(), stack.Cancel));
        });
        await waiting;
        long each = (GC.GetTotalMemory(forceFullCollection: true) - before) / Connections;
        output.WriteLine($"{each} bytes for each of {Connections} connections in TIME_WAIT");
        Assert.Equal(Connections, stack.Stack.Counters.Tcp.InState(TcpState.TimeWait));
        Assert.InRange(each, 0, BytesEach);
        SocketTable table = await stack.SocketsAsync();
        Assert.Equal(Connections, table.Sockets.Count(socket => socket.State == TcpState.TimeWait));

        // They are in nobody's way: not even the kernel's that comes from the port of one.
        using Socket again = stack.BindKernel(FirstKernelPort);
        await again.ConnectAsync(Server, stack.Cancel);
        Assert.Equal(0, await again.ReceiveAsync(new byte[1], stack.Cancel));
    }

    /// <summary>Connections that the kernel closes first, and resets, so that nothing of them stays.</summary>
    private static async Task EchoAsync(KernelStack stack, int connections)
    {
        await InTurnsAsync(stack, connections, async (socket, _) =>
        {
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
            await socket.ConnectAsync(TapNetwork.StackAddress, KernelStack.EchoPort, stack.Cancel);
            await socket.SendAsync(new byte[1].AsMemory(), stack.Cancel);
            await socket.ReceiveAsync(new byte[1].AsMemory(), stack.Cancel);
        });
        for (int i = 0; i < connections; i++) await stack.PathToAsync(TcpState.Closed);
    }

    private static async Task InTurnsAsync(KernelStack stack, int count, Func<Socket, int, Task> use)
    {
        using var sockets = new SocketSource(stack.Network);
        int next = -1;
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(async _ =>
        {
            while (Interlocked.Increment(ref next) is var number && number < count)
            {
                using Socket socket = sockets.Take();
                await use(socket, number);
            }
        }));
    }

    private static IPEndPoint Server => new(TapNetwork.StackAddress, KernelStack.ApplicationPort);

    /// <summary>Closes each connection as soon as it comes.</summary>
    private sealed class Closer : ReceiveActor
    {
        private IActorRef _asker = ActorRefs.Nobody;
        private Tcp.Bound? _bound;

        public Closer(IActorRef tcp)
        {
            tcp.Tell(new Tcp.Bind(Self, Server, backlog: 4096));
            Receive<Tcp.Bound>(bound =>
            {
                _bound = bound;
                _asker.Tell(bound);
            });
            Receive<string>(_ =>
            {
                _asker = Sender;
                if (_bound is not null) _asker.Tell(_bound);
            });
            Receive<Tcp.Connected>(_ =>
            {
                Sender.Tell(new Tcp.Register(Self));
                Sender.Tell(Tcp.Close.Instance);
            });
            Receive<Tcp.ConnectionClosed>(_ => { });
        }
    }
}
