using ActorTcp.Device;
using Akka.Actor;
using Akka.Event;

namespace ActorTcp.Network;

/// <summary>
/// Frames on their way to one actor of the loop: the device appends, the actor takes them all. The actor is told
/// <see cref="SegmentsArrived"/> only when the box was empty, so whatever came meanwhile travels as one message, the number of
/// frames in flight is bounded, and frames cannot get lost in a mailbox whose actor has stopped: who owns the box releases
/// them. Loop thread only.
/// </summary>
internal sealed class SegmentInbox(IActorRef owner, int limit)
{
    private FrameChain _frames;
    private bool _told;
    private bool _errorTold;

    /// <summary>Who is told.</summary>
    public IActorRef Owner { get; private set; } = owner;

    /// <summary>With whom the socket shares its local port.</summary>
    public PortSharing Sharing { get; init; }

    /// <summary>How many frames wait.</summary>
    public int Count => _frames.Count;

    /// <summary>Frames refused because the box was full.</summary>
    public long Refused { get; private set; }

    /// <summary>Puts a frame in and takes ownership; a full box refuses it, and the caller keeps it.</summary>
    public bool TryAppend(Frame frame)
    {
        if (_frames.Count >= limit)
        {
            Refused++;
            return false;
        }
        _frames.Append(frame);
        if (_told) return true;
        _told = true;
        Owner.Tell(SegmentsArrived.Instance, ActorRefs.NoSender);
        return true;
    }

    /// <summary>Takes everything out; the caller owns the frames.</summary>
    public FrameChain TakeAll()
    {
        _told = false;
        FrameChain all = _frames;
        _frames = default;
        return all;
    }

    /// <summary>Puts taken frames back, before what came since, and tells nobody until <see cref="PassTo"/>.</summary>
    public void PutBack(ref FrameChain frames)
    {
        frames.Append(ref _frames);
        _frames = frames;
        frames = default;
        _told = true;
    }

    /// <summary>A box that takes nothing, in the place of one whose actor has not started.</summary>
    public static SegmentInbox CreateClosed() => new(ActorRefs.Nobody, 0);

    /// <summary>Tells the owner of an ICMP error, unless it has not handled the last one yet: a flood of them stays bounded.</summary>
    public void Report(IcmpErrorArrived error)
    {
        if (_errorTold || limit == 0) return;
        _errorTold = true;
        Owner.Tell(error, ActorRefs.NoSender);
    }

    /// <summary>The owner has handled an ICMP error.</summary>
    public void ErrorHandled() => _errorTold = false;

    /// <summary>Hands the box, and what is in it, to another actor.</summary>
    public void PassTo(IActorRef owner)
    {
        Owner = owner;
        _errorTold = false; // what the one before has not handled is lost, as advice may be
        _told = _frames.Count > 0;
        if (_told) owner.Tell(SegmentsArrived.Instance, ActorRefs.NoSender);
    }

    /// <summary>Gives back what is in the box and tells nobody about what comes later.</summary>
    public void Close()
    {
        _frames.Release();
        _frames = default;
        limit = 0;
    }
}

/// <summary>Frames wait in the actor's <see cref="SegmentInbox"/>.</summary>
internal sealed class SegmentsArrived : IDeadLetterSuppression
{
    public static readonly SegmentsArrived Instance = new();

    private SegmentsArrived()
    {
    }
}
