using ActorTcp.Device;
using ActorTcp.Loop;
using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Tests.Device;

public sealed class FaultInjectorTests : IDisposable
{
    private const int Many = 100_000;

    private readonly VirtualEventLoop _loop = new();

    public void Dispose() => _loop.Dispose();

    [Fact]
    public void Without_faults_it_stands_aside()
    {
        var fake = new FakeDevice(DeviceOffloads.Checksum | DeviceOffloads.Tso4);
        (FaultInjector injector, Station station) = Wrap(fake, FaultOptions.None);
        Assert.False(injector.IsActive);
        Assert.Equal(fake.Offloads, injector.Offloads);
        var offload = new VirtioNetHeader { GsoType = VirtioGsoType.Tcp4, GsoSize = 1448, Flags = VirtioNetFlags.NeedsChecksum };
        byte[] super = Packets.TcpFrame(16, payload: Packets.Pattern(5000));
        station.Send(super, offload);
        fake.Arrive(super, offload);
        Assert.Equal(super, fake.Sent.Single().Bytes);
        Assert.Equal(offload, fake.Sent[0].Offload);
        Assert.Equal(super, station.Received.Single().Bytes);
        AssertClean(fake, injector, station);
    }

    [Fact]
    public void Each_fault_has_its_rate_in_each_direction()
    {
        var fake = new FakeDevice();
        (FaultInjector injector, Station station) = Wrap(fake, new()
        {
            Drop = 0.01, Duplicate = 0.02, Corrupt = 0.03, Reorder = 0.05, Seed = 42,
        });
        for (int i = 0; i < Many; i++)
        {
            station.Send(Packets.Numbered(i));
            fake.Arrive(Packets.Numbered(i));
        }
        _loop.Advance(TimeSpan.FromSeconds(1));
        foreach (FaultCounters counters in new[] { injector.Sent, injector.Received })
        {
            Assert.Equal(Many, counters.Packets);
            AssertRate(counters.Dropped, Many, 0.01);
            AssertRate(counters.Duplicated, Many - counters.Dropped, 0.02);
            AssertRate(counters.Corrupted, counters.Passed, 0.03);
            AssertRate(counters.Reordered, counters.Passed, 0.05);
            Assert.Equal(Many - counters.Dropped + counters.Duplicated, counters.Passed);
            Assert.Equal(0, counters.Overflow + counters.Unsuitable + counters.BurstDropped + counters.Delayed);
        }
        Assert.Equal(injector.Sent.Passed, fake.Sent.Count);
        Assert.Equal(injector.Received.Passed, station.Received.Count);
        Assert.False(fake.Sent.Select(f => Packets.NumberOf(f.Bytes)).SequenceEqual(station.Numbers)); // each direction draws its own lots
        AssertClean(fake, injector, station);
    }

    [Fact]
    public void The_same_seed_gives_the_same_faults_and_another_seed_others()
    {
        Assert.Equal(Run(7), Run(7));
        Assert.NotEqual(Run(7), Run(8));

        List<string> Run(ulong seed)
        {
            using var loop = new VirtualEventLoop();
            var fake = new FakeDevice();
            var injector = new FaultInjector(fake, new()
            {
                Seed = seed, Drop = 0.05, Duplicate = 0.05, Corrupt = 0.05, Reorder = 0.1, Delay = TimeSpan.FromMilliseconds(2),
                Jitter = TimeSpan.FromMilliseconds(1), Burst = new(0.01, 0.3),
            });
            var station = new Station(loop, injector);
            for (int i = 0; i < 3000; i++)
            {
                station.Send(Packets.Numbered(i));
                fake.Arrive(Packets.Numbered(i));
                loop.Advance(TimeSpan.FromMicroseconds(50));
            }
            loop.Advance(TimeSpan.FromSeconds(1));
            AssertClean(fake, injector, station);
            return [.. fake.Sent.Select(f => Convert.ToHexString(f.Bytes)), .. station.Received.Select(f => $"{f.At} {Convert.ToHexString(f.Bytes)}")];
        }
    }

    [Fact]
    public void To_switch_one_fault_on_does_not_move_another()
    {
        Assert.Equal(Dropped(new() { Drop = 0.1 }), Dropped(new() { Drop = 0.1, Corrupt = 0.5 }));

        IEnumerable<int> Dropped(FaultOptions options)
        {
            var fake = new FakeDevice();
            (_, Station station) = Wrap(fake, options);
            for (int i = 0; i < 1000; i++) station.Send(Packets.Numbered(i, 60 + i));
            return Enumerable.Range(60, 1000).Except(fake.Sent.Select(f => f.Bytes.Length)).ToArray(); // a flipped bit leaves the length
        }
    }

