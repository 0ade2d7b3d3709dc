using ActorTcp.Device;
using ActorTcp.Protocol.Wire;
using Akka.Actor;

namespace ActorTcp.Network;

/// <summary>
/// Speaks ARP (RFC 826): answers requests for the stack's address, learns from requests and replies, asks again and gives up as
/// the <see cref="Neighbours"/>' timer says.
/// </summary>
/// <remarks>
/// Left out: RFC 5227, that is probing an address before it is used, defending it, and announcing it. Who claims the stack's own
/// address is not believed.
/// </remarks>
internal sealed class ArpActor(StackContext context) : UntypedActor
{
    /// <summary>The actor's name under the stack.</summary>
    public const string Name = "arp";

    /// <summary>How many frames can wait for the actor.</summary>
    public const int InboxLimit = 256;

    private SegmentInbox? _inbox;

    /// <summary>How to make the actor; it belongs on the stack's loop.</summary>
    public static Props Props(StackContext context) => Akka.Actor.Props.Create(() => new ArpActor(context));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        _inbox = new SegmentInbox(Self, InboxLimit);
        context.ArpInbox = _inbox;
        context.Neighbours.Actor = Self;
        context.Neighbours.Poll(); // what became due before the timer had anybody to tell
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        context.Neighbours.Actor = ActorRefs.Nobody;
        if (!context.Link.KeepsLast) context.Neighbours.Clear(); // else the supervisor's last frames still need to know the way
        _inbox?.Close();
    }

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case SegmentsArrived: Receive(); break;
            case ArpTimeout: context.Neighbours.Poll(); break;
            default: Unhandled(message); break;
        }
    }

    private void Receive()
    {
        FrameChain frames = _inbox!.TakeAll();
        while (frames.TakeFirst() is { } frame)
        {
            // Ingress has looked at it: a malformed one does not come here.
            if (ArpPacket.TryRead(frame.Bytes[EthernetHeader.Size..], out ArpPacket packet, out _)) Receive(packet);
            frame.Release();
        }
    }

    private void Receive(in ArpPacket packet)
    {
        Ipv4Network own = context.Options.Address;
        // Somebody else has our address, or reflects our own packets: nothing to learn, and no answer that would poison others.
        if (packet.SenderAddress == own.Address || packet.SenderMac == context.Options.Mac) return;

        // RFC 826: "?Am I the target protocol address?"
        bool forUs = packet.TargetAddress == own.Address;
        // A neighbour is on the link; believing others would only fill the table.
        bool onLink = own.Contains(packet.SenderAddress) && !own.IsBroadcast(packet.SenderAddress);
        if (onLink || packet.SenderAddress == context.Options.Gateway) context.Neighbours.Learn(packet, forUs);

        // "?Is the opcode ares_op$REQUEST?": the reply comes after the merge.
        if (!forUs || packet.Operation != ArpOperation.Request) return;
        if (context.Neighbours.Send(packet.Reply(context.Options.Mac), packet.SenderMac)) context.Counters.Ip.ArpRepliesSent++;
    }
}
