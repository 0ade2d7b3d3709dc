using Akka.Dispatch;
using ActorTcp.Loop;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Device;

/// <summary>One end of a <see cref="SimulatedLink"/>.</summary>
internal sealed class LinkEnd(SimulatedLink link, LinkSide side, string name) : IFrameDevice
{
    private FrameChain _waiting;
    private volatile Action? _readable;
    private volatile bool _disposed;
    private bool _told;

    public string Name => name;

    public LinkSide Side => side;

    public int Mtu => link.Mtu;

    public DeviceOffloads Offloads => link.Offloads;

    public DeviceCounters Counters { get; } = new();

    /// <summary>The address that frames from here last came from.</summary>
    internal MacAddress Station { get; private set; }

    public void Attach(EventLoop loop, Action readable)
    {
        ArgumentNullException.ThrowIfNull(readable);
        if (!ReferenceEquals(loop, link.Loop)) throw new ArgumentException("a simulated link's ends are on the link's own loop", nameof(loop));
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
            if (EthernetHeader.TryRead(frame.Bytes, out EthernetHeader header) && !_disposed)
            {
                Station = header.Source;
                link.Take(this, frame);
                Counters.FramesSent++;
                Counters.BytesSent += frame.TotalLength;
            }
            else
            {
                Counters.SendDropped++;
            }
            frame.Release();
        }
        link.ArmTimer();
    }

    /// <summary>Leaves the link; what waits is released on the loop, where frames belong.</summary>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        link.Loop.Execute(new ActionRunnable(Leave));
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

    private void Leave()
    {
        link.Disconnect(this);
        _waiting.Release();
    }
}
