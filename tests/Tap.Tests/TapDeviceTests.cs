using System.Net;
using System.Net.Sockets;
using ActorTcp.Device;
using ActorTcp.Protocol.Wire;
using ActorTcp.Tap;
using Tap.Tests.Fixtures;

namespace Tap.Tests;

public class TapDeviceTests
{
    private const ushort Port = 4000;

    [SkippableFact]
    public void Opens_with_the_offloads_of_the_kernel_and_tells_of_the_link()
    {
        using var network = TapNetwork.Create();
        TapDevice device = network.OpenTap();
        DeviceOffloads expected = TapOptions.AllOffloads;
        if (Environment.OSVersion.Version < new Version(6, 2)) expected &= ~DeviceOffloads.Uso;
        Assert.Equal(expected, device.Offloads);
        Assert.Equal("tap0", device.Name);
        Assert.Equal(1500, device.Mtu);
        Assert.True(device.IsMadeHere);
        Assert.NotEqual(0, device.InterfaceIndex);
        Assert.Equal(6, device.HostHardwareAddress.GetAddressBytes().Length);
        Assert.Equal(FramePool.LargeBuffer, device.Pool.BufferSize);
    }

    [SkippableTheory]
    [InlineData(TapOptions.AllOffloads & ~DeviceOffloads.Uso)]
    [InlineData(DeviceOffloads.Checksum | DeviceOffloads.Tso4 | DeviceOffloads.Tso6)]
    [InlineData(DeviceOffloads.Checksum | DeviceOffloads.Tso4)]
    [InlineData(DeviceOffloads.Checksum)]
    [InlineData(DeviceOffloads.None)]
    public void Opens_with_fewer_offloads(DeviceOffloads wanted)
    {
        using var network = TapNetwork.Create();
        TapDevice device = network.OpenTap(options => options with { Offloads = wanted });
        Assert.Equal(wanted, device.Offloads);
        if (wanted == DeviceOffloads.None) Assert.Equal(FramePool.SmallBuffer, device.Pool.BufferSize);
    }

    [SkippableFact]
    public void Segmentation_without_checksums_is_no_offload()
    {
        using var network = TapNetwork.Create();
        Assert.Equal(DeviceOffloads.None, network.OpenTap(options => options with { Offloads = DeviceOffloads.Tso4 }).Offloads);
    }

    [SkippableFact]
    public void A_large_MTU_without_offloads_has_buffers_to_fit()
    {
        using var network = TapNetwork.Create();
        TapDevice device = network.OpenTap(options => options with { Offloads = DeviceOffloads.None, Mtu = 9000 });
        Assert.Equal(9000, device.Mtu);
        Assert.InRange(device.Pool.BufferSize, TapDevice.HeadRoom + 9000 + 18 + 1, 9100);
    }

    [SkippableTheory]
    [InlineData(TapOptions.AllOffloads, TapDevice.HeadRoom)]
    [InlineData(TapOptions.AllOffloads, 0)] // no room for the virtio-net header: it goes apart
    [InlineData(DeviceOffloads.None, TapDevice.HeadRoom)]
    public void A_sent_frame_arrives_as_it_is(DeviceOffloads offloads, int start)
    {
        using var network = TapNetwork.Create();
        FrameProbe probe = network.OpenProbe(options => options with { Offloads = offloads });
        Socket packets = network.CreatePacketSocket();
        byte[] frame = Packets.Arp(1, Packets.Broadcast, TapNetwork.HostAddress);
        probe.Send(frame, start: start);
        byte[] seen = new byte[2048];
        int length;
        do length = packets.Receive(seen);
        while (!seen.AsSpan(6, 6).SequenceEqual(Packets.StackMac));
        Assert.Equal(frame, seen[..length]);
        Assert.Equal(1, probe.Device.Counters.FramesSent);
        Assert.Equal(frame.Length, probe.Device.Counters.BytesSent);
    }

    [SkippableTheory]
    [InlineData(TapOptions.AllOffloads)]
    [InlineData(DeviceOffloads.None)]
    public void The_kernels_ARP_request_is_received(DeviceOffloads offloads)
    {
        using var network = TapNetwork.Create();
        FrameProbe probe = network.OpenProbe(options => options with { Offloads = offloads });
        network.CreateSocket(SocketType.Dgram, ProtocolType.Udp).SendTo([1], new IPEndPoint(TapNetwork.StackAddress, Port));
        ReceivedFrame request = probe.Expect(frame => Packets.IsArpRequest(frame.Bytes, TapNetwork.StackAddress));
        Assert.Equal(probe.Device.HostHardwareAddress.GetAddressBytes(), request.Bytes[6..12]);
        Assert.Equal(default, request.Offload);
    }

