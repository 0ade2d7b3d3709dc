using Akka.Actor;
using Akka.IO;

namespace ActorTcp.Apps.EchoNode.Services;

/// <summary>
/// RFC 864's pattern without end, as fast as the peer takes it. One write serves all connections again and again; each keeps a
/// few of it underway, and an ack, which means that the connection has room again, sends the next.
/// </summary>
/// <remarks>A peer that closes only its sending side goes on reading, so its FIN ends nothing; its reset does.</remarks>
internal sealed class SourceService(IActorRef tcp, ServiceAddress address) : TcpService(tcp, address)
{
    private const int WritesUnderway = 4;

    private static readonly Tcp.Write Write = Tcp.Write.Create(SourcePattern.Whole, MoreWanted.Instance);

    protected override void OnConnected(IActorRef connection)
    {
        connection.Tell(new Tcp.Register(Self, keepOpenOnPeerClosed: true));
        for (int i = 0; i < WritesUnderway; i++) connection.Tell(Write);
    }

    protected override void OnOther(IActorRef sender, object message)
    {
        if (message is MoreWanted) sender.Tell(Write);
        else Unhandled(message);
    }

    private sealed class MoreWanted : Tcp.Event
    {
        public static readonly MoreWanted Instance = new();
    }
}
