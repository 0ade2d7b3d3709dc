using ActorTcp.Device;
using ActorTcp.Loop;
using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Tests.Device;

public sealed class SimulatedLinkTests : IDisposable
{
    /// <summary>1226 bytes and 24 of framing are 1 ms.</summary>
    private static readonly LinkOptions TenMbits = new() { BitsPerSecond = 10_000_000, Delay = TimeSpan.FromMilliseconds(10) };
    private const int OneMs = 1226;

    private readonly VirtualEventLoop _loop = new();

    public void Dispose() => _loop.Dispose();

    [Fact]
    public void A_packet_takes_its_time_on_the_line_with_Ethernets_framing_and_then_the_delay()
    {
        (SimulatedLink link, Station near, Station far) = Pair(TenMbits);
        near.SendNumbered(0, 3, OneMs);
        _loop.Advance(TimeSpan.FromMilliseconds(100));
        far.SendNumbered(3, 1, OneMs);
        _loop.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Equal([11, 12, 13], far.Received.Select(one => one.At.SinceStart.TotalMilliseconds));
        Assert.Equal([111], near.Received.Select(one => one.At.SinceStart.TotalMilliseconds));
        Assert.Equal((3, 3, 3750), (link.There.Packets, link.There.Delivered, link.There.LineBytes));
        AssertClean(link, near, far);
    }

    [Fact]
    public void A_short_frame_takes_84_bytes_of_the_line() => Assert.Equal(84, TenMbits.WireBytes(40)); // IEEE 802.3: 64 + 8 + 12

    [Fact]
    public void The_queue_is_one_bandwidth_delay_product_or_sixteen_packets()
    {
        Assert.Equal(10_000_000 / 8 / 50, (TenMbits with { Delay = TimeSpan.FromMilliseconds(10) }).QueueLimit(1500));
        Assert.Equal(16 * 1538, (TenMbits with { Delay = TimeSpan.Zero }).QueueLimit(1500));
    }

    [Fact]
    public void A_full_queue_drops_the_last()
    {
        (SimulatedLink link, Station near, Station far) = Pair(TenMbits with { QueueBytes = 3000 });
        near.SendNumbered(0, 4, OneMs);
        _loop.Advance(TimeSpan.FromMilliseconds(1)); // the first has left
        near.SendNumbered(4, 2, OneMs);
        _loop.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Equal([0, 1, 4], far.Numbers);
        Assert.Equal((3, 3, 2500), (link.There.QueueDropped, link.There.AllLost, link.There.MostQueued));
        AssertClean(link, near, far);
    }

    [Fact]
    public void A_queue_of_packets_counts_packets()
    {
        (SimulatedLink link, Station near, Station far) = Pair(TenMbits with { QueuePackets = 2 });
        near.SendNumbered(0, 4);
        _loop.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Equal([0, 1], far.Numbers);
        AssertClean(link, near, far);
    }

    [Theory]
    [InlineData(0b00, 0b00)] // not ECN-capable: waits, or is dropped
    [InlineData(0b01, 0b11)]
    [InlineData(0b10, 0b11)]
    [InlineData(0b11, 0b11)]
    public void What_finds_a_long_queue_is_marked_if_its_transport_is_ECN_capable(byte ecn, byte arrives)
    {
        (SimulatedLink link, Station near, Station far) = Pair(TenMbits with { MarkAboveBytes = 1000 });
        byte[] packet = Packets.Ipv4(17, new byte[OneMs - 34]);
        packet[1] = ecn;
        packet[10] = packet[11] = 0;
        ushort checksum = InternetChecksum.Finish(InternetChecksum.Sum(packet.AsSpan(0, 20)));
        (packet[10], packet[11]) = ((byte)(checksum >> 8), (byte)checksum);
        near.Send(Packets.Ethernet(0x0800, packet));
        near.Send(Packets.Ethernet(0x0800, packet));
        _loop.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Equal([ecn, arrives], far.Received.Select(one => one.Bytes[15]));
        Assert.All(far.Received, one => Assert.True(InternetChecksum.IsValid(one.Bytes.AsSpan(14, 20))));
        Assert.Equal(ecn is 0b01 or 0b10 ? 1 : 0, link.There.Marked);
        AssertClean(link, near, far);
    }

