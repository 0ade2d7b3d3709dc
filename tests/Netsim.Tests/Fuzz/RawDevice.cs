using ActorTcp.Device;
using ActorTcp.Loop;

namespace Netsim.Tests.Fuzz;

/// <summary>A link whose other side is the test: any bytes go in, and what the stack sends is looked at as it leaves.</summary>
internal sealed class RawDevice(RawDevice.SentFrame onSent) : IFrameDevice
{
    /// <summary>Looks at a frame that the stack has sent.</summary>
    public delegate void SentFrame(ReadOnlySpan<byte> frame);

    private readonly byte[] _scratch = new byte[70_000];
    private FrameChain _waiting;
    private Action? _readable;

    public string Name => "raw";

    public int Mtu => 1500;

    public DeviceOffloads Offloads => DeviceOffloads.None;

    public DeviceCounters Counters { get; } = new();

    public FramePool Pool { get; } = new(FramePool.SmallBuffer, 16_384);

    public void Attach(EventLoop loop, Action readable) => _readable = readable;

    /// <summary>A frame arrives; the stack is told with <see cref="Flush"/>. False if no buffer is free.</summary>
    public bool Inject(ReadOnlySpan<byte> bytes)
    {
        if (Pool.TryRent() is not { } frame) return false;
        bytes.CopyTo(frame.Buffer);
        frame.SetRange(0, bytes.Length);
        _waiting.Append(frame);
        return true;
    }

    public void Flush() => _readable?.Invoke();

    public int Receive(ref FrameChain into, int limit)
    {
        int count = 0;
        while (count < limit && _waiting.TakeFirst() is { } frame)
        {
            into.Append(frame);
            count++;
        }
        return count;
    }

    public void Send(ref FrameChain frames)
    {
        while (frames.TakeFirst() is { } frame)
        {
            int length = frame.CopyTo(_scratch);
            frame.Release();
            onSent(_scratch.AsSpan(0, length));
        }
    }

    public void Dispose() => _waiting.Release();
}
