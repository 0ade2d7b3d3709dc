using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using ActorTcp.Device;
using ActorTcp.Tap;
using Tap.Tests.Fixtures;

namespace Tap.Tests.Kernel;

/// <summary>Bytes from a sender to a receiver over a path with faults: a kernel and our stack, or two kernels.</summary>
internal static class FaultPair
{
    /// <summary>1 % lost, 3 % late and overtaken, 40 ms there and back.</summary>
    public static readonly FaultOptions Faults = new() { Drop = 0.01, Delay = TimeSpan.FromMilliseconds(20), Reorder = 0.03, HeldLimit = 65536 };

    private const int Port = 4001;

    /// <summary>A kernel socket sends to our stack; how long it takes from the first byte's sending to the last one's arrival.</summary>
    public static Task<TimeSpan> KernelToStackAsync(byte[] bytes, ulong seed, TimeSpan limit) => OverStackAsync(seed, limit, async (kernel, application) =>
    {
        Task<byte[]> receiving = application.ReceiveAsync(bytes.Length);
        await kernel.SendAsync(bytes);
        return await receiving;
    }, bytes);

    /// <summary>Our stack sends to a kernel socket.</summary>
    public static Task<TimeSpan> StackToKernelAsync(byte[] bytes, ulong seed, TimeSpan limit) => OverStackAsync(seed, limit, (kernel, application) =>
    {
        application.Write(bytes);
        return kernel.ReceiveAsync(bytes.Length);
    }, bytes);

    /// <summary>A kernel sends to another over the same path, with our process between them as a wire only.</summary>
    public static async Task<TimeSpan> KernelToKernelAsync(byte[] bytes, ulong seed, TimeSpan limit)
    {
        using TapNetwork one = TapNetwork.Create(), other = TapNetwork.Create();
        using var cancel = new CancellationTokenSource(limit);
        TapDevice near = one.OpenTap(Queued);
        TapDevice far = other.OpenTap(options => Queued(options) with { HostAddress = new InterfaceAddress(TapNetwork.StackAddress, 24) });
        using var forwarder = new Forwarder(near, far, Faults with { Seed = seed });
        Socket listener = other.CreateSocket(SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(TapNetwork.StackAddress, Port));
        listener.Listen();
        Socket socket = one.CreateSocket(SocketType.Stream, ProtocolType.Tcp);
        UseCubic(socket);
        await socket.ConnectAsync(new IPEndPoint(TapNetwork.StackAddress, Port), cancel.Token);
        var sender = new KernelPeer(socket, cancel.Token);
        var receiver = new KernelPeer(other.Own(await listener.AcceptAsync(cancel.Token)), cancel.Token);
        var watch = Stopwatch.StartNew();
        Task<byte[]> receiving = receiver.ReceiveAsync(bytes.Length);
        await sender.SendAsync(bytes);
        byte[] received = await receiving;
        TimeSpan taken = watch.Elapsed;
        Noise.AssertSame(bytes, received);
        Assert.True(forwarder.Faults.One.Dropped > 0, "nothing was lost");
        return taken;
    }

    private static async Task<TimeSpan> OverStackAsync(ulong seed, TimeSpan limit, Func<KernelPeer, Application, Task<byte[]>> transfer, byte[] bytes)
    {
        FaultInjector? path = null;
        await using KernelStack stack = await KernelStack.StartAsync(
            wrap: device => path = new FaultInjector(device, Faults with { Seed = seed }), limit: limit);
        (Application application, KernelPeer kernel) = await stack.OpenAsync(UseCubic);
        application.Register();
        var watch = Stopwatch.StartNew();
        byte[] received = await transfer(kernel, application);
        TimeSpan taken = watch.Elapsed;
        Noise.AssertSame(bytes, received);
        Assert.True(path!.Sent.Dropped + path.Received.Dropped > 0, "nothing was lost");
        return taken;
    }

    private static TapOptions Queued(TapOptions options) => options with { QueueLength = 8192 };

    /// <summary>Some kernels' default is another, BBR for one, which does not mind losses.</summary>
    private static void UseCubic(Socket socket)
    {
        const int TcpCongestion = 13; // TCP_CONGESTION
        socket.SetRawSocketOption((int)SocketOptionLevel.Tcp, TcpCongestion, Encoding.ASCII.GetBytes("cubic"));
    }
}
