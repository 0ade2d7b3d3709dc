using ActorTcp.Protocol;
using FsCheck;
using FsCheck.Fluent;

namespace Protocol.Tests.Receive;

public sealed class ReassemblyTests
{
    private const int Space = 400;

    // The reference: a byte a place; what came first stays.
    [Fact]
    public void Random_pieces_come_out_as_from_a_byte_map()
    {
        var insert = from at in Gen.Choose(0, Space - 1) from length in Gen.Choose(1, 60) from fill in Gen.Choose(1, 255) select (at, length, fill);
        var gen = from origin in Gen.Elements(0u, 0xFFFF_FFFFu, 0xFFFF_FF40u, 0x7FFF_FF40u) from inserts in Gen.ArrayOf(insert, 12) select (origin, inserts);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(5_000), Prop.ForAll(gen.ToArbitrary(), c => Compare(c.origin, c.inserts)));
    }

    [Fact]
    public void What_came_first_stays()
    {
        var reassembly = new Reassembly(100);
        var at = new SeqNum(0xFFFF_FFFE);
        reassembly.Insert(at + 1, [1, 1]);
        reassembly.Insert(at, [2, 2, 2, 2]);
        Assert.Equal([2, 1, 1, 2], TakeAll(reassembly, at));
    }

    [Fact]
    public void Beyond_the_limit_of_bytes_text_is_refused()
    {
        var reassembly = new Reassembly(10);
        Assert.Equal(0, reassembly.Insert(new SeqNum(100), new byte[6]));
        Assert.Equal(5, reassembly.Insert(new SeqNum(110), new byte[5]));
        Assert.Equal(0, reassembly.Insert(new SeqNum(110), new byte[4]));
        Assert.Equal(10, reassembly.Bytes);
        Assert.Equal(0, reassembly.Insert(new SeqNum(100), new byte[6])); // is here: nothing refused
    }

    [Fact]
    public void Beyond_the_limit_of_pieces_text_is_refused()
    {
        var reassembly = new Reassembly(1000, 3);
        for (int i = 0; i < 3; i++) Assert.Equal(0, reassembly.Insert(new SeqNum((uint)(i * 2)), new byte[1]));
        Assert.Equal(1, reassembly.Insert(new SeqNum(10), new byte[1]));
        Assert.Equal(3, reassembly.Pieces);
    }

    [Fact]
    public void A_large_window_of_segments_is_kept_whole_until_the_first_comes()
    {
        const int Segment = 536, Count = 20_000;
        var reassembly = new Reassembly(Segment * Count);
        for (int i = 1; i < Count; i++) Assert.Equal(0, reassembly.Insert(new SeqNum((uint)(i * Segment)), new byte[Segment]));
        int taken = 1;
        while (reassembly.TryTake(new SeqNum((uint)(taken * Segment)), out ReadOnlyMemory<byte> text)) taken += text.Length / Segment;
        Assert.Equal((Count, 0, 0), (taken, reassembly.Pieces, reassembly.Bytes));
    }

    [Fact]
    public void Text_that_was_delivered_meanwhile_is_dropped_from_the_front()
    {
        var reassembly = new Reassembly(1000);
        reassembly.Insert(new SeqNum(10), [1, 2, 3]);
        reassembly.Insert(new SeqNum(20), [4, 5, 6]);
        Assert.False(reassembly.TryTake(new SeqNum(9), out _));
        Assert.True(reassembly.TryTake(new SeqNum(21), out ReadOnlyMemory<byte> text)); // a retransmission reached to 21
        Assert.Equal([5, 6], text.ToArray());
        Assert.Equal(0, reassembly.Bytes);
        Assert.Equal(0, reassembly.Pieces);
    }

    private static bool Compare(uint origin, (int At, int Length, int Fill)[] inserts)
    {
        var reassembly = new Reassembly(Space * 2);
        byte[] map = new byte[Space + 60];
        var start = new SeqNum(origin);
        foreach ((int at, int length, int fill) in inserts)
        {
            byte[] text = [.. Enumerable.Repeat((byte)fill, length)];
            if (reassembly.Insert(start + at, text) != 0) return false;
            for (int i = 0; i < length; i++) if (map[at + i] == 0) map[at + i] = (byte)fill;
        }
        if (reassembly.Bytes != map.Count(b => b != 0)) return false;
        for (int next = 0; next < map.Length; next++)
        {
            if (map[next] == 0) continue;
            byte[] run = TakeAll(reassembly, start + next);
            int end = next;
            while (end < map.Length && map[end] != 0) end++;
            if (!run.AsSpan().SequenceEqual(map.AsSpan(next, end - next))) return false;
            next = end;
        }
        return reassembly.Bytes == 0 && reassembly.Pieces == 0;
    }

    private static byte[] TakeAll(Reassembly reassembly, SeqNum next)
    {
        var all = new List<byte>();
        while (reassembly.TryTake(next + all.Count, out ReadOnlyMemory<byte> text)) all.AddRange(text.ToArray());
        return [.. all];
    }
}
