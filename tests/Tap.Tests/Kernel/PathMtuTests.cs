using System.Net.Sockets;
using ActorTcp.Api;
using ActorTcp.Device;
using ActorTcp.Network;
using ActorTcp.Tap;
using Tap.Tests.Fixtures;

namespace Tap.Tests.Kernel;

/// <summary>RFC 1191: the kernel routes for us, and its next hop carries less than the TAP.</summary>
[Collection(KernelCollection.Name)]
public class PathMtuTests
{
    private const int Length = 2 * 1024 * 1024;
    private const int WithTimestamps = 12;

    public static TheoryData<DeviceOffloads, int> Paths() => new()
    {
        { TapOptions.AllOffloads, 1300 }, { TapOptions.AllOffloads, 576 }, { DeviceOffloads.None, 1300 }, { DeviceOffloads.None, 576 },
    };

    [SkippableTheory]
    [MemberData(nameof(Paths))]
    public async Task The_first_report_is_believed_and_all_arrives(DeviceOffloads offloads, int mtu)
    {
        await using KernelStack stack = await NarrowPath.StartAsync(offloads, KernelStack.Patient);
        NetworkNamespace far = stack.AddFar(mtu);
        (Application application, KernelPeer kernel) = await OpenAsync(stack, far);
        Assert.Equal((1500, 1448), ((await application.InfoAsync()).Pmtu, (await application.InfoAsync()).AdvMss));
        await SendAsync(application, kernel);
        TcpInfo info = await application.InfoAsync();
        TcpCounters tcp = stack.Stack.Counters.Tcp;
        Assert.Equal((mtu, mtu - 40 - WithTimestamps), (info.Pmtu, info.SndMss));
        Assert.Equal(1, tcp.PathMtuReduced);
        Assert.Equal(0, tcp.TcpTimeouts);
        Assert.True(info.SndCwnd > 10);

        (Application second, KernelPeer other) = await OpenAsync(stack, far);
        Assert.Equal((mtu, 1448), ((await second.InfoAsync()).Pmtu, (await second.InfoAsync()).AdvMss)); // it begins with what is known
        await SendAsync(second, other);
        Assert.Equal(1, tcp.PathMtuReduced);
    }

    [SkippableTheory]
    [InlineData(TapOptions.AllOffloads)]
    [InlineData(DeviceOffloads.None)]
    public async Task A_path_that_shrinks_is_believed_after_a_timeout(DeviceOffloads offloads)
    {
        await using KernelStack stack = await NarrowPath.StartAsync(offloads);
        NetworkNamespace far = stack.AddFar(1500);
        (Application application, KernelPeer kernel) = await OpenAsync(stack, far);
        await SendAsync(application, kernel);
        stack.SetHop(1200);
        await SendAsync(application, kernel);
        Assert.Equal((1200, 1200 - 40 - WithTimestamps), ((await application.InfoAsync()).Pmtu, (await application.InfoAsync()).SndMss));
        Assert.True(stack.Stack.Counters.Tcp.PathMtuHeld > 0);
    }

    [SkippableTheory]
    [InlineData(TapOptions.AllOffloads)]
    [InlineData(DeviceOffloads.None)]
    public async Task A_path_below_min_pmtu_fragments_for_us(DeviceOffloads offloads)
    {
        await using KernelStack stack = await NarrowPath.StartAsync(offloads);
        NetworkNamespace far = stack.AddFar(400);
        (Application application, KernelPeer kernel) = await OpenAsync(stack, far);
        await SendAsync(application, kernel, Length / 4);
        Assert.Equal(552, (await application.InfoAsync()).Pmtu);
        Assert.True(stack.KernelCounter("Ip", "FragCreates") > 0);
    }

    [SkippableTheory]
    [InlineData(Opener.Kernel)]
    [InlineData(Opener.Stack)]
    public async Task TCP_MAXSEG_holds_for_both(Opener opener)
    {
        const int Size = 700, TcpMaxSeg = 2;
        await using KernelStack stack = await KernelStack.StartAsync();
        Application application = stack.StartApplication();
        KernelPeer kernel;
        if (opener == Opener.Kernel)
        {
            await application.BindAsync(KernelStack.ApplicationPort, options: new TcpSO.MaxSegment(Size));
            kernel = await stack.ConnectAsync(KernelStack.ApplicationPort);
            await application.AcceptAsync();
        }
        else
        {
            using Socket listener = stack.Listen();
            application.StartConnect(listener.LocalEndPoint!, options: new TcpSO.MaxSegment(Size));
            await application.AcceptAsync();
            kernel = new KernelPeer(stack.Network.Own(await listener.AcceptAsync(stack.Cancel)), stack.Cancel);
        }
        Assert.Equal((Size - WithTimestamps, Size - WithTimestamps), ((await application.InfoAsync()).AdvMss, (await application.InfoAsync()).SndMss));
        byte[] value = new byte[sizeof(int)];
        kernel.Socket.GetRawSocketOption((int)ProtocolType.Tcp, TcpMaxSeg, value);
        Assert.Equal(Size - WithTimestamps, BitConverter.ToInt32(value));
        application.Register();
        byte[] there = Noise.Make(Length);
        Task sending = kernel.SendAsync(there);
        Noise.AssertSame(there, await application.ReceiveAsync(there.Length));
        await sending;
    }

    private static async Task<(Application Application, KernelPeer Kernel)> OpenAsync(KernelStack stack, NetworkNamespace far)
    {
        using Socket listener = stack.ListenFar(far);
        Application application = stack.StartApplication();
        application.StartConnect(listener.LocalEndPoint!);
        await application.AcceptAsync();
        Socket accepted = stack.Network.Own(await listener.AcceptAsync(stack.Cancel));
        application.Register();
        return (application, new KernelPeer(accepted, stack.Cancel));
    }

    private static async Task SendAsync(Application application, KernelPeer kernel, int length = Length)
    {
        byte[] there = Noise.Make(length, seed: 3);
        application.Write(there);
        Noise.AssertSame(there, await kernel.ReceiveAsync(there.Length));
    }
}
