namespace ActorTcp.Device;

/// <summary>
/// Frames of one buffer size in pinned slabs, at most <see cref="Limit"/> of them: memory is bounded by construction. The
/// last returned is the first rented, so that a busy loop works in warm cache. Loop thread only.
/// </summary>
public sealed class FramePool
{
    /// <summary>A buffer for the largest GSO frame: 64 KiB of IP packet, Ethernet and virtio headers.</summary>
    public const int LargeBuffer = 65536 + 64;

    /// <summary>A buffer for headers alone, or for one frame at Ethernet's MTU.</summary>
    public const int SmallBuffer = 2048;

    private const int SlabBytes = 512 * 1024;

    private readonly Stack<Frame> _free = new();

    /// <summary>An empty pool; slabs are made as they are needed.</summary>
    /// <param name="bufferSize">Bytes of each frame's buffer.</param>
    /// <param name="limit">How many frames there can be at most.</param>
    public FramePool(int bufferSize, int limit)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bufferSize);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        BufferSize = bufferSize;
        Limit = limit;
    }

    /// <summary>Bytes of each frame's buffer.</summary>
    public int BufferSize { get; }

    /// <summary>How many frames there can be at most.</summary>
    public int Limit { get; }

    /// <summary>How many frames exist.</summary>
    public int Created { get; private set; }

    /// <summary>How many frames are out.</summary>
    public int Rented => Created - _free.Count;

    /// <summary>How often <see cref="TryRent"/> had none to give.</summary>
    public long Exhausted { get; private set; }

    /// <summary>Takes an empty frame, owned by the caller; null when <see cref="Limit"/> are out.</summary>
    public Frame? TryRent()
    {
        if (_free.Count == 0 && !Grow())
        {
            Exhausted++;
            return null;
        }
        Frame frame = _free.Pop();
        frame.IsFree = false;
        return frame;
    }

    internal void Return(Frame frame)
    {
        if (frame.IsFree) throw new InvalidOperationException("a frame was released twice");
        frame.Reset();
        frame.IsFree = true;
        _free.Push(frame);
    }

    private bool Grow()
    {
        int count = Math.Min(Limit - Created, Math.Max(1, SlabBytes / BufferSize));
        if (count <= 0) return false;
        byte[] slab = GC.AllocateUninitializedArray<byte>(count * BufferSize, pinned: true);
        for (int i = count - 1; i >= 0; i--) _free.Push(new Frame(this, slab, i * BufferSize) { IsFree = true });
        Created += count;
        return true;
    }
}
