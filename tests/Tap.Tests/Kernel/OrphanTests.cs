using System.Net;
using System.Net.Sockets;
using ActorTcp.Api;
using ActorTcp.Connection;
using Akka.IO;
using Tap.Tests.Fixtures;

namespace Tap.Tests.Kernel;

/// <summary>One side is gone, the other is not: data for nobody, a FIN that never comes, and linger.</summary>
[Collection(KernelCollection.Name)]
public class OrphanTests
{
    /// <summary>RFC 1122 4.2.2.13: data that arrives after CLOSE is answered by a reset.</summary>
    [SkippableTheory]
    [InlineData(Opener.Kernel)]
    [InlineData(Opener.Stack)]
    public async Task The_kernel_sends_after_we_have_closed(Opener opener)
    {
        await using KernelStack stack = await KernelStack.StartAsync();
        (Application application, KernelPeer kernel) = await stack.OpenAsync(opener);
        int stackPort = ((IPEndPoint)kernel.Socket.RemoteEndPoint!).Port;
        application.Register();
        application.Tell(Tcp.Close.Instance);
        await application.ExpectAsync<Tcp.Closed>();
        Assert.Empty(await kernel.ReceiveToEndAsync());
        await kernel.SendAsync(new byte[100]);
        Assert.Equal($"{opener.Path()} FinWait1 FinWait2 Closed", await stack.PathToAsync(TcpState.Closed));
        Assert.Equal(1, stack.Stack.Counters.Tcp.AbortOnData);
        while (stack.StatesTowards(stackPort).Length > 0) await Task.Yield(); // the reset is there
        SocketException refused = await Assert.ThrowsAsync<SocketException>(() => kernel.SendAsync(new byte[1]));
        Assert.Equal(SocketError.Shutdown, refused.SocketErrorCode); // EPIPE, as the kernel was in CLOSE_WAIT
    }

    [SkippableTheory]
    [InlineData(Opener.Kernel)]
    [InlineData(Opener.Stack)]
    public async Task We_send_after_the_kernel_has_closed(Opener opener)
    {
        await using KernelStack stack = await KernelStack.StartAsync();
        (Application application, KernelPeer kernel) = await stack.OpenAsync(opener);
        application.Register();
        kernel.Dispose();
        await application.ExpectAsync<Tcp.PeerClosed>();
        application.Write(new byte[100]);
        await application.ExpectAsync<Tcp.ErrorClosed>();
        Assert.Equal($"{opener.Path()} CloseWait Closed", await stack.PathToAsync(TcpState.Closed));
        Assert.Equal(1, stack.Stack.Counters.Tcp.InRsts);
    }

    /// <summary>tcp_fin_timeout ends what nobody has any more; the kernel, which has not closed, learns when it sends.</summary>
    [SkippableFact]
    public async Task The_kernel_never_closes_and_we_have()
    {
        StackOptions With(StackOptions options) => options with { TcpFinTimeout = TimeSpan.FromMilliseconds(200) };
        await using KernelStack stack = await KernelStack.StartAsync(with: With);
        (Application application, KernelPeer kernel) = await stack.OpenAsync();
        application.Register();
        application.Tell(Tcp.Close.Instance);
        await application.ExpectAsync<Tcp.Closed>();
        Assert.Equal("SynReceived Established FinWait1 FinWait2 Closed", await stack.PathToAsync(TcpState.Closed));
        Assert.Equal(["CLOSE_WAIT"], stack.StatesTowards(KernelStack.ApplicationPort));
        Assert.Equal(0, stack.Stack.Counters.Tcp.OutRsts);
        await kernel.SendAsync(new byte[1]);
        while (stack.StatesTowards(KernelStack.ApplicationPort).Length > 0) await Task.Yield();
        Assert.Equal(1, stack.Stack.Counters.Tcp.OutRsts);
    }

    /// <summary>SO_LINGER with a time of zero makes a reset of Close.</summary>
    [SkippableTheory]
    [InlineData(Opener.Kernel)]
    [InlineData(Opener.Stack)]
    public async Task We_close_with_a_linger_time_of_zero(Opener opener)
    {
        await using KernelStack stack = await KernelStack.StartAsync();
        (Application application, KernelPeer kernel) = await stack.OpenAsync(opener);
        application.Register();
        application.Tell(new StackTcp.SetOption(new TcpSO.Linger(TimeSpan.Zero)));
        await application.ExpectAsync<StackTcp.OptionSet>();
        application.Tell(Tcp.Close.Instance);
        await application.ExpectAsync<Tcp.Closed>();
        SocketException reset = await Assert.ThrowsAsync<SocketException>(kernel.ReceiveToEndAsync);
        Assert.Equal(SocketError.ConnectionReset, reset.SocketErrorCode);
        Assert.Equal($"{opener.Path()} Closed", await stack.PathToAsync(TcpState.Closed));
    }

    /// <summary>With a linger time Close is answered when the kernel has acknowledged all, which takes its reading.</summary>
    [SkippableFact]
    public async Task We_close_with_a_linger_time()
    {
        WatchedDevice? wire = null;
        await using KernelStack stack = await KernelStack.StartAsync(wrap: device => wire = new WatchedDevice(device));
        (Application application, KernelPeer kernel) = await stack.OpenAsync(socket => socket.ReceiveBufferSize = 64 * 1024);
        application.Register();
        application.Tell(new StackTcp.SetOption(new TcpSO.Linger(KernelStack.Limit)));
        await application.ExpectAsync<StackTcp.OptionSet>();
        byte[] sent = Noise.Make(1024 * 1024);
        Task full = wire!.ReceivedAsync(segment => segment.HasZeroWindow);
        application.Write(sent);
        application.Tell(Tcp.Close.Instance);
        await full.WaitAsync(stack.Cancel);
        Task<Tcp.Closed> closed = application.ExpectAsync<Tcp.Closed>();
        Assert.False(closed.IsCompleted);
        Noise.AssertSame(sent, await kernel.ReceiveToEndAsync());
        await closed;
    }
}
