using System.Net;
using System.Net.Sockets;
using System.Text;
using ActorTcp.Device;
using ActorTcp.Network;
using ActorTcp.Sockets;
using ActorTcp.Tap;
using Tap.Tests.Fixtures;

namespace Tap.Tests.Kernel;

/// <summary>Datagrams between the stack and the kernel, its sockets and its programs.</summary>
[Collection(KernelCollection.Name)]
public class UdpTests
{
    private const int Largest = 65507;

    private static readonly IPEndPoint StackEnd = new(TapNetwork.StackAddress, KernelStack.ApplicationPort);

    [SkippableFact]
    public async Task Netcat_sends_a_line_and_gets_one()
    {
        await using KernelStack stack = await KernelStack.StartAsync();
        using StackSocket socket = stack.StackDatagrams();
        Client netcat = Client.Start(stack, "nc", "-u", $"{TapNetwork.StackAddress}", $"{KernelStack.ApplicationPort}");
        await netcat.Input.WriteAsync("question\n"u8.ToArray(), stack.Cancel);
        await netcat.Input.FlushAsync(stack.Cancel);
        byte[] buffer = new byte[100];
        ReceivedMessage received = await socket.ReceiveFromAsync(buffer, default, stack.Cancel);
        Assert.Equal("question\n", Encoding.ASCII.GetString(buffer, 0, received.Count));
        await socket.SendToAsync("answer\n"u8.ToArray(), default, received.From, stack.Cancel);
        await netcat.Output.ReadExactlyAsync(buffer.AsMemory(0, 7), stack.Cancel);
        Assert.Equal("answer\n", Encoding.ASCII.GetString(buffer, 0, 7));
    }

    [SkippableFact]
    public async Task Netcat_is_echoed()
    {
        await using KernelStack stack = await KernelStack.StartAsync();
        Client netcat = Client.Start(stack, "nc", "-u", $"{TapNetwork.StackAddress}", $"{KernelStack.EchoPort}");
        await netcat.Input.WriteAsync("echo\n"u8.ToArray(), stack.Cancel);
        await netcat.Input.FlushAsync(stack.Cancel);
        byte[] buffer = new byte[5];
        await netcat.Output.ReadExactlyAsync(buffer, stack.Cancel);
        Assert.Equal("echo\n", Encoding.ASCII.GetString(buffer));
    }

    /// <summary>Ours speaks first, to a netcat that listens.</summary>
    [SkippableFact]
    public async Task Netcat_listens()
    {
        const int Port = 5000;
        await using KernelStack stack = await KernelStack.StartAsync();
        Client netcat = Client.Start(stack, "nc", "-u", "-l", $"{TapNetwork.HostAddress}", $"{Port}");
        using StackSocket socket = StackSocket.Create(stack.Stack, SocketType.Dgram);
        socket.Connect(new IPEndPoint(TapNetwork.HostAddress, Port));
        byte[] buffer = new byte[9];
        // Until it listens the kernel refuses: each refusal is told, and the line is said again.
        Task<int> heard = netcat.Output.ReadAsync(buffer, stack.Cancel).AsTask();
        while (!heard.IsCompleted)
        {
            try
            {
                await socket.SendAsync("question\n"u8.ToArray(), default, stack.Cancel);
            }
            catch (SocketException refused) when (refused.SocketErrorCode == SocketError.ConnectionRefused)
            {
            }
            await Task.WhenAny(heard, Task.Delay(20, stack.Cancel));
        }
        Assert.Equal("question\n", Encoding.ASCII.GetString(buffer, 0, await heard));
        await netcat.Input.WriteAsync("answer\n"u8.ToArray(), stack.Cancel);
        await netcat.Input.FlushAsync(stack.Cancel);
        int count;
        do
        {
            try
            {
                count = await socket.ReceiveAsync(buffer, default, stack.Cancel);
            }
            catch (SocketException late) when (late.SocketErrorCode == SocketError.ConnectionRefused)
            {
                count = 0; // of a line that was said too early
            }
        }
        while (count == 0);
        Assert.Equal("answer\n", Encoding.ASCII.GetString(buffer, 0, count));
    }