    [Fact]
    public void Losses_are_as_many_as_asked_for_in_bursts_as_long_as_asked_for_and_take_their_time_on_the_line()
    {
        const int Count = 100_000;
        (SimulatedLink link, Station near, Station far) = Pair(new LinkOptions
        {
            BitsPerSecond = 1_000_000_000, QueueBytes = int.MaxValue, Loss = 0.01, Burst = new BurstLoss(0.01, 0.5), Seed = 5,
        });
        for (int i = 0; i < Count; i += 100)
        {
            near.SendNumbered(i, 100);
            _loop.Advance(TimeSpan.FromMilliseconds(1));
        }
        Assert.InRange(link.There.Lost, 900, 1100);
        Assert.InRange(link.There.BurstLost, 1700, 2200); // 0.01 / (0.01 + 0.5)
        Assert.Equal(Count, link.There.AllLost + far.Received.Count);
        Assert.Equal(84L * Count, link.There.LineBytes);
        AssertClean(link, near, far);
    }

    [Fact]
    public void A_burst_ends_when_nothing_comes_for_a_while()
    {
        var options = new LinkOptions { Burst = new BurstLoss(0.2, 0.001, Pause: TimeSpan.FromMilliseconds(10)), Seed = 3 };
        (SimulatedLink link, Station near, Station far) = Pair(options);
        for (int i = 0; i < 1000; i++)
        {
            near.SendNumbered(i, 1);
            _loop.Advance(TimeSpan.FromMilliseconds(10));
        }
        Assert.InRange(link.There.BurstLost, 150, 250);
        AssertClean(link, near, far);
    }

    [Fact]
    public void A_reordered_packet_is_overtaken_by_those_within_its_delay()
    {
        (SimulatedLink link, Station near, Station far) = Pair(TenMbits with { Reorder = 0.2, ReorderDelay = TimeSpan.FromMilliseconds(2.5), Seed = 8 });
        near.SendNumbered(0, 10, OneMs);
        _loop.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Equal(Enumerable.Range(0, 10), far.Numbers.Order());
        Assert.NotEqual(Enumerable.Range(0, 10), far.Numbers);
        Assert.All(far.Received, one => Assert.Contains(one.At.SinceStart.TotalMilliseconds - 11 - Packets.NumberOf(one.Bytes), new[] { 0, 2.5 }));
        Assert.Equal(link.There.Reordered, far.Received.Count(one => one.At.Ticks % 10_000 != 0));
        AssertClean(link, near, far);
    }

    [Fact]
    public void Jitter_delays_packets_and_keeps_their_order()
    {
        (SimulatedLink link, Station near, Station far) = Pair(TenMbits with { Jitter = TimeSpan.FromMilliseconds(5) });
        near.SendNumbered(0, 10, OneMs);
        _loop.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Equal(Enumerable.Range(0, 10), far.Numbers);
        double[] late = [.. far.Received.Select((one, i) => one.At.SinceStart.TotalMilliseconds - 11 - i)];
        Assert.All(late, one => Assert.InRange(one, 0, 5));
        Assert.True(late.Max() - late.Min() > 2);
        AssertClean(link, near, far);
    }

    [Fact]
    public void Ends_of_one_side_share_the_line_and_do_not_hear_each_other()
    {
        var link = new SimulatedLink(_loop, TenMbits);
        Station one = new(_loop, link.Connect(LinkSide.Near, "one")), other = new(_loop, link.Connect(LinkSide.Near, "other"));
        var far = new Station(_loop, link.Connect(LinkSide.Far, "far"));
        for (int i = 0; i < 3; i++)
        {
            one.SendNumbered(i, 1, OneMs);
            other.SendNumbered(10 + i, 1, OneMs);
        }
        _loop.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Equal([0, 10, 1, 11, 2, 12], far.Numbers);
        Assert.Equal([11, 12, 13, 14, 15, 16], far.Received.Select(frame => frame.At.SinceStart.TotalMilliseconds));
        Assert.Empty(one.Received.Concat(other.Received));
        AssertClean(link, one, other, far);
    }

