namespace ActorTcp.Protocol.Wire;

/// <summary>In which order a header's options stand; the length is the same.</summary>
public enum TcpOptionOrder
{
    /// <summary>Linux's: MSS; SACK permitted and timestamps; NOP, window scale; NOP, NOP, SACK.</summary>
    Linux = 0,

    /// <summary>The RFCs' own examples': MSS; NOP, window scale; SACK permitted and timestamps; NOP, NOP, SACK.</summary>
    Rfc = 1,
}
