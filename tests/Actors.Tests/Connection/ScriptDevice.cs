using ActorTcp.Device;
using ActorTcp.Loop;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Tests.Connection;

/// <summary>A link whose other side is the test: frames are put in by hand and taken out by hand.</summary>
internal sealed class ScriptDevice(DeviceOffloads offloads = DeviceOffloads.None, int mtu = 1500) : IFrameDevice
{
    private readonly Queue<byte[]> _toStack = new();
    private Action? _readable;

    public string Name => "script";

    public int Mtu => mtu;

    public DeviceOffloads Offloads => offloads;

    public DeviceCounters Counters { get; } = new();

    public FramePool Pool { get; } = new(FramePool.LargeBuffer, 256);

    /// <summary>What the stack sent and the test has not taken.</summary>
    public Queue<byte[]> FromStack { get; } = new();

    /// <summary>What the last frame asked of the device.</summary>
    public VirtioNetHeader LastOffload { get; private set; }

    /// <summary>Answers a frame of the stack at once, instead of leaving it to the test; null leaves it.</summary>
    public Func<byte[], byte[]?>? Answer { get; set; }

    public void Attach(EventLoop loop, Action readable) => _readable = readable;

    public void Inject(byte[] frame)
    {
        _toStack.Enqueue(frame);
        _readable?.Invoke();
    }

    public int Receive(ref FrameChain into, int limit)
    {
        int count = 0;
        while (count < limit && _toStack.TryDequeue(out byte[]? bytes))
        {
            Frame frame = Pool.TryRent() ?? throw new InvalidOperationException("the pool is exhausted: frames leak");
            bytes.CopyTo(frame.Buffer[2..]);
            frame.SetRange(2, bytes.Length);
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
            LastOffload = frame.Offload;
            frame.Release();
            // The peer's neighbour discovery is no part of any script.
            if (Answer?.Invoke(bytes) is { } reply) Inject(reply);
            else FromStack.Enqueue(bytes);
        }
    }

    public void Dispose()
    {
    }
}
