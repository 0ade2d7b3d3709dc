using System.Text;
using Akka.IO;

namespace ActorTcp.Runtime.Tests;

public sealed class ByteStringTests
{
    private static ByteString Bytes(params byte[] bytes) => ByteString.FromBytes(bytes);

    // Of three buffers, so that what crosses their edges is seen.
    private static readonly ByteString s_pieces = Bytes(0, 1, 2) + Bytes(3, 4) + Bytes(5, 6, 7, 8);

    private static byte[] Range(int from, int count) => [.. Enumerable.Range(from, count).Select(i => (byte)i)];

    [Fact]
    public void CopyFrom_copies_and_FromBytes_refers()
    {
        byte[] source = [1, 2, 3];
        var (copy, view) = (ByteString.CopyFrom(source), ByteString.FromBytes(source));
        source[0] = 9;

        Assert.Equal([1, 2, 3], copy.ToArray());
        Assert.Equal([9, 2, 3], view.ToArray());
    }

    [Fact]
    public void A_range_of_an_array_can_be_taken()
    {
        Assert.Equal([2, 3], ByteString.FromBytes([1, 2, 3, 4], 1, 2).ToArray());
        Assert.Equal([2, 3], ByteString.CopyFrom([1, 2, 3, 4], 1, 2).ToArray());
        Assert.Equal([2, 3], ByteString.FromBytes(new ArraySegment<byte>([1, 2, 3, 4], 1, 2)).ToArray());
        Assert.Equal([2, 3], ByteString.CopyFrom(new byte[] { 2, 3 }.AsSpan()).ToArray());
        Assert.Equal([2, 3], ByteString.CopyFrom(new Memory<byte>([2, 3])).ToArray());
        Assert.Equal([2, 3, 4], ByteString.FromBytes([new ArraySegment<byte>([2, 3]), new ArraySegment<byte>([4])]).ToArray());
    }

    [Fact]
    public void Text_goes_both_ways_as_UTF8()
    {
        Assert.Equal("grün", ByteString.FromString("grün").ToString());
        Assert.Equal(5, ByteString.FromString("grün").Count);
        Assert.Equal("abc", ByteString.FromString("abc", Encoding.ASCII).ToString(Encoding.ASCII));
        Assert.True(ByteString.FromString("").IsEmpty);
    }

    [Fact]
    public void Empty_is_empty()
    {
        Assert.True(ByteString.Empty.IsEmpty);
        Assert.Equal(0, ByteString.Empty.Count);
        Assert.Empty(ByteString.Empty.ToArray());
        Assert.True(ByteString.FromBytes(Array.Empty<byte>()).IsEmpty);
    }

    [Fact]
    public void Concat_joins_without_copying()
    {
        byte[] tail = [3, 4];
        var joined = Bytes(1, 2).Concat(ByteString.FromBytes(tail));
        tail[0] = 9;

        Assert.Equal([1, 2, 9, 4], joined.ToArray());
        Assert.False(joined.IsCompact);
        Assert.True(joined.Compact().IsCompact);
        Assert.Equal(joined, joined.Compact());
        Assert.Same(joined, joined + ByteString.Empty);
        Assert.Same(joined, ByteString.Empty + joined);
    }

    [Fact]
    public void Slice_across_buffers_gives_the_bytes_of_its_range()
    {
        for (var index = 0; index <= s_pieces.Count; index++)
        {
            for (var count = 0; index + count <= s_pieces.Count; count++)
                Assert.Equal(Range(index, count), s_pieces.Slice(index, count).ToArray());
        }

        Assert.Equal(Range(4, 5), s_pieces.Slice(4).ToArray());
        Assert.Equal(Range(4, 2), s_pieces.Slice(1).Slice(2, 4).Slice(1, 2).ToArray());
    }

    [Fact]
    public void Slice_outside_the_range_throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => s_pieces.Slice(-1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => s_pieces.Slice(5, 5));
    }

    [Fact]
    public void The_indexer_reads_across_buffers()
    {
        Assert.Equal(Range(0, 9), Enumerable.Range(0, 9).Select(i => s_pieces[i]));
        Assert.Throws<IndexOutOfRangeException>(() => s_pieces[9]);
    }

    [Fact]
    public void Enumeration_gives_every_byte() => Assert.Equal(Range(0, 9), s_pieces);

    [Fact]
    public void CopyTo_an_array_fills_the_range_and_says_how_much()
    {
        var buffer = new byte[12];

        Assert.Equal(9, s_pieces.CopyTo(buffer, 2, 9));
        Assert.Equal([0, 0, .. Range(0, 9), 0], buffer);
    }

    [Fact]
    public void CopyTo_copies_only_as_many_as_asked()
    {
        var buffer = new byte[4];

        Assert.Equal(4, s_pieces.CopyTo(buffer, 0, 4));
        Assert.Equal(Range(0, 4), buffer);
    }

    [Fact]
    public void CopyTo_a_span_and_a_memory()
    {
        var bytes = new byte[9];
        var span = bytes.AsSpan();
        Assert.Equal(9, s_pieces.CopyTo(ref span, 0, 9));
        Assert.Equal(Range(0, 9), bytes);

        var memory = new byte[9].AsMemory();
        Assert.Equal(9, s_pieces.CopyTo(ref memory, 0, 9));
        Assert.Equal(Range(0, 9), memory.ToArray());
    }

    [Fact]
    public async Task WriteTo_hands_over_each_buffer_by_reference()
    {
        byte[] first = [1, 2], second = [3, 4, 5];
        var stream = new Recorder();
        (ByteString.FromBytes(first) + ByteString.FromBytes(second, 1, 2)).WriteTo(stream);
        Assert.Equal([(first, 0, 2), (second, 1, 2)], stream.Written);

        var memory = new MemoryStream();
        await s_pieces.WriteToAsync(memory);
        Assert.Equal(Range(0, 9), memory.ToArray());
    }

    [Fact]
    public void Equality_is_of_the_bytes_however_they_are_cut()
    {
        var whole = ByteString.FromBytes(Range(0, 9));

        Assert.Equal(whole, s_pieces);
        Assert.True(whole == s_pieces);
        Assert.False(whole != s_pieces);
        Assert.Equal(whole.GetHashCode(), s_pieces.GetHashCode());
        Assert.NotEqual(whole, s_pieces.Slice(1));
        Assert.NotEqual(whole, s_pieces.Slice(0, 8) + Bytes(0));
        Assert.False(whole.Equals(null));
    }

    [Fact]
    public void IndexOf_and_HasSubstring_look_across_buffers()
    {
        Assert.Equal(4, s_pieces.IndexOf(4));
        Assert.Equal(-1, s_pieces.IndexOf(9));
        Assert.Equal(6, s_pieces.IndexOf(6, 3));
        Assert.Equal(-1, s_pieces.IndexOf(2, 3));
        Assert.True(s_pieces.HasSubstring(Bytes(2, 3, 4, 5), 2));
        Assert.False(s_pieces.HasSubstring(Bytes(2, 4), 2));
    }

    [Fact]
    public void Casts_go_both_ways()
    {
        Assert.Equal([1, 2], (byte[])Bytes(1, 2));
        Assert.Equal(Bytes(1, 2), (ByteString)new byte[] { 1, 2 });
    }

    private sealed class Recorder : MemoryStream
    {
        public List<(byte[] Buffer, int Offset, int Count)> Written { get; } = [];

        public override void Write(byte[] buffer, int offset, int count) => Written.Add((buffer, offset, count));
    }
}
