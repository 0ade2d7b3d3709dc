using System.Runtime.InteropServices;
using ActorTcp.Device;
using ActorTcp.Protocol.Wire;
using ActorTcp.Tap.Interop;
using static Tmds.Linux.LibC;

namespace ActorTcp.Tap;

// Receiving: one read a frame, straight into a pooled buffer, until nothing waits or the caller has its fill.
public sealed unsafe partial class TapDevice
{
    /// <summary>
    /// One call returns about this many bytes at most, so that what it read is still in the cache when it is used. It then
    /// says that more may wait.
    /// </summary>
    public const int ReceiveBudget = 1 << 20;

    private readonly FramePool _pool;
    private byte[]? _scratch;

    /// <summary>The pool of the received frames.</summary>
    internal FramePool Pool => _pool;

    /// <inheritdoc/>
    public int Receive(ref FrameChain into, int limit)
    {
        if (Failure != 0 || !TryUse()) return 0;
        long bytes = 0, dropped = 0;
        int count = 0, turns = 0;
        bool drained = false;
        try
        {
            int headerAt = _hasHeader ? HeadRoom - VirtioNetHeader.Size : HeadRoom;
            while (turns < limit && bytes < ReceiveBudget)
            {
                Frame? frame = _pool.TryRent();
                int room = _pool.BufferSize - headerAt;
                nint length = frame is not null ? NativeCalls.read(_descriptor, frame.AddressOf(headerAt), room) : ReadAway();
                if (length < 0)
                {
                    int error = Marshal.GetLastPInvokeError();
                    frame?.Release();
                    if (error == EINTR) continue;
                    drained = true;
                    if (error != EAGAIN) Failure = error;
                    break;
                }
                turns++;
                if (frame is not null && Take(frame, headerAt, (int)length, room))
                {
                    count++;
                    bytes += frame.Length;
                    into.Append(frame);
                }
                else
                {
                    dropped++;
                    frame?.Release();
                }
            }
        }
        finally
        {
            _handle.DangerousRelease();
        }
        Counters.FramesReceived += count;
        Counters.BytesReceived += bytes;
        Counters.ReceiveDropped += dropped;
        if (!drained) return limit;
        if (Failure == 0) Drained();
        return count;
    }

    /// <summary>Says where in its buffer the frame lies; false if it was cut, or is none.</summary>
    private bool Take(Frame frame, int headerAt, int length, int room)
    {
        if (length == room) return false; // no frame fills a buffer: it was longer
        int before = HeadRoom - headerAt;
        if (length < before) return false;
        frame.SetRange(HeadRoom, length - before);
        return !_hasHeader || VirtioNetHeader.TryRead(frame.Buffer[headerAt..], out frame.Offload);
    }

    /// <summary>Takes a frame from the kernel for which there is no buffer, so that newer ones can come.</summary>
    private nint ReadAway()
    {
        _scratch ??= GC.AllocateUninitializedArray<byte>(64); // the kernel drops what does not fit
        fixed (byte* scratch = _scratch) return NativeCalls.read(_descriptor, scratch, _scratch.Length);
    }
}
