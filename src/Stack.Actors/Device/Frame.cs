using System.Runtime.CompilerServices;
using ActorTcp.Network;
using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Device;

/// <summary>
/// One Ethernet frame in a pinned buffer of a <see cref="FramePool"/>. A frame has exactly one owner, which moves with the
/// message that carries it; whoever has it last calls <see cref="Release"/>. Loop thread only.
/// </summary>
/// <remarks>
/// An outgoing frame holds its headers in the buffer and may refer to payload that lies elsewhere
/// (<see cref="Attach"/>): a device writes both with one <c>writev</c>, so sent data is never copied in user space.
/// </remarks>
public sealed class Frame
{
    /// <summary>How many payload slices a frame can refer to; with the buffer itself they stay below IOV_MAX by far.</summary>
    public const int MaxSlices = 62;

    private readonly FramePool _pool;
    private readonly byte[] _slab;
    private readonly int _origin;
    private ReadOnlyMemory<byte>[]? _slices;

    internal Frame(FramePool pool, byte[] slab, int origin)
    {
        _pool = pool;
        _slab = slab;
        _origin = origin;
    }

    /// <summary>The next frame of the chain that this frame is in.</summary>
    internal Frame? Next { get; set; }

    /// <summary>How many bytes the buffer can hold.</summary>
    public int Capacity => _pool.BufferSize;

    /// <summary>Where the frame begins in its buffer.</summary>
    public int Start { get; private set; }

    /// <summary>How many bytes of the frame lie in the buffer; attached payload is not counted.</summary>
    public int Length { get; private set; }

    /// <summary>How many bytes of payload are attached by reference.</summary>
    public int AttachedLength { get; private set; }

    /// <summary>The whole frame's length, attached payload included.</summary>
    public int TotalLength => Length + AttachedLength;

    /// <summary>How many slices of payload are attached.</summary>
    public int SliceCount { get; private set; }

    /// <summary>Checksum and segmentation offload: what the device told of a received frame, or is asked for a sent one.</summary>
    public VirtioNetHeader Offload;

    /// <summary>Who sent a received TCP segment to whom; set by the device actor's demultiplexing.</summary>
    internal FlowKey Flow;

    /// <summary>The parsed header of a received TCP segment; set by the device actor's demultiplexing.</summary>
    internal Segment Segment;

    /// <summary>Whether the frame is in its pool: a released frame must not be touched.</summary>
    internal bool IsFree { get; set; }

    /// <summary>The bytes in the buffer.</summary>
    public Span<byte> Bytes => _slab.AsSpan(_origin + Start, Length);

    /// <summary>The bytes in the buffer, as memory.</summary>
    public Memory<byte> Memory => _slab.AsMemory(_origin + Start, Length);

    /// <summary>The whole buffer, for a device that reads into it; follow with <see cref="SetRange"/>.</summary>
    public Span<byte> Buffer => _slab.AsSpan(_origin, Capacity);

    /// <summary>The pinned address of a byte of the buffer, for system calls.</summary>
    /// <param name="offset">From the buffer's first byte.</param>
    public unsafe byte* AddressOf(int offset) =>
        (byte*)Unsafe.AsPointer(ref _slab[_origin + offset]); // pinned: the slab is on the pinned object heap

    /// <summary>A slice of attached payload.</summary>
    public ReadOnlyMemory<byte> Slice(int index) => _slices![index];

    /// <summary>Says which part of the buffer is the frame.</summary>
    public void SetRange(int start, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start + length, Capacity);
        Start = start;
        Length = length;
    }

    /// <summary>Refers to payload that follows the buffer's bytes. The memory must stay unchanged until the frame is sent.</summary>
    /// <returns><see langword="false"/> if the frame refers to <see cref="MaxSlices"/> slices already.</returns>
    public bool Attach(ReadOnlyMemory<byte> payload)
    {
        if (SliceCount == MaxSlices) return false;
        _slices ??= new ReadOnlyMemory<byte>[MaxSlices];
        _slices[SliceCount++] = payload;
        AttachedLength += payload.Length;
        return true;
    }

    /// <summary>Copies the whole frame, attached payload included.</summary>
    /// <returns><see cref="TotalLength"/>.</returns>
    public int CopyTo(Span<byte> destination)
    {
        Bytes.CopyTo(destination);
        int at = Length;
        for (int i = 0; i < SliceCount; i++)
        {
            _slices![i].Span.CopyTo(destination[at..]);
            at += _slices[i].Length;
        }
        return at;
    }

    /// <summary>Gives the frame back to its pool. The caller no longer owns it.</summary>
    public void Release() => _pool.Return(this);

    internal void Reset()
    {
        Next = null;
        Start = 0;
        Length = 0;
        AttachedLength = 0;
        Offload = default;
        if (SliceCount == 0) return;
        Array.Clear(_slices!, 0, SliceCount); // let go of the payload
        SliceCount = 0;
    }
}
