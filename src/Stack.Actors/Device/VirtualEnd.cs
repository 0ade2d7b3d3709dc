using Akka.Dispatch;
using ActorTcp.Loop;

namespace ActorTcp.Device;

/// <summary>An end of something in memory that carries frames on one loop: the frames that have arrived, and who is told of them.</summary>
internal abstract class VirtualEnd(EventLoop loop, string name) : IFrameDevice
{
    private FrameChain _waiting;
    private volatile Action? _readable;
    private volatile bool _disposed;
    private bool _told;

    public string Name => name;

    public abstract int Mtu { get; }

    public abstract DeviceOffloads Offloads { get; }

    public DeviceCounters Counters { get; } = new();

    /// <summary>Whether nobody is there any more.</summary>
    protected bool IsDisposed => _disposed;

    public void Attach(EventLoop to, Action readable)
    {
        ArgumentNullException.ThrowIfNull(readable);
        if (!ReferenceEquals(to, loop)) throw new ArgumentException($"{Name} is on another loop", nameof(to));
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
            if (!_disposed && TrySend(frame))
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
        AfterSend();
    }

    /// <summary>Leaves; what waits is released on the loop, where frames belong.</summary>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        loop.Execute(new ActionRunnable(Leave));
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

    /// <summary>Puts a frame, which stays the caller's, on its way; false: it is dropped.</summary>
    protected abstract bool TrySend(Frame frame);

    /// <summary>All frames of a <see cref="Send"/> are on their way.</summary>
    protected virtual void AfterSend()
    {
    }

    /// <summary>Nothing arrives here any more.</summary>
    protected abstract void Disconnect();

    private void Leave()
    {
        Disconnect();
        _waiting.Release();
    }
}
