using ActorTcp.Device;
using Akka.Actor;

namespace ActorTcp.Network;

/// <summary>
/// The way to the device actor, who alone writes the device: frames gather here and the actor is told once, so a turn's output
/// leaves in one go. Bounded by the pools that the frames come from. Without a device actor frames are dropped. Loop thread
/// only.
/// </summary>
internal sealed class Link
{
    private FrameChain _outbox;
    private FrameChain _looped;

    /// <summary>The device actor, from its start to its stop.</summary>
    public IActorRef Device { get; private set; } = ActorRefs.Nobody;

    /// <summary>Frames dropped because there was no device actor.</summary>
    public long Dropped { get; private set; }

    /// <summary>
    /// Whether frames go on gathering after the device actor has stopped: the supervisor sends them, last of all, so that the resets
    /// of connections that end with the stack still leave.
    /// </summary>
    public bool KeepsLast { get; set; }

    /// <summary>The device actor has started.</summary>
    public void Open(IActorRef device) => Device = device;

    /// <summary>The device actor has stopped: what waits is given back, unless the supervisor is still to send it.</summary>
    public void Close()
    {
        Device = ActorRefs.Nobody;
        if (KeepsLast) return;
        Dropped += _outbox.Count + _looped.Count;
        _outbox.Release();
        _looped.Release();
    }

    /// <summary>Queues a finished frame; its ownership goes along.</summary>
    public void Send(Frame frame) => Gather(ref _outbox, frame, TransmitFrames.Instance);

    /// <summary>Queues a finished frame from this stack to itself; its ownership goes along.</summary>
    public void Loop(Frame frame) => Gather(ref _looped, frame, LoopedFrames.Instance);

    /// <summary>Takes what has gathered for the device; the device actor's.</summary>
    public FrameChain TakeAll() => Take(ref _outbox);

    /// <summary>Takes what has gathered for the stack itself; the device actor's.</summary>
    public FrameChain TakeLooped() => Take(ref _looped);

    private static FrameChain Take(ref FrameChain chain)
    {
        FrameChain all = chain;
        chain = default;
        return all;
    }

    private void Gather(ref FrameChain chain, Frame frame, object message)
    {
        if (ReferenceEquals(Device, ActorRefs.Nobody))
        {
            if (KeepsLast)
            {
                chain.Append(frame);
                return;
            }
            Dropped++;
            frame.Release();
            return;
        }
        bool first = chain.IsEmpty;
        chain.Append(frame);
        if (first) Device.Tell(message, ActorRefs.NoSender);
    }
}

/// <summary>Frames wait in the <see cref="Link"/>.</summary>
internal sealed class TransmitFrames
{
    public static readonly TransmitFrames Instance = new();

    private TransmitFrames()
    {
    }
}

/// <summary>Frames from the stack to itself wait in the <see cref="Link"/>.</summary>
internal sealed class LoopedFrames
{
    public static readonly LoopedFrames Instance = new();

    private LoopedFrames()
    {
    }
}
