using System.Net.Sockets;
using ActorTcp.Connection;
using Akka.Actor;
using Akka.IO;
using Tap.Tests.Fixtures;

namespace Tap.Tests.Kernel;

/// <summary>Resets, by either side, for every reason.</summary>
[Collection(KernelCollection.Name)]
public class ResetTests
{
    [SkippableTheory]
    [InlineData(Opener.Kernel)]
    [InlineData(Opener.Stack)]
    public async Task The_kernel_resets(Opener opener)
    {
        await using KernelStack stack = await KernelStack.StartAsync();
        (Application application, KernelPeer kernel) = await stack.OpenAsync(opener);
        application.Register();
        kernel.Reset();
        Assert.Equal(SocketError.ConnectionReset, await application.ErrorAsync());
        Assert.Equal($"{opener.Path()} Closed", await stack.PathToAsync(TcpState.Closed));
        Assert.Equal(1, stack.Stack.Counters.Tcp.InRsts);
    }

    [SkippableTheory]
    [InlineData(Opener.Kernel)]
    [InlineData(Opener.Stack)]
    public async Task The_kernel_closes_with_data_unread(Opener opener)
    {
        await using KernelStack stack = await KernelStack.StartAsync();
        (Application application, KernelPeer kernel) = await stack.OpenAsync(opener);
        application.Register();
        application.Write(new byte[100]);
        await kernel.ArrivedAsync();
        kernel.Dispose();
        Assert.Equal(SocketError.ConnectionReset, await application.ErrorAsync());
        Assert.Equal($"{opener.Path()} Closed", await stack.PathToAsync(TcpState.Closed));
    }

    [SkippableTheory]
    [InlineData(Opener.Kernel)]
    [InlineData(Opener.Stack)]
    public async Task We_abort(Opener opener)
    {
        await using KernelStack stack = await KernelStack.StartAsync();
        (Application application, KernelPeer kernel) = await stack.OpenAsync(opener);
        application.Register();
        application.Tell(Tcp.Abort.Instance);
        await application.ExpectAsync<Tcp.Aborted>();
        await AssertResetAsync(kernel);
        Assert.Equal($"{opener.Path()} Closed", await stack.PathToAsync(TcpState.Closed));
    }

    [SkippableTheory]
    [InlineData(Opener.Kernel)]
    [InlineData(Opener.Stack)]
    public async Task We_close_with_data_unread(Opener opener)
    {
        await using KernelStack stack = await KernelStack.StartAsync();
        (Application application, KernelPeer kernel) = await stack.OpenAsync(opener);
        await kernel.SendAsync(new byte[100]); // nobody has registered: it waits
        kernel.CloseSending();
        string arrived = await stack.PathToAsync(TcpState.CloseWait);
        Assert.Equal($"{opener.Path()} CloseWait", arrived); // and so the data before the FIN has
        application.Tell(Tcp.Close.Instance);
        await application.ExpectAsync<Tcp.Closed>();
        await AssertResetAsync(kernel);
        Assert.Equal(1, stack.Stack.Counters.Tcp.AbortOnClose);
    }

    [SkippableFact]
    public async Task Nobody_listens_on_our_port()
    {
        await using KernelStack stack = await KernelStack.StartAsync();
        SocketException refused = await Assert.ThrowsAsync<SocketException>(() => stack.ConnectAsync(KernelStack.ClosedPort));
        Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);
        Assert.Equal(1, stack.Stack.Counters.Tcp.OutRsts);
    }

    [SkippableFact]
    public async Task The_stack_stops_with_a_connection_open()
    {
        await using KernelStack stack = await KernelStack.StartAsync();
        using KernelPeer kernel = await stack.ConnectAsync(KernelStack.EchoPort);
        await kernel.SendAsync(new byte[] { 1 });
        Assert.Equal([1], await kernel.ReceiveAsync(1));
        // The stack alone: when the whole system ends, the service may be gone first, and its connections close in order.
        Assert.True(await stack.Stack.Tcp.GracefulStop(KernelStack.Limit));
        await AssertResetAsync(kernel);
    }

    private static async Task AssertResetAsync(KernelPeer kernel)
    {
        SocketException reset = await Assert.ThrowsAsync<SocketException>(kernel.ReceiveToEndAsync);
        Assert.Equal(SocketError.ConnectionReset, reset.SocketErrorCode);
    }
}
