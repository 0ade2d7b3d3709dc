namespace ActorTcp.Protocol.Wire;

/// <summary>The ICMP message types that the stack knows (RFC 792; IANA's ICMP parameters).</summary>
public enum IcmpType : byte
{
    /// <summary>Echo reply.</summary>
    EchoReply = 0,

    /// <summary>Destination unreachable; <see cref="IcmpUnreachableCode"/>.</summary>
    DestinationUnreachable = 3,

    /// <summary>Source quench: to be ignored (RFC 6633).</summary>
    SourceQuench = 4,

    /// <summary>Redirect.</summary>
    Redirect = 5,

    /// <summary>Echo request.</summary>
    EchoRequest = 8,

    /// <summary>Time exceeded; <see cref="IcmpTimeExceededCode"/>.</summary>
    TimeExceeded = 11,

    /// <summary>Parameter problem.</summary>
    ParameterProblem = 12,
}

/// <summary>Why a destination is unreachable (RFC 792, RFC 1122 3.2.2.1, RFC 1812 5.2.7.1).</summary>
public enum IcmpUnreachableCode : byte
{
    /// <summary>The network.</summary>
    Network = 0,

    /// <summary>The host.</summary>
    Host = 1,

    /// <summary>The protocol.</summary>
    Protocol = 2,

    /// <summary>The port.</summary>
    Port = 3,

    /// <summary>Fragmentation is needed and DF is set; the next hop's MTU is told (RFC 1191).</summary>
    FragmentationNeeded = 4,

    /// <summary>The source route failed.</summary>
    SourceRouteFailed = 5,

    /// <summary>The network is unknown.</summary>
    NetworkUnknown = 6,

    /// <summary>The host is unknown.</summary>
    HostUnknown = 7,

    /// <summary>The source host is isolated (obsolete).</summary>
    SourceIsolated = 8,

    /// <summary>The network is administratively prohibited.</summary>
    NetworkProhibited = 9,

    /// <summary>The host is administratively prohibited.</summary>
    HostProhibited = 10,

    /// <summary>The network is unreachable for the type of service.</summary>
    NetworkTypeOfService = 11,

    /// <summary>The host is unreachable for the type of service.</summary>
    HostTypeOfService = 12,

    /// <summary>Communication is administratively prohibited.</summary>
    AdministrativelyProhibited = 13,

    /// <summary>Host precedence violation.</summary>
    PrecedenceViolation = 14,

    /// <summary>Precedence cutoff in effect.</summary>
    PrecedenceCutoff = 15,
}

/// <summary>Which time was exceeded (RFC 792).</summary>
public enum IcmpTimeExceededCode : byte
{
    /// <summary>The time to live, in transit.</summary>
    TimeToLive = 0,

    /// <summary>The time to reassemble fragments.</summary>
    Reassembly = 1,
}

/// <summary>Why bytes are not an ICMP message that can be used.</summary>
public enum IcmpError : byte
{
    /// <summary>They are one.</summary>
    None = 0,

    /// <summary>Fewer than 8 bytes.</summary>
    TooShort,

    /// <summary>The checksum is wrong.</summary>
    Checksum,
}
