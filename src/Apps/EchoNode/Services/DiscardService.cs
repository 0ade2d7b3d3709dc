using Akka.Actor;
using Akka.IO;

namespace ActorTcp.Apps.EchoNode.Services;

/// <summary>RFC 863: drops what it receives. When the peer has closed, the connection closes by itself.</summary>
internal sealed class DiscardService(IActorRef tcp, ServiceAddress address) : TcpService(tcp, address)
{
    protected override void OnConnected(IActorRef connection) => connection.Tell(new Tcp.Register(Self));
}
