namespace ActorTcp.Protocol;

/// <summary>RFC 9293 3.10.7.4, fourth: check the SYN bit.</summary>
internal static class SynCheck
{
    /// <summary>RFC 5961 4.2: in a synchronized state a SYN, wherever it lies, is answered with a challenge ACK.</summary>
    public static ResetVerdict Check(in Segment segment) =>
        segment.Has(Wire.TcpFlags.Syn) ? ResetVerdict.Challenge : ResetVerdict.None;
}
