using System.Net.NetworkInformation;
using ActorTcp.Device;
using ActorTcp.Loop;
using ActorTcp.Tap.Interop;
using Microsoft.Win32.SafeHandles;

namespace ActorTcp.Tap;

/// <summary>
/// A Linux TAP: frames of up to 64 KiB with checksum and segmentation offload where the kernel takes the virtio-net header,
/// plain frames where it does not.
/// </summary>
/// <remarks>
/// One system call moves one frame. The virtio-net header lies in the ten bytes before the frame in its buffer, both ways
/// (<see cref="HeadRoom"/>), so a frame without attached payload needs no vector of buffers. An interface that was made here
/// goes with the descriptor: it never outlives the process.
/// </remarks>
public sealed partial class TapDevice : IFrameDevice
{
    /// <summary>
    /// Where a received frame starts in its buffer: room for the virtio-net header, and 2 more than a multiple of 16, so that
    /// the IP header, 14 bytes on, lies on a multiple of 16 of the buffer. A sent frame that starts at
    /// <see cref="Protocol.Wire.VirtioNetHeader.Size"/> or later is spared a vector: the device writes that header just
    /// before it, into the buffer.
    /// </summary>
    public const int HeadRoom = 18;

    private readonly SafeFileHandle _handle;
    private readonly int _descriptor;
    private readonly bool _hasHeader;
    private ILoopWatch? _watch;
    private int _attached;
    private int _drained;
    private int _disposed;

    private TapDevice(SafeFileHandle handle, string name, DeviceOffloads? offloads, bool madeHere, InterfaceSocket sockets, int buffers)
    {
        _handle = handle;
        _descriptor = (int)handle.DangerousGetHandle();
        _hasHeader = offloads is not null;
        Name = name;
        Offloads = offloads ?? DeviceOffloads.None;
        IsMadeHere = madeHere;
        Mtu = sockets.GetMtu(name);
        InterfaceIndex = sockets.GetIndex(name);
        HostHardwareAddress = sockets.GetHardwareAddress(name);
        _pool = new FramePool(BufferSize(_hasHeader, Mtu), buffers);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public int Mtu { get; }

    /// <inheritdoc/>
    public DeviceOffloads Offloads { get; }

    /// <inheritdoc/>
    public DeviceCounters Counters { get; } = new();

    /// <summary>Whether opening made the interface, so that disposing removes it; else it existed and stays.</summary>
    public bool IsMadeHere { get; }

    /// <summary>The interface's number in its namespace.</summary>
    public int InterfaceIndex { get; }

    /// <summary>The kernel's own hardware address on the link.</summary>
    public PhysicalAddress HostHardwareAddress { get; }

    /// <summary>The error number with which the interface failed for good (it was removed under us), or 0. No frame comes any more.</summary>
    public int Failure { get; private set; }

    /// <summary>Why the link did not take the last frame that it did not take: an error number; for logs and tests.</summary>
    public int LastSendError { get; private set; }

    /// <summary>Opens a TAP as the options say: in their namespace, set up and up.</summary>
    /// <exception cref="TapException">It cannot be had; the message says what to do.</exception>
    public static TapDevice Open(TapOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return options.Namespace.Run(() => OpenHere(options));
    }

    /// <inheritdoc/>
    public void Attach(EventLoop loop, Action readable)
    {
        ArgumentNullException.ThrowIfNull(loop);
        ArgumentNullException.ThrowIfNull(readable);
        if (Interlocked.Exchange(ref _attached, 1) == 1) throw new InvalidOperationException($"{Name} is attached to a loop already");
        ObjectDisposedException.ThrowIf(_disposed == 1, this);
        ILoopWatch watch = loop.Watch(_descriptor, readable);
        Interlocked.Exchange(ref _watch, watch);
        RearmIfDrained(watch); // the loop may have called back, and drained the device, before it could see the watch
    }

    /// <summary>
    /// Closes the device; nothing is received or sent after that. From any thread. An interface that was made here disappears,
    /// at the latest when the loop that is polling it at the moment has woken up.
    /// </summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1) return;
        Volatile.Read(ref _watch)?.Dispose();
        _handle.Dispose(); // closes when a Receive or Send on the loop that is under way has ended
    }

    /// <summary>Has the watch call again because nothing waits any more.</summary>
    private void Drained()
    {
        if (Volatile.Read(ref _watch) is { } watch)
        {
            watch.Rearm();
            return;
        }
        // Not attached, or just being attached by another thread: whoever comes second sees what the first wrote.
        Interlocked.Exchange(ref _drained, 1);
        if (Volatile.Read(ref _watch) is { } late) RearmIfDrained(late);
    }

    private void RearmIfDrained(ILoopWatch watch)
    {
        if (Interlocked.Exchange(ref _drained, 0) == 1) watch.Rearm();
    }

    private static int BufferSize(bool hasHeader, int mtu)
    {
        if (hasHeader) return FramePool.LargeBuffer;
        const int EthernetAndVlan = 18;
        int needed = HeadRoom + EthernetAndVlan + mtu + 1; // one more than a frame can fill tells a frame that was cut
        return Math.Max(FramePool.SmallBuffer, (needed + 63) & ~63);
    }

    /// <summary>Keeps the descriptor open for the length of a call, so that it is never another file's number.</summary>
    private bool TryUse()
    {
        if (Volatile.Read(ref _disposed) == 1) return false;
        try
        {
            bool used = false;
            _handle.DangerousAddRef(ref used);
            return used;
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
    }
}
