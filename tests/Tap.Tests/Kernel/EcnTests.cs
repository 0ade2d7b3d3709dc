using ActorTcp.Api;
using ActorTcp.Device;
using ActorTcp.Network;
using Tap.Tests.Fixtures;

namespace Tap.Tests.Kernel;

/// <summary>RFC 3168 with the kernel: who asks, who grants, and what routers mark.</summary>
[Collection(KernelCollection.Name)]
public class EcnTests
{
    private const int Length = 4 * 1024 * 1024;

    public static TheoryData<Opener, int, int> Wishes()
    {
        var wishes = new TheoryData<Opener, int, int>();
        foreach (Opener opener in Enum.GetValues<Opener>())
            for (int kernels = 0; kernels <= 2; kernels++)
                for (int ours = 0; ours <= 2; ours++)
                    wishes.Add(opener, kernels, ours);
        return wishes;
    }

    [SkippableTheory]
    [MemberData(nameof(Wishes))]
    public async Task Who_opens_asks_and_the_other_grants(Opener opener, int kernels, int ours)
    {
        await using KernelStack stack = await KernelStack.StartAsync(with: options => options with { TcpEcn = ours });
        stack.SetKernel("net/ipv4/tcp_ecn", $"{kernels}");
        (Application application, KernelPeer kernel) = await stack.OpenAsync(opener);
        bool agreed = opener == Opener.Kernel ? kernels == 1 && ours != 0 : ours == 1 && kernels != 0;
        Assert.Equal(agreed, (await application.InfoAsync()).Ecn);
        application.Register();
        await kernel.SendAsync(Noise.Make(1000));
        await application.ReceiveAsync(1000);
        Assert.Equal(agreed, (await application.InfoAsync()).EcnSeen);
        application.Write(Noise.Make(1000));
        await kernel.ReceiveAsync(1000);
        Assert.Equal(agreed, stack.KernelCounter("IpExt", "InECT0Pkts") > 0);
    }

    /// <summary>Kernels that know Accurate ECN ask with a third bit, which was reserved; it falls back to what we know (RFC 9768 3.1).</summary>
    [SkippableFact]
    public async Task A_SYN_that_asks_for_accurate_ECN_is_granted_the_classic_one()
    {
        await using KernelStack stack = await KernelStack.StartAsync();
        try
        {
            stack.SetKernel("net/ipv4/tcp_ecn", "3");
        }
        catch (IOException)
        {
            Skip.If(true, "the kernel knows no accurate ECN");
        }
        (Application application, _) = await stack.OpenAsync(Opener.Kernel);
        Assert.True((await application.InfoAsync()).Ecn);
    }

    [SkippableTheory]
    [InlineData(Opener.Kernel)]
    [InlineData(Opener.Stack)]
    public async Task Marked_segments_slow_both_down_and_none_is_sent_again(Opener opener)
    {
        await using KernelStack stack = await StartAsync(opener, new FaultOptions { MarkCe = 0.02, Seed = 5 });
        (Application application, KernelPeer kernel) = await stack.OpenAsync(opener);
        await ExchangeAsync(application, kernel);
        TcpInfo info = await application.InfoAsync();
        TcpCounters tcp = stack.Stack.Counters.Tcp;
        Assert.True(info.Ecn && info.EcnSeen);
        Assert.True(stack.Stack.Counters.Ip.InCePackets > 10, "the kernel's segments were marked");
        Assert.True(stack.KernelCounter("IpExt", "InCEPkts") > 10, "our segments were marked");
        Assert.True(tcp.DeliveredCe > 10, "the kernel has echoed");
        Assert.True(stack.KernelCounter("TcpExt", "TCPDeliveredCE") > 10, "we have echoed");
        Assert.True(info.SndSsthresh < int.MaxValue);
        Assert.True(tcp.RetransSegs == 0, $"{tcp.RetransSegs} of ours were sent again, {tcp.FastRetransmits} fast");
        Assert.Equal(0, stack.KernelCounter("TcpExt", "TCPFastRetrans"));
    }

    [SkippableTheory]
    [InlineData(Opener.Kernel)]
    [InlineData(Opener.Stack)]
    public async Task Every_segment_marked_is_slow_and_not_stuck(Opener opener)
    {
        await using KernelStack stack = await StartAsync(opener, new FaultOptions { MarkCe = 1 });
        (Application application, KernelPeer kernel) = await stack.OpenAsync(opener);
        await ExchangeAsync(application, kernel, Length / 4);
        Assert.True((await application.InfoAsync()).SndCwnd > 0);
    }

    [SkippableTheory]
    [InlineData(Opener.Kernel)]
    [InlineData(Opener.Stack)]
    public async Task A_path_that_clears_the_field_is_as_good_as_one_without_ECN(Opener opener)
    {
        await using KernelStack stack = await StartAsync(opener, new FaultOptions { BleachEcn = true, MarkCe = 0.5 });
        (Application application, KernelPeer kernel) = await stack.OpenAsync(opener);
        await ExchangeAsync(application, kernel);
        TcpInfo info = await application.InfoAsync();
        Assert.Equal((true, false), (info.Ecn, info.EcnSeen));
        Assert.Equal(0, stack.Stack.Counters.Tcp.DeliveredCe);
    }

    private static async Task<KernelStack> StartAsync(Opener opener, FaultOptions faults)
    {
        KernelStack stack = await KernelStack.StartAsync(
            wrap: tap => new FaultInjector(tap, faults),
            with: options => KernelStack.Patient(options) with { TcpEcn = opener == Opener.Stack ? 1 : 2 });
        stack.SetKernel("net/ipv4/tcp_ecn", opener == Opener.Kernel ? "1" : "2");
        stack.MakeKernelPatient();
        return stack;
    }

    private static async Task ExchangeAsync(Application application, KernelPeer kernel, int length = Length)
    {
        application.Register();
        byte[] there = Noise.Make(length, seed: 1), back = Noise.Make(length, seed: 2);
        application.Write(back);
        Task<byte[]> received = kernel.ReceiveAsync(back.Length);
        await kernel.SendAsync(there);
        Noise.AssertSame(there, await application.ReceiveAsync(there.Length));
        Noise.AssertSame(back, await received);
    }
}
