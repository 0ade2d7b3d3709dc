using ActorTcp.Loop;
using ActorTcp.Protocol;

namespace ActorTcp.Device;

/// <summary>
/// Writes what passes a device, both ways, to a pcap file: one record a frame as it passes, so a super-frame is one record, as
/// in tcpdump on a TAP. What the device is asked to complete is complete in the capture.
/// </summary>
/// <remarks>The capture is flushed every <see cref="FlushInterval"/> in which something passed, and when the device is disposed.</remarks>
public sealed class CaptureDevice : IFrameDevice
{
    private readonly IFrameDevice _inner;
    private readonly PcapWriter _writer;
    private EventLoop? _loop;
    private LoopTimer? _flush;

    /// <summary>Captures in front of a device; both are the wrapper's to dispose.</summary>
    /// <param name="inner">The device.</param>
    /// <param name="writer">The file.</param>
    public CaptureDevice(IFrameDevice inner, PcapWriter writer)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentNullException.ThrowIfNull(writer);
        _inner = inner;
        _writer = writer;
    }

    /// <summary>How long captured frames wait for a flush at most.</summary>
    public static TimeSpan FlushInterval { get; } = TimeSpan.FromMilliseconds(100);

    /// <inheritdoc/>
    public string Name => _inner.Name;

    /// <inheritdoc/>
    public int Mtu => _inner.Mtu;

    /// <inheritdoc/>
    public DeviceOffloads Offloads => _inner.Offloads;

    /// <inheritdoc/>
    public DeviceCounters Counters => _inner.Counters;

    /// <inheritdoc/>
    public void Attach(EventLoop loop, Action readable)
    {
        ArgumentNullException.ThrowIfNull(loop);
        _loop = loop;
        _flush = loop.CreateTimer(_writer.Flush);
        _inner.Attach(loop, readable);
    }

    /// <inheritdoc/>
    public int Receive(ref FrameChain into, int limit)
    {
        FrameChain received = default;
        int count = _inner.Receive(ref received, limit);
        Capture(received);
        into.Append(ref received);
        return count;
    }

    /// <inheritdoc/>
    public void Send(ref FrameChain frames)
    {
        Capture(frames);
        _inner.Send(ref frames);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _inner.Dispose();
        _writer.Dispose();
    }

    private void Capture(in FrameChain frames)
    {
        Instant now = _loop?.Now ?? Instant.Zero;
        for (Frame? frame = frames.Head; frame is not null; frame = FrameChain.After(frame)) _writer.Write(now, frame);
        if (_flush is { IsArmed: false } timer && _writer.HasPending) timer.Arm(now + FlushInterval);
    }
}
