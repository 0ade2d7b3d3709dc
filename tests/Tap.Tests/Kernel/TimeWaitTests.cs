using System.Net;
using System.Net.Sockets;
using ActorTcp.Api;
using ActorTcp.Connection;
using Akka.IO;
using Tap.Tests.Fixtures;

namespace Tap.Tests.Kernel;

/// <summary>TIME_WAIT on either side, and who may have its port and its 4-tuple again.</summary>
[Collection(KernelCollection.Name)]
public class TimeWaitTests
{
    private const int KernelPort = 4200;
    private const int StackPort = 4100;

    /// <summary>RFC 6191, and RFC 9293 3.6.1: by a larger timestamp, or by a larger sequence number.</summary>
    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_kernel_reconnects_from_the_same_port_while_we_are_in_TIME_WAIT(bool timestamps)
    {
        await using KernelStack stack = await KernelStack.StartAsync();
        stack.SetKernel("net/ipv4/tcp_timestamps", timestamps ? "1" : "0");
        Application application = stack.StartApplication();
        await application.BindAsync(StackPort);
        for (int i = 0; i < 3; i++)
        {
            using Socket socket = stack.BindKernel(KernelPort);
            await socket.ConnectAsync(Stack(StackPort), stack.Cancel);
            await application.AcceptAsync();
            application.Register();
            application.Tell(Tcp.Close.Instance);
            await application.ExpectAsync<Tcp.Closed>();
            Assert.Equal(0, await socket.ReceiveAsync(new byte[1], stack.Cancel));
            socket.Dispose();
            string path = await stack.PathToAsync(TcpState.TimeWait);
            Assert.Equal($"{(i == 0 ? "" : "Closed ")}SynReceived Established FinWait1 FinWait2 TimeWait", path);
            while (stack.StatesTowards(StackPort).Length > 0) await Task.Yield(); // our last ACK is with the kernel
        }
        Assert.Equal(1, await TimeWaitsAsync(stack));
        Assert.Equal(0, stack.Stack.Counters.Tcp.OutRsts);
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task We_reconnect_from_the_same_port_while_the_kernel_is_in_TIME_WAIT(bool timestamps)
    {
        StackOptions With(StackOptions options) => options with { TcpTimestamps = timestamps };
        await using KernelStack stack = await KernelStack.StartAsync(with: With);
        using Socket listener = stack.Listen();
        Application application = stack.StartApplication();
        for (int i = 0; i < 3; i++)
        {
            await application.ConnectAsync(listener.LocalEndPoint!, from: new IPEndPoint(IPAddress.Any, StackPort));
            using Socket kernel = await listener.AcceptAsync(stack.Cancel);
            Assert.Equal(["ESTABLISHED"], stack.StatesTowards(StackPort));
            kernel.Dispose();
            await application.ExpectAsync<Tcp.PeerClosed>();
            application.Tell(Tcp.Close.Instance);
            await application.ExpectAsync<Tcp.Closed>();
            Assert.Equal("SynSent Established CloseWait LastAck Closed", await stack.PathToAsync(TcpState.Closed));
            Assert.Equal(["TIME_WAIT"], stack.StatesTowards(StackPort));
        }
    }

    /// <summary>RFC 6191: with one port only, the next connection to the same place takes that of the last, a second later.</summary>
    [SkippableFact]
    public async Task We_connect_in_the_place_of_our_own_TIME_WAIT_as_tcp_tw_reuse_allows()
    {
        StackOptions With(StackOptions options) => options with { IpLocalPortRange = (StackPort, StackPort), TcpTwReuse = 1 };
        await using KernelStack stack = await KernelStack.StartAsync(with: With);
        using Socket listener = stack.Listen();
        Application application = stack.StartApplication();
        await application.ConnectAsync(listener.LocalEndPoint!);
        using (var kernel = new KernelPeer(await listener.AcceptAsync(stack.Cancel), stack.Cancel))
        {
            application.Tell(Tcp.Close.Instance);
            await application.ExpectAsync<Tcp.Closed>();
            Assert.Empty(await kernel.ReceiveToEndAsync());
        }
        await stack.PathToAsync(TcpState.TimeWait);
        object answer;
        do
        {
            application.StartConnect(listener.LocalEndPoint!);
            answer = await application.ExpectAsync<object>();
        }
        while (answer is Tcp.CommandFailed); // AddressNotAvailable, while it is too early
        Assert.IsType<Tcp.Connected>(answer);
        Assert.Equal("Closed SynSent Established", await stack.PathToAsync(TcpState.Established));
        Assert.Equal(1, stack.Stack.Counters.Tcp.TimeWaitRecycled);
        using Socket accepted = await listener.AcceptAsync(stack.Cancel);
        Assert.Equal(["ESTABLISHED"], stack.StatesTowards(StackPort));
    }

    /// <summary>As bind(2) on Linux: both need SO_REUSEADDR, the connection that lingers and the listener that comes.</summary>
    [SkippableTheory]
    [InlineData(false, false, false)]
    [InlineData(false, true, false)]
    [InlineData(true, false, false)]
    [InlineData(true, true, true)]
    public async Task A_listener_restarts_while_its_connections_are_in_TIME_WAIT(bool first, bool second, bool works)
    {
        await using KernelStack stack = await KernelStack.StartAsync();
        Application application = stack.StartApplication();
        await application.BindAsync(StackPort, options: new TcpSO.ReuseAddress(first));
        await LeaveInTimeWaitAsync(stack, application);
        await application.UnbindAsync();
        application.StartBind(StackPort, options: new TcpSO.ReuseAddress(second));
        if (!works)
        {
            Assert.Equal(SocketError.AddressAlreadyInUse, await application.FailureAsync<Tcp.Bind>());
            return;
        }
        await application.ExpectAsync<Tcp.Bound>();
        await LeaveInTimeWaitAsync(stack, application);
        Assert.Equal(2, await TimeWaitsAsync(stack));
    }

    [SkippableFact]
    public async Task When_2_MSL_have_passed_a_listener_restarts_without_SO_REUSEADDR()
    {
        StackOptions With(StackOptions options) => options with { Msl = TimeSpan.FromMilliseconds(100) };
        await using KernelStack stack = await KernelStack.StartAsync(with: With);
        Application application = stack.StartApplication();
        await application.BindAsync(StackPort);
        await LeaveInTimeWaitAsync(stack, application);
        await application.UnbindAsync();
        Assert.Equal("Closed", await stack.PathToAsync(TcpState.Closed));
        await application.BindAsync(StackPort);
        await stack.ConnectAsync(StackPort);
    }

    private static IPEndPoint Stack(int port) => new(TapNetwork.StackAddress, port);

    private static async Task LeaveInTimeWaitAsync(KernelStack stack, Application application)
    {
        KernelPeer kernel = await stack.ConnectAsync(StackPort);
        await application.AcceptAsync();
        application.Register();
        application.Tell(Tcp.Close.Instance);
        await application.ExpectAsync<Tcp.Closed>();
        Assert.Empty(await kernel.ReceiveToEndAsync());
        kernel.Dispose();
        await stack.PathToAsync(TcpState.TimeWait);
    }

    private static async Task<int> TimeWaitsAsync(KernelStack stack) =>
        (await stack.SocketsAsync()).Sockets.Count(socket => socket.State == TcpState.TimeWait);
}