    [SkippableTheory]
    [InlineData(TapOptions.AllOffloads)]
    [InlineData(DeviceOffloads.None)]
    public void The_kernel_answers_an_echo_request(DeviceOffloads offloads)
    {
        using var network = TapNetwork.Create();
        FrameProbe probe = network.OpenProbe(options => options with { Offloads = offloads });
        byte[] host = Introduce(probe);
        byte[] data = Packets.Pattern(1400);
        probe.Send(Packets.EchoRequest(host, 7, data));
        ReceivedFrame reply = probe.Expect(frame => Packets.IsIp(frame.Bytes, 1));
        Assert.Equal(0, reply.Bytes[34]); // echo reply
        Assert.Equal(data, reply.Bytes[42..]);
        Assert.Equal(reply.Bytes.Length, Packets.Ethernet + Packets.U16(reply.Bytes, 16));
    }

    [SkippableTheory]
    [InlineData(TapOptions.AllOffloads, int.MaxValue, 1000, 1401)]
    [InlineData(TapOptions.AllOffloads, 42, 23, 1401)] // 62 slices
    [InlineData(TapOptions.AllOffloads, 43, 23, 1400)]
    [InlineData(DeviceOffloads.None, int.MaxValue, 1000, 1401)] // completed in software
    [InlineData(DeviceOffloads.None, 42, 23, 1401)]
    [InlineData(DeviceOffloads.None, 43, 24, 1400)]
    public void A_datagram_with_a_partial_checksum_arrives(DeviceOffloads offloads, int inBuffer, int sliceSize, int length)
    {
        using var network = TapNetwork.Create();
        FrameProbe probe = network.OpenProbe(options => options with { Offloads = offloads });
        Socket udp = network.CreateSocket(SocketType.Dgram, ProtocolType.Udp);
        udp.Bind(new IPEndPoint(IPAddress.Any, Port));
        byte[] data = Packets.Pattern(length);
        (byte[] frame, VirtioNetHeader offload) = Packets.PartialUdp(Introduce(probe), Port, Port, data);
        probe.Send(frame, offload, inBuffer, sliceSize);
        Assert.Equal(data, ReceiveFrom(udp));
        Assert.Equal(0, probe.Device.Counters.SendDropped);
    }

    [SkippableFact]
    public void A_large_datagram_frame_is_segmented_by_the_kernel()
    {
        using var network = TapNetwork.Create();
        FrameProbe probe = network.OpenProbe();
        Skip.If((probe.Device.Offloads & DeviceOffloads.Uso) == 0, "this kernel has no UDP segmentation for TAP (Linux 6.2)");
        Socket udp = network.CreateSocket(SocketType.Dgram, ProtocolType.Udp);
        udp.ReceiveBufferSize = 1 << 20;
        udp.Bind(new IPEndPoint(IPAddress.Any, Port));
        byte[] data = Packets.Pattern(30_500);
        (byte[] frame, VirtioNetHeader offload) = Packets.PartialUdp(Introduce(probe), Port, Port, data, gsoSize: 1000);
        probe.Send(frame, offload, inBuffer: 42, sliceSize: 600);
        for (int at = 0; at < data.Length; at += 1000) Assert.Equal(data[at..Math.Min(at + 1000, data.Length)], ReceiveFrom(udp));
    }

    [SkippableFact]
    public void Segmentation_asked_of_a_plain_link_is_dropped_and_counted()
    {
        using var network = TapNetwork.Create();
        FrameProbe probe = network.OpenProbe(options => options with { Offloads = DeviceOffloads.None });
        (byte[] frame, VirtioNetHeader offload) = Packets.PartialUdp(Introduce(probe), Port, Port, new byte[3000], gsoSize: 1000);
        probe.Send(frame, offload);
        Assert.Equal(1, probe.Device.Counters.SendDropped);
    }

