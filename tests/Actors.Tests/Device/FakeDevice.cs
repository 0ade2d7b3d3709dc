using ActorTcp.Device;
using ActorTcp.Loop;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Tests.Device;

/// <summary>A device of which a test decides what it receives, and sees what it sends, offloads included.</summary>
internal sealed class FakeDevice(DeviceOffloads offloads = DeviceOffloads.None, int mtu = 1500) : IFrameDevice
{
    private readonly FramePool _pool = new(FramePool.LargeBuffer, 256);
    private FrameChain _waiting;
    private Action? _readable;
    private bool _told;

    public string Name => "fake";

    public int Mtu => mtu;

    public DeviceOffloads Offloads => offloads;

    public DeviceCounters Counters { get; } = new();

    public List<(byte[] Bytes, VirtioNetHeader Offload)> Sent { get; } = [];

    public bool Disposed { get; private set; }

    public int Rented => _pool.Rented;

    public void Attach(EventLoop loop, Action readable) => _readable = readable;

    public void Arrive(byte[] bytes, VirtioNetHeader offload = default)
    {
        Frame frame = bytes.ToFrame(_pool);
        frame.Offload = offload;
        _waiting.Append(frame);
        if (_told) return;
        _told = true;
        _readable!();
    }

    public int Receive(ref FrameChain into, int limit)
    {
        int count = 0;
        for (; count < limit && _waiting.TakeFirst() is { } frame; count++) into.Append(frame);
        if (count < limit) _told = false;
        return count;
    }

    public void Send(ref FrameChain frames)
    {
        while (frames.TakeFirst() is { } frame)
        {
            Sent.Add((frame.ToArray(), frame.Offload));
            frame.Release();
        }
    }

    public void Dispose() => Disposed = true;
}
