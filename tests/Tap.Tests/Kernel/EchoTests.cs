using ActorTcp.Connection;
using ActorTcp.Device;
using ActorTcp.Tap;
using Tap.Tests.Fixtures;

namespace Tap.Tests.Kernel;

/// <summary>Data there and back, whatever the kernel and the device offer.</summary>
[Collection(KernelCollection.Name)]
public class EchoTests
{
    private const int Mebibyte = 1024 * 1024;

    [SkippableTheory]
    [InlineData(TapOptions.AllOffloads)]
    [InlineData(DeviceOffloads.Checksum)] // wire-sized frames, the kernel completes and trusts checksums
    [InlineData(DeviceOffloads.None)] // wire-sized frames, all checksums in software
    public async Task Ten_megabytes_come_back_byte_for_byte(DeviceOffloads offloads)
    {
        await using KernelStack stack = await KernelStack.StartAsync(offloads, with: KernelStack.Patient);
        if (offloads is not TapOptions.AllOffloads) Assert.Equal(offloads, stack.Tap.Offloads);
        await EchoAsync(stack, 10 * Mebibyte);
        Assert.Equal(0, stack.Stack.Counters.Tcp.RetransSegs);
    }

    /// <summary>Each option that the kernel leaves out of its SYN, and smaller packets.</summary>
    [SkippableTheory]
    [InlineData("net/ipv4/tcp_window_scaling", "0")]
    [InlineData("net/ipv4/tcp_sack", "0")]
    [InlineData("net/ipv4/tcp_timestamps", "0")]
    [InlineData("net/ipv4/tcp_ecn", "1")]
    [InlineData("net/ipv4/tcp_congestion_control", "reno")]
    [InlineData("net/ipv4/tcp_rmem", "4096 8192 8192")]
    public async Task The_kernels_settings_make_no_difference(string setting, string value)
    {
        await using KernelStack stack = await KernelStack.StartAsync();
        stack.SetKernel(setting, value);
        await EchoAsync(stack, Mebibyte);
    }

    [SkippableFact]
    public async Task Bytes_flow_both_ways_at_once()
    {
        await using KernelStack stack = await KernelStack.StartAsync();
        (Application application, KernelPeer kernel) = await stack.OpenAsync();
        application.Register();
        byte[] there = Noise.Make(8 * Mebibyte, seed: 1);
        byte[] back = Noise.Make(8 * Mebibyte, seed: 2);
        application.Write(back);
        Task<byte[]> atStack = application.ReceiveAsync(there.Length);
        Task<byte[]> atKernel = kernel.ReceiveAsync(back.Length);
        await kernel.SendAsync(there);
        Noise.AssertSame(there, await atStack);
        Noise.AssertSame(back, await atKernel);
    }

    [SkippableFact]
    public async Task Two_hundred_connections_at_once_all_get_theirs_back()
    {
        const int Connections = 200;
        await using KernelStack stack = await KernelStack.StartAsync();
        // Connected all before the first is closed.
        var connecting = Enumerable.Range(0, Connections).Select(_ => stack.ConnectAsync(KernelStack.EchoPort));
        KernelPeer[] peers = await Task.WhenAll(connecting);
        await Task.WhenAll(peers.Select(async (peer, seed) =>
        {
            byte[] sent = Noise.Make(64 * 1024, seed);
            Noise.AssertSame(sent, await peer.ExchangeAsync(sent));
            peer.Dispose();
        }));
        Assert.Equal(Connections, stack.Stack.Counters.Tcp.PassiveOpens);
        Assert.Equal(0, stack.Stack.Counters.Tcp.EstabResets);
    }

    [SkippableFact]
    public async Task A_thousand_connections_one_after_the_other()
    {
        await using KernelStack stack = await KernelStack.StartAsync();
        for (int i = 0; i < 1000; i++)
        {
            using KernelPeer peer = await stack.ConnectAsync(KernelStack.EchoPort);
            Assert.Equal([(byte)i], await peer.ExchangeAsync(new[] { (byte)i }));
            Assert.Equal("SynReceived Established CloseWait LastAck Closed", await stack.PathToAsync(TcpState.Closed));
        }
        Assert.Equal(1000, stack.Stack.Counters.Tcp.PassiveOpens);
        Assert.Equal(0, stack.Stack.Counters.Tcp.CurrEstab);
    }

    /// <summary>A network with faults: what arrives is right all the same.</summary>
    [SkippableFact]
    public async Task A_bad_network_loses_doubles_reorders_and_corrupts_in_vain()
    {
        var faults = new FaultOptions { Drop = 0.03, Reorder = 0.03, Duplicate = 0.01, Corrupt = 0.01, Seed = 7 };
        await using KernelStack stack = await KernelStack.StartAsync(wrap: device => new FaultInjector(device, faults));
        await EchoAsync(stack, Mebibyte);
        Assert.NotEqual(0, stack.Stack.Counters.Tcp.RetransSegs);
    }

    private static async Task EchoAsync(KernelStack stack, int length)
    {
        byte[] sent = Noise.Make(length);
        using KernelPeer peer = await stack.ConnectAsync(KernelStack.EchoPort);
        Noise.AssertSame(sent, await peer.ExchangeAsync(sent));
    }
}
