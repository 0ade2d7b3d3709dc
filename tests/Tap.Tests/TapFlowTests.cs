using System.Net;
using System.Net.Sockets;
using ActorTcp.Device;
using ActorTcp.Loop;
using ActorTcp.Tap;
using Tap.Tests.Fixtures;

namespace Tap.Tests;

/// <summary>Receiving in batches, within limits, without allocations. Without a loop: the tests call the device themselves.</summary>
public class TapFlowTests
{
    private const ushort Port = 4000;

    [SkippableFact]
    public void Receiving_ends_at_the_limit_and_when_drained()
    {
        using var network = TapNetwork.Create();
        TapDevice device = network.OpenTap();
        Broadcast(network, count: 5);
        Assert.Equal(3, Take(device, 3));
        Assert.Equal(2, Take(device, 64));
        Assert.Equal(0, Take(device, 64));
        Assert.Equal(5, device.Counters.FramesReceived);
        Assert.Equal(0, device.Pool.Rented);
    }

    [SkippableFact]
    public void Readable_is_told_once_and_anew_when_drained()
    {
        using var network = TapNetwork.Create();
        TapDevice device = network.OpenTap();
        using var loop = new ThreadEventLoop(new PollWaiter());
        using var told = new SemaphoreSlim(0);
        device.Attach(loop, () => told.Release());
        Broadcast(network, count: 5);
        Assert.True(told.Wait(TimeSpan.FromSeconds(10)));
        Assert.Equal(3, Take(device, 3)); // more waits: not told again
        Broadcast(network, count: 1);
        Assert.False(told.Wait(0));
        Assert.Equal(3, Take(device, 64));
        Assert.False(told.Wait(0));
        Broadcast(network, count: 1);
        Assert.True(told.Wait(TimeSpan.FromSeconds(10)));
    }

    [SkippableFact]
    public void Frames_without_a_buffer_are_dropped_and_counted()
    {
        using var network = TapNetwork.Create();
        TapDevice device = network.OpenTap(options => options with { ReceiveBuffers = 4 });
        Broadcast(network, count: 10);
        FrameChain held = default;
        Assert.Equal(4, device.Receive(ref held, 64));
        Assert.Equal(4, held.Count);
        Assert.Equal(6, device.Counters.ReceiveDropped);
        Broadcast(network, count: 2);
        Assert.Equal(2, device.Receive(ref held, 2)); // all dropped, and more may wait
        Assert.Equal(4, held.Count);
        held.Release();
        Broadcast(network, count: 1);
        Assert.Equal(1, Take(device, 64));
        Assert.Equal(8, device.Counters.ReceiveDropped);
    }

    [SkippableFact]
    public void One_call_returns_about_a_mebibyte()
    {
        using var network = TapNetwork.Create();
        TapDevice device = network.OpenTap();
        Skip.If((device.Offloads & DeviceOffloads.Uso) == 0, "this kernel has no UDP segmentation for TAP (Linux 6.2)");
        Socket sender = BroadcastSocket(network);
        const int UdpSegment = 103; // UDP_SEGMENT
        sender.SetRawSocketOption(17, UdpSegment, BitConverter.GetBytes(1000));
        byte[] large = new byte[60_000];
        for (int i = 0; i < 40; i++) sender.SendTo(large, Everybody);
        FrameChain chain = default;
        Assert.Equal(64, device.Receive(ref chain, 64)); // more waits
        Assert.InRange((long)chain.Count * large.Length, TapDevice.ReceiveBudget - large.Length, TapDevice.ReceiveBudget + large.Length);
        Assert.Equal(Packets.Ethernet + Packets.Ip + Packets.Udp + large.Length, chain.Head!.Length);
        Assert.Equal(1000, chain.Head.Offload.GsoSize);
        int got = chain.Count;
        chain.Release();
        while (device.Receive(ref chain, 64) == 64)
        {
        }
        Assert.Equal(40, got + chain.Count);
        chain.Release();
    }

