namespace ActorTcp.Protocol.Wire;

/// <summary>The option kinds that the stack knows (IANA's TCP parameters); all others are skipped by their length.</summary>
public enum TcpOptionKind : byte
{
    /// <summary>End of the option list: one byte (RFC 9293 3.1).</summary>
    EndOfList = 0,

    /// <summary>Padding: one byte (RFC 9293 3.1).</summary>
    NoOperation = 1,

    /// <summary>Maximum segment size: 4 bytes (RFC 9293 3.7.1).</summary>
    MaximumSegmentSize = 2,

    /// <summary>Window scale: 3 bytes (RFC 7323 2.2).</summary>
    WindowScale = 3,

    /// <summary>SACK permitted: 2 bytes (RFC 2018 section 2).</summary>
    SackPermitted = 4,

    /// <summary>SACK: 2 + 8 n bytes (RFC 2018 section 3).</summary>
    Sack = 5,

    /// <summary>Timestamps: 10 bytes (RFC 7323 3.2).</summary>
    Timestamps = 8,
}
