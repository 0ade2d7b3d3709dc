using System.Globalization;
using Akka.Actor;
using Akka.IO;

namespace ActorTcp.Apps.EchoNode.Services;

/// <summary>RFC 867: says the date and closes first, so that TIME_WAIT is this side's.</summary>
internal sealed class DaytimeService(IActorRef tcp, ServiceAddress address) : TcpService(tcp, address)
{
    /// <summary>The date in a line.</summary>
    public static string Now() => DateTimeOffset.Now.ToString("R", CultureInfo.InvariantCulture) + "\r\n";

    protected override void OnConnected(IActorRef connection)
    {
        connection.Tell(new Tcp.Register(Self));
        connection.Tell(Tcp.Write.Create(ByteString.FromString(Now())));
        connection.Tell(Tcp.Close.Instance);
    }
}
