using System.Net.Sockets;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Connection;

/// <summary>What an ICMP error says of a destination, in the words of Linux's <c>icmp_err_convert</c> (RFC 1122 4.2.3.9).</summary>
internal static class SoftError
{
    /// <summary>The error to be remembered; null: the message is not about the destination, or is to be ignored (RFC 6633).</summary>
    public static SocketError? Of(IcmpType type, byte code) => type switch
    {
        IcmpType.DestinationUnreachable => code switch
        {
            0 or 6 or 9 or 11 => SocketError.NetworkUnreachable, // the network, unknown, prohibited, or for this type of service
            2 => SocketError.ProtocolOption, // ENOPROTOOPT
            3 => SocketError.ConnectionRefused, // a port: a host that answers so does not speak TCP there
            4 => null, // fragmentation needed: the path's size, not the destination
            _ => SocketError.HostUnreachable,
        },
        IcmpType.TimeExceeded => SocketError.HostUnreachable,
        _ => null,
    };
}