    [Fact]
    public void Directions_can_differ()
    {
        var fake = new FakeDevice();
        var injector = new FaultInjector(fake, new() { Drop = 1 }, FaultOptions.None);
        var station = new Station(_loop, injector);
        station.SendNumbered(0, 10);
        for (int i = 0; i < 10; i++) fake.Arrive(Packets.Numbered(i));
        Assert.Empty(fake.Sent);
        Assert.Equal(Enumerable.Range(0, 10), station.Numbers);
        AssertClean(fake, injector, station);
    }

    [Fact]
    public void A_packet_held_back_comes_behind_as_many_as_the_gap_says()
    {
        var fake = new FakeDevice();
        (FaultInjector injector, Station station) = Wrap(fake, new() { Reorder = 0.1, ReorderGap = 4, Seed = 3 });
        station.SendNumbered(0, 5000);
        _loop.Advance(TimeSpan.FromSeconds(1));
        int[] order = [.. fake.Sent.Select(f => Packets.NumberOf(f.Bytes))];
        Assert.Equal(Enumerable.Range(0, 5000), order.Order());

        // Whoever was overtaken was overtaken by four that were not held themselves.
        HashSet<int> overtaken = [];
        int highest = -1;
        foreach (int number in order)
        {
            if (number < highest) overtaken.Add(number);
            highest = Math.Max(highest, number);
        }
        Assert.InRange(overtaken.Count, injector.Sent.Reordered - 4, injector.Sent.Reordered); // the last had none to follow
        for (int at = 0; at < order.Length; at++)
            if (overtaken.Contains(order[at]) && order[at] < 4980)
                Assert.Equal(4, order[..at].Count(before => before > order[at] && !overtaken.Contains(before)));
        AssertClean(fake, injector, station);
    }

    [Fact]
    public void A_packet_held_back_with_none_to_follow_comes_when_its_time_is_up()
    {
        var fake = new FakeDevice();
        (FaultInjector injector, Station station) = Wrap(fake, new() { Reorder = 1, ReorderDelay = TimeSpan.FromMilliseconds(7) });
        station.SendNumbered(0, 2);
        _loop.Advance(TimeSpan.FromMilliseconds(7) - TimeSpan.FromTicks(1));
        Assert.Empty(fake.Sent);
        _loop.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(2, fake.Sent.Count);
        AssertClean(fake, injector, station);
    }

    [Fact]
    public void A_flipped_bit_is_one_bit_anywhere_and_always_detected()
    {
        var fake = new FakeDevice();
        (FaultInjector injector, Station station) = Wrap(fake, new() { Corrupt = 1 });
        byte[] frame = Packets.TcpFrame(0x18, payload: Packets.Pattern(20));
        var hit = new HashSet<int>();
        for (int i = 0; i < 8_000; i++) station.Send(frame);
        foreach ((byte[] bytes, _) in fake.Sent)
        {
            int[] flipped = [.. Enumerable.Range(0, frame.Length * 8).Where(bit => ((bytes[bit / 8] ^ frame[bit / 8]) >> (bit % 8) & 1) != 0)];
            hit.Add(Assert.Single(flipped));
            // Ethernet's own header has no checksum here: a flipped address or type is not ours.
            Assert.True(flipped[0] < 14 * 8 || !Packets.IsSound(bytes));
        }
        Assert.Equal(frame.Length * 8, hit.Count);
        AssertClean(fake, injector, station);
    }

    [Fact]
    public void A_partial_checksum_is_completed_before_a_bit_is_flipped()
    {
        var fake = new FakeDevice(DeviceOffloads.Checksum | DeviceOffloads.Tso4);
        (FaultInjector injector, Station station) = Wrap(fake, FaultOptions.None, new() { Corrupt = 0.5 });
        Assert.Equal(DeviceOffloads.None, injector.Offloads);
        byte[] whole = Packets.TcpFrame(0x18, payload: Packets.Pattern(100));
        byte[] partial = PcapTests.WithPartialChecksum(whole);
        var offload = new VirtioNetHeader { Flags = VirtioNetFlags.NeedsChecksum, ChecksumStart = 34, ChecksumOffset = 16 };
        for (int i = 0; i < 1000; i++) fake.Arrive(partial, offload);
        for (int i = 0; i < 1000; i++) fake.Arrive(whole, new VirtioNetHeader { Flags = VirtioNetFlags.DataValid });
        Assert.All(station.Received, frame => Assert.Equal(default, frame.Offload));
        int[] sound = [.. station.Received.Select(frame => frame.Bytes.AsSpan(14).SequenceEqual(whole.AsSpan(14)) ? 1 : 0)];
        Assert.All(station.Received.Zip(sound), pair => Assert.Equal(pair.Second == 1, Packets.IsSound(pair.First.Bytes)));
        Assert.InRange(sound.Sum(), 900, 1250);
        AssertClean(fake, injector, station);
    }

