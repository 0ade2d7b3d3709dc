using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ActorTcp.Device;
using ActorTcp.Protocol.Wire;
using ActorTcp.Tap.Interop;
using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace ActorTcp.Tap;

// Sending: one write a frame; attached payload goes from where it lies, with one writev.
public sealed unsafe partial class TapDevice
{
    private readonly iovec[] _vectors = GC.AllocateArray<iovec>(Frame.MaxSlices + 2, pinned: true);
    private readonly byte[] _header = GC.AllocateArray<byte>(VirtioNetHeader.Size, pinned: true);

    /// <inheritdoc/>
    public void Send(ref FrameChain frames)
    {
        if (frames.IsEmpty) return;
        bool open = TryUse();
        long count = 0, bytes = 0, dropped = 0;
        try
        {
            while (frames.TakeFirst() is { } frame)
            {
                int length = frame.TotalLength;
                if (open && Write(frame))
                {
                    count++;
                    bytes += length;
                }
                else
                {
                    dropped++;
                }
                frame.Release();
            }
        }
        finally
        {
            if (open) _handle.DangerousRelease();
        }
        Counters.FramesSent += count;
        Counters.BytesSent += bytes;
        Counters.SendDropped += dropped;
    }

    /// <summary>
    /// Writes a frame. Nothing is tried again: the queue is full (EAGAIN, ENOBUFS), the link down (EIO) or the frame bad
    /// (EINVAL), and TCP sends anew what matters.
    /// </summary>
    private bool Write(Frame frame)
    {
        if (frame.Length == 0) return Drop(EINVAL);
        byte* at = frame.AddressOf(frame.Start);
        int length = frame.Length;
        int vector = 0;
        if (!_hasHeader)
        {
            if (!Complete(frame)) return Drop(EOPNOTSUPP);
        }
        else if (frame.Start >= VirtioNetHeader.Size)
        {
            at -= VirtioNetHeader.Size;
            length += VirtioNetHeader.Size;
            frame.Offload.Write(new Span<byte>(at, VirtioNetHeader.Size));
        }
        else
        {
            frame.Offload.Write(_header);
            SetVector(vector++, (byte*)Unsafe.AsPointer(ref _header[0]), VirtioNetHeader.Size); // pinned
        }
        nint written;
        if (frame.SliceCount == 0 && vector == 0)
        {
            written = NativeCalls.write(_descriptor, at, length);
        }
        else
        {
            SetVector(vector++, at, length);
            written = WriteSlices(frame, 0, vector);
        }
        return written >= 0 || Drop(Marshal.GetLastPInvokeError());
    }

    /// <summary>
    /// Pins the slices on the stack, four a level of the recursion: that costs no handle and no allocation, wherever they lie.
    /// </summary>
    private nint WriteSlices(Frame frame, int slice, int vector)
    {
        int left = frame.SliceCount - slice;
        if (left <= 0) return NativeCalls.writev(_descriptor, (iovec*)Unsafe.AsPointer(ref _vectors[0]), vector);
        ReadOnlySpan<byte> first = frame.Slice(slice).Span;
        ReadOnlySpan<byte> second = left > 1 ? frame.Slice(slice + 1).Span : default;
        ReadOnlySpan<byte> third = left > 2 ? frame.Slice(slice + 2).Span : default;
        ReadOnlySpan<byte> fourth = left > 3 ? frame.Slice(slice + 3).Span : default;
        fixed (byte* a = first, b = second, c = third, d = fourth)
        {
            SetVector(vector, a, first.Length);
            if (left > 1) SetVector(vector + 1, b, second.Length);
            if (left > 2) SetVector(vector + 2, c, third.Length);
            if (left > 3) SetVector(vector + 3, d, fourth.Length);
            return WriteSlices(frame, slice + 4, vector + Math.Min(left, 4));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void SetVector(int vector, byte* at, int length)
    {
        ref iovec entry = ref _vectors[vector];
        entry.iov_base = at;
        entry.iov_len = length;
    }

    private bool Drop(int error)
    {
        LastSendError = error;
        return false;
    }

    /// <summary>
    /// On a link of plain frames: completes the checksum that the frame asks for (the field holds the pseudo-header's sum).
    /// Segmentation is refused; a stack that reads <see cref="Offloads"/> never asks for either.
    /// </summary>
    private static bool Complete(Frame frame)
    {
        ref VirtioNetHeader asked = ref frame.Offload;
        if (asked.GsoType != VirtioGsoType.None) return false;
        if ((asked.Flags & VirtioNetFlags.NeedsChecksum) == 0) return true;
        int start = asked.ChecksumStart;
        int field = start + asked.ChecksumOffset;
        if (field + sizeof(ushort) > frame.Length) return false;
        uint sum = InternetChecksum.Sum(frame.Bytes[start..]);
        int offset = frame.Length - start;
        for (int i = 0; i < frame.SliceCount; i++)
        {
            ReadOnlySpan<byte> payload = frame.Slice(i).Span;
            sum = InternetChecksum.Append(sum, offset, payload);
            offset += payload.Length;
        }
        // As Linux does: zero is sent as all ones, which is the same sum, and which UDP needs.
        BinaryPrimitives.WriteUInt16BigEndian(frame.Bytes[field..], InternetChecksum.FinishUdp(sum));
        return true;
    }
}
