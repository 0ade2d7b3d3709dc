namespace ActorTcp.Device;

/// <summary>One end of a <see cref="VirtualWire"/>: the queue towards the wire, the buffers, and the frames that wait.</summary>
internal sealed class WireEnd : VirtualEnd
{
    private readonly VirtualWire _wire;
    private readonly FramePool _small;
    private readonly FramePool? _large;

    public WireEnd(VirtualWire wire, string name)
        : base(wire.Loop, name)
    {
        _wire = wire;
        VirtualWireOptions options = wire.Options;
        Line = new SerialLine(options.BitsPerSecond, options.QueueLimitBytes);
        _small = new FramePool(FramePool.SmallBuffer, options.FramesPerEnd);
        int largest = (options.Offloads & DeviceOffloads.Tso4) != 0 ? FramePool.LargeBuffer : options.Mtu + VirtualWire.EthernetHeaderLength;
        if (largest > FramePool.SmallBuffer) _large = new FramePool(largest, options.LargeFramesPerEnd);
    }

    public override int Mtu => _wire.Options.Mtu;

    public override DeviceOffloads Offloads => _wire.Options.Offloads;

    internal SerialLine Line { get; }

    internal int Rented => _small.Rented + (_large?.Rented ?? 0);

    internal Frame? TryCopy(Frame frame)
    {
        int length = frame.TotalLength;
        Frame? copy = IsDisposed ? null : length <= FramePool.SmallBuffer ? _small.TryRent() : _large?.TryRent();
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

    protected override bool TrySend(Frame frame) => _wire.Transmit(this, frame);

    protected override void Disconnect() => _wire.Disconnect(this);
}