    [Fact]
    public void A_super_frame_is_segmented_first_so_that_a_fault_hits_one_packet()
    {
        var fake = new FakeDevice(DeviceOffloads.Checksum | DeviceOffloads.Tso4);
        (FaultInjector injector, Station station) = Wrap(fake, new() { Drop = 0.25 });
        byte[] super = Packets.TcpFrame(0x18, payload: Packets.Pattern(60_000));
        var offload = new VirtioNetHeader { Flags = VirtioNetFlags.NeedsChecksum, GsoType = VirtioGsoType.Tcp4, GsoSize = 1000 };
        for (int i = 0; i < 100; i++) fake.Arrive(super, offload);
        Assert.Equal(6000, injector.Received.Packets);
        AssertRate(injector.Received.Dropped, 6000, 0.25);
        Assert.All(station.Received, frame => Assert.True(Packets.IsSound(frame.Bytes) && frame.Bytes.Length == 1054));
        fake.Arrive(super[..40], offload);
        fake.Arrive(new byte[4000]);
        Assert.Equal(2, injector.Received.Unsuitable);
        AssertClean(fake, injector, station);
    }

    [Fact]
    public void Bursts_lose_their_share_in_runs()
    {
        var fake = new FakeDevice();
        (FaultInjector injector, Station station) = Wrap(fake, new() { Burst = new(Enter: 0.01, Leave: 0.19) });
        station.SendNumbered(0, Many);
        Assert.InRange(injector.Sent.BurstDropped, 4300, 5700); // a share of 0.01 / (0.01 + 0.19); 4 sigma
        int[] got = [.. fake.Sent.Select(f => Packets.NumberOf(f.Bytes))];
        int runs = got.Zip(got.Skip(1)).Count(pair => pair.Second > pair.First + 1);
        Assert.InRange((double)injector.Sent.BurstDropped / runs, 4.5, 6.1); // 1 / 0.19 packets each
        AssertClean(fake, injector, station);
    }

    [Fact]
    public void Delay_is_exact_both_ways_and_keeps_the_order()
    {
        var fake = new FakeDevice();
        (FaultInjector injector, Station station) = Wrap(fake, new() { Delay = TimeSpan.FromMilliseconds(20) });
        for (int i = 0; i < 10; i++)
        {
            fake.Arrive(Packets.Numbered(i));
            station.SendNumbered(i, 1);
            _loop.Advance(TimeSpan.FromMilliseconds(1));
        }
        _loop.Advance(TimeSpan.FromMilliseconds(10) - TimeSpan.FromTicks(1));
        Assert.Empty(fake.Sent);
        _loop.Advance(TimeSpan.FromTicks(1));
        Assert.Single(fake.Sent);
        _loop.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(Enumerable.Range(0, 10).Select(i => 20.0 + i), station.Received.Select(f => f.At.SinceStart.TotalMilliseconds));
        Assert.Equal(Enumerable.Range(0, 10), station.Numbers);
        Assert.Equal(Enumerable.Range(0, 10), fake.Sent.Select(f => Packets.NumberOf(f.Bytes)));
        AssertClean(fake, injector, station);
    }

    [Fact]
    public void Jitter_stays_within_its_bounds_and_fills_them()
    {
        var fake = new FakeDevice();
        (FaultInjector injector, Station station) = Wrap(fake, new() { Delay = TimeSpan.FromMilliseconds(20), Jitter = TimeSpan.FromMilliseconds(5) });
        for (int i = 0; i < 2000; i++) fake.Arrive(Packets.Numbered(i));
        _loop.Advance(TimeSpan.FromSeconds(1));
        double[] delays = [.. station.Received.Select(f => f.At.SinceStart.TotalMilliseconds)];
        Assert.Equal(2000, delays.Length);
        Assert.InRange(delays.Min(), 15, 15.1);
        Assert.InRange(delays.Max(), 24.9, 25);
        Assert.InRange(delays.Average(), 19.7, 20.3);
        Assert.NotEqual(Enumerable.Range(0, 2000), station.Numbers);
        AssertClean(fake, injector, station);
    }

    [Fact]
    public void What_is_held_is_bounded()
    {
        var fake = new FakeDevice();
        (FaultInjector injector, Station station) = Wrap(fake, new() { Delay = TimeSpan.FromMilliseconds(1), HeldLimit = 10 });
        station.SendNumbered(0, 25);
        Assert.Equal(10, injector.Rented);
        _loop.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(Enumerable.Range(0, 10), fake.Sent.Select(f => Packets.NumberOf(f.Bytes)));
        Assert.Equal((15, 10), (injector.Sent.Overflow, injector.Sent.Passed));
        AssertClean(fake, injector, station);
    }

