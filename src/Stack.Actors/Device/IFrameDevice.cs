using ActorTcp.Loop;

namespace ActorTcp.Device;

/// <summary>What a device does with frames that are larger, or less finished, than those on a wire.</summary>
[Flags]
public enum DeviceOffloads
{
    /// <summary>Frames are as on the wire: at most the MTU, checksums complete.</summary>
    None = 0,

    /// <summary>Checksums: sent frames may ask for one to be completed, received ones may carry a partial, trusted one.</summary>
    Checksum = 1,

    /// <summary>TCP over IPv4 segmentation: frames of up to 64 KiB both ways.</summary>
    Tso4 = 2,

    /// <summary>TCP over IPv6 segmentation.</summary>
    Tso6 = 4,

    /// <summary>Segmentation keeps ECN's CWR right.</summary>
    TsoEcn = 8,

    /// <summary>UDP segmentation, one datagram a segment.</summary>
    Uso = 16,
}

/// <summary>
/// A link that carries Ethernet frames. Everything but <see cref="Attach"/> and <see cref="IDisposable.Dispose"/> is called
/// on the loop that the device is attached to, by its device actor alone. Wrappers (capture, faults, trace) implement it over
/// another.
/// </summary>
public interface IFrameDevice : IDisposable
{
    /// <summary>The device's name, for logs and errors.</summary>
    string Name { get; }

    /// <summary>The largest IP packet that a frame on this link carries, in bytes (offloaded frames aside).</summary>
    int Mtu { get; }

    /// <summary>What the device takes off the stack's hands.</summary>
    DeviceOffloads Offloads { get; }

    /// <summary>What has passed and what was dropped.</summary>
    DeviceCounters Counters { get; }

    /// <summary>
    /// Ties the device to a loop, once. <paramref name="readable"/> is called on the loop when frames may wait; it is called
    /// anew only after a <see cref="Receive"/> has returned fewer frames than its limit.
    /// </summary>
    void Attach(EventLoop loop, Action readable);

    /// <summary>Appends waiting frames, at most <paramref name="limit"/>, and never blocks. The caller owns them.</summary>
    /// <returns>
    /// Fewer than the limit: how many were appended, and none is left. The limit: more may wait, even if fewer were appended
    /// (a device may end early to keep what it read in the cache, or drop what it has no buffer for), so call again.
    /// </returns>
    int Receive(ref FrameChain into, int limit);

    /// <summary>Sends the frames in order and takes them all: those the link cannot take are dropped and counted.</summary>
    void Send(ref FrameChain frames);
}
