using System.Net.Sockets;
using ActorTcp.Api;
using ActorTcp.Connection;
using ActorTcp.Network;
using Akka.IO;
using Tap.Tests.Fixtures;

namespace Tap.Tests.Kernel;

/// <summary>
/// Clients come to a listener with a backlog of 2, and nobody accepts: the kernel's to ours in pull mode, ours to the kernel's.
/// </summary>
[Collection(KernelCollection.Name)]
public class BacklogTests
{
    private const int Port = 4300;
    private const int Backlog = 2;
    private const int Fit = Backlog + 1; // as on Linux: full is what has more than the backlog
    private const int Clients = 6;

    [SkippableFact]
    public async Task Who_comes_to_a_full_backlog_waits_in_SYN_SENT_and_gets_in_when_one_is_accepted()
    {
        (KernelStack started, Application application, WatchedDevice wire) = await ListenAsync();
        await using KernelStack stack = started;
        for (int i = 0; i < Fit; i++)
        {
            await stack.ConnectAsync(Port);
            await stack.PathToAsync(TcpState.Established); // our side knows of it as well
        }
        Task<KernelPeer>[] waiting = [stack.ConnectAsync(Port), stack.ConnectAsync(Port)];
        await wire.ReceivedAsync(segment => segment.IsSyn).WaitAsync(stack.Cancel);
        await wire.ReceivedAsync(segment => segment.IsSyn).WaitAsync(stack.Cancel); // the kernel tries again
        TcpSocket listener = (await stack.SocketsAsync()).ListenerOf(Port);
        Assert.Equal((Fit, Backlog, 0), (listener.ReceiveQueue, listener.SendQueue, listener.SynQueue));
        Assert.DoesNotContain(waiting, client => client.IsCompleted);
        Assert.Equal(2, stack.StatesTowards(Port).Count(state => state == "SYN_SENT"));
        Assert.InRange(stack.Stack.Counters.Tcp.ListenDrops, 2, long.MaxValue);
        Assert.InRange(stack.Stack.Counters.Tcp.ListenOverflows, 2, long.MaxValue);

        application.ResumeAccepting(1);
        await application.AcceptAsync();
        await stack.PathToAsync(TcpState.Established); // the next SYN of one gets in, and the queue is full again
        await Task.WhenAny(waiting);
        Assert.Equal(Fit + 1, stack.Stack.Counters.Tcp.PassiveOpens);
        application.ResumeAccepting(Fit + 1);
        for (int i = 0; i < Fit + 1; i++) await application.AcceptAsync();
        await Task.WhenAll(waiting);
    }

    /// <summary>
    /// All handshakes begin while there is room. Whose last ACK finds none is connected, as it believes: our SYN-ACK, sent again,
    /// brings the next one.
    /// </summary>
    [SkippableFact]
    public async Task Whose_last_ACK_finds_no_room_is_let_in_later_and_loses_nothing()
    {
        (KernelStack started, Application application, WatchedDevice wire) = await ListenAsync();
        await using KernelStack stack = started;
        KernelPeer[] peers = await Task.WhenAll(await BeginAtOnceAsync(stack, wire));
        byte[] sent = Noise.Make(1000);
        await Task.WhenAll(peers.Select(peer => peer.SendAsync(sent)));
        for (int i = 0; i < Clients; i++)
        {
            application.ResumeAccepting(1);
            await application.AcceptAsync();
            application.Register();
            application.Tell(Tcp.ResumeReading.Instance);
            Noise.AssertSame(sent, await application.ReceiveAsync(sent.Length));
        }
        TcpCounters counters = stack.Stack.Counters.Tcp;
        Assert.InRange(counters.ListenOverflows, Clients - Fit, long.MaxValue);
        Assert.Equal((1 + Clients, 0), (counters.PassiveOpens, counters.OutRsts));
    }

    [SkippableFact]
    public async Task With_tcp_abort_on_overflow_whose_last_ACK_finds_no_room_is_reset()
    {
        (KernelStack started, Application application, WatchedDevice wire) = await ListenAsync(abortOnOverflow: true);
        await using KernelStack stack = started;
        Task<KernelPeer>[] connecting = await BeginAtOnceAsync(stack, wire);
        List<Task<byte[]>> reading = [.. connecting.Select(async client => await (await client).ReceiveAsync(1))];
        for (int i = 0; i < Clients - Fit; i++)
        {
            Task<byte[]> reset = await Task.WhenAny(reading);
            SocketException error = await Assert.ThrowsAsync<SocketException>(() => reset);
            Assert.Equal(SocketError.ConnectionReset, error.SocketErrorCode);
            reading.Remove(reset);
        }
        TcpCounters counters = stack.Stack.Counters.Tcp;
        Assert.Equal((Clients - Fit, Clients - Fit), (counters.OutRsts, counters.ListenOverflows));
        for (int i = 0; i < Fit; i++)
        {
            application.ResumeAccepting(1);
            await application.AcceptAsync();
            application.Register();
            application.Write([1]);
        }
        foreach (byte[] read in await Task.WhenAll(reading)) Assert.Equal([1], read);
    }

    [SkippableFact]
    public async Task We_come_to_the_kernels_full_backlog_and_get_in_when_one_is_accepted()
    {
        WatchedDevice? wire = null;
        await using KernelStack stack = await KernelStack.StartAsync(
            wrap: device => wire = new WatchedDevice(device),
            with: options => options with { TcpRtoInitial = TimeSpan.FromMilliseconds(100) });
        Socket listener = stack.Listen(Backlog);
        Application[] first = [.. Enumerable.Range(0, Fit).Select(_ => stack.StartApplication())];
        foreach (Application application in first) await application.ConnectAsync(listener.LocalEndPoint!);
        Application late = stack.StartApplication();
        Task again = wire!.SentAsync(segment => segment.IsSyn);
        late.StartConnect(listener.LocalEndPoint!);
        await again.WaitAsync(stack.Cancel);
        await wire.SentAsync(segment => segment.IsSyn).WaitAsync(stack.Cancel);
        Assert.InRange(stack.KernelCounter("TcpExt", "ListenOverflows"), 1, long.MaxValue);
        Assert.Equal(1, stack.Stack.Counters.Tcp.InState(TcpState.SynSent));
        using Socket accepted = await listener.AcceptAsync(stack.Cancel);
        await late.AcceptAsync();
        Assert.Equal(Fit + 1, stack.Stack.Counters.Tcp.InState(TcpState.Established));
    }

    private static async Task<(KernelStack Stack, Application Application, WatchedDevice Wire)> ListenAsync(
        bool abortOnOverflow = false)
    {
        WatchedDevice? wire = null;
        KernelStack stack = await KernelStack.StartAsync(
            wrap: device => wire = new WatchedDevice(device),
            with: options => options with { TcpAbortOnOverflow = abortOnOverflow });
        Application application = stack.StartApplication();
        await application.BindAsync(Port, Backlog, pullMode: true);
        return (stack, application, wire!);
    }

    /// <summary>All SYNs arrive before the first handshake is complete, so that each gets its SYN-ACK.</summary>
    private static async Task<Task<KernelPeer>[]> BeginAtOnceAsync(KernelStack stack, WatchedDevice wire)
    {
        using (KernelPeer first = await stack.ConnectAsync(KernelStack.EchoPort))
            await first.ExchangeAsync(new byte[1]); // ARP is over
        await stack.PathToAsync(TcpState.Closed);
        await wire.HoldAsync();
        Task<KernelPeer>[] connecting = [.. Enumerable.Range(0, Clients).Select(_ => stack.ConnectAsync(Port))];
        wire.Release();
        return connecting;
    }
}
