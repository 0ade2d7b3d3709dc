using ActorTcp.Device;
using ActorTcp.Loop;
using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Tests.Device;

public sealed class VirtualWireTests : IDisposable
{
    private readonly VirtualEventLoop _loop = new();

    public void Dispose() => _loop.Dispose();

    [Fact]
    public void A_frame_arrives_whole_and_never_inside_Send()
    {
        (VirtualWire wire, Station a, Station b) = Pair(new());
        a.Send(Packets.Numbered(7));
        Assert.Empty(b.Received);
        _loop.RunUntilIdle();
        Assert.Equal(Packets.Numbered(7), Assert.Single(b.Received).Bytes);
        Assert.Equal(Instant.Zero, b.Received[0].At);
        Assert.Empty(a.Received);
        AssertClean(wire, a, b);
        Assert.Equal((1, 60), (a.Device.Counters.FramesSent, a.Device.Counters.BytesSent));
        Assert.Equal((1, 60), (b.Device.Counters.FramesReceived, b.Device.Counters.BytesReceived));
    }

    [Fact]
    public void Attached_slices_are_copied_when_sent()
    {
        (VirtualWire wire, Station a, Station b) = Pair(new());
        byte[] bytes = Packets.Numbered(1, 1000);
        byte[] original = [.. bytes];
        a.SendScattered(bytes, 20, 100);
        Array.Clear(bytes); // the sender may use its memory again at once
        _loop.RunUntilIdle();
        Assert.Equal(original, Assert.Single(b.Received).Bytes);
        AssertClean(wire, a, b);
    }

    [Fact]
    public void Latency_is_exact()
    {
        (VirtualWire wire, Station a, Station b) = Pair(new() { Latency = TimeSpan.FromMicroseconds(123.4) });
        _loop.Advance(TimeSpan.FromMilliseconds(5));
        a.Send(Packets.Numbered(1));
        _loop.Advance(TimeSpan.FromMicroseconds(123.3));
        Assert.Empty(b.Received);
        _loop.Advance(TimeSpan.FromMicroseconds(0.1));
        Assert.Equal(new Instant(50_000 + 1234), Assert.Single(b.Received).At);
        AssertClean(wire, a, b);
    }

    [Fact]
    public void Bandwidth_spaces_frames_exactly()
    {
        // 1250 bytes at 10 Mbit/s are 1 ms each.
        (VirtualWire wire, Station a, Station b) = Pair(new() { BitsPerSecond = 10_000_000, Latency = TimeSpan.FromMilliseconds(10) });
        a.SendNumbered(0, 3, 1250);
        _loop.Advance(TimeSpan.FromMilliseconds(1.5));
        a.SendNumbered(3, 1, 1250); // behind the three: its last bit leaves at 4 ms
        _loop.Advance(TimeSpan.FromMilliseconds(100));
        a.SendNumbered(4, 1, 1250); // the line is idle again
        _loop.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Equal([11, 12, 13, 14, 101.5 + 11], b.Received.Select(f => f.At.SinceStart.TotalMilliseconds));
        Assert.Equal(Enumerable.Range(0, 5), b.Numbers);
        AssertClean(wire, a, b);
    }

    [Fact]
    public void Fractions_of_a_tick_add_up()
    {
        // 60 bytes at 10 Gbit/s are 0.48 ticks; a thousand of them are 480.
        (VirtualWire wire, Station a, Station b) = Pair(new() { BitsPerSecond = 10_000_000_000 });
        a.SendNumbered(0, 1000);
        _loop.RunUntilIdle();
        Assert.Empty(b.Received);
        _loop.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(2, b.Received.Count);
        _loop.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(new Instant(480), b.Received[^1].At);
        Assert.Equal(Enumerable.Range(0, 1000), b.Numbers);
        AssertClean(wire, a, b);
    }

    [Fact]
    public void Each_sender_has_the_whole_bandwidth()
    {
        (VirtualWire wire, Station a, Station b) = Pair(new() { BitsPerSecond = 10_000_000 });
        a.SendNumbered(0, 1, 1250);
        b.SendNumbered(1, 1, 1250);
        _loop.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Single(a.Received);
        Assert.Single(b.Received);
        AssertClean(wire, a, b);
    }

    [Fact]
    public void A_full_queue_drops_the_last_and_counts()
    {
        (VirtualWire wire, Station a, Station b) = Pair(new() { BitsPerSecond = 10_000_000, QueueLimitBytes = 3000 });
        a.SendNumbered(0, 4, 1250);
        Assert.Equal(2, wire.QueueDropped);
        Assert.Equal(2, a.Device.Counters.SendDropped);
        _loop.Advance(TimeSpan.FromMilliseconds(1)); // the first has left
        a.SendNumbered(4, 2, 1250);
        _loop.Advance(TimeSpan.FromMilliseconds(10));
        Assert.Equal([0, 1, 4], b.Numbers);
        Assert.Equal(3, wire.QueueDropped);
        AssertClean(wire, a, b);
    }

