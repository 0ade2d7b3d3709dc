using Akka.Dispatch;
using ActorTcp.Loop;

namespace ActorTcp.Device;

/// <summary>One end of a <see cref="VirtualWire"/>: the queue towards the wire, the buffers, and the frames that wait.</summary>
internal sealed class WireEnd : IFrameDevice
{
    private readonly VirtualWire _wire;
    private readonly FramePool _small;
    private readonly FramePool? _large;
    private FrameChain _waiting;
    private volatile Action? _readable;
    private volatile bool _disposed;
    private bool _told;

    public WireEnd(VirtualWire wire, string name)
    {
        _wire = wire;
        Name = name;
        VirtualWireOptions options = wire.Options;
        Line = new SerialLine(options.BitsPerSecond, options.QueueLimitBytes);
        _small = new FramePool(FramePool.SmallBuffer, options.FramesPerEnd);
        int largest = (Offloads & DeviceOffloads.Tso4) != 0 ? FramePool.LargeBuffer : options.Mtu + VirtualWire.EthernetHeaderLength;
        if (largest > FramePool.SmallBuffer) _large = new FramePool(largest, options.LargeFramesPerEnd);
    }

    public string Name { get; }

    public int Mtu => _wire.Options.Mtu;

    public DeviceOffloads Offloads => _wire.Options.Offloads;

    public DeviceCounters Counters { get; } = new();

    internal SerialLine Line { get; }

    internal int Rented => _small.Rented + (_large?.Rented ?? 0);

    public void Attach(EventLoop loop, Action readable)
    {
        ArgumentNullException.ThrowIfNull(readable);
        if (!ReferenceEquals(loop, _wire.Loop)) throw new ArgumentException("a virtual wire's ends are on the wire's own loop", nameof(loop));
        if (_readable is not null) throw new InvalidOperationException($"{Name} is attached already");
        _readable = readable;
        loop.Execute(new ActionRunnable(TellReadable)); // frames may have come before
    }

    public int Receive(ref FrameChain into, int limit)
    {
        int taken = 0;
        while (taken < limit && _waiting.TakeFirst() is { } frame)
        {
            Counters.FramesReceived++;
            Counters.BytesReceived += frame.TotalLength;
            into.Append(frame);
            taken++;
        }
        if (taken < limit) _told = false;
        return taken;
    }

    public void Send(ref FrameChain frames)
    {
        while (frames.TakeFirst() is { } frame)
        {
            if (!_disposed && _wire.Transmit(this, frame))
            {
                Counters.FramesSent++;
                Counters.BytesSent += frame.TotalLength;
            }
            else
            {
                Counters.SendDropped++;
            }
            frame.Release();
        }
    }

    /// <summary>Leaves the wire; what waits is released on the loop, where frames belong.</summary>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        _wire.Loop.Execute(new ActionRunnable(Leave));
    }

    internal Frame? TryCopy(Frame frame)
    {
        int length = frame.TotalLength;
        Frame? copy = _disposed ? null : length <= FramePool.SmallBuffer ? _small.TryRent() : _large?.TryRent();
        if (copy is null)
        {
            Counters.ReceiveDropped++;
            return null;
        }
        copy.SetRange(0, length);
        frame.CopyTo(copy.Bytes);
        if (Offloads != DeviceOffloads.None) copy.Offload = frame.Offload;
        return copy;
    }

    /// <summary>Takes a frame that has arrived; false if nobody is there any more.</summary>
    internal bool Accept(Frame frame)
    {
        if (_disposed)
        {
            frame.Release();
            return false;
        }
        _waiting.Append(frame);
        return true;
    }

    /// <summary>Says once that frames wait, and anew only after a <see cref="Receive"/> that found fewer than it could take.</summary>
    internal void TellReadable()
    {
        if (_told || _waiting.IsEmpty || _disposed || _readable is not { } readable) return;
        _told = true;
        readable();
    }

    private void Leave()
    {
        _wire.Disconnect(this);
        _waiting.Release();
    }
}
