using ActorTcp.Device;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Tests.Device;

public sealed class FramePoolTests
{
    [Fact]
    public void A_pool_gives_at_most_its_limit_and_counts()
    {
        var pool = new FramePool(1000, 3);
        Assert.Equal(0, pool.Created);
        Frame[] frames = [.. Enumerable.Range(0, 3).Select(_ => pool.TryRent()!)];
        Assert.Equal(3, frames.Distinct().Count());
        Assert.Null(pool.TryRent());
        Assert.Null(pool.TryRent());
        Assert.Equal((3, 3, 2), (pool.Rented, pool.Created, pool.Exhausted));
        frames[1].Release();
        Assert.Same(frames[1], pool.TryRent()); // the last returned is the first rented
        foreach (Frame frame in frames) frame.Release();
        Assert.Equal((0, 3), (pool.Rented, pool.Created));
    }

    [Fact]
    public void Buffers_do_not_overlap()
    {
        var pool = new FramePool(100_000, 20); // several slabs
        Frame[] frames = [.. Enumerable.Range(0, 20).Select(_ => pool.TryRent()!)];
        for (int i = 0; i < 20; i++)
        {
            frames[i].SetRange(0, 100_000);
            frames[i].Bytes.Fill((byte)i);
        }
        for (int i = 0; i < 20; i++) Assert.Equal(-1, frames[i].Bytes.IndexOfAnyExcept((byte)i));
        foreach (Frame frame in frames) frame.Release();
        Assert.Equal(0, pool.Rented);
    }

    [Fact]
    public void A_second_release_is_a_defect_that_is_told()
    {
        var pool = new FramePool(100, 1);
        Frame frame = pool.TryRent()!;
        frame.Release();
        Assert.Throws<InvalidOperationException>(frame.Release);
        Assert.Equal(0, pool.Rented);
    }

    [Fact]
    public void A_frame_is_clean_when_it_is_rented_again()
    {
        var pool = new FramePool(100, 1);
        Frame frame = pool.TryRent()!;
        frame.SetRange(10, 50);
        Assert.True(frame.Attach(new byte[7]));
        frame.Offload = new VirtioNetHeader { GsoSize = 1 };
        frame.Release();
        frame = pool.TryRent()!;
        Assert.Equal((0, 0, 0, 0, 0), (frame.Start, frame.Length, frame.AttachedLength, frame.SliceCount, frame.TotalLength));
        Assert.Equal(default, frame.Offload);
        frame.Release();
    }

    [Fact]
    public void A_frame_copies_its_buffer_and_its_slices_in_order()
    {
        var pool = new FramePool(100, 1);
        Frame frame = pool.TryRent()!;
        for (byte i = 0; i < 100; i++) frame.Buffer[i] = i;
        frame.SetRange(10, 3);
        frame.Attach(new byte[] { 50, 51 });
        frame.Attach(ReadOnlyMemory<byte>.Empty);
        frame.Attach(new byte[] { 60, 61, 62 });
        Assert.Equal([10, 11, 12, 50, 51, 60, 61, 62], frame.ToArray());
        for (int from = 0; from <= 8; from++)
        {
            for (int length = 0; length <= 10; length++)
            {
                byte[] part = new byte[length];
                int copied = frame.CopyRange(from, part);
                Assert.Equal(frame.ToArray().Skip(from).Take(length), part.Take(copied));
                Assert.Equal(Math.Min(length, 8 - from), copied);
            }
        }
        frame.Release();
    }

    [Fact]
    public void Slices_and_ranges_are_bounded()
    {
        var pool = new FramePool(100, 1);
        Frame frame = pool.TryRent()!;
        for (int i = 0; i < Frame.MaxSlices; i++) Assert.True(frame.Attach(new byte[1]));
        Assert.False(frame.Attach(new byte[1]));
        Assert.Equal(Frame.MaxSlices, frame.TotalLength);
        Assert.Throws<ArgumentOutOfRangeException>(() => frame.SetRange(50, 51));
        Assert.Throws<ArgumentOutOfRangeException>(() => frame.SetRange(-1, 5));
        frame.SetRange(50, 50);
        frame.Release();
    }

    [Fact]
    public unsafe void The_address_is_that_of_the_buffer_s_byte()
    {
        var pool = new FramePool(100, 2);
        Frame first = pool.TryRent()!, second = pool.TryRent()!;
        second.Buffer[7] = 77;
        GC.Collect();
        Assert.Equal(77, *second.AddressOf(7));
        Assert.Equal(100, Math.Abs(second.AddressOf(0) - first.AddressOf(0)));
        first.Release();
        second.Release();
    }

    [Fact]
    public void A_chain_keeps_its_order()
    {
        var pool = new FramePool(100, 10);
        FrameChain chain = default, other = default, none = default;
        Assert.True(chain.IsEmpty);
        Assert.Null(chain.TakeFirst());
        Frame[] frames = [.. Enumerable.Range(0, 4).Select(_ => pool.TryRent()!)];
        chain.Append(frames[0]);
        chain.Append(frames[1]);
        other.Append(frames[2]);
        chain.Append(ref other);
        chain.Append(ref none);
        chain.Append(frames[3]);
        Assert.True(other.IsEmpty);
        Assert.Equal((4, 0), (chain.Count, other.Count));
        int at = 0;
        for (Frame? frame = chain.Head; frame is not null; frame = FrameChain.After(frame)) Assert.Same(frames[at++], frame);
        Assert.Equal(4, at);
        Assert.Same(frames[0], chain.TakeFirst());
        Assert.Null(FrameChain.After(frames[0]));
        Assert.Equal(3, chain.Count);
        frames[0].Release();
        chain.Release();
        Assert.True(chain.IsEmpty);
        Assert.Equal((0, 0), (chain.Count, pool.Rented));

        none.Append(ref chain); // both empty
        Assert.True(none.IsEmpty);
    }
}
