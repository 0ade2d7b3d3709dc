using ActorTcp.Device;
using ActorTcp.Protocol.Wire;
using Akka.Actor;

namespace ActorTcp.Network;

/// <summary>
/// Answers echo requests and takes in ICMP errors: one about a TCP segment of ours goes to its connection as an
/// <see cref="IcmpErrorArrived"/>, one about a datagram to its socket. The errors that the stack sends are made by <see cref="IcmpErrors"/>.
/// </summary>
internal sealed class IcmpActor(StackContext context) : UntypedActor
{
    /// <summary>The actor's name under the stack.</summary>
    public const string Name = "icmp";

    /// <summary>How many frames can wait for the actor.</summary>
    public const int InboxLimit = 256;

    private SegmentInbox? _inbox;

    /// <summary>How to make the actor; it belongs on the stack's loop.</summary>
    public static Props Props(StackContext context) => Akka.Actor.Props.Create(() => new IcmpActor(context));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        _inbox = new SegmentInbox(Self, InboxLimit);
        context.IcmpInbox = _inbox;
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
        while (frames.TakeFirst() is { } frame)
        {
            Receive(frame);
            frame.Release();
        }
    }

    private void Receive(Frame frame)
    {
        // Ingress has looked at it, the checksum included: a malformed one does not come here.
        ReadOnlySpan<byte> bytes = frame.Bytes[frame.Segment.HeaderOffset..];
        if (!IcmpV4.TryRead(bytes, out IcmpV4 message, out _, verifyChecksum: false)) return;
        if (message.Type == IcmpType.EchoRequest) Reply(frame, message);
        else if (message.IsError) TakeError(message);
        // RFC 1122 3.2.2: "an ICMP message of unknown type ... MUST be silently discarded". Echo replies: nobody here has asked.
    }

    /// <summary>RFC 1122 3.2.2.6: the reply holds all the data of the request; a large one goes out in fragments.</summary>
    private void Reply(Frame frame, in IcmpV4 request)
    {
        // RFC 1122 3.2.2.6: a request to a broadcast address MAY be discarded silently. A reply there would be an amplifier's.
        if (frame.Flow.LocalAddress != context.Options.Address.Address) return;
        if (!Ipv4Header.TryRead(frame.Bytes[EthernetHeader.Size..], out Ipv4Header ip, out _, verifyChecksum: false)) return;

        int length = IcmpV4.HeaderSize + request.Data.Length;
        bool fits = Ipv4Header.MinLength + length <= context.Device.Mtu;
        Frame? reply = context.Ip.TryBuild(frame.Flow.RemoteAddress, IpProtocol.Icmp, length, dontFragment: fits, ip.TypeOfService);
        if (reply is null) return;
        IcmpV4.WriteEchoReply(reply.Bytes[Ipv4Header.MinLength..], request);
        context.Counters.Ip.IcmpEchoReplies++;
        context.Ip.Send(reply, frame.Flow.RemoteAddress);
    }

    private void TakeError(in IcmpV4 message)
    {
        context.Counters.Ip.IcmpErrorsReceived++;
        if (!message.TryReadQuotedTransport(out Ipv4Header quoted, out ushort ours, out ushort theirs, out var sequence)) return;
        // RFC 1122 3.2.2: the transport is found by the quote, which is of a packet that we have sent.
        if (quoted.Source != context.Options.Address.Address) return;
        var key = new FlowKey(quoted.Source, ours, quoted.Destination, theirs);
        if (quoted.Protocol == IpProtocol.Udp)
        {
            context.Udp.Find(key)?.Report(message, quoted);
            return;
        }
        if (!context.Tcp.TryFindFlow(key, out SegmentInbox? flow)) return;
        flow.Report(new IcmpErrorArrived(message.Type, message.Code, message.NextHopMtu, quoted.TotalLength, sequence));
    }
}