    [SkippableFact]
    public void TCP_segments_beyond_the_MTU_pass_both_ways_in_one_frame()
    {
        using var network = TapNetwork.Create();
        FrameProbe probe = network.OpenProbe();
        var peer = new TcpPeer(network, probe, Introduce(probe), Port);

        byte[] down = Packets.Pattern(14_000); // the kernel's initial window is ten segments
        peer.Kernel.Send(down);
        ReceivedFrame large = probe.Expect(frame => Packets.IsIp(frame.Bytes, 6) && frame.Bytes.Length > 66);
        Assert.Equal(VirtioGsoType.Tcp4, large.Offload.GsoType);
        Assert.True(large.Offload.GsoSize is > 1400 and <= 1460);
        Assert.Equal(VirtioNetFlags.NeedsChecksum, large.Offload.Flags & VirtioNetFlags.NeedsChecksum);
        Assert.True(large.Bytes.Length > probe.Device.Mtu + Packets.Ethernet, $"{large.Bytes.Length} bytes");
        Assert.Equal(down[..(large.Bytes.Length - 54)], large.Bytes[54..]);

        byte[] up = Packets.Pattern(60_000);
        peer.Send(up, gsoSize: 1460, inBuffer: 54, sliceSize: 1000);
        Assert.Equal(up, Read(peer.Kernel, up.Length));
        Assert.Equal(0, probe.Device.Counters.SendDropped);
    }

    [SkippableFact]
    public void Without_offloads_the_kernel_segments_and_completes_checksums()
    {
        using var network = TapNetwork.Create();
        FrameProbe probe = network.OpenProbe(options => options with { Offloads = DeviceOffloads.None });
        var peer = new TcpPeer(network, probe, Introduce(probe), Port);
        peer.Kernel.Send(Packets.Pattern(14_000));
        ReceivedFrame segment = probe.Expect(frame => Packets.IsIp(frame.Bytes, 6) && frame.Bytes.Length > 66);
        Assert.Equal(default, segment.Offload);
        Assert.InRange(segment.Bytes.Length, 1000, probe.Device.Mtu + Packets.Ethernet);
        int tcp = segment.Bytes.Length - 34;
        Assert.Equal(0, Packets.Checksum(segment.Bytes.AsSpan(34), Packets.PseudoHeader(segment.Bytes, 6, tcp)));
    }

    [SkippableFact]
    public void A_frame_for_a_link_that_is_down_is_dropped_and_counted()
    {
        using var network = TapNetwork.Create();
        FrameProbe probe = network.OpenProbe();
        network.SetLink("tap0", up: false);
        byte[] frame = Packets.Arp(1, Packets.Broadcast, TapNetwork.HostAddress);
        probe.Send(frame);
        Assert.Equal(1, probe.Device.Counters.SendDropped);
        Assert.Equal(Tmds.Linux.LibC.EIO, probe.Device.LastSendError);
        network.SetLink("tap0", up: true);
        probe.Send(frame);
        Assert.Equal(1, probe.Device.Counters.FramesSent);
        probe.Expect(reply => Packets.U16(reply.Bytes, 12) == 0x0806 && Packets.U16(reply.Bytes, 20) == 2);
    }

    [SkippableFact]
    public void What_the_kernel_cannot_read_is_dropped_and_counted()
    {
        using var network = TapNetwork.Create();
        FrameProbe probe = network.OpenProbe();
        probe.Send(new byte[5]);
        probe.Send([]);
        probe.Send(new byte[60], new VirtioNetHeader { Flags = VirtioNetFlags.NeedsChecksum, ChecksumStart = 50, ChecksumOffset = 40 });
        Assert.Equal(3, probe.Device.Counters.SendDropped);
        Assert.Equal(0, probe.Device.Counters.FramesSent);
    }

    [SkippableFact]
    public void An_existing_TAP_is_used_and_left()
    {
        using var network = TapNetwork.Create();
        network.MakePersistentTap("mine");
        using (TapDevice device = network.OpenTap(options => options with { Name = "mine" }))
        {
            Assert.False(device.IsMadeHere);
            Assert.NotEqual(DeviceOffloads.None, device.Offloads);
        }
        Assert.True(network.HasInterface("mine"));
        using TapDevice again = network.OpenTap(options => options with { Name = "mine", Offloads = DeviceOffloads.None });
        Assert.Equal(DeviceOffloads.None, again.Offloads);
    }

    [SkippableFact]
    public void An_existing_TAP_with_several_queues_is_used_with_one()
    {
        using var network = TapNetwork.Create();
        network.MakePersistentTap("mine", multiQueue: true);
        FrameProbe probe = network.OpenProbe(options => options with { Name = "mine" });
        Assert.NotEqual(DeviceOffloads.None, probe.Device.Offloads);
        Introduce(probe);
    }

    [SkippableFact]
    public void A_TAP_that_was_made_here_goes_when_it_is_disposed()
    {
        using var network = TapNetwork.Create();
        TapDevice device = network.OpenTap();
        Assert.True(network.HasInterface("tap0"));
        device.Dispose();
        device.Dispose();
        Assert.False(network.HasInterface("tap0"));
        FrameChain none = default;
        Assert.Equal(0, device.Receive(ref none, 64));
    }

