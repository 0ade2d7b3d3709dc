using ActorTcp.Api;
using ActorTcp.Connection;
using ActorTcp.Network;
using ActorTcp.Protocol.Wire;
using Tap.Tests.Fixtures;
using Xunit.Abstractions;

namespace Tap.Tests.Kernel;

/// <summary>
/// SYNs from addresses where nobody is, 200,000 a second if this machine can, while a kernel client connects again and again. The
/// SYN-ACKs leave for the kernel, our router here, which drops them.
/// </summary>
[Collection(KernelCollection.Name)]
public class SynFloodTests(ITestOutputHelper output)
{
    private const int PerSecond = 200_000;
    private const int Offered = 2 * PerSecond;

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Who_means_well_gets_through_by_a_cookie(int syncookies)
    {
        await using KernelStack stack = await StartAsync(syncookies);
        int backlog = syncookies == 1 ? Options.TcpMaxSynBacklog : 0;
        using var flood = new SynFlood(stack.Network, KernelStack.EchoPort, PerSecond);
        await flood.ReachAsync(Offered / 20).WaitAsync(stack.Cancel); // the SYN queue is full from here on
        Task ends = flood.ReachAsync(Offered).WaitAsync(stack.Cancel);
        int served = 0;
        do
        {
            using KernelPeer peer = await stack.ConnectAsync(KernelStack.EchoPort);
            // One segment, sent until it arrives: a cookie comes back with the first byte or never, so a FIN that overtook a lost
            // segment would be reset, here as on Linux.
            byte[] sent = Noise.Make(1000, served);
            await peer.SendAsync(sent);
            Noise.AssertSame(sent, await peer.ReceiveAsync(sent.Length));
            served++;
            if (served % 1000 == 1) await AssertBoundedAsync(stack, backlog, served);
        }
        while (!ends.IsCompleted);
        await ends;
        flood.Stop();
        await AssertBoundedAsync(stack, backlog, served);
        TcpCounters counters = stack.Stack.Counters.Tcp;
        output.WriteLine($"{flood.Sent:N0} SYNs offered, {flood.Rate:N0} a second; "
            + $"{counters.SyncookiesSent:N0} cookies sent, {counters.SyncookiesRecv} came back; {served} clients served; "
            + $"{stack.Stack.Counters[FrameFate.QueueFull]:N0} frames found our queues full");
        Assert.InRange(counters.SyncookiesSent, 1, flood.Sent + served);
        Assert.InRange(counters.SyncookiesRecv, 1, served);
        Assert.Equal((0, 0), (counters.ReqQFullDrop, counters.ListenDrops));
        await AssertAllCountedAsync(stack);
    }

    /// <summary>Without cookies a full SYN queue drops; nothing grows either, and who is connected is not disturbed.</summary>
    [SkippableFact]
    public async Task Without_cookies_a_flood_is_dropped()
    {
        await using KernelStack stack = await StartAsync(syncookies: 0);
        using KernelPeer before = await stack.ConnectAsync(KernelStack.EchoPort);
        using var flood = new SynFlood(stack.Network, KernelStack.EchoPort, PerSecond);
        Task ends = flood.ReachAsync(Offered / 2).WaitAsync(stack.Cancel);
        byte[] one = [1];
        do
        {
            await before.SendAsync(one);
            Assert.Equal(one, await before.ReceiveAsync(1));
        }
        while (!ends.IsCompleted);
        await ends;
        flood.Stop();
        await AssertBoundedAsync(stack, Options.TcpMaxSynBacklog, connections: 1);
        TcpCounters counters = stack.Stack.Counters.Tcp;
        Assert.InRange(counters.ReqQFullDrop, 1, flood.Sent);
        Assert.Equal((counters.ReqQFullDrop, 0), (counters.ListenDrops, counters.SyncookiesSent));
        await AssertAllCountedAsync(stack);
    }

    private static StackOptions Options => new() { Address = Ipv4Network.Parse($"{TapNetwork.StackAddress}/24") };

    private static Task<KernelStack> StartAsync(int syncookies) => KernelStack.StartAsync(with: options => options with
    {
        TcpSyncookies = syncookies,
        Gateway = Ipv4Address.Parse($"{TapNetwork.HostAddress}"),
    });

    private static async Task AssertBoundedAsync(KernelStack stack, int backlog, int connections)
    {
        SocketTable table = await stack.SocketsAsync();
        TcpSocket listener = table.ListenerOf(KernelStack.EchoPort);
        Assert.InRange(listener.SynQueue, 0, backlog);
        Assert.InRange(table.Sockets.Count(socket => socket.State == TcpState.SynReceived), 0, backlog);
        Assert.InRange(table.Sockets.Count(socket => socket.State == TcpState.Established), 0, connections);
    }

    /// <summary>When it is over each frame has met its fate, and each buffer is back.</summary>
    private static async Task AssertAllCountedAsync(KernelStack stack)
    {
        await stack.StopAsync();
        StackContext context = stack.Stack.Context;
        Assert.Equal(context.Counters.FramesReceived, context.Counters.TotalFates);
        Assert.Equal((0, 0, 0), (context.Packets.Rented, context.LargePackets.Rented, stack.Tap.Pool.Rented));
    }
}