    [SkippableTheory]
    [InlineData(TapOptions.AllOffloads, 1)]
    [InlineData(TapOptions.AllOffloads, 1472)]
    [InlineData(TapOptions.AllOffloads, 1473)]
    [InlineData(TapOptions.AllOffloads, Largest)]
    [InlineData(DeviceOffloads.None, 1)]
    [InlineData(DeviceOffloads.None, Largest)]
    public async Task Datagrams_pass_both_ways(DeviceOffloads offloads, int length)
    {
        await using KernelStack stack = await KernelStack.StartAsync(offloads);
        using StackSocket socket = stack.StackDatagrams();
        using Socket kernel = stack.KernelDatagrams();
        for (int seed = 0; seed < 10; seed++)
        {
            byte[] there = Noise.Make(length, seed), buffer = new byte[Largest];
            await kernel.SendToAsync(there, StackEnd, stack.Cancel);
            ReceivedMessage received = await socket.ReceiveFromAsync(buffer, default, stack.Cancel);
            Noise.AssertSame(there, buffer.AsMemory(0, received.Count));
            Assert.Equal(kernel.LocalEndPoint, received.From);
            byte[] back = Noise.Make(length, seed + 100);
            await socket.SendToAsync(back, default, received.From, stack.Cancel);
            SocketReceiveFromResult got = await kernel.ReceiveFromAsync(buffer, SocketFlags.None, StackEnd, stack.Cancel);
            Noise.AssertSame(back, buffer.AsMemory(0, got.ReceivedBytes));
            Assert.Equal(StackEnd, got.RemoteEndPoint);
        }
        Assert.Equal((10, 10, 0), (stack.Stack.Counters.Ip.UdpInDatagrams, stack.Stack.Counters.Ip.UdpOutDatagrams, stack.Stack.Counters.Ip.UdpInErrors));
    }

    [SkippableFact]
    public async Task Flooded_slow_socket_drops_and_counts()
    {
        const int Sent = 2000, Length = 1000;
        await using KernelStack stack = await KernelStack.StartAsync();
        using StackSocket slow = stack.StackDatagrams(), other = stack.StackDatagrams(KernelStack.ApplicationPort + 1);
        using Socket kernel = stack.KernelDatagrams();
        await Fence(stack, kernel, other); // the kernel knows our address
        for (int i = 0; i < Sent; i++) await kernel.SendToAsync(new byte[Length], StackEnd, stack.Cancel);
        await Fence(stack, kernel, other);
        IpCounters counters = stack.Stack.Counters.Ip;
        // What the kernel itself drops, as while it asks for the address, never came.
        Assert.Equal(stack.Stack.Counters[FrameFate.Udp], counters.UdpInDatagrams + counters.UdpReceiveBufferErrors);
        Assert.Equal(counters.UdpReceiveBufferErrors, counters.UdpInErrors);
        Assert.NotEqual(0, counters.UdpReceiveBufferErrors);
        // What was there when the queue was full is still there, and no more than it holds.
        int limit = slow.Get(SocketOptions.ReceiveBuffer), held = 0;
        for (; slow.Poll().HasFlag(SocketEvents.Readable); held++) Assert.Equal(Length, slow.Receive(new byte[Length], SocketMessageFlags.DontWait));
        Assert.InRange(held, limit / Length / 2, limit / Length);
        var empty = Assert.Throws<SocketException>(() => slow.Receive(new byte[Length], SocketMessageFlags.DontWait));
        Assert.Equal(SocketError.WouldBlock, empty.SocketErrorCode);
    }

    [SkippableFact]
    public async Task Checksum_errors_are_counted_and_zero_is_none()
    {
        await using KernelStack stack = await KernelStack.StartAsync();
        using StackSocket socket = stack.StackDatagrams(), other = stack.StackDatagrams(KernelStack.ApplicationPort + 1);
        using Socket raw = stack.Network.CreateSocket(SocketType.Raw, ProtocolType.Udp), kernel = stack.KernelDatagrams();
        // A raw socket's datagram is sent as it is: from port 1 to 4000, 9 bytes, and a checksum.
        byte[] wrong = [0, 1, 0x0f, 0xa0, 0, 9, 0x12, 0x34, 77], none = [0, 1, 0x0f, 0xa0, 0, 9, 0, 0, 78];
        await raw.SendToAsync(wrong, new IPEndPoint(TapNetwork.StackAddress, 0), stack.Cancel);
        await raw.SendToAsync(none, new IPEndPoint(TapNetwork.StackAddress, 0), stack.Cancel);
        await Fence(stack, kernel, other);
        Assert.Equal((1, 1), (stack.Stack.Counters.Ip.UdpInCsumErrors, stack.Stack.Counters.Ip.UdpInErrors));
        byte[] buffer = new byte[10];
        Assert.Equal(1, socket.Receive(buffer));
        Assert.Equal(78, buffer[0]);
    }