    [SkippableFact]
    public void A_received_IP_header_is_aligned()
    {
        using var network = TapNetwork.Create();
        TapDevice device = network.OpenTap();
        Broadcast(network, count: 1);
        FrameChain chain = default;
        device.Receive(ref chain, 64);
        Assert.Equal(TapDevice.HeadRoom, chain.Head!.Start);
        unsafe
        {
            Assert.Equal(0, (long)chain.Head.AddressOf(chain.Head.Start + Packets.Ethernet) & 7);
        }
        chain.Release();
    }

    [SkippableFact]
    public void The_path_of_a_frame_allocates_nothing()
    {
        using var network = TapNetwork.Create();
        TapDevice device = network.OpenTap();
        var pool = new FramePool(FramePool.SmallBuffer, 4);
        byte[] payload = new byte[1000];
        Socket sender = BroadcastSocket(network);
        byte[] datagram = new byte[100];
        EndPoint to = Everybody;
        SocketAddress address = to.Serialize();
        for (int i = 0; i < 50; i++) Round();
        long allocated = 0;
        for (int i = 0; i < 500; i++) allocated += Round();
        Assert.Equal(0, allocated); // in the rounds nothing of xunit's, which allocates
        Assert.Equal(550, device.Counters.FramesReceived);
        Assert.Equal(1100, device.Counters.FramesSent);

        long Round()
        {
            sender.SendTo(datagram, SocketFlags.None, address);
            long before = GC.GetAllocatedBytesForCurrentThread();
            FrameChain received = default;
            device.Receive(ref received, 64);
            received.Release();
            for (int n = 0; n < 2; n++)
            {
                Frame frame = pool.TryRent()!;
                frame.SetRange(TapDevice.HeadRoom, 60);
                frame.Bytes.Clear();
                for (int i = 0; i < 10 * n; i++) frame.Attach(payload.AsMemory(i, 10));
                FrameChain chain = default;
                chain.Append(frame);
                device.Send(ref chain);
            }
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [SkippableFact]
    public void A_link_that_is_removed_under_us_fails_for_good_and_does_not_spin()
    {
        using var network = TapNetwork.Create();
        Skip.IfNot(File.Exists("/usr/sbin/ip") || File.Exists("/sbin/ip"), "this test needs the ip command");
        network.MakePersistentTap("mine");
        TapDevice device = network.OpenTap(options => options with { Name = "mine" });
        using var loop = new ThreadEventLoop(new PollWaiter());
        int calls = 0;
        using var told = new SemaphoreSlim(0);
        device.Attach(loop, () =>
        {
            calls++;
            FrameChain chain = default;
            device.Receive(ref chain, 64);
            chain.Release();
            if (device.Failure != 0) told.Release();
        });
        Assert.Equal(0, network.RunProcess(TimeSpan.FromSeconds(10), "ip", "link", "del", "mine").ExitCode);
        Assert.True(told.Wait(TimeSpan.FromSeconds(10)));
        int before = calls;
        Assert.False(told.Wait(20));
        Assert.Equal(before, calls);
    }

    private static readonly IPEndPoint Everybody = new(IPAddress.Parse("198.51.100.255"), Port);

    private static Socket BroadcastSocket(TapNetwork network)
    {
        Socket sender = network.CreateSocket(SocketType.Dgram, ProtocolType.Udp);
        sender.EnableBroadcast = true; // needs no neighbour
        return sender;
    }

    private static void Broadcast(TapNetwork network, int count)
    {
        Socket sender = BroadcastSocket(network);
        for (int i = 0; i < count; i++) Assert.Equal(100, sender.SendTo(new byte[100], Everybody));
    }

    private static int Take(TapDevice device, int limit)
    {
        FrameChain chain = default;
        int got = device.Receive(ref chain, limit);
        Assert.Equal(got, chain.Count);
        chain.Release();
        return got;
    }
}