    [Theory]
    [InlineData(1514, 1)]
    [InlineData(1515, 0)]
    [InlineData(14, 1)]
    [InlineData(13, 0)]
    public void Only_frames_of_the_right_size_pass(int length, int expected)
    {
        (VirtualWire wire, Station a, Station b) = Pair(new());
        a.Send(Packets.Pattern(length));
        _loop.RunUntilIdle();
        Assert.Equal(expected, b.Received.Count);
        Assert.Equal(1 - expected, wire.Unsuitable);
        Assert.Equal(1 - expected, a.Device.Counters.SendDropped);
        AssertClean(wire, a, b);
    }

    [Fact]
    public void Jumbo_frames_pass_a_jumbo_wire()
    {
        (VirtualWire wire, Station a, Station b) = Pair(new() { Mtu = 9000 });
        a.Send(Packets.Numbered(1, 9014));
        a.Send(Packets.Numbered(2, 9015));
        _loop.RunUntilIdle();
        Assert.Equal([1], b.Numbers);
        AssertClean(wire, a, b);
    }

    [Theory]
    [InlineData(DeviceOffloads.None, 0, 0)]
    [InlineData(DeviceOffloads.Checksum, 1, 0)]
    [InlineData(DeviceOffloads.Checksum | DeviceOffloads.Tso4, 1, 1)]
    public void Offloads_pass_with_their_header_only_where_asked_for(DeviceOffloads offloads, int partial, int large)
    {
        (VirtualWire wire, Station a, Station b) = Pair(new() { Offloads = offloads });
        var needs = new VirtioNetHeader { Flags = VirtioNetFlags.NeedsChecksum, ChecksumStart = 34, ChecksumOffset = 16 };
        a.Send(Packets.Numbered(1), needs);
        _loop.RunUntilIdle();
        Assert.Equal(partial, b.Received.Count);
        if (partial == 1) Assert.Equal(needs, b.Received[0].Offload);

        needs.GsoType = VirtioGsoType.Tcp4;
        needs.GsoSize = 1448;
        a.Send(Packets.Numbered(2, 65549), needs);
        a.Send(Packets.Numbered(3, 65550), needs);
        a.Send(Packets.Numbered(4, 1515)); // large, and nobody is asked to segment it
        _loop.RunUntilIdle();
        Assert.Equal(partial + large, b.Received.Count);
        if (large == 1) Assert.Equal(needs, b.Received[1].Offload);
        AssertClean(wire, a, b);
    }

    [Fact]
    public void A_wire_without_offloads_clears_the_header()
    {
        (VirtualWire wire, Station a, Station b) = Pair(new());
        a.Send(Packets.Numbered(1), new VirtioNetHeader { Flags = VirtioNetFlags.DataValid });
        _loop.RunUntilIdle();
        Assert.Equal(default, Assert.Single(b.Received).Offload);
        AssertClean(wire, a, b);
    }

    [Fact]
    public void A_hub_reaches_all_others_in_the_order_sent()
    {
        var wire = new VirtualWire(_loop, new() { Latency = TimeSpan.FromMilliseconds(1) });
        var stations = Enumerable.Range(0, 4).Select(i => new Station(_loop, wire.Connect($"end{i}"))).ToArray();
        _loop.RunUntilIdle();
        stations[2].SendNumbered(0, 1);
        stations[0].SendNumbered(1, 1);
        stations[2].SendNumbered(2, 1);
        stations[1].SendNumbered(3, 1);
        _loop.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal([0, 2, 3], stations[0].Numbers);
        Assert.Equal([0, 1, 2], stations[1].Numbers);
        Assert.Equal([1, 3], stations[2].Numbers);
        Assert.Equal([0, 1, 2, 3], stations[3].Numbers);
        Assert.All(stations, station => Assert.Equal(1, station.Told)); // what comes at one instant is told once
        AssertClean(wire, stations);
    }

    [Fact]
    public void Readable_is_told_anew_only_after_a_short_receive()
    {
        (VirtualWire wire, Station a, Station b) = Pair(new());
        b.Reads = false;
        a.SendNumbered(0, 4);
        _loop.RunUntilIdle();
        a.SendNumbered(4, 1);
        _loop.RunUntilIdle();
        Assert.Equal(1, b.Told);

        Assert.Equal(3, b.Read(3)); // the limit: more may wait, nobody says so
        a.SendNumbered(5, 1);
        _loop.RunUntilIdle();
        Assert.Equal(1, b.Told);

        Assert.Equal(3, b.Read(4)); // short: none is left
        a.SendNumbered(6, 1);
        _loop.RunUntilIdle();
        Assert.Equal(2, b.Told);
        Assert.Equal(1, b.Read(10));
        Assert.Equal(Enumerable.Range(0, 7), b.Numbers);
        AssertClean(wire, a, b);
    }

    [Fact]
    public void Frames_from_before_Attach_are_told_after_it()
    {
        var wire = new VirtualWire(_loop);
        var a = new Station(_loop, wire.Connect("a"));
        var b = new Station(_loop, wire.Connect("b"), attach: false);
        a.SendNumbered(1, 1);
        _loop.RunUntilIdle();
        b.Attach();
        Assert.Empty(b.Received);
        _loop.RunUntilIdle();
        Assert.Equal([1], b.Numbers);
        AssertClean(wire, a, b);
    }

