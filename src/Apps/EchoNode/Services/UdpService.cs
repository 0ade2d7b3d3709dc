using System.Net;
using Akka.Actor;
using Akka.IO;
using ActorTcp.Api;

namespace ActorTcp.Apps.EchoNode.Services;

/// <summary>
/// A service over UDP, in Akka.IO's words: each datagram is answered by at most one. A sender that is such a service itself is not
/// answered, or the two of them would never end (RFC 862 does not think of it; the attack is known as "fraggle").
/// </summary>
/// <param name="udp">The stack, or any other UDP manager.</param>
/// <param name="address">Where it serves.</param>
/// <param name="answer">What is answered; null: nothing.</param>
internal sealed class UdpService(IActorRef udp, ServiceAddress address, Func<ByteString, ByteString?> answer) : UntypedActor
{
    /// <summary>Services that answer whatever they are sent: echo, daytime, quote of the day, character generator, time.</summary>
    private static readonly int[] Answering = [7, 13, 17, 19, 37];

    private IActorRef _socket = ActorRefs.Nobody;
    private IActorRef _owner = ActorRefs.Nobody;

    /// <summary>RFC 862: what came.</summary>
    public static Props Echo(IActorRef udp, ServiceAddress address) => Make(udp, address, data => data);

    /// <summary>RFC 863: nothing.</summary>
    public static Props Discard(IActorRef udp, ServiceAddress address) => Make(udp, address, _ => null);

    /// <summary>RFC 867: the date.</summary>
    public static Props Daytime(IActorRef udp, ServiceAddress address) => Make(udp, address, _ => ByteString.FromString(DaytimeService.Now()));

    private static Props Make(IActorRef udp, ServiceAddress address, Func<ByteString, ByteString?> answer) =>
        Props.Create(() => new UdpService(udp, address, answer));

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Udp.Received { Sender: IPEndPoint sender } received:
                if (!Answering.Contains(sender.Port) && answer(received.Data) is { } back) _socket.Tell(Udp.Send.Create(back, sender));
                break;
            case TcpService.Start:
                _owner = Sender;
                udp.Tell(new Udp.Bind(Self, address.EndPoint));
                break;
            case Udp.Bound:
                _socket = Sender;
                _owner.Tell(new TcpService.Started(address));
                break;
            case Udp.CommandFailed { Cmd: Udp.Bind } failed:
                _owner.Tell(new TcpService.CannotStart(address, StackUdp.ErrorOf(failed)?.ToString() ?? "refused"));
                break;
            case TcpService.StopListening:
                _owner = Sender;
                _socket.Tell(Udp.Unbind.Instance);
                break;
            case Udp.Unbound:
                _owner.Tell(new TcpService.Stopped(address));
                break;
            case Udp.CommandFailed:
                break; // an answer that cannot be sent is lost, as any datagram may be
            default:
                Unhandled(message);
                break;
        }
    }
}
