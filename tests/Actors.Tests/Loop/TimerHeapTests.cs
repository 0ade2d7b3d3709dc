using ActorTcp.Loop;
using ActorTcp.Protocol;

namespace ActorTcp.Tests.Loop;

public sealed class TimerHeapTests
{
    [Fact]
    public void Timers_come_by_deadline_and_equal_ones_in_the_order_armed()
    {
        var heap = new TimerHeap();
        Assert.True(heap.Next.IsNever);
        LoopTimer a = Timer(heap), b = Timer(heap), c = Timer(heap), d = Timer(heap);
        a.Arm(new(30));
        b.Arm(new(10));
        c.Arm(new(10));
        d.Arm(new(20));
        Assert.Equal((new Instant(10), 4), (heap.Next, heap.Count));
        Assert.Null(heap.TakeDue(new(9)));
        Assert.Equal([b, c, d], new[] { heap.TakeDue(new(20)), heap.TakeDue(new(20)), heap.TakeDue(new(20)) });
        Assert.Null(heap.TakeDue(new(29)));
        Assert.Same(a, heap.TakeDue(new(30)));
        Assert.Equal(0, heap.Count);
        Assert.False(a.IsArmed);
        Assert.True(a.Deadline.IsNever);
    }

    [Fact]
    public void Arming_again_moves_and_queues_behind_its_equals()
    {
        var heap = new TimerHeap();
        LoopTimer a = Timer(heap), b = Timer(heap);
        a.Arm(new(10));
        b.Arm(new(10));
        a.Arm(new(10));
        Assert.Same(b, heap.TakeDue(new(10)));
        Assert.Same(a, heap.TakeDue(new(10)));
        a.Arm(new(5));
        a.Arm(Instant.Never);
        Assert.False(a.IsArmed);
        a.Cancel();
        Assert.Equal(0, heap.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Against_a_sorted_list(int seed)
    {
        var random = new Random(seed);
        var heap = new TimerHeap();
        LoopTimer[] timers = [.. Enumerable.Range(0, 300).Select(_ => Timer(heap))];
        var reference = new Dictionary<LoopTimer, (long Deadline, int Order)>();
        long now = 0;
        for (int step = 0; step < 20_000; step++)
        {
            LoopTimer timer = timers[random.Next(timers.Length)];
            switch (random.Next(4))
            {
                case 0:
                    timer.Cancel();
                    reference.Remove(timer);
                    break;
                case 1:
                    now += random.Next(20);
                    while (heap.TakeDue(new(now)) is { } due)
                    {
                        LoopTimer expected = reference.MinBy(pair => pair.Value).Key;
                        Assert.Same(expected, due);
                        Assert.True(reference.Remove(due, out (long Deadline, int) was) && was.Deadline <= now);
                    }
                    Assert.All(reference.Values, entry => Assert.True(entry.Deadline > now));
                    break;
                default:
                    long deadline = now + random.Next(100);
                    timer.Arm(new(deadline));
                    reference[timer] = (deadline, step);
                    break;
            }
            Assert.Equal(reference.Count, heap.Count);
        }
    }

    private static LoopTimer Timer(TimerHeap heap) => new(heap, () => { });
}
