using System.Collections;
using System.Diagnostics;
using System.Text;

namespace Akka.IO;

/// <summary>An immutable rope of bytes: joining and slicing share the buffers and copy nothing.</summary>
[DebuggerDisplay("(Count = {Count})")]
public sealed class ByteString : IEquatable<ByteString>, IEnumerable<byte>
{
    private readonly ArraySegment<byte>[] _buffers;

    private ByteString(ArraySegment<byte>[] buffers, int count)
    {
        _buffers = buffers;
        Count = count;
    }

    private ByteString(byte[] array, int offset, int count) : this([new ArraySegment<byte>(array, offset, count)], count)
    {
    }

    public static ByteString Empty { get; } = new(Array.Empty<byte>(), 0, 0);

    public int Count { get; }

    public bool IsEmpty => Count == 0;

    public bool IsCompact => _buffers.Length == 1;

    internal IList<ArraySegment<byte>> Buffers => _buffers;

    public byte this[int index]
    {
        get
        {
            if (index >= Count)
                throw new IndexOutOfRangeException($"There is no byte {index} in {Count} bytes.");
            var buffer = Locate(index, out var within);
            return _buffers[buffer][within];
        }
    }

    public static ByteString CopyFrom(byte[] array) => CopyFrom(array, 0, array.Length);

    public static ByteString CopyFrom(ArraySegment<byte> buffer) => CopyFrom(buffer.Array, buffer.Offset, buffer.Count);

    public static ByteString CopyFrom(byte[] array, int offset, int count)
    {
        ArgumentNullException.ThrowIfNull(array);
        return CopyFrom(array.AsSpan(), offset, count);
    }

    public static ByteString CopyFrom(Memory<byte> memory) => CopyFrom(memory.Span, 0, memory.Length);

    public static ByteString CopyFrom(Memory<byte> memory, int offset, int count) => CopyFrom(memory.Span, offset, count);

    public static ByteString CopyFrom(Span<byte> span) => CopyFrom(span, 0, span.Length);

    public static ByteString CopyFrom(Span<byte> span, int offset, int count)
    {
        if (count == 0)
            return Empty;
        if (offset < 0 || offset >= span.Length)
            throw new ArgumentOutOfRangeException(nameof(offset), $"The offset {offset} is outside of {span.Length} bytes.");
        if (count > span.Length - offset)
            throw new ArgumentException($"{span.Length} bytes from {offset} on are fewer than {count}.", nameof(count));
        return new ByteString(span.Slice(offset, count).ToArray(), 0, count);
    }

    public static ByteString CopyFrom(IEnumerable<ArraySegment<byte>> buffers)
    {
        var joined = FromBytes(buffers);
        var copy = new byte[joined.Count];
        joined.CopyTo(copy);
        return new ByteString(copy, 0, copy.Length);
    }

    /// <summary>Shares the array, which must not change any more.</summary>
    public static ByteString FromBytes(byte[] array) => FromBytes(array, 0, array.Length);

    public static ByteString FromBytes(ArraySegment<byte> buffer) => FromBytes(buffer.Array, buffer.Offset, buffer.Count);

    public static ByteString FromBytes(byte[] array, int offset, int count)
    {
        ArgumentNullException.ThrowIfNull(array);
        if (offset < 0 || (offset != 0 && offset >= array.Length))
            throw new ArgumentOutOfRangeException(nameof(offset), $"The offset {offset} is outside of {array.Length} bytes.");
        if (count > array.Length - offset)
            throw new ArgumentException($"{array.Length} bytes from {offset} on are fewer than {count}.", nameof(count));
        return count == 0 ? Empty : new ByteString(array, offset, count);
    }

    public static ByteString FromBytes(IEnumerable<ArraySegment<byte>> buffers)
    {
        ArgumentNullException.ThrowIfNull(buffers);
        var array = buffers as ArraySegment<byte>[] ?? buffers.ToArray();
        return new ByteString(array, array.Sum(buffer => buffer.Count));
    }

    public static ByteString FromString(string str) => FromString(str, Encoding.UTF8);

    public static ByteString FromString(string str, Encoding encoding) =>
        string.IsNullOrEmpty(str) ? Empty : FromBytes(encoding.GetBytes(str));

    public ByteString Compact() => IsCompact ? this : new ByteString(ToArray(), 0, Count);