    [Fact]
    public void An_end_without_buffers_loses_frames_and_counts()
    {
        (VirtualWire wire, Station a, Station b) = Pair(new() { FramesPerEnd = 3 });
        a.SendNumbered(0, 5);
        _loop.RunUntilIdle();
        Assert.Equal([0, 1, 2], b.Numbers);
        Assert.Equal(2, wire.BufferDropped);
        Assert.Equal(2, b.Device.Counters.ReceiveDropped);
        Assert.Equal(0, a.Device.Counters.SendDropped);
        a.SendNumbered(5, 1);
        _loop.RunUntilIdle();
        Assert.Equal([0, 1, 2, 5], b.Numbers);
        AssertClean(wire, a, b);
    }

    [Fact]
    public void A_disposed_end_neither_sends_nor_receives_nor_keeps_frames()
    {
        (VirtualWire wire, Station a, Station b) = Pair(new() { Latency = TimeSpan.FromMilliseconds(1) });
        b.Reads = false;
        a.SendNumbered(0, 1);
        _loop.Advance(TimeSpan.FromMilliseconds(1)); // one waits
        a.SendNumbered(1, 1); // one travels
        b.Device.Dispose();
        b.Device.Dispose();
        b.SendNumbered(2, 1);
        a.SendNumbered(3, 1);
        _loop.Advance(TimeSpan.FromMilliseconds(5));
        Assert.Equal(1, b.Told);
        Assert.Empty(a.Received);
        Assert.Equal(0, wire.Travelling);
        AssertClean(wire, a, b);
    }

    [Fact]
    public void The_same_traffic_gives_the_same_trace()
    {
        Assert.Equal(Run(5), Run(5));
        Assert.NotEqual(Run(5), Run(6));

        static List<(long, int, int)> Run(int seed)
        {
            using var loop = new VirtualEventLoop();
            var wire = new VirtualWire(loop, new() { BitsPerSecond = 8_333_333, Latency = TimeSpan.FromMicroseconds(77), QueueLimitBytes = 20_000 });
            Station[] stations = [.. Enumerable.Range(0, 3).Select(i => new Station(loop, wire.Connect($"{i}")))];
            var random = new Random(seed);
            for (int i = 0; i < 2000; i++)
            {
                stations[random.Next(3)].Send(Packets.Numbered(i, random.Next(60, 1515)));
                loop.Advance(TimeSpan.FromMicroseconds(random.Next(0, 400)));
            }
            loop.Advance(TimeSpan.FromSeconds(1));
            Assert.InRange(wire.QueueDropped, 1, 2000);
            AssertClean(wire, stations);
            return [.. stations.SelectMany((s, i) => s.Received.Select(f => (f.At.Ticks, i, Packets.NumberOf(f.Bytes))))];
        }
    }

    [Fact]
    public void A_foreign_loop_and_a_second_Attach_are_refused()
    {
        var wire = new VirtualWire(_loop);
        IFrameDevice end = wire.Connect("a");
        using var other = new VirtualEventLoop();
        Assert.Throws<ArgumentException>(() => end.Attach(other, () => { }));
        end.Attach(_loop, () => { });
        Assert.Throws<InvalidOperationException>(() => end.Attach(_loop, () => { }));
        Assert.Throws<ArgumentException>(() => new VirtualWire(_loop, new() { Offloads = DeviceOffloads.Uso }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new VirtualWire(_loop, new() { Mtu = 67 }));
    }

    [Fact]
    public void It_carries_frames_on_a_real_loop()
    {
        using var loop = new ThreadEventLoop();
        var wire = new VirtualWire(loop, new() { Latency = TimeSpan.FromMilliseconds(1) });
        var a = new Station(loop, wire.Connect("a"));
        var b = new Station(loop, wire.Connect("b"));
        loop.Post(() => a.SendNumbered(0, 60));
        SpinWait.SpinUntil(() => loop.Ask(() => b.Received.Count) == 60, TimeSpan.FromSeconds(10));
        Assert.Equal(Enumerable.Range(0, 60), loop.Ask(() => b.Numbers.ToArray()));
        Assert.True(loop.Ask(() => b.Received[0].At.Ticks) >= TimeSpan.TicksPerMillisecond);
        Assert.Equal(0, loop.Ask(() => wire.Rented));
        Assert.Equal(0, loop.Failures);
    }

    private static void AssertClean(VirtualWire wire, params Station[] stations)
    {
        Assert.Equal(0, wire.Rented);
        Assert.All(stations, station => Assert.Equal(0, station.Rented));
        Assert.All(stations, station => Assert.True(station.AlwaysOnLoop));
    }

    private (VirtualWire Wire, Station A, Station B) Pair(VirtualWireOptions options)
    {
        var wire = new VirtualWire(_loop, options);
        var a = new Station(_loop, wire.Connect("a"));
        var b = new Station(_loop, wire.Connect("b"));
        _loop.RunUntilIdle();
        return (wire, a, b);
    }
}
