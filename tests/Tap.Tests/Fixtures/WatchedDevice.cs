using System.Buffers.Binary;
using Akka.Dispatch;
using ActorTcp.Device;
using ActorTcp.Loop;

namespace Tap.Tests.Fixtures;

/// <summary>
/// Lets a test await a TCP segment that passes, and hold back what the kernel sends: the frames wait in the TAP's own queue.
/// </summary>
internal sealed class WatchedDevice(IFrameDevice inner) : IFrameDevice
{
    private const int Tcp = Packets.Ethernet + Packets.Ip; // in frames without IP options, which nobody here sends

    private readonly List<(bool Sent, Predicate<SegmentSeen> Asked, TaskCompletionSource Seen)> _watches = [];
    private readonly Lock _lock = new();
    private EventLoop? _loop;
    private Action? _readable;
    private volatile bool _held;

    public string Name => inner.Name;

    public int Mtu => inner.Mtu;

    public DeviceOffloads Offloads => inner.Offloads;

    public DeviceCounters Counters => inner.Counters;

    /// <summary>Ends when the stack sends such a segment after this call.</summary>
    public Task SentAsync(Predicate<SegmentSeen> asked) => Watch(true, asked);

    /// <summary>Ends when the kernel sends such a segment after this call.</summary>
    public Task ReceivedAsync(Predicate<SegmentSeen> asked) => Watch(false, asked);

    /// <summary>When this has ended the stack receives nothing that the kernel sends from then on.</summary>
    public Task HoldAsync()
    {
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _loop!.Execute(new ActionRunnable(() => // between two calls of Receive, not in one
        {
            _held = true;
            held.SetResult();
        }));
        return held.Task;
    }

    /// <summary>The stack receives again, first what was held.</summary>
    public void Release()
    {
        _held = false;
        _loop!.Execute(new ActionRunnable(_readable!));
    }

    public void Attach(EventLoop loop, Action readable)
    {
        _loop = loop;
        _readable = readable;
        inner.Attach(loop, readable);
    }

    public int Receive(ref FrameChain into, int limit)
    {
        if (_held) return 0;
        FrameChain received = default;
        int count = inner.Receive(ref received, limit);
        Look(received, sent: false);
        into.Append(ref received);
        return count;
    }

    public void Send(ref FrameChain frames)
    {
        Look(frames, sent: true);
        inner.Send(ref frames);
    }

    public void Dispose() => inner.Dispose();

    private Task Watch(bool sent, Predicate<SegmentSeen> asked)
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock) _watches.Add((sent, asked, seen));
        return seen.Task;
    }

    private void Look(in FrameChain frames, bool sent)
    {
        lock (_lock)
        {
            if (_watches.Count == 0) return;
            for (Frame? frame = frames.Head; frame is not null; frame = FrameChain.After(frame))
            {
                if (frame.Length < Tcp + 20 || frame.Bytes[12] != 8 || frame.Bytes[13] != 0 || frame.Bytes[23] != 6) continue;
                Span<byte> header = frame.Bytes[Tcp..];
                ushort window = BinaryPrimitives.ReadUInt16BigEndian(header[14..]);
                int text = frame.TotalLength - Tcp - (header[12] >> 4) * 4;
                var segment = new SegmentSeen(header[13], window, BinaryPrimitives.ReadUInt32BigEndian(header[4..]), text);
                _watches.RemoveAll(watch => watch.Sent == sent && watch.Asked(segment) && watch.Seen.TrySetResult());
            }
        }
    }
}

/// <summary>What a test asks of a segment that passes.</summary>
internal readonly record struct SegmentSeen(byte Flags, ushort Window, uint Sequence, int TextLength)
{
    public bool IsSyn => (Flags & (Packets.Syn | Packets.Ack)) == Packets.Syn;

    public bool IsSynAck => (Flags & (Packets.Syn | Packets.Ack)) == (Packets.Syn | Packets.Ack);

    public bool IsBareAck => Flags == Packets.Ack && TextLength == 0;

    public bool IsFin => (Flags & Packets.Fin) != 0;

    public bool IsReset => (Flags & Packets.Rst) != 0;

    public bool HasZeroWindow => Window == 0 && !IsReset;
}
