using ActorTcp.Loop;
using ActorTcp.Protocol;

namespace ActorTcp.Device;

/// <summary>
/// Tells each frame that passes a device in one line: the loop's time, <c>&gt;</c> for sent or <c>&lt;</c> for received, and what
/// <see cref="FrameDescriber"/> says of it. A sink that throws ends the trace, never the traffic.
/// </summary>
public sealed class TracingDevice : IFrameDevice
{
    private readonly IFrameDevice _inner;
    private readonly Action<string> _sink;
    private readonly FrameDescriber _describer;
    private byte[] _scratch = new byte[FramePool.SmallBuffer];
    private EventLoop? _loop;

    /// <summary>Traces in front of a device.</summary>
    /// <param name="inner">The device, the wrapper's to dispose.</param>
    /// <param name="sink">Takes the lines, on the loop: it should not block.</param>
    /// <param name="describer">How frames are described; by default with relative sequence numbers.</param>
    public TracingDevice(IFrameDevice inner, Action<string> sink, FrameDescriber? describer = null)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentNullException.ThrowIfNull(sink);
        _inner = inner;
        _sink = sink;
        _describer = describer ?? new FrameDescriber();
    }

    /// <summary>What the sink threw; the trace has ended then.</summary>
    public Exception? Failure { get; private set; }

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
        _loop = loop;
        _inner.Attach(loop, readable);
    }

    /// <inheritdoc/>
    public int Receive(ref FrameChain into, int limit)
    {
        FrameChain received = default;
        int count = _inner.Receive(ref received, limit);
        Trace(received, '<');
        into.Append(ref received);
        return count;
    }

    /// <inheritdoc/>
    public void Send(ref FrameChain frames)
    {
        Trace(frames, '>');
        _inner.Send(ref frames);
    }

    /// <inheritdoc/>
    public void Dispose() => _inner.Dispose();

    private void Trace(in FrameChain frames, char direction)
    {
        Instant now = _loop?.Now ?? Instant.Zero;
        for (Frame? frame = frames.Head; frame is not null && Failure is null; frame = FrameChain.After(frame))
        {
            if (frame.TotalLength > _scratch.Length) _scratch = new byte[Math.Max(frame.TotalLength, FramePool.LargeBuffer)];
            int length = frame.CopyTo(_scratch);
            string what = _describer.Describe(_scratch.AsSpan(0, length), frame.Offload);
            try
            {
                _sink($"{now} {direction} {what}");
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                Failure = failure;
            }
        }
    }
}
