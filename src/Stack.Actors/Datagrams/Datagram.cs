using System.Net;
using ActorTcp.Protocol.Wire;
using Akka.Event;

namespace ActorTcp.Datagrams;

/// <summary>An address and a port.</summary>
internal readonly record struct DatagramAddress(Ipv4Address Address, ushort Port)
{
    /// <summary>The same for an application.</summary>
    public IPEndPoint ToEndPoint() => new(Address.ToIPAddress(), Port);

    /// <summary>Takes an application's; false if it is no IPv4 end point.</summary>
    public static bool TryFrom(EndPoint? endPoint, out DatagramAddress address)
    {
        address = default;
        if (endPoint is not IPEndPoint ip || !Ipv4Address.TryFrom(ip.Address, out Ipv4Address found)) return false;
        address = new(found, (ushort)ip.Port);
        return true;
    }
}

/// <summary>A received datagram's payload, and who has sent it.</summary>
internal readonly record struct Datagram(byte[] Data, DatagramAddress From);

/// <summary>To an endpoint's owner: datagrams wait, or an error, since it last called <see cref="DatagramEndpoint.NewsHandled"/>.</summary>
internal sealed class DatagramNews : IDeadLetterSuppression
{
    public static readonly DatagramNews Instance = new();

    private DatagramNews()
    {
    }
}
