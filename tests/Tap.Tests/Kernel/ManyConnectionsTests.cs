using System.Net;
using System.Net.Sockets;
using ActorTcp.Network;
using Tap.Tests.Fixtures;
using Akka.Actor;
using Akka.IO;
using Tcp = Akka.IO.Tcp;

namespace Tap.Tests.Kernel;

/// <summary>Connections by the thousand: connect, one byte there and back, close; one after the other and side by side.</summary>
[Collection(KernelCollection.Name)]
public class ManyConnectionsTests
{
    private const int InSequence = 10_000;
    private const int AtOnce = 1000;

    [SkippableTheory]
    [InlineData(InSequence, 1)]
    [InlineData(AtOnce, AtOnce)]
    public async Task The_kernel_connects(int connections, int atOnce)
    {
        await using KernelStack stack = await KernelStack.StartAsync();
        using var sockets = new SocketSource(stack.Network);
        var allOpen = new Barrier(atOnce);
        await Task.WhenAll(Enumerable.Range(0, atOnce).Select(async _ =>
        {
            byte[] one = new byte[1];
            for (int i = 0; i < connections / atOnce; i++)
            {
                using Socket socket = sockets.Take();
                await socket.ConnectAsync(Echo, stack.Cancel);
                await allOpen.PassAsync(stack.Cancel);
                await socket.SendAsync(one.AsMemory(), stack.Cancel);
                Assert.Equal(1, await socket.ReceiveAsync(one.AsMemory(), stack.Cancel));
            }
        }));
        AssertSound(stack, opened: stack.Stack.Counters.Tcp.PassiveOpens, connections);
    }

    [SkippableTheory]
    [InlineData(InSequence, 1)]
    [InlineData(AtOnce, AtOnce)]
    public async Task We_connect(int connections, int atOnce)
    {
        await using KernelStack stack = await KernelStack.StartAsync();
        using Socket listener = stack.Listen(backlog: AtOnce);
        Task serving = ServeAsync(listener, connections, stack.Cancel);
        var done = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        IActorRef tcp = stack.Stack.Tcp;
        EndPoint to = listener.LocalEndPoint!;
        Props caller = Props.Create(() => new Caller(tcp, to, connections, atOnce, done));
        stack.System.ActorOf(caller.WithDispatcher(stack.Stack.DispatcherId));
        Assert.Equal(connections, await done.Task.WaitAsync(stack.Cancel));
        await serving;
        AssertSound(stack, opened: stack.Stack.Counters.Tcp.ActiveOpens, connections);
    }

    private static IPEndPoint Echo => new(TapNetwork.StackAddress, KernelStack.EchoPort);

    private static void AssertSound(KernelStack stack, long opened, int connections)
    {
        TcpCounters counters = stack.Stack.Counters.Tcp;
        Assert.Equal(connections, opened);
        Assert.Equal((0, 0, 0), (counters.EstabResets, counters.AttemptFails, counters.UnexpectedMessages));
    }

    /// <summary>The kernel's side: gives each its byte back and closes after the peer.</summary>
    private static async Task ServeAsync(Socket listener, int connections, CancellationToken cancel)
    {
        var serving = new List<Task>();
        for (int i = 0; i < connections; i++) serving.Add(EchoAsync(await listener.AcceptAsync(cancel), cancel));
        await Task.WhenAll(serving);
    }

    private static async Task EchoAsync(Socket socket, CancellationToken cancel)
    {
        using (socket)
        {
            byte[] one = new byte[1];
            while (await socket.ReceiveAsync(one.AsMemory(), cancel) > 0) await socket.SendAsync(one.AsMemory(), cancel);
        }
    }

    /// <summary>Keeps so many connections going until all are done; no byte is sent before the first so many are open.</summary>
    private sealed class Caller(IActorRef tcp, EndPoint to, int connections, int atOnce, TaskCompletionSource<int> done)
        : UntypedActor
    {
        private static readonly Tcp.Write One = Tcp.Write.Create(ByteString.FromBytes([1]));

        private readonly List<IActorRef> _waiting = [];
        private int _begun;
        private int _echoed;
        private int _ended;

        protected override void PreStart()
        {
            while (_begun < atOnce) Connect();
        }

        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case Tcp.Connected:
                    Sender.Tell(new Tcp.Register(Self));
                    _waiting.Add(Sender);
                    if (_waiting.Count < atOnce && _echoed == 0) break;
                    foreach (IActorRef connection in _waiting) connection.Tell(One);
                    _waiting.Clear();
                    break;
                case Tcp.Received:
                    _echoed++;
                    Sender.Tell(Tcp.Close.Instance);
                    break;
                case Tcp.Closed:
                    if (++_ended == connections) done.SetResult(_echoed);
                    else if (_begun < connections) Connect();
                    break;
                default:
                    done.TrySetException(new InvalidOperationException($"{message} after {_ended} connections"));
                    break;
            }
        }

        private void Connect()
        {
            _begun++;
            tcp.Tell(new Tcp.Connect(to));
        }
    }

    /// <summary>Opens when so many have come, and stays open.</summary>
    private sealed class Barrier(int count)
    {
        private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _came;

        public Task PassAsync(CancellationToken cancel)
        {
            if (Interlocked.Increment(ref _came) == count) _open.SetResult();
            return _open.Task.WaitAsync(cancel);
        }
    }
}
