using ActorTcp.Device;
using ActorTcp.Loop;
using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Tests.Device;

/// <summary>What a stack is to a device: takes each frame when told, notes when, and releases it.</summary>
internal sealed class Station
{
    private readonly EventLoop _loop;
    private readonly FramePool _pool = new(FramePool.LargeBuffer, 64);

    public Station(EventLoop loop, IFrameDevice device, bool attach = true)
    {
        _loop = loop;
        Device = device;
        if (attach) device.Attach(loop, OnReadable);
    }

    public IFrameDevice Device { get; }

    public List<(Instant At, byte[] Bytes, VirtioNetHeader Offload)> Received { get; } = [];

    public int Told { get; private set; }

    /// <summary>Whether all calls came on the loop; those of <see cref="FakeDevice.Arrive"/> come on the test's thread.</summary>
    public bool AlwaysOnLoop { get; private set; } = true;

    /// <summary>Whether a call that frames wait is answered by reading them at once.</summary>
    public bool Reads { get; set; } = true;

    public int Rented => _pool.Rented;

    public IEnumerable<int> Numbers => Received.Select(frame => Packets.NumberOf(frame.Bytes));

    public void Attach() => Device.Attach(_loop, OnReadable);

    public void Send(byte[] bytes, VirtioNetHeader offload = default)
    {
        Frame frame = bytes.ToFrame(_pool);
        frame.Offload = offload;
        FrameChain chain = default;
        chain.Append(frame);
        Device.Send(ref chain);
        Assert.True(chain.IsEmpty);
    }

    /// <summary>Sends the headers from the buffer and the rest as attached slices.</summary>
    public void SendScattered(byte[] bytes, int inBuffer, int slice, VirtioNetHeader offload = default)
    {
        Frame frame = bytes[..inBuffer].ToFrame(_pool);
        for (int at = inBuffer; at < bytes.Length; at += slice)
            Assert.True(frame.Attach(bytes.AsMemory(at, Math.Min(slice, bytes.Length - at))));
        frame.Offload = offload;
        FrameChain chain = default;
        chain.Append(frame);
        Device.Send(ref chain);
    }

    public void SendNumbered(int from, int count, int length = 60)
    {
        for (int i = 0; i < count; i++) Send(Packets.Numbered(from + i, length));
    }

    public int Read(int limit)
    {
        FrameChain chain = default;
        int count = Device.Receive(ref chain, limit);
        Assert.Equal(count, chain.Count);
        while (chain.TakeFirst() is { } frame)
        {
            Received.Add((_loop.Now, frame.ToArray(), frame.Offload));
            frame.Release();
        }
        return count;
    }

    private void OnReadable()
    {
        AlwaysOnLoop &= _loop.IsInLoop;
        Told++;
        while (Reads && Read(8) == 8)
        {
        }
    }
}
