using System.Net;
using System.Net.Sockets;
using ActorTcp.Connection;
using Akka.IO;
using Tap.Tests.Fixtures;

namespace Tap.Tests.Kernel;

/// <summary>The ways through RFC 9293's figure 5 from ESTABLISHED on, with the kernel as the peer.</summary>
[Collection(KernelCollection.Name)]
public class ClosingTests
{
    private const int Mebibyte = 1024 * 1024;

    [SkippableTheory]
    [InlineData(Opener.Kernel)]
    [InlineData(Opener.Stack)]
    public async Task The_kernel_closes_first(Opener opener)
    {
        await using KernelStack stack = await KernelStack.StartAsync();
        (Application application, KernelPeer kernel) = await stack.OpenAsync(opener);
        application.Register(keepOpenOnPeerClosed: false);
        kernel.Dispose();
        await application.ExpectAsync<Tcp.PeerClosed>();
        Assert.Equal($"{opener.Path()} CloseWait LastAck Closed", await stack.PathToAsync(TcpState.Closed));
    }

    [SkippableTheory]
    [InlineData(Opener.Kernel)]
    [InlineData(Opener.Stack)]
    public async Task We_close_first(Opener opener)
    {
        await using KernelStack stack = await KernelStack.StartAsync(with: ShortTimeWait);
        (Application application, KernelPeer kernel) = await stack.OpenAsync(opener);
        application.Register();
        application.Tell(Tcp.Close.Instance);
        await application.ExpectAsync<Tcp.Closed>();
        Assert.Empty(await kernel.ReceiveToEndAsync());
        kernel.Dispose();
        Assert.Equal($"{opener.Path()} FinWait1 FinWait2 TimeWait Closed", await stack.PathToAsync(TcpState.Closed));
    }

    [SkippableTheory]
    [InlineData(Opener.Kernel)]
    [InlineData(Opener.Stack)]
    public async Task Both_close_at_once(Opener opener)
    {
        WatchedDevice? wire = null;
        await using KernelStack stack = await KernelStack.StartAsync(
            wrap: device => wire = new WatchedDevice(device), with: ShortTimeWait);
        (Application application, KernelPeer kernel) = await stack.OpenAsync(opener);
        application.Register();
        Task closed = wire!.SentAsync(segment => segment.IsFin);
        await wire.HoldAsync();
        int stackPort = ((IPEndPoint)kernel.Socket.RemoteEndPoint!).Port;
        kernel.CloseSending();
        application.Tell(Tcp.ConfirmedClose.Instance);
        await closed; // the FINs cross
        wire.Release();
        await application.ExpectAsync<Tcp.ConfirmedClosed>();
        Assert.Empty(await kernel.ReceiveToEndAsync());
        Assert.Equal($"{opener.Path()} FinWait1 Closing TimeWait Closed", await stack.PathToAsync(TcpState.Closed));
        Assert.Equal(["TIME_WAIT"], stack.StatesTowards(stackPort)); // the kernel came there by CLOSING as well
    }

    [SkippableTheory]
    [InlineData(Opener.Kernel)]
    [InlineData(Opener.Stack)]
    public async Task The_kernel_has_closed_its_side_and_still_receives(Opener opener)
    {
        await using KernelStack stack = await KernelStack.StartAsync();
        (Application application, KernelPeer kernel) = await stack.OpenAsync(opener);
        application.Register();
        kernel.CloseSending();
        await application.ExpectAsync<Tcp.PeerClosed>();
        byte[] late = Noise.Make(Mebibyte);
        application.Write(late);
        application.Tell(Tcp.Close.Instance);
        Noise.AssertSame(late, await kernel.ReceiveToEndAsync());
        await application.ExpectAsync<Tcp.Closed>();
        Assert.Equal($"{opener.Path()} CloseWait LastAck Closed", await stack.PathToAsync(TcpState.Closed));
    }

    [SkippableTheory]
    [InlineData(Opener.Kernel)]
    [InlineData(Opener.Stack)]
    public async Task We_have_closed_our_side_and_still_receive(Opener opener)
    {
        await using KernelStack stack = await KernelStack.StartAsync(with: ShortTimeWait);
        (Application application, KernelPeer kernel) = await stack.OpenAsync(opener);
        application.Register();
        byte[] last = Noise.Make(Mebibyte, seed: 1);
        application.Write(last);
        application.Tell(Tcp.ConfirmedClose.Instance);
        Noise.AssertSame(last, await kernel.ReceiveToEndAsync());
        byte[] late = Noise.Make(Mebibyte, seed: 2);
        await kernel.SendAsync(late);
        Noise.AssertSame(late, await application.ReceiveAsync(late.Length));
        kernel.CloseSending();
        await application.ExpectAsync<Tcp.ConfirmedClosed>();
        Assert.Equal($"{opener.Path()} FinWait1 FinWait2 TimeWait Closed", await stack.PathToAsync(TcpState.Closed));
    }

    /// <summary>As shutdown(2): the application keeps the connection, and closes it when it has received all.</summary>
    [SkippableTheory]
    [InlineData(Opener.Kernel)]
    [InlineData(Opener.Stack)]
    public async Task We_shut_our_sending_side_down_and_still_receive(Opener opener)
    {
        await using KernelStack stack = await KernelStack.StartAsync(with: ShortTimeWait);
        (Application application, KernelPeer kernel) = await stack.OpenAsync(opener);
        application.Register();
        byte[] last = Noise.Make(Mebibyte, seed: 1);
        application.Write(last);
        await application.ShutdownAsync(SocketShutdown.Send);
        Noise.AssertSame(last, await kernel.ReceiveToEndAsync());
        byte[] late = Noise.Make(Mebibyte, seed: 2);
        await kernel.SendAsync(late);
        Noise.AssertSame(late, await application.ReceiveAsync(late.Length));
        kernel.CloseSending();
        await application.ExpectAsync<Tcp.ConfirmedClosed>();
        Assert.Equal($"{opener.Path()} FinWait1 FinWait2 TimeWait Closed", await stack.PathToAsync(TcpState.Closed));
    }

    private static ActorTcp.Api.StackOptions ShortTimeWait(ActorTcp.Api.StackOptions options) =>
        options with { Msl = TimeSpan.FromMilliseconds(100) };
}