    [Fact]
    public void A_station_that_was_heard_gets_its_frames_alone_and_everybody_gets_the_others()
    {
        var link = new SimulatedLink(_loop, TenMbits);
        Station host = new(_loop, link.Connect(LinkSide.Near, "host")), other = new(_loop, link.Connect(LinkSide.Near, "other"));
        var far = new Station(_loop, link.Connect(LinkSide.Far, "far"));
        far.Send(Packets.TcpFrame(0x02, reply: true)); // to the host, which nobody knows yet
        _loop.Advance(TimeSpan.FromMilliseconds(20));
        host.Send(Packets.TcpFrame(0x12));
        far.Send(Packets.TcpFrame(0x10, reply: true));
        _loop.Advance(TimeSpan.FromMilliseconds(20));
        Assert.Equal((2, 1, 1), (host.Received.Count, other.Received.Count, far.Received.Count));
        AssertClean(link, host, other, far);
    }

    [Fact]
    public void Super_frames_are_cut_and_their_checksums_made()
    {
        var link = new SimulatedLink(_loop, TenMbits, offloads: DeviceOffloads.Checksum | DeviceOffloads.Tso4);
        Station near = new(_loop, link.Connect(LinkSide.Near, "near")), far = new(_loop, link.Connect(LinkSide.Far, "far"));
        near.Send(Packets.TcpFrame(0x18, payload: new byte[3000]), new VirtioNetHeader
        {
            Flags = VirtioNetFlags.NeedsChecksum, GsoType = VirtioGsoType.Tcp4, GsoSize = 1460, HeaderLength = 54, ChecksumStart = 34, ChecksumOffset = 16,
        });
        _loop.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Equal([1514, 1514, 134], far.Received.Select(one => one.Bytes.Length));
        Assert.All(far.Received, one => Assert.Equal(default, one.Offload));
        AssertClean(link, near, far);
    }

    [Fact]
    public void What_is_no_packet_of_the_link_is_counted_and_what_has_left_hears_nothing()
    {
        (SimulatedLink link, Station near, Station far) = Pair(TenMbits);
        near.SendNumbered(0, 1, 1515);
        near.Send(new byte[13]);
        Assert.Equal((1, 1), (link.There.Unsuitable, near.Device.Counters.SendDropped));
        near.SendNumbered(1, 1);
        far.Device.Dispose();
        _loop.Advance(TimeSpan.FromMilliseconds(100));
        near.SendNumbered(2, 1);
        Assert.Equal(2, link.There.Unsuitable);
        Assert.Empty(far.Received);
        AssertClean(link, near, far);
    }

    [Fact]
    public void The_same_seed_gives_the_same_fates_and_another_others()
    {
        Assert.Equal(Fates(1), Fates(1));
        Assert.NotEqual(Fates(1), Fates(2));
    }

    private static (int Number, Instant At)[] Fates(ulong seed)
    {
        using var loop = new VirtualEventLoop();
        var link = new SimulatedLink(loop, TenMbits with
        {
            Loss = 0.1, Burst = new BurstLoss(0.05, 0.5), Reorder = 0.2, ReorderDelay = TimeSpan.FromMilliseconds(3), Seed = seed,
        });
        Station near = new(loop, link.Connect(LinkSide.Near, "near")), far = new(loop, link.Connect(LinkSide.Far, "far"));
        near.SendNumbered(0, 100);
        loop.Advance(TimeSpan.FromSeconds(1));
        return [.. far.Received.Select(one => (Packets.NumberOf(one.Bytes), one.At))];
    }

    private static void AssertClean(SimulatedLink link, params Station[] stations)
    {
        Assert.Equal(0, link.Rented);
        Assert.All(stations, station => Assert.Equal(0, station.Rented));
        Assert.All(stations, station => Assert.True(station.AlwaysOnLoop));
    }

    private (SimulatedLink Link, Station Near, Station Far) Pair(LinkOptions options)
    {
        var link = new SimulatedLink(_loop, options);
        var near = new Station(_loop, link.Connect(LinkSide.Near, "near"));
        var far = new Station(_loop, link.Connect(LinkSide.Far, "far"));
        _loop.RunUntilIdle();
        return (link, near, far);
    }
}
