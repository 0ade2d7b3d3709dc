using System.Globalization;
using Akka.Actor;
using Akka.IO;

namespace ActorTcp.Apps.EchoNode.Services;

/// <summary>RFC 867: says the date and closes first, so that TIME_WAIT is this side's.</summary>
internal sealed class DaytimeService(IActorRef tcp, ServiceAddress address) : TcpService(tcp, address)
{
    protected override void OnConnected(IActorRef connection)
    {
        connection.Tell(new Tcp.Register(Self));
        connection.Tell(Tcp.Write.Create(ByteString.FromString(DateTimeOffset.Now.ToString("R", CultureInfo.InvariantCulture) + "\r\n")));
        connection.Tell(Tcp.Close.Instance);
    }
}
