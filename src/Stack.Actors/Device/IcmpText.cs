using ActorTcp.Protocol.Wire;

namespace ActorTcp.Device;

/// <summary>An ICMP message in tcpdump's words.</summary>
internal static class IcmpText
{
    public static string Describe(ReadOnlySpan<byte> payload)
    {
        if (!IcmpV4.TryRead(payload, out IcmpV4 message, out IcmpError error, verifyChecksum: false))
            return $"malformed ICMP ({error}), length {payload.Length}";
        string text = $"ICMP {What(message)}, length {payload.Length}";
        return InternetChecksum.IsValid(payload) ? text : text + " [bad icmp cksum]";
    }

    private static string What(in IcmpV4 message) => message.Type switch
    {
        IcmpType.EchoRequest => $"echo request, id {message.Identifier}, seq {message.SequenceNumber}",
        IcmpType.EchoReply => $"echo reply, id {message.Identifier}, seq {message.SequenceNumber}",
        IcmpType.DestinationUnreachable => Unreachable(message),
        IcmpType.TimeExceeded when message.Code == (byte)IcmpTimeExceededCode.TimeToLive => "time exceeded in-transit",
        IcmpType.TimeExceeded when message.Code == (byte)IcmpTimeExceededCode.Reassembly => "ip reassembly time exceeded",
        IcmpType.ParameterProblem => $"parameter problem - octet {message.Pointer}",
        IcmpType.SourceQuench => "source quench",
        IcmpType.Redirect => $"redirect, code {message.Code}",
        _ => $"type-#{(byte)message.Type}, code {message.Code}",
    };

    private static string Unreachable(in IcmpV4 message)
    {
        if (!message.TryReadQuoted(out Ipv4Header quoted)) return $"unreachable, code {message.Code}, malformed quote";
        Ipv4Address to = quoted.Destination;
        switch (message.UnreachableCode)
        {
            case IcmpUnreachableCode.Port when message.TryReadQuotedTransport(out _, out _, out ushort port, out _):
                return $"{to} {(quoted.Protocol == IpProtocol.Tcp ? "tcp" : "udp")} port {port} unreachable";
            case IcmpUnreachableCode.Protocol:
                return $"{to} protocol {(byte)quoted.Protocol} unreachable";
            case IcmpUnreachableCode.Network:
                return $"net {to} unreachable";
            case IcmpUnreachableCode.Host:
                return $"host {to} unreachable";
            case IcmpUnreachableCode.FragmentationNeeded:
                return $"{to} unreachable - need to frag (mtu {message.NextHopMtu})";
            case IcmpUnreachableCode.AdministrativelyProhibited:
                return $"host {to} unreachable - admin prohibited filter";
            default:
                return $"{to} unreachable, code {message.Code}";
        }
    }
}
