using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using ActorTcp.Api;
using ActorTcp.Apps.EchoNode.Services;
using ActorTcp.Apps.EchoNode.Serving;
using ActorTcp.Connection;
using ActorTcp.Device;
using ActorTcp.Loop;
using ActorTcp.Protocol.Wire;
using ActorTcp.Sockets;
using ActorTcp.Tap;

namespace Tap.Tests.Fixtures;

/// <summary>
/// A stack on a TAP in a namespace of the test's own, with EchoNode's three services on it; and the kernel, with its sockets
/// and programs, at the other end of the link.
/// </summary>
internal sealed class KernelStack : IAsyncDisposable
{
    public const int EchoPort = Node.EchoPort;
    public const int DiscardPort = Node.DiscardPort;
    public const int SourcePort = Node.SourcePort;

    /// <summary>Nobody listens there.</summary>
    public const int ClosedPort = 1;

    /// <summary>When a test is given up. No test comes near on a machine that is merely slow.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>As in EchoNode: room for the first windows of hundreds of connections that begin at once.</summary>
    private const int QueueLength = 8192;

    /// <summary>Where <see cref="OpenAsync(Opener)"/>'s application listens.</summary>
    public const int ApplicationPort = 4000;

    private readonly CancellationTokenSource _cancel;
    private readonly EventLoop _loop = new ThreadEventLoop(new PollWaiter());
    private readonly StateLog _states;
    private bool _stopped;

    private KernelStack(TapNetwork network, TapDevice tap, IFrameDevice device, StackOptions options, TimeSpan limit)
    {
        _cancel = new CancellationTokenSource(limit);
        Network = network;
        Tap = tap;
        System = ActorSystem.Create("kernel-tests", Node.Configuration);
        _states = new StateLog(System);
        Stack = TcpStack.Start(System, _loop, device, options);
    }

    public TapNetwork Network { get; }

    public TapDevice Tap { get; }

    public ActorSystem System { get; }

    public StackHandle Stack { get; }

    /// <summary>Ends what a test awaits when the test has lasted too long.</summary>
    public CancellationToken Cancel => _cancel.Token;

    /// <summary>Starts all; skips the test, saying why, where that cannot be done.</summary>
    /// <param name="offloads">What to ask the TAP for.</param>
    /// <param name="wrap">What to put between TAP and stack.</param>
    /// <param name="with">Other options of the stack.</param>
    /// <param name="limit">When what is awaited is given up; null: after <see cref="Limit"/>.</param>
    public static async Task<KernelStack> StartAsync(
        DeviceOffloads offloads = TapOptions.AllOffloads,
        Func<IFrameDevice, IFrameDevice>? wrap = null,
        Func<StackOptions, StackOptions>? with = null,
        TimeSpan? limit = null)
    {
        var network = TapNetwork.Create();
        var stackOptions = new StackOptions { Address = Ipv4Network.Parse($"{TapNetwork.StackAddress}/24") };
        if (with is not null) stackOptions = with(stackOptions);
        TapDevice tap = network.OpenTap(options => options with { Offloads = offloads, QueueLength = QueueLength });
        var started = new KernelStack(network, tap, wrap?.Invoke(tap) ?? tap, stackOptions, limit ?? Limit);
        await started.ServeAsync();
        return started;
    }

    /// <summary>For tests that allow no retransmission: a busy machine's pause shall be no loss to our timer …</summary>
    public static StackOptions Patient(StackOptions options) => options with { TcpRtoInitial = Limit, TcpRtoMin = Limit, TcpEarlyRetrans = 0 };

    /// <summary>… or by the kernel's.</summary>
    public void MakeKernelPatient()
    {
        SetKernel("net/ipv4/tcp_early_retrans", "0"); // no tail loss probes
        string change = $"route change 198.51.100.0/24 dev tap0 src {TapNetwork.HostAddress} rto_min {(int)Limit.TotalSeconds}s";
        (int exitCode, string told) = Network.RunProcess(Limit, "ip", change.Split(' '));
        Assert.True(exitCode == 0, told);
    }

    /// <summary>Connects a kernel socket to a port of the stack.</summary>
    public async Task<KernelPeer> ConnectAsync(int port, Action<Socket>? prepare = null)
    {
        Socket socket = Network.CreateSocket(SocketType.Stream, ProtocolType.Tcp);
        prepare?.Invoke(socket);
        await socket.ConnectAsync(new IPEndPoint(TapNetwork.StackAddress, port), Cancel);
        return new KernelPeer(socket, Cancel);
    }

