namespace ActorTcp.Device;

/// <summary>What a <see cref="VirtualWire"/> is like.</summary>
public sealed record VirtualWireOptions
{
    /// <summary>How long a frame's last bit travels from one end to any other.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>How fast each end sends, in bits a second; 0 is without limit. Ends do not slow each other (full duplex).</summary>
    public long BitsPerSecond { get; init; }

    /// <summary>The largest IP packet in bytes; a frame is 14 bytes longer.</summary>
    public int Mtu { get; init; } = 1500;

    /// <summary>
    /// How many bytes an end holds that are not on the wire yet (drop-tail). The frame being sent counts until its last bit
    /// has left; without a limit of bandwidth nothing ever waits.
    /// </summary>
    public int QueueLimitBytes { get; init; } = 1024 * 1024;

    /// <summary>
    /// <see cref="DeviceOffloads.None"/>: frames as on a wire only. <see cref="DeviceOffloads.Checksum"/>, and with it
    /// <see cref="DeviceOffloads.Tso4"/>: partial checksums and super-frames pass as they do through a TAP device.
    /// </summary>
    public DeviceOffloads Offloads { get; init; }

    /// <summary>How many frames of up to <see cref="FramePool.SmallBuffer"/> bytes each end can have on the way to it or waiting.</summary>
    public int FramesPerEnd { get; init; } = 8192;

    /// <summary>The same for larger frames; each takes <see cref="FramePool.LargeBuffer"/> bytes on a wire with super-frames.</summary>
    public int LargeFramesPerEnd { get; init; } = 512;

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Latency, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfNegative(BitsPerSecond);
        ArgumentOutOfRangeException.ThrowIfLessThan(Mtu, 68); // RFC 791: every link carries 68 octets
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Mtu, 65535);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(QueueLimitBytes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(FramesPerEnd);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(LargeFramesPerEnd);
        if ((Offloads & ~(DeviceOffloads.Checksum | DeviceOffloads.Tso4)) != 0)
            throw new ArgumentException("a virtual wire carries the offloads Checksum and Tso4 only");
        if (Offloads == DeviceOffloads.Tso4) throw new ArgumentException("Tso4 needs Checksum: segments are made after it");
    }
}