    [SkippableFact]
    public void A_TAP_that_is_disposed_while_its_loop_runs_goes_too()
    {
        using var network = TapNetwork.Create();
        FrameProbe probe = network.OpenProbe();
        Introduce(probe);
        probe.Device.Dispose();
        Assert.True(SpinWait.SpinUntil(() => !network.HasInterface("tap0"), TimeSpan.FromSeconds(10))); // the loop's poll holds it
        probe.Send(new byte[60]);
        Assert.Equal(1, probe.Device.Counters.SendDropped);
    }

    [SkippableFact]
    public void IPv6_is_off_on_a_TAP_in_a_namespace_of_ours()
    {
        using var network = TapNetwork.Create();
        network.OpenTap();
        string? setting = network.RunInNamespace(() =>
        {
            const string Path = "/proc/sys/net/ipv6/conf/tap0/disable_ipv6";
            return File.Exists(Path) ? File.ReadAllText(Path).Trim() : null;
        });
        Skip.If(setting is null, "this kernel has no IPv6");
        Assert.Equal("1", setting);
    }

    [SkippableFact]
    public void The_hosts_hardware_address_is_set()
    {
        using var network = TapNetwork.Create();
        var mac = System.Net.NetworkInformation.PhysicalAddress.Parse("02-00-00-00-00-01");
        Assert.Equal(mac, network.OpenTap(options => options with { HostHardwareAddress = mac }).HostHardwareAddress);
    }

    [SkippableFact]
    public void A_name_in_use_is_told()
    {
        using var network = TapNetwork.Create();
        network.OpenTap();
        TapException refused = Assert.Throws<TapException>(() => network.OpenTap());
        Assert.Equal("the TAP 'tap0' is in use by another process: end that, or choose another name", refused.Message);
    }

    [SkippableFact]
    public void A_name_of_something_else_is_told()
    {
        using var network = TapNetwork.Create();
        TapException refused = Assert.Throws<TapException>(() => network.OpenTap(options => options with { Name = "lo" }));
        Assert.Equal("'lo' is an interface, but not a TAP: choose another name", refused.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a-name-too-long-")]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData("..")]
    [InlineData("tap%d")]
    public void A_bad_name_is_told(string name)
    {
        TapException refused = Assert.Throws<TapException>(() => TapDevice.Open(new TapOptions { Name = name }));
        Assert.Contains("1 to 15", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("198.51.100.1")]
    [InlineData("198.51.100/24")]
    [InlineData("198.51.100.1/0")]
    [InlineData("198.51.100.1/33")]
    [InlineData("198.51.100.256/24")]
    [InlineData("0.0.0.0/24")]
    [InlineData("224.0.0.1/24")]
    [InlineData("2001:db8::1/64")]
    [InlineData("host/24")]
    public void A_bad_address_is_told(string address)
    {
        TapException refused = Assert.Throws<TapException>(() => InterfaceAddress.Parse(address));
        Assert.Contains("such as 198.51.100.1/24", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_address_is_read_and_written() => Assert.Equal("203.0.113.9/28", InterfaceAddress.Parse("203.0.113.9/28").ToString());

    [Theory]
    [InlineData(67)]
    [InlineData(65522)]
    public void A_bad_MTU_is_told(int mtu) =>
        Assert.Contains($"{mtu}", Assert.Throws<TapException>(() => TapDevice.Open(new TapOptions { Mtu = mtu })).Message, StringComparison.Ordinal);

    [SkippableFact]
    public void A_second_loop_is_refused()
    {
        using var network = TapNetwork.Create();
        FrameProbe probe = network.OpenProbe();
        Assert.Throws<InvalidOperationException>(() => new FrameProbe(probe.Device).Dispose());
    }

    /// <summary>Has the kernel learn the stack's hardware address, and tells the kernel's.</summary>
    private static byte[] Introduce(FrameProbe probe)
    {
        probe.Send(Packets.Arp(1, Packets.Broadcast, TapNetwork.HostAddress));
        ReceivedFrame reply = probe.Expect(frame => Packets.U16(frame.Bytes, 12) == 0x0806 && Packets.U16(frame.Bytes, 20) == 2);
        return reply.Bytes[6..12];
    }

    private static byte[] ReceiveFrom(Socket udp)
    {
        byte[] data = new byte[65536];
        return data[..udp.Receive(data)];
    }

    private static byte[] Read(Socket tcp, int length)
    {
        byte[] data = new byte[length];
        for (int at = 0; at < length;)
        {
            int got = tcp.Receive(data.AsSpan(at));
            Assert.NotEqual(0, got);
            at += got;
        }
        return data;
    }
}
