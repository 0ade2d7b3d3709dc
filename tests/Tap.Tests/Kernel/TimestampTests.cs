using ActorTcp.Api;
using Tap.Tests.Fixtures;

namespace Tap.Tests.Kernel;

/// <summary>RFC 7323: timestamps are used when both want them, whoever begins.</summary>
[Collection(KernelCollection.Name)]
public class TimestampTests
{
    private const int Mebibyte = 1024 * 1024;

    [SkippableTheory]
    [InlineData(Opener.Kernel, true, true)]
    [InlineData(Opener.Kernel, true, false)]
    [InlineData(Opener.Kernel, false, true)]
    [InlineData(Opener.Kernel, false, false)]
    [InlineData(Opener.Stack, true, true)]
    [InlineData(Opener.Stack, true, false)]
    [InlineData(Opener.Stack, false, true)]
    [InlineData(Opener.Stack, false, false)]
    public async Task Both_sides_decide(Opener opener, bool kernels, bool ours)
    {
        await using KernelStack stack = await KernelStack.StartAsync(with: options => options with { TcpTimestamps = ours });
        stack.SetKernel("net/ipv4/tcp_timestamps", kernels ? "1" : "0");
        (Application application, KernelPeer kernel) = await stack.OpenAsync(opener);
        TcpInfo info = await application.InfoAsync();
        Assert.Equal(kernels && ours, info.Timestamps);
        Assert.Equal((true, true), (info.Sack, info.WindowScaling));
        application.Register();
        byte[] there = Noise.Make(Mebibyte, seed: 1), back = Noise.Make(Mebibyte, seed: 2);
        application.Write(back);
        await kernel.SendAsync(there);
        Noise.AssertSame(there, await application.ReceiveAsync(there.Length));
        Noise.AssertSame(back, await kernel.ReceiveAsync(back.Length));
        Assert.Equal(0, stack.Stack.Counters.Tcp.PawsEstab);
        Assert.Equal(0, stack.KernelCounter("TcpExt", "PAWSEstab"));
    }
}
