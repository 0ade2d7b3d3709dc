using System.Net;
using System.Net.Sockets;
using ActorTcp.Connection;
using Akka.IO;
using Tap.Tests.Fixtures;

namespace Tap.Tests.Kernel;

/// <summary>Handshakes that do not go the usual way. Both ends know each other's hardware address when they begin.</summary>
[Collection(KernelCollection.Name)]
public class OpeningTests
{
    private const int StackPort = 4100;
    private const int KernelPort = 4200;

    [SkippableFact]
    public async Task We_connect_and_hear_nothing()
    {
        (KernelStack started, WatchedDevice wire) = await StartAsync();
        await using KernelStack stack = started;
        Application application = stack.StartApplication();
        await wire.HoldAsync();
        application.StartConnect(new IPEndPoint(TapNetwork.HostAddress, KernelStack.ClosedPort));
        Assert.Equal(SocketError.TimedOut, await application.FailureAsync<Tcp.Connect>());
        Assert.Equal("SynSent Closed", await stack.PathToAsync(TcpState.Closed));
        Assert.Equal(2, stack.Stack.Counters.Tcp.SynRetrans);
        wire.Release(); // the kernel's resets come to a port that is closed again
        await AssertWorksAsync(stack);
    }

    [SkippableFact]
    public async Task The_kernel_connects_and_hears_nothing()
    {
        (KernelStack started, WatchedDevice wire) = await StartAsync();
        await using KernelStack stack = started;
        stack.SetKernel("net/ipv4/tcp_syn_retries", "1");
        await wire.HoldAsync();
        SocketException silence = await Assert.ThrowsAsync<SocketException>(() => stack.ConnectAsync(KernelStack.EchoPort));
        Assert.Equal(SocketError.TimedOut, silence.SocketErrorCode);
        // The two SYNs, late: our SYN-ACK comes to a port that is closed again, and the kernel's reset ends what they began.
        Task reset = wire.ReceivedAsync(segment => segment.IsReset);
        wire.Release();
        await reset.WaitAsync(stack.Cancel);
        Assert.Equal("SynReceived Listen", await stack.PathToAsync(TcpState.Listen));
        await AssertWorksAsync(stack);
    }

    /// <summary>RFC 9293 3.5, figure 8: the SYNs cross; both go through SYN-RECEIVED and are connected, once.</summary>
    [SkippableFact]
    public async Task Both_connect_at_once()
    {
        (KernelStack started, WatchedDevice wire) = await StartAsync();
        await using KernelStack stack = started;
        Socket socket = stack.BindKernel(KernelPort);
        Application application = stack.StartApplication();
        Task crossed = wire.SentAsync(segment => segment.IsSyn);
        await wire.HoldAsync();
        Task connecting = socket.ConnectAsync(new IPEndPoint(TapNetwork.StackAddress, StackPort), stack.Cancel).AsTask();
        var to = new IPEndPoint(TapNetwork.HostAddress, KernelPort);
        application.StartConnect(to, from: new IPEndPoint(IPAddress.Any, StackPort));
        await crossed;
        wire.Release();
        await connecting;
        await application.AcceptAsync();
        application.Register();
        var kernel = new KernelPeer(socket, stack.Cancel);
        byte[] there = Noise.Make(1024 * 1024, seed: 1), back = Noise.Make(1024 * 1024, seed: 2);
        application.Write(back);
        await kernel.SendAsync(there);
        Noise.AssertSame(there, await application.ReceiveAsync(there.Length));
        Noise.AssertSame(back, await kernel.ReceiveAsync(back.Length));
        application.Tell(Tcp.Abort.Instance);
        Assert.Equal("SynSent SynReceived Established Closed", await stack.PathToAsync(TcpState.Closed));
        Assert.Equal(1, stack.Stack.Counters.Tcp.ActiveOpens);
    }

    /// <summary>Started, and both ends have answered the other's ARP request.</summary>
    private static async Task<(KernelStack Stack, WatchedDevice Wire)> StartAsync()
    {
        WatchedDevice? wire = null;
        KernelStack stack = await KernelStack.StartAsync(
            wrap: device => wire = new WatchedDevice(device),
            with: options => options with { TcpSynRetries = 2, TcpRtoInitial = TimeSpan.FromMilliseconds(100) });
        await AssertWorksAsync(stack);
        return (stack, wire!);
    }

    private static async Task AssertWorksAsync(KernelStack stack)
    {
        using KernelPeer peer = await stack.ConnectAsync(KernelStack.EchoPort);
        Assert.Equal([1], await peer.ExchangeAsync(new byte[] { 1 }));
        await stack.PathToAsync(TcpState.Closed);
    }
}