    [SkippableFact]
    public async Task Kernels_socket_is_refused()
    {
        await using KernelStack stack = await KernelStack.StartAsync();
        using Socket kernel = stack.KernelDatagrams();
        await kernel.ConnectAsync(new IPEndPoint(TapNetwork.StackAddress, KernelStack.ClosedPort), stack.Cancel);
        await kernel.SendAsync(new byte[1], stack.Cancel);
        var refused = await Assert.ThrowsAsync<SocketException>(async () => await kernel.ReceiveAsync(new byte[1], stack.Cancel));
        Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);
        Assert.Equal(1, stack.Stack.Counters.Ip.UdpNoPorts);
    }

    [SkippableFact]
    public async Task Our_socket_is_refused()
    {
        await using KernelStack stack = await KernelStack.StartAsync();
        using StackSocket socket = stack.StackDatagrams();
        await socket.ConnectAsync(new IPEndPoint(TapNetwork.HostAddress, KernelStack.ClosedPort), stack.Cancel);
        await socket.SendAsync(new byte[1], default, stack.Cancel);
        var refused = await Assert.ThrowsAsync<SocketException>(() => socket.ReceiveAsync(new byte[1], default, stack.Cancel));
        Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);
        await socket.SendAsync(new byte[1], default, stack.Cancel);
        Assert.True((await socket.WaitAsync(SocketEvents.None, stack.Cancel)).HasFlag(SocketEvents.Error));
        Assert.Equal(111, socket.Get(SocketOptions.Error)); // ECONNREFUSED
    }

    [SkippableFact]
    public async Task Broadcasts_pass_both_ways()
    {
        var all = new IPEndPoint(IPAddress.Parse("198.51.100.255"), KernelStack.ApplicationPort);
        await using KernelStack stack = await KernelStack.StartAsync();
        using StackSocket socket = StackSocket.Create(stack.Stack, SocketType.Dgram);
        socket.Bind(new IPEndPoint(IPAddress.Any, KernelStack.ApplicationPort));
        using Socket kernel = stack.Network.CreateSocket(SocketType.Dgram, ProtocolType.Udp);
        kernel.EnableBroadcast = true;
        kernel.Bind(new IPEndPoint(IPAddress.Any, KernelStack.ApplicationPort));
        await kernel.SendToAsync(new byte[] { 1 }, all, stack.Cancel);
        byte[] buffer = new byte[10];
        ReceivedMessage received = await socket.ReceiveFromAsync(buffer, default, stack.Cancel);
        Assert.Equal(new IPEndPoint(TapNetwork.HostAddress, KernelStack.ApplicationPort), received.From);
        await kernel.ReceiveAsync(buffer, stack.Cancel); // the kernel hears itself
        socket.Set(SocketOptions.Broadcast, true);
        await socket.SendToAsync(new byte[] { 2 }, default, all, stack.Cancel);
        await kernel.ReceiveAsync(buffer, stack.Cancel);
        Assert.Equal(2, buffer[0]);
        await socket.ReceiveFromAsync(buffer, default, stack.Cancel); // and so do we
        Assert.Equal(2, buffer[0]);
    }

    /// <summary>All that the kernel has sent before has been received when this has.</summary>
    private static async Task Fence(KernelStack stack, Socket kernel, StackSocket other)
    {
        byte[] heard = new byte[1];
        for (byte last = 1; ; last++)
        {
            await kernel.SendToAsync(new[] { last }, other.LocalEndPoint!, stack.Cancel);
            while (other.Poll(SocketEvents.Readable, TimeSpan.FromSeconds(1)) != SocketEvents.None)
            {
                await other.ReceiveAsync(heard, default, stack.Cancel);
                if (heard[0] == last) return; // a flood may swallow some
            }
        }
    }
}
