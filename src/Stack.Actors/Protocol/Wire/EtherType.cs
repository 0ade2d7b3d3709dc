namespace ActorTcp.Protocol.Wire;

/// <summary>What an Ethernet frame carries (IANA's IEEE 802 numbers); below 0x0600 it is an IEEE 802.3 length instead.</summary>
public enum EtherType : ushort
{
    /// <summary>Not an EtherType.</summary>
    None = 0,

    /// <summary>IPv4 (RFC 894).</summary>
    Ipv4 = 0x0800,

    /// <summary>ARP (RFC 826).</summary>
    Arp = 0x0806,

    /// <summary>An IEEE 802.1Q tag.</summary>
    Vlan = 0x8100,

    /// <summary>IPv6 (RFC 2464).</summary>
    Ipv6 = 0x86DD,
}