    /// <summary>A kernel socket that listens on the kernel's side of the link, on a port of the kernel's choice.</summary>
    public Socket Listen(int backlog = 512)
    {
        Socket listener = Network.CreateSocket(SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(TapNetwork.HostAddress, 0));
        listener.Listen(backlog);
        return listener;
    }

    /// <summary>A datagram socket of the kernel's, bound on its side of the link to a port of its choice.</summary>
    public Socket KernelDatagrams()
    {
        Socket socket = Network.CreateSocket(SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(TapNetwork.HostAddress, 0));
        return socket;
    }

    /// <summary>A datagram socket of the stack's, bound to a port.</summary>
    public StackSocket StackDatagrams(int port = ApplicationPort)
    {
        StackSocket socket = StackSocket.Create(Stack, SocketType.Dgram);
        socket.Bind(new IPEndPoint(TapNetwork.StackAddress, port));
        return socket;
    }

    /// <summary>Sets one of the kernel's tunables, such as <c>net/ipv4/tcp_sack</c>, in the namespace.</summary>
    public void SetKernel(string name, string value) =>
        Network.RunInNamespace(() => File.WriteAllText($"/proc/sys/{name}", value));

    /// <summary>All TCP sockets of the stack.</summary>
    public Task<SocketTable> SocketsAsync() => Stack.Tcp.Ask<SocketTable>(StackTcp.GetSockets.Instance, Limit);

    /// <summary>An application of the stack that the test plays.</summary>
    public Application StartApplication() => new(System, Stack.Tcp, Cancel);

    /// <summary>Opens a connection between an application, which has not registered yet, and a kernel socket.</summary>
    public Task<(Application Application, KernelPeer Kernel)> OpenAsync(Opener opener) =>
        opener == Opener.Kernel ? OpenAsync() : OpenOursAsync();

    /// <summary>Opens a connection from a kernel socket to an application, which has not registered yet.</summary>
    public async Task<(Application Application, KernelPeer Kernel)> OpenAsync(Action<Socket>? prepare = null)
    {
        Application application = StartApplication();
        await application.BindAsync(ApplicationPort);
        KernelPeer kernel = await ConnectAsync(ApplicationPort, prepare);
        await application.AcceptAsync();
        return (application, kernel);
    }

    private async Task<(Application Application, KernelPeer Kernel)> OpenOursAsync()
    {
        Socket listener = Listen();
        Application application = StartApplication();
        application.StartConnect(listener.LocalEndPoint!);
        await application.AcceptAsync();
        Socket accepted = Network.Own(await listener.AcceptAsync(Cancel));
        listener.Dispose();
        return (application, new KernelPeer(accepted, Cancel));
    }

    /// <summary>The states that connections have entered since the last call, up to and with this one; waits for it.</summary>
    public Task<string> PathToAsync(TcpState last) => _states.PathToAsync(last, Cancel);

    /// <summary>Stops the stack, which disposes the device, then system and loop: what was the loop's may be read.</summary>
    public async Task StopAsync()
    {
        if (_stopped) return;
        _stopped = true;
        await System.Terminate().WaitAsync(Limit);
        _loop.Dispose();
        Assert.Null(_loop.LastFailure);
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await StopAsync();
        }
        finally
        {
            Network.Dispose();
            _cancel.Dispose();
        }
    }

    private async Task ServeAsync()
    {
        IActorRef tcp = Stack.Tcp;
        await StartAsync("echo", EchoPort, address => Props.Create(() => new EchoService(tcp, address)));
        await StartAsync("discard", DiscardPort, address => Props.Create(() => new DiscardService(tcp, address)));
        await StartAsync("source", SourcePort, address => Props.Create(() => new SourceService(tcp, address)));
        await StartAsync("echo-udp", EchoPort, address => UdpService.Echo(Stack.Udp, address));
        await StartAsync("discard-udp", DiscardPort, address => UdpService.Discard(Stack.Udp, address));
    }

    private async Task StartAsync(string name, int port, Func<ServiceAddress, Props> service)
    {
        var address = new ServiceAddress(name, new IPEndPoint(TapNetwork.StackAddress, port));
        IActorRef actor = System.ActorOf(service(address).WithDispatcher(Stack.DispatcherId), name); // as EchoNode runs them
        Assert.IsType<TcpService.Started>(await actor.Ask<object>(new TcpService.Start(), Limit));
    }
}
