using ActorTcp.Network;
using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Tests.Network;

/// <summary>Tests that measure the process's memory: nothing runs beside them.</summary>
[CollectionDefinition("Memory", DisableParallelization = true)]
public sealed class MemoryTests
{
}

/// <summary>The table of TIME_WAIT against a plain list, and its memory.</summary>
[Collection("Memory")]
public sealed class TimeWaitTableTests
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(60);

    private static FlowKey Flow(int i) =>
        new(Ipv4Address.Parse("198.51.100.2"), 80, new Ipv4Address((uint)(0xCB007100 + (i >> 16))), (ushort)i);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void It_does_what_a_list_does(int seed)
    {
        var random = new Random(seed);
        var table = new TimeWaitTable(50, Duration, TimeSpan.FromSeconds(0.5));
        var model = new List<(FlowKey Flow, Instant Expires)>();
        Instant now = Instant.Zero;
        for (int step = 0; step < 20_000; step++)
        {
            now += TimeSpan.FromMilliseconds(random.Next(1500));
            while (table.TryExpire(now, out TimeWaitTable.Entry entry))
            {
                Assert.Equal(model[0], (entry.Flow, entry.Expires));
                Assert.True(entry.Expires <= now);
                model.RemoveAt(0);
            }
            Assert.True(model.Count == 0 || model[0].Expires > now);
            FlowKey flow = Flow(random.Next(80));
            int at = model.FindIndex(entry => entry.Flow == flow);
            switch (random.Next(4))
            {
                case 0 or 1:
                    bool added = table.TryAdd(flow, default, PortSharing.None, now, now + Duration);
                    Assert.Equal(at < 0 && model.Count < 50, added);
                    if (added) model.Add((flow, now + Duration));
                    break;
                case 2:
                    Assert.Equal(at >= 0, table.TryRemove(flow, out _));
                    if (at >= 0) model.RemoveAt(at);
                    break;
                default:
                    table.Restart(flow, now);
                    if (at < 0) break;
                    model.RemoveAt(at);
                    model.Add((flow, now + Duration));
                    break;
            }
            Assert.Equal(model.Count, table.Count);
            Assert.Equal(model.Count == 0 ? Instant.Never : model[0].Expires, table.NextExpiry);
        }
        Assert.Equal(model.Select(entry => entry.Flow), table.All().Select(entry => entry.Flow));
    }

    [Fact]
    public void An_entry_costs_less_than_200_bytes_and_all_of_them_nothing_afterwards()
    {
        const int Count = 60_000;
        var table = new TimeWaitTable(262144, Duration, TimeSpan.FromSeconds(0.5));
        long before = GC.GetTotalMemory(true);
        for (int i = 0; i < Count; i++) Assert.True(table.TryAdd(Flow(i), default, PortSharing.None, Instant.Zero, Instant.Zero + Duration));
        long perEntry = (GC.GetTotalMemory(true) - before) / Count;
        Assert.InRange(perEntry, 1, 200);
        while (table.TryExpire(Instant.Zero + Duration, out _))
        {
        }
        Assert.Equal(0, table.Count);
        Assert.InRange(GC.GetTotalMemory(true) - before, long.MinValue, 1_000_000);
        GC.KeepAlive(table);
    }

    [Fact]
    public void A_stray_segment_is_answered_once_in_half_a_second()
    {
        var table = new TimeWaitTable(10, Duration, TimeSpan.FromSeconds(0.5));
        Instant now = Instant.Zero + TimeSpan.FromSeconds(1);
        table.TryAdd(Flow(1), default, PortSharing.None, now, now + Duration);
        Assert.True(table.MayAnswer(Flow(1), now));
        Assert.False(table.MayAnswer(Flow(1), now + TimeSpan.FromSeconds(0.4)));
        Assert.True(table.MayAnswer(Flow(1), now + TimeSpan.FromSeconds(0.5)));
        Assert.False(table.MayAnswer(Flow(2), now));
    }
}
