using System.Net.Sockets;
using ActorTcp.Api;
using ActorTcp.Network;
using Tap.Tests.Fixtures;

namespace Tap.Tests.Kernel;

/// <summary>
/// SYN cookies in either direction, each handshake by a cookie (<c>tcp_syncookies</c> 2). With timestamps they bring back window
/// scaling and SACK, without them neither, on Linux as here.
/// </summary>
[Collection(KernelCollection.Name)]
public class SynCookieTests
{
    private const int Mebibyte = 1024 * 1024;

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_kernel_brings_our_cookie_back(bool timestamps)
    {
        await using KernelStack stack = await StartAsync(timestamps);
        (Application application, KernelPeer kernel) = await stack.OpenAsync(Opener.Kernel);
        AssertAgreed(timestamps, await application.InfoAsync());
        await AssertCarriesAsync(application, kernel, stack);
        TcpCounters counters = stack.Stack.Counters.Tcp;
        Assert.Equal((1, 1, 0), (counters.SyncookiesSent, counters.SyncookiesRecv, counters.SyncookiesFailed));
        Assert.Equal(1, counters.PassiveOpens);
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task We_bring_the_kernels_cookie_back(bool timestamps)
    {
        await using KernelStack stack = await StartAsync(timestamps);
        stack.SetKernel("net/ipv4/tcp_syncookies", "2");
        (Application application, KernelPeer kernel) = await stack.OpenAsync(Opener.Stack);
        AssertAgreed(timestamps, await application.InfoAsync());
        await AssertCarriesAsync(application, kernel, stack);
        Assert.Equal((1, 1), (stack.KernelCounter("TcpExt", "SyncookiesSent"), stack.KernelCounter("TcpExt", "SyncookiesRecv")));
    }

    /// <summary>A hundred at once: the table of half-open entries stays empty.</summary>
    [SkippableFact]
    public async Task Many_cookies_at_once()
    {
        const int Clients = 100;
        await using KernelStack stack = await StartAsync(timestamps: true);
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(async seed =>
        {
            byte[] sent = Noise.Make(20_000, seed);
            using KernelPeer peer = await stack.ConnectAsync(KernelStack.EchoPort);
            Noise.AssertSame(sent, await peer.ExchangeAsync(sent));
        }));
        TcpCounters counters = stack.Stack.Counters.Tcp;
        Assert.Equal((Clients, 0), (counters.SyncookiesRecv, counters.SyncookiesFailed));
        Assert.Equal(Clients, counters.PassiveOpens);
    }

    private static async Task<KernelStack> StartAsync(bool timestamps)
    {
        KernelStack stack = await KernelStack.StartAsync(with: options => options with { TcpSyncookies = 2 });
        stack.SetKernel("net/ipv4/tcp_timestamps", timestamps ? "1" : "0");
        return stack;
    }

    private static void AssertAgreed(bool timestamps, TcpInfo info)
    {
        Assert.Equal((timestamps, timestamps, timestamps), (info.Timestamps, info.Sack, info.WindowScaling));
        Assert.Equal(1460 - (timestamps ? 12 : 0), info.SndMss);
    }

    private static async Task AssertCarriesAsync(Application application, KernelPeer kernel, KernelStack stack)
    {
        application.Register();
        byte[] there = Noise.Make(Mebibyte, seed: 1), back = Noise.Make(Mebibyte, seed: 2);
        application.Write(back);
        Task<byte[]> receiving = application.ReceiveAsync(there.Length);
        Task<byte[]> atKernel = kernel.ReceiveAsync(back.Length);
        await kernel.SendAsync(there).WaitAsync(stack.Cancel);
        Noise.AssertSame(there, await receiving);
        Noise.AssertSame(back, await atKernel);
    }
}
