using System.Net.Sockets;
using ActorTcp.Api;
using Akka.IO;
using Tap.Tests.Fixtures;

namespace Tap.Tests.Kernel;

/// <summary>Urgent data to and from the kernel (MSG_OOB, SO_OOBINLINE): the same byte is urgent for both.</summary>
[Collection(KernelCollection.Name)]
public class UrgentTests
{
    private static readonly byte[] Before = "before"u8.ToArray();
    private static readonly byte[] Urgent = "urgent!"u8.ToArray();
    private static readonly byte[] After = "after"u8.ToArray();

    [SkippableFact]
    public async Task The_kernels_urgent_byte_comes_out_of_band()
    {
        await using KernelStack stack = await KernelStack.StartAsync();
        (Application application, KernelPeer kernel) = await stack.OpenAsync();
        application.Register();
        await kernel.SendAsync(Before);
        Assert.Equal(Before, await application.ReceiveAsync(Before.Length));
        Assert.Equal(Urgent.Length, kernel.Socket.Send(Urgent, SocketFlags.OutOfBand));
        Assert.Equal(Urgent.Length - 1, (await application.ExpectAsync<StackTcp.UrgentAnnounced>()).Ahead);
        Assert.Equal((byte)'!', (await application.ExpectAsync<StackTcp.UrgentReceived>()).Value);
        Assert.Equal(Urgent[..^1], await application.ReceiveAsync(Urgent.Length - 1));
        await kernel.SendAsync(After);
        Assert.Equal(After, await application.ReceiveAsync(After.Length));
    }

    [SkippableFact]
    public async Task The_kernels_urgent_byte_comes_in_line_behind_its_mark()
    {
        await using KernelStack stack = await KernelStack.StartAsync();
        (Application application, KernelPeer kernel) = await stack.OpenAsync();
        application.Register();
        application.Tell(new StackTcp.SetOption(new TcpSO.OobInline(true)));
        await application.ExpectAsync<StackTcp.OptionSet>();
        Assert.Equal(Urgent.Length, kernel.Socket.Send(Urgent, SocketFlags.OutOfBand));
        await application.ExpectAsync<StackTcp.UrgentAnnounced>();
        Assert.Equal(Urgent[..^1], await application.ReceiveAsync(Urgent.Length - 1));
        await application.ExpectAsync<StackTcp.UrgentMark>();
        Assert.Equal(Urgent[^1..], await application.ReceiveAsync(1));
    }

    [SkippableFact]
    public async Task The_kernel_is_told_of_our_urgent_byte()
    {
        await using KernelStack stack = await KernelStack.StartAsync();
        (Application application, KernelPeer kernel) = await stack.OpenAsync();
        application.Register();
        application.Write(Before);
        application.Tell(new StackTcp.WriteUrgent(ByteString.FromBytes(Urgent)));
        application.Write(After);
        Assert.True(kernel.Socket.Poll(TimeSpan.FromSeconds(10), SelectMode.SelectError), "the kernel heard of nothing urgent");
        byte[] urgent = new byte[1];
        Assert.Equal(1, kernel.Socket.Receive(urgent, SocketFlags.OutOfBand));
        Assert.Equal((byte)'!', urgent[0]);
        byte[] expected = [.. Before, .. Urgent[..^1], .. After];
        Assert.Equal(expected, await kernel.ReceiveAsync(expected.Length));
    }

    [SkippableFact]
    public async Task A_long_urgent_write_arrives_whole_with_its_last_byte_urgent()
    {
        await using KernelStack stack = await KernelStack.StartAsync();
        (Application application, KernelPeer kernel) = await stack.OpenAsync();
        application.Register();
        kernel.Socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.OutOfBandInline, true);
        byte[] sent = Noise.Make(1024 * 1024);
        application.Tell(new StackTcp.WriteUrgent(ByteString.FromBytes(sent)));
        Noise.AssertSame(sent, await kernel.ReceiveAsync(sent.Length));
    }
}