    public ByteString Concat(ByteString other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.IsEmpty)
            return this;
        return IsEmpty ? other : new ByteString([.. _buffers, .. other._buffers], Count + other.Count);
    }

    public ByteString Slice(int index) => Slice(index, Count - index);

    public ByteString Slice(int index, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (count == 0)
            return Empty;
        if (index > Count)
            throw new ArgumentOutOfRangeException(nameof(index), $"{index} is beyond {Count} bytes.");
        if (count > Count - index)
            throw new ArgumentOutOfRangeException(nameof(count), $"{count} bytes from {index} on are more than {Count}.");
        if (count == Count)
            return this;

        var first = Locate(index, out var within);
        var slices = new List<ArraySegment<byte>>(_buffers.Length - first);
        for (var left = count; left > 0; first++, within = 0)
        {
            var taken = Math.Min(_buffers[first].Count - within, left);
            slices.Add(_buffers[first].Slice(within, taken));
            left -= taken;
        }

        return new ByteString(slices.ToArray(), count);
    }

    public int IndexOf(byte b) => IndexOf(b, 0);

    public int IndexOf(byte b, int from)
    {
        if (from >= Count)
            return -1;
        var buffer = Locate(from, out var within);
        for (var before = from - within; buffer < _buffers.Length; before += _buffers[buffer++].Count, within = 0)
        {
            var found = _buffers[buffer].AsSpan(within).IndexOf(b);
            if (found >= 0)
                return before + within + found;
        }

        return -1;
    }

    public bool HasSubstring(ByteString other, int index)
    {
        if (other.Count > Count - index)
            return false;
        return this.Skip(index).Take(other.Count).SequenceEqual(other);
    }

    public byte[] ToArray()
    {
        var copy = new byte[Count];
        CopyTo(copy);
        return copy;
    }

    public int CopyTo(byte[] buffer, int index, int count)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        if (buffer.Length == 0 && count == 0)
            return 0;
        CheckTarget(buffer.Length, index, count);
        var target = buffer.AsSpan(index, Math.Min(count, Count));
        var position = 0;
        foreach (var segment in _buffers)
        {
            var taken = Math.Min(segment.Count, target.Length - position);
            segment.AsSpan(0, taken).CopyTo(target[position..]);
            position += taken;
        }

        return position;
    }

    public int CopyTo(ref Memory<byte> buffer) => CopyTo(ref buffer, 0, buffer.Length);

    public int CopyTo(ref Memory<byte> buffer, int index, int count)
    {
        var span = buffer.Span;
        return CopyTo(ref span, index, count);
    }

    public int CopyTo(ref Span<byte> buffer) => CopyTo(ref buffer, 0, buffer.Length);

    /// <remarks>As in Akka 1.5 this throws, rather than copies a part, where the count ends inside one of the buffers.</remarks>
    public int CopyTo(ref Span<byte> buffer, int index, int count)
    {
        if (buffer.Length == 0 && count == 0)
            return 0;
        CheckTarget(buffer.Length, index, count);
        var target = buffer.Slice(index, Math.Min(count, Count));
        var position = 0;
        foreach (var segment in _buffers)
        {
            if (position == target.Length)
                break;
            segment.AsSpan().CopyTo(target[position..]);
            position += segment.Count;
        }

        return position;
    }

    /// <summary>One write for each underlying buffer, in order.</summary>
    public void WriteTo(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        foreach (var buffer in _buffers)
            stream.Write(buffer.Array, buffer.Offset, buffer.Count);
    }

    public async Task WriteToAsync(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        foreach (var buffer in _buffers)
            await stream.WriteAsync(buffer.Array, buffer.Offset, buffer.Count).ConfigureAwait(false);
    }

    public bool Equals(ByteString other)
    {
        if (ReferenceEquals(other, this))
            return true;
        if (other is null || other.Count != Count)
            return false;
        return IsCompact && other.IsCompact
            ? _buffers[0].AsSpan().SequenceEqual(other._buffers[0])
            : this.SequenceEqual(other);
    }

    public override bool Equals(object obj) => Equals(obj as ByteString);

    public override int GetHashCode()
    {
        // System.HashCode differs from run to run, and a simulation may not.
        var hash = 0;
        foreach (var value in this)
            hash = unchecked((hash * 31) + value);
        return hash;
    }

    public IEnumerator<byte> GetEnumerator()
    {
        foreach (var buffer in _buffers)
        {
            for (var i = 0; i < buffer.Count; i++)
                yield return buffer[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => ToString(Encoding.UTF8);

    public string ToString(Encoding encoding) => encoding.GetString(IsCompact ? _buffers[0] : ToArray());

    public static bool operator ==(ByteString x, ByteString y) => Equals(x, y);

    public static bool operator !=(ByteString x, ByteString y) => !Equals(x, y);

    public static explicit operator ByteString(byte[] bytes) => CopyFrom(bytes);

    public static explicit operator byte[](ByteString byteString) => byteString.ToArray();

    public static ByteString operator +(ByteString x, ByteString y) => x.Concat(y);

    private static void CheckTarget(int length, int index, int count)
    {
        if (index < 0 || index >= length)
            throw new ArgumentOutOfRangeException(nameof(index), $"The index {index} is outside of a target of {length} bytes.");
        if (count > length - index)
            throw new ArgumentException($"{count} bytes do not fit into {length} from {index} on.", nameof(count));
    }

    private void CopyTo(byte[] target)
    {
        if (Count > 0)
            CopyTo(target, 0, Count);
    }

    /// <summary>The buffer that holds a byte, and the byte's place in it.</summary>
    private int Locate(int index, out int within)
    {
        within = index;
        for (var i = 0; i < _buffers.Length; i++)
        {
            if (within < _buffers[i].Count)
                return i;
            within -= _buffers[i].Count;
        }

        throw new IndexOutOfRangeException($"There is no byte {index} in {Count} bytes.");
    }
}
