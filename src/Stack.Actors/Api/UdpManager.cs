using ActorTcp.Datagrams;
using ActorTcp.Device;
using ActorTcp.Network;
using ActorTcp.Protocol.Wire;
using Akka.Actor;
using Akka.IO;

namespace ActorTcp.Api;

/// <summary>
/// The <c>udp</c> actor: hands datagrams to the sockets of <see cref="UdpPorts"/>, answers those for nobody with port unreachable, and
/// speaks Akka's <see cref="Udp"/> and <see cref="UdpConnected"/>: one child a socket. Runs on the stack's loop.
/// </summary>
internal sealed class UdpManager(StackContext context) : UntypedActor
{
    /// <summary>The actor's name under the stack.</summary>
    public const string Name = "udp";

    /// <summary>How many frames can wait for the actor.</summary>
    public const int InboxLimit = 256;

    private SegmentInbox? _inbox;

    /// <summary>How to make the actor; it belongs on the stack's loop.</summary>
    public static Props Props(StackContext context) => Akka.Actor.Props.Create(() => new UdpManager(context));

    // One socket's failure ends that socket. Never Restart: who has its address would not know that it is another.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

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
        switch (message)
        {
            case SegmentsArrived:
                FrameChain frames = _inbox!.TakeAll();
                while (frames.TakeFirst() is { } frame)
                {
                    Receive(frame);
                    frame.Release();
                }
                break;
            case Udp.Bind bind:
                Open(UdpSocket.Props(context, bind, Sender), NameOf(bind.LocalAddress));
                break;
            case Udp.SimpleSender simple:
                Open(UdpSocket.Props(context, simple, Sender), null);
                break;
            case UdpConnected.Connect connect:
                Open(UdpConnection.Props(context, connect, Sender), null);
                break;
            case Udp.Command command:
                Sender.Tell(StackUdp.Failed(command, System.Net.Sockets.SocketError.OperationNotSupported), Self);
                break;
            case UdpConnected.Command command:
                Sender.Tell(StackUdp.Failed(command, System.Net.Sockets.SocketError.OperationNotSupported), Self);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private static string? NameOf(System.Net.EndPoint local) =>
        DatagramAddress.TryFrom(local, out DatagramAddress address) && address.Port != 0 ? $"{address.Address}:{address.Port}" : null;

    private void Open(Props props, string? name)
    {
        props = props.WithDispatcher(context.DispatcherId);
        // The last socket of the same address may not have left yet, or shares it.
        if (name is not null && Context.Child(name).IsNobody()) Context.ActorOf(props, name);
        else Context.ActorOf(props);
    }

    private void Receive(Frame frame)
    {
        ref readonly FlowKey flow = ref frame.Flow;
        if (flow.LocalAddress != context.Options.Address.Address)
        {
            bool heard = false;
            foreach (DatagramEndpoint one in context.Udp.FindAll(flow))
            {
                Deliver(frame, one);
                heard = true;
            }
            // RFC 1122 3.2.2: no error is sent about a broadcast.
            if (!heard) context.Counters.Ip.UdpIgnoredMulti++;
        }
        else if (context.Udp.Find(flow) is { } socket)
        {
            Deliver(frame, socket);
        }
        else
        {
            context.Counters.Ip.UdpNoPorts++;
            // RFC 1122 4.1.3.1: a datagram for a port that nobody has open SHOULD be answered with port unreachable.
            context.IcmpErrors.Unreachable(frame, IcmpUnreachableCode.Port);
        }
    }

    /// <summary>A device with UDP segmentation hands over several datagrams of one size, the last perhaps smaller, as one.</summary>
    private static void Deliver(Frame frame, DatagramEndpoint socket)
    {
        ReadOnlySpan<byte> payload = frame.Bytes.Slice(frame.Segment.TextOffset, frame.Segment.TextLength);
        int size = frame.Offload is { GsoType: VirtioGsoType.UdpL4, GsoSize: > 0 and var segment } ? segment : payload.Length;
        do
        {
            int length = Math.Min(size, payload.Length);
            socket.Deliver(payload[..length], frame.Flow);
            payload = payload[length..];
        }
        while (!payload.IsEmpty);
    }
}
