using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Connection;

// RFC 9293 3.8.6.3: when what has arrived is acknowledged.
internal sealed partial class TcpConnection
{
    private bool _ackDue;        // something is to be acknowledged before the turn ends
    private bool _ackPromised;   // and the turn's end will remind us

    /// <summary>Something is to be acknowledged without delay: at the turn's end, or with the data that leaves before.</summary>
    private void AckNow() => _ackDue = true;

    /// <summary>Data that the application writes in this turn takes the acknowledgment along: it waits for the turn's end.</summary>
    private void PromiseAck()
    {
        if (!_ackDue || _ackPromised) return;
        _ackPromised = true;
        _loop.TellAtTurnEnd(_self, AcknowledgeNow.Instance);
    }

    private void AcknowledgeIfDue()
    {
        _ackPromised = false;
        if (_ackDue) SendAck();
    }

    /// <summary>A segment has left, and with it RCV.NXT: nothing is owed any more.</summary>
    /// <param name="withText">Whether it carried data of ours.</param>
    private void OnAckSent(bool withText) => _ackDue = false;

    /// <summary>RFC 9293: &lt;SEQ=SND.NXT&gt;&lt;ACK=RCV.NXT&gt;&lt;CTL=ACK&gt;.</summary>
    private void SendAck()
    {
        OnAckSent(withText: false);
        // After a timeout SND.NXT has gone back; what the peer has seen is SND.MAX.
        TcpReceiver receiver = Tcb.Receive;
        TcpOptions options = Options();
        CountDuplicate(receiver);
        options.Sack = receiver.Sack();
        _writer.Send(Tcb.Send.Space.Max, receiver.Space.Nxt, TcpFlags.Ack, Window(), options);
    }

    /// <summary>A segment outside the window, or too old for PAWS: what of it was here before is reported as a duplicate.</summary>
    private void AcknowledgeUnacceptable(in Segment segment)
    {
        // An empty segment may itself be an answer of this kind: two confused ends must not answer each other for ever.
        if (!segment.CarriesData && !MayAnswer()) return;
        if (!segment.Has(TcpFlags.Syn)) Tcb.Receive.NoteOld(segment.Seq, segment.End);
        SendAck();
    }

    private void CountDuplicate(TcpReceiver receiver)
    {
        SeqRange duplicate = receiver.Duplicate;
        if (duplicate.IsEmpty) return;
        if (duplicate.Start < receiver.Space.Nxt) Counters.DsackOldSent++;
        else Counters.DsackOfoSent++;
    }
}
