using Akka.Actor;
using Akka.IO;
using ActorTcp.Apps.EchoNode.Services;
using ActorTcp.Loop;

namespace ActorTcp.Apps.EchoNode.Demo;

/// <summary>
/// The echo service, but it takes a moment to answer the peer's close with its own: so the ACK of the one FIN and the other FIN
/// are two segments, as in RFC 9293's figure, where a quick server's are one.
/// </summary>
internal sealed class UnhurriedEcho : EchoService
{
    public static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(5);

    private readonly EventLoop _loop;
    private readonly LoopTimer _timer;
    private IActorRef _leaving = ActorRefs.Nobody;

    public UnhurriedEcho(IActorRef tcp, ServiceAddress address, EventLoop loop)
        : base(tcp, address)
    {
        _loop = loop;
        _timer = loop.CreateTimer(() => base.OnClosed(_leaving, Tcp.PeerClosed.Instance));
    }

    protected override void OnClosed(IActorRef connection, Tcp.ConnectionClosed closed)
    {
        if (closed is not Tcp.PeerClosed)
        {
            base.OnClosed(connection, closed);
            return;
        }
        _leaving = connection; // the demonstration has one
        _timer.Arm(_loop.Now + Moment);
    }
}
