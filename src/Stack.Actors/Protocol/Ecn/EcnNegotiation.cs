using ActorTcp.Protocol.Wire;

namespace ActorTcp.Protocol;

/// <summary>
/// What the SYNs of both sides say of ECN (RFC 3168 6.1.1). An ECN-setup SYN has ECE and CWR, an ECN-setup SYN-ACK ECE alone; what
/// reflects both bits, as a host that knows nothing of them may, is none.
/// </summary>
/// <param name="offers">Whether our own SYN asks for ECN (<c>tcp_ecn</c> 1).</param>
/// <param name="accepts">Whether a peer's SYN that asks is answered with yes (<c>tcp_ecn</c> 1 or 2).</param>
/// <param name="falls">Whether a SYN that has to be repeated asks no more (<c>tcp_ecn_fallback</c>; 6.1.1.1).</param>
internal struct EcnNegotiation(bool offers, bool accepts, bool falls)
{
    private const TcpFlags Setup = TcpFlags.Ece | TcpFlags.Cwr;

    private bool _sentSetup;
    private bool _sentPlain;
    private bool _receivedSetup;
    private bool _receivedPlain;

    /// <summary>Whether the last of our SYN-ACKs says yes.</summary>
    public readonly bool Agreed => accepts && _receivedSetup && !_receivedPlain && !_sentPlain;

    /// <summary>What a SYN-ACK whose SYN is not remembered said (a SYN cookie).</summary>
    public static EcnState? OfCookie(bool agreed) => agreed ? new EcnState(sends: true) : null;

    /// <summary>The bits of our SYN.</summary>
    /// <param name="again">Whether it was sent before.</param>
    public TcpFlags SendSyn(bool again)
    {
        // 6.1.1.1: "A host that receives no reply to an ECN-setup SYN within the normal SYN retransmission timeout interval MAY resend
        // the SYN and any subsequent SYN retransmissions with CWR and ECE cleared": some path may drop what asks.
        bool asks = offers && !(again && falls);
        Note(asks);
        return asks ? Setup : TcpFlags.None;
    }

    /// <summary>The bits of our SYN-ACK.</summary>
    public TcpFlags SendSynAck()
    {
        bool agreed = Agreed;
        Note(agreed);
        return agreed ? TcpFlags.Ece : TcpFlags.None;
    }

    /// <summary>The peer's SYN, the first or one again.</summary>
    public void OnSyn(in Segment segment)
    {
        // 6.1.1: "A host MUST NOT set ECT on SYN or SYN-ACK packets": one that has it went through somebody who writes that field at
        // will, and so means nothing. As Linux.
        bool asks = (segment.Flags & Setup) == Setup && segment.Ecn == EcnCodepoint.NotEct;
        _receivedSetup |= asks;
        _receivedPlain |= !asks;
    }

    /// <summary>The peer's SYN-ACK.</summary>
    public void OnSynAck(in Segment segment)
    {
        bool agrees = (segment.Flags & Setup) == TcpFlags.Ece;
        _receivedSetup |= agrees;
        _receivedPlain |= !agrees;
    }

    /// <summary>What the connection has of it; null: no ECN.</summary>
    public readonly EcnState? Conclude()
    {
        if (!_sentSetup || !_receivedSetup) return null;
        // 6.1.1: "A host MUST NOT set ECT on data packets unless it has sent at least one ECN-setup SYN or ECN-setup SYN-ACK packet, and
        // has received at least one ECN-setup SYN or ECN-setup SYN-ACK packet, and has sent no non-ECN-setup SYN or non-ECN-setup
        // SYN-ACK packet." The peer may believe otherwise, so its marks are echoed all the same.
        return new EcnState(sends: !_sentPlain && !_receivedPlain);
    }

    private void Note(bool setup)
    {
        _sentSetup |= setup;
        _sentPlain |= !setup;
    }
}
