using ActorTcp.Device;
using ActorTcp.Loop;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Tests.Network;

/// <summary>A link whose other side is the test: frames are put in and taken out by hand.</summary>
internal sealed class ManualDevice(int mtu = 1500, DeviceOffloads offloads = DeviceOffloads.None) : IFrameDevice
{
    private readonly Queue<(byte[] Bytes, VirtioNetHeader Offload)> _waiting = new();
    private Action? _readable;

    public string Name => "manual";

    public int Mtu => mtu;

    public DeviceOffloads Offloads => offloads;

    public DeviceCounters Counters { get; } = new();

    public FramePool Pool { get; } = new(FramePool.LargeBuffer, 1024);

    /// <summary>What the stack has sent and the test has not taken.</summary>
    public Queue<byte[]> Sent { get; } = new();

    /// <summary>The most frames that one call was asked for.</summary>
    public int Receives { get; private set; }

    public void Attach(EventLoop loop, Action readable) => _readable = readable;

    /// <summary>Frames that arrive at the same instant.</summary>
    public void Inject(IEnumerable<byte[]> frames, VirtioNetHeader offload = default)
    {
        foreach (byte[] frame in frames) _waiting.Enqueue((frame, offload));
        _readable?.Invoke();
    }

    public int Receive(ref FrameChain into, int limit)
    {
        Receives++;
        int count = 0;
        while (count < limit && _waiting.TryDequeue(out var next))
        {
            Frame frame = Pool.TryRent() ?? throw new InvalidOperationException("the pool is exhausted: frames leak");
            next.Bytes.CopyTo(frame.Buffer[2..]);
            frame.SetRange(2, next.Bytes.Length);
            frame.Offload = next.Offload;
            into.Append(frame);
            count++;
        }
        return count;
    }

    public void Send(ref FrameChain frames)
    {
        while (frames.TakeFirst() is { } frame)
        {
            byte[] bytes = new byte[frame.TotalLength];
            frame.CopyTo(bytes);
            Sent.Enqueue(bytes);
            frame.Release();
        }
    }

    public void Dispose()
    {
    }
}
