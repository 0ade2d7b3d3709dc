using System.Net.Sockets;
using ActorTcp.Api;
using ActorTcp.Connection;
using Tap.Tests.Fixtures;

namespace Tap.Tests.Kernel;

/// <summary>Keep-alive (RFC 9293 3.8.4): either side's probes, answered and unanswered.</summary>
[Collection(KernelCollection.Name)]
public class KeepAliveTests
{
    private const int Probes = 3;

    /// <summary>The kernel answers one probe in half a second at most (tcp_invalid_ratelimit).</summary>
    private static readonly TimeSpan AnswersEvery = TimeSpan.FromMilliseconds(500);

    [SkippableTheory]
    [InlineData(Opener.Kernel)]
    [InlineData(Opener.Stack)]
    public async Task The_kernel_answers_our_probes(Opener opener)
    {
        (KernelStack started, WatchedDevice wire) = await StartAsync();
        await using KernelStack stack = started;
        (Application application, KernelPeer kernel) = await OpenAsync(stack, opener, AnswersEvery * 1.2);
        for (int probes = 0; probes <= Probes; probes++) // one more than may go unanswered
        {
            Task answer = wire.ReceivedAsync(segment => segment.IsBareAck);
            await wire.SentAsync(segment => segment.IsBareAck).WaitAsync(stack.Cancel);
            await answer.WaitAsync(stack.Cancel);
        }
        await AssertLivesAsync(application, kernel);
        Assert.InRange(stack.Stack.Counters.Tcp.KeepAlive, Probes + 1, long.MaxValue);
    }

    [SkippableTheory]
    [InlineData(Opener.Kernel)]
    [InlineData(Opener.Stack)]
    public async Task Nobody_answers_our_probes(Opener opener)
    {
        (KernelStack started, WatchedDevice wire) = await StartAsync();
        await using KernelStack stack = started;
        (Application application, _) = await OpenAsync(stack, opener, TimeSpan.FromMilliseconds(100));
        Task reset = wire.SentAsync(segment => segment.IsReset);
        await wire.HoldAsync();
        Assert.Equal(SocketError.TimedOut, await application.ErrorAsync());
        await reset; // as Linux: who is there after all shall know
        Assert.Equal($"{opener.Path()} Closed", await stack.PathToAsync(TcpState.Closed));
        Assert.Equal(Probes, stack.Stack.Counters.Tcp.KeepAlive);
    }

    [SkippableTheory]
    [InlineData(Opener.Kernel)]
    [InlineData(Opener.Stack)]
    public async Task We_answer_the_kernels_probes(Opener opener)
    {
        (KernelStack started, WatchedDevice wire) = await StartAsync();
        await using KernelStack stack = started;
        (Application application, KernelPeer kernel) = await stack.OpenAsync(opener);
        application.Register();
        LetKernelProbe(kernel);
        for (int probes = 0; probes < 2; probes++)
        {
            Task answer = wire.SentAsync(segment => segment.IsBareAck);
            await wire.ReceivedAsync(segment => segment.IsBareAck).WaitAsync(stack.Cancel);
            await answer.WaitAsync(stack.Cancel);
        }
        await AssertLivesAsync(application, kernel);
    }

    [SkippableFact]
    public async Task We_do_not_answer_the_kernels_probes()
    {
        (KernelStack started, WatchedDevice wire) = await StartAsync();
        await using KernelStack stack = started;
        (Application application, KernelPeer kernel) = await stack.OpenAsync();
        application.Register();
        LetKernelProbe(kernel);
        await wire.HoldAsync();
        SocketException silence = await Assert.ThrowsAsync<SocketException>(() => kernel.ReceiveAsync(1));
        Assert.Equal(SocketError.TimedOut, silence.SocketErrorCode);
        wire.Release(); // the kernel has reset us
        Assert.Equal(SocketError.ConnectionReset, await application.ErrorAsync());
    }

    private static async Task<(KernelStack Stack, WatchedDevice Wire)> StartAsync()
    {
        WatchedDevice? wire = null;
        KernelStack stack = await KernelStack.StartAsync(wrap: device => wire = new WatchedDevice(device));
        return (stack, wire!);
    }

    private static async Task<(Application Application, KernelPeer Kernel)> OpenAsync(
        KernelStack stack, Opener opener, TimeSpan every)
    {
        (Application application, KernelPeer kernel) = await stack.OpenAsync(opener);
        application.Register();
        application.Tell(new StackTcp.SetOption(new TcpSO.KeepAlive(true, idle: every, interval: every, probes: Probes)));
        await application.ExpectAsync<StackTcp.OptionSet>();
        return (application, kernel);
    }

    private static void LetKernelProbe(KernelPeer kernel)
    {
        kernel.Socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 1); // seconds, the least
        kernel.Socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 1);
        kernel.Socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 1);
        kernel.Socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
    }

    private static async Task AssertLivesAsync(Application application, KernelPeer kernel)
    {
        application.Write([1]);
        Assert.Equal([1], await kernel.ReceiveAsync(1));
        await kernel.SendAsync(new byte[] { 2 });
        Assert.Equal([2], await application.ReceiveAsync(1));
    }
}
