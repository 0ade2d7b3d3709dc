namespace ActorTcp.Protocol;

/// <summary>
/// What was written and is not acknowledged, in order. Large writes are kept by reference, small ones are gathered in chunks
/// that are only ever appended to, so a segment that is still on its way out never sees its bytes change.
/// </summary>
internal sealed class SendBuffer
{
    /// <summary>Writes below this many bytes are gathered; larger ones are kept by reference.</summary>
    public const int GatherBelow = 4096;

    private const int FirstChunk = 256;
    private const int LargestChunk = 16 * 1024;

    private Chunk[] _ring = new Chunk[4];
    private int _head;
    private int _count;
    private long _begin;          // the stream's position of the first byte kept
    private long _end;            // and of the byte after the last
    private byte[]? _gather;
    private int _gathered;

    /// <summary>How many bytes are kept.</summary>
    public int Length => (int)(_end - _begin);

    /// <summary>Appends a write. Memory of <see cref="GatherBelow"/> bytes and more must not change any more.</summary>
    public void Append(ReadOnlyMemory<byte> data)
    {
        if (data.Length >= GatherBelow) Add(data);
        else Gather(data.Span);
    }

    /// <summary>Forgets acknowledged bytes.</summary>
    public void Discard(int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, Length);
        _begin += bytes;
        while (_count > 0 && _ring[_head].End <= _begin)
        {
            _ring[_head] = default;
            _head = (_head + 1) & (_ring.Length - 1);
            _count--;
        }
    }

    /// <summary>The memory that holds a range; never empty for a non-empty range within <see cref="Length"/>.</summary>
    /// <param name="offset">From the first byte kept.</param>
    /// <param name="length">At most this many bytes; the slice may be shorter, then ask again behind it.</param>
    public ReadOnlyMemory<byte> Slice(int offset, int length)
    {
        long position = _begin + offset;
        ref Chunk chunk = ref At(Find(position));
        int from = (int)(position - chunk.Start);
        return chunk.Data.Slice(from, Math.Min(length, chunk.Data.Length - from));
    }

    private void Gather(ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty)
        {
            if (_gather is null || _gathered == _gather.Length)
            {
                // Chunks grow with use: an idle connection that says a few bytes now and then holds little.
                int size = _gather is null || Length == 0 ? FirstChunk : Math.Min(LargestChunk, _gather.Length * 4);
                _gather = GC.AllocateUninitializedArray<byte>(Math.Max(size, data.Length));
                _gathered = 0;
            }
            int take = Math.Min(data.Length, _gather.Length - _gathered);
            data[..take].CopyTo(_gather.AsSpan(_gathered));
            if (_count > 0 && ReferenceEquals(Last.Gather, _gather)) Extend(take);
            else Add(_gather.AsMemory(_gathered, take), _gather, _gathered);
            _gathered += take;
            data = data[take..];
        }
    }

    private ref Chunk Last => ref At(_count - 1);

    private void Extend(int bytes)
    {
        ref Chunk last = ref Last;
        last.Data = last.Gather!.AsMemory(last.GatherStart, last.Data.Length + bytes);
        _end += bytes;
    }

    private void Add(ReadOnlyMemory<byte> data, byte[]? gather = null, int gatherStart = 0)
    {
        if (_count == _ring.Length) Grow();
        At(_count) = new Chunk { Start = _end, Data = data, Gather = gather, GatherStart = gatherStart };
        _count++;
        _end += data.Length;
    }

    private int Find(long position)
    {
        int low = 0, high = _count - 1;
        while (low < high)
        {
            int middle = (low + high + 1) >> 1;
            if (At(middle).Start <= position) low = middle;
            else high = middle - 1;
        }
        return low;
    }

    private ref Chunk At(int index) => ref _ring[(_head + index) & (_ring.Length - 1)];

    private void Grow()
    {
        var ring = new Chunk[_ring.Length * 2];
        for (int i = 0; i < _count; i++) ring[i] = At(i);
        _ring = ring;
        _head = 0;
    }

    private struct Chunk
    {
        public long Start;
        public ReadOnlyMemory<byte> Data;
        public byte[]? Gather;
        public int GatherStart;

        public readonly long End => Start + Data.Length;
    }
}
