namespace ActorTcp.Protocol.Wire;

/// <summary>What an IPv4 packet carries (IANA's protocol numbers).</summary>
public enum IpProtocol : byte
{
    /// <summary>Number 0, which IPv4 does not use.</summary>
    None = 0,

    /// <summary>ICMP (RFC 792).</summary>
    Icmp = 1,

    /// <summary>TCP (RFC 9293).</summary>
    Tcp = 6,

    /// <summary>UDP (RFC 768).</summary>
    Udp = 17,
}
