using ActorTcp.Device;
using ActorTcp.Protocol.Wire;
using Akka.Actor;

namespace ActorTcp.Network;

/// <summary>
/// Hands datagrams to the boxes of the ports in <see cref="UdpPorts"/>, and answers those for nobody with port unreachable. In a
/// frame that a box gets, <c>Flow</c> names both ends and <c>Segment</c> says where the payload lies; the checksum has been looked at.
/// </summary>
internal sealed class UdpActor(StackContext context) : UntypedActor
{
    /// <summary>The actor's name under the stack.</summary>
    public const string Name = "udp";

    /// <summary>How many frames can wait for the actor.</summary>
    public const int InboxLimit = 256;

    private SegmentInbox? _inbox;

    /// <summary>How to make the actor; it belongs on the stack's loop.</summary>
    public static Props Props(StackContext context) => Akka.Actor.Props.Create(() => new UdpActor(context));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        _inbox = new SegmentInbox(Self, InboxLimit);
        context.UdpInbox = _inbox;
    }

    /// <inheritdoc/>
    protected override void PostStop() => _inbox?.Close();

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        if (message is not SegmentsArrived)
        {
            Unhandled(message);
            return;
        }
        FrameChain frames = _inbox!.TakeAll();
        while (frames.TakeFirst() is { } frame) Receive(frame);
    }

    private void Receive(Frame frame)
    {
        IpCounters counters = context.Counters.Ip;
        SegmentInbox? box = context.Udp.Find(frame.Flow.LocalAddress, frame.Flow.LocalPort);
        if (box is null)
        {
            counters.UdpNoPorts++;
            // RFC 1122 4.1.3.1: a datagram for a port that nobody has open SHOULD be answered with port unreachable.
            context.IcmpErrors.Unreachable(frame, IcmpUnreachableCode.Port);
            frame.Release();
        }
        else if (box.TryAppend(frame))
        {
            counters.UdpInDatagrams++;
        }
        else
        {
            counters.UdpReceiveBufferErrors++;
            frame.Release();
        }
    }
}
