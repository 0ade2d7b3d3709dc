namespace ActorTcp.Protocol;

/// <summary>Whose CUBIC, and whose HyStart, the congestion control <c>cubic</c> is.</summary>
public enum TcpCubicRule
{
    /// <summary>RFC 9438, and HyStart++ of RFC 9406.</summary>
    Rfc = 0,

    /// <summary>
    /// Linux's: CUBIC in whole segments, that grows by a twentieth in each round trip before the first loss and never by more than half of
    /// what is acknowledged; and the first HyStart, which ends slow start at once.
    /// </summary>
    Linux = 1,
}
