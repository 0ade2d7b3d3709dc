using System.Net.Sockets;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Datagrams;

/// <summary>
/// What an ICMP error becomes on a connected UDP socket: Linux's table of those that it calls fatal. The others (network and host
/// unreachable, time exceeded, source quench, redirect) may pass, and are not told without IP_RECVERR, which this stack lacks.
/// </summary>
internal static class UdpErrors
{
    /// <summary>The error; Success: it is not told.</summary>
    public static SocketError Of(IcmpType type, byte code) => type switch
    {
        IcmpType.ParameterProblem => SocketError.ProtocolType, // EPROTO has no word of its own in SocketError
        IcmpType.DestinationUnreachable => (IcmpUnreachableCode)code switch
        {
            IcmpUnreachableCode.Protocol => SocketError.ProtocolOption, // ENOPROTOOPT
            IcmpUnreachableCode.Port => SocketError.ConnectionRefused,
            IcmpUnreachableCode.FragmentationNeeded => SocketError.MessageSize,
            IcmpUnreachableCode.NetworkUnknown or IcmpUnreachableCode.NetworkProhibited => SocketError.NetworkUnreachable,
            IcmpUnreachableCode.HostUnknown => SocketError.HostDown,
            IcmpUnreachableCode.SourceIsolated => SocketError.NetworkDown, // ENONET has no word of its own either
            IcmpUnreachableCode.HostProhibited or IcmpUnreachableCode.AdministrativelyProhibited or IcmpUnreachableCode.PrecedenceViolation
                or IcmpUnreachableCode.PrecedenceCutoff => SocketError.HostUnreachable,
            _ => SocketError.Success,
        },
        _ => SocketError.Success,
    };
}