    [Fact]
    public void The_sender_s_memory_is_neither_held_nor_changed()
    {
        var fake = new FakeDevice();
        (FaultInjector injector, Station station) = Wrap(fake, new() { Corrupt = 1, Delay = TimeSpan.FromMilliseconds(1) });
        byte[] bytes = Packets.Numbered(1, 1000);
        byte[] original = [.. bytes];
        station.SendScattered(bytes, 14, 100);
        Assert.Equal(original, bytes);
        Assert.Equal(0, station.Rented);
        Array.Clear(bytes); // acknowledged and used again while the packet is on its way
        _loop.Advance(TimeSpan.FromMilliseconds(1));
        Assert.InRange(original.Zip(fake.Sent.Single().Bytes).Count(pair => pair.First != pair.Second), 1, 1);
        AssertClean(fake, injector, station);
    }

    [Fact]
    public void Readable_is_told_anew_only_after_a_short_receive()
    {
        var fake = new FakeDevice();
        (FaultInjector injector, Station station) = Wrap(fake, new() { Delay = TimeSpan.FromMilliseconds(1) });
        station.Reads = false;
        for (int i = 0; i < 200; i++) fake.Arrive(Packets.Numbered(i));
        _loop.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(1, station.Told);
        Assert.Equal(200, station.Read(200));
        fake.Arrive(Packets.Numbered(200));
        _loop.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(1, station.Told);
        Assert.Equal(1, station.Read(200));
        fake.Arrive(Packets.Numbered(201));
        _loop.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(2, station.Told);
        Assert.Equal(1, station.Read(200));
        AssertClean(fake, injector, station);
    }

    [Fact]
    public void Disposal_gives_back_what_is_held()
    {
        var fake = new FakeDevice();
        (FaultInjector injector, Station station) = Wrap(fake, new() { Delay = TimeSpan.FromMilliseconds(1), Reorder = 0.5 });
        station.SendNumbered(0, 100);
        for (int i = 0; i < 100; i++) fake.Arrive(Packets.Numbered(i));
        Assert.Equal(200, injector.Rented);
        injector.Dispose();
        injector.Dispose();
        _loop.Advance(TimeSpan.FromSeconds(1));
        station.SendNumbered(0, 1);
        Assert.True(fake.Disposed);
        Assert.Empty(fake.Sent);
        Assert.Equal(0, station.Told);
        AssertClean(fake, injector, station);
    }

    [Fact]
    public void It_composes_with_a_wire_a_capture_and_a_trace()
    {
        var wire = new VirtualWire(_loop, new() { Latency = TimeSpan.FromMilliseconds(1) });
        var lines = new List<string>();
        using var file = new MemoryStream();
        var injector = new FaultInjector(wire.Connect("a"), new() { Delay = TimeSpan.FromMilliseconds(2) });
        var a = new Station(_loop, new TracingDevice(new CaptureDevice(injector, new PcapWriter(file, DateTimeOffset.UnixEpoch)), lines.Add));
        var b = new Station(_loop, wire.Connect("b"));
        a.SendNumbered(1, 1);
        b.SendNumbered(2, 1);
        _loop.Advance(TimeSpan.FromMilliseconds(3));
        Assert.Equal([1], b.Numbers);
        Assert.Equal(new Instant(30_000), a.Received.Single().At);
        Assert.Equal(2, lines.Count);
        a.Device.Dispose();
        _loop.RunUntilIdle();
        Assert.Equal(24 + 2 * 76, file.ToArray().Length);
        Assert.Equal(0, wire.Rented + injector.Rented);
    }

    [Fact]
    public void Options_that_cannot_be_are_refused()
    {
        using var fake = new FakeDevice();
        Assert.Throws<ArgumentOutOfRangeException>(() => new FaultInjector(fake, new() { Drop = 1.1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FaultInjector(fake, new() { Corrupt = double.NaN }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FaultInjector(fake, new() { Delay = -TimeSpan.FromTicks(1) }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FaultInjector(fake, new() { ReorderGap = 0 }));
    }

    private static void AssertRate(long happened, long of, double probability)
    {
        double sigma = Math.Sqrt(of * probability * (1 - probability));
        Assert.InRange(happened, of * probability - 4 * sigma, of * probability + 4 * sigma);
    }

    private static void AssertClean(FakeDevice fake, FaultInjector injector, Station station) =>
        Assert.Equal((0, 0, 0), (fake.Rented, injector.Rented, station.Rented));

    private (FaultInjector Injector, Station Station) Wrap(FakeDevice fake, FaultOptions both) => Wrap(fake, both, both);

    private (FaultInjector Injector, Station Station) Wrap(FakeDevice fake, FaultOptions sent, FaultOptions received)
    {
        var injector = new FaultInjector(fake, sent, received);
        return (injector, new Station(_loop, injector));
    }
}
