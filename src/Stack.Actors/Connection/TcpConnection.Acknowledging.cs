using ActorTcp.Device;
using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Connection;

// RFC 9293 3.8.6.3: when what has arrived is acknowledged. DelayedAck decides, once a turn; here is what it is told, and what follows.
internal sealed partial class TcpConnection
{
    private bool _ackDue;        // before the turn ends it is to be decided when what is owed is acknowledged
    private bool _ackPromised;   // and the turn's end will remind us

    private TimeSpan Rto => Tcb.Send.Rtt.Rto;

    /// <summary>Whether the application reads, and has all that was received.</summary>
    private bool IsDrained => (IsReading || _hasSocket) && _textBytes == 0 && _text.IsEmpty;

    /// <summary>Something is to be acknowledged without delay: at the turn's end, or with the data that leaves before.</summary>
    private void AckNow()
    {
        Tcb.Acks.AckNow();
        _ackDue = true;
    }

    /// <summary>A FIN is to be acknowledged, perhaps with the answer of an application that closes as well.</summary>
    private void AckFinLater()
    {
        Tcb.Acks.OnFin();
        _ackDue = true;
    }

    /// <summary>Text is to be acknowledged, perhaps later.</summary>
    private void AckText(Frame frame, in Segment segment)
    {
        const TcpFlags MayBeShort = TcpFlags.Psh | TcpFlags.Fin | TcpFlags.Urg;
        Tcb.Acks.OnText(
            _loop.Now, segment.TextLength, SizeOf(frame, segment), segment.Has(MayBeShort), Tcb.Receive.Space.Wnd, Rto);
        _ackDue = true;
    }

    /// <summary>How much text each segment had before the device made one of several.</summary>
    private static int SizeOf(Frame frame, in Segment segment) =>
        frame.Offload.GsoType == VirtioGsoType.None || frame.Offload.GsoSize == 0
            ? segment.TextLength
            : Math.Min(frame.Offload.GsoSize, segment.TextLength);

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
        if (!_ackDue || State == TcpState.Closed) return;
        _ackDue = false;
        DelayedAck acks = Tcb.Acks;
        bool windowStays = !_hasSocket || IsDrained || Tcb.Receive.KeepsWindow(Tcb.Receive.Space.Nxt - acks.Acked, Tcb.Send.Mss);
        switch (acks.Decide(_loop.Now, Tcb.Receive.Space.Nxt, IsDrained, Tcb.Send.Rtt.Srtt, windowStays))
        {
            case AckDecision.Now:
                SendAck();
                break;
            case AckDecision.Later:
                _deadlines[TcpTimer.DelayedAck] = acks.Deadline;
                Arm();
                break;
        }
    }

    private void OnDelayedAckTimeout()
    {
        if (!Tcb.Acks.IsPending) return;
        Tcb.Acks.OnTimeout(Rto);
        Counters.DelayedAcks++;
        SendAck();
    }

    private void SetQuickAck(bool on)
    {
        if (_tcbOrNull is not { } tcb || State is TcpState.Closed or TcpState.TimeWait) return;
        if (tcb.Acks.SetQuick(on)) SendAck();
    }

    /// <summary>A segment is leaving, and with it RCV.NXT: nothing is owed any more.</summary>
    /// <param name="withText">Whether it carries data of ours.</param>
    private void OnAckSent(bool withText)
    {
        _ackDue = false;
        _deadlines[TcpTimer.DelayedAck] = Instant.Never;
        if (withText) Tcb.Acks.OnDataSent(_loop.Now);
        Tcb.Acks.OnAckSent(Tcb.Receive.Space.Nxt);
    }

    /// <summary>RFC 9293: &lt;SEQ=SND.NXT&gt;&lt;ACK=RCV.NXT&gt;&lt;CTL=ACK&gt;.</summary>
    private void SendAck()
    {
        OnAckSent(withText: false);
        TcpReceiver receiver = Tcb.Receive;
        TcpOptions options = Options();
        CountDuplicate(receiver);
        options.Sack = receiver.Sack();
        // An acknowledgment is no longer than a full segment: on a link of 78 bytes two blocks fit beside timestamps, and a third would
        // have no packet leave at all.
        options.Sack.Truncate((Tcb.Send.Mss - 4) / 8);
        _writer.Send(Tcb.Send.Space.Nxt, receiver.Space.Nxt, TcpFlags.Ack, Window(), options);
    }

    /// <summary>
    /// Without coalescing each second segment of what has arrived at once has an acknowledgment of its own, with the number that it would
    /// have had; the last of them stays to be decided at the turn's end.
    /// </summary>
    /// <param name="size">The segments' size; what is less than full-sized waits.</param>
    private void AcknowledgeEachSecond(int size)
    {
        int step = 2 * Math.Max(size, Tcb.Acks.ReceiveMss);
        while (Tcb.Receive.Space.Nxt - Tcb.Acks.Acked > step)
        {
            SeqNum number = Tcb.Acks.Acked + step;
            Tcb.Acks.OnPartAcked(number);
            TcpOptions options = Options();
            if (Tcb.Timestamps is { } stamps) stamps.LastAckSent = number;
            ushort window = Tcb.Receive.AdvertiseFrom(number, Tcb.Send.Mss);
            _writer.Send(Tcb.Send.Space.Nxt, number, TcpFlags.Ack, window, options);
        }
    }

    /// <summary>A segment outside the window, or too old for PAWS: what of it was here before is reported as a duplicate.</summary>
    private void AcknowledgeUnacceptable(in Segment segment)
    {
        // An empty segment may itself be an answer of this kind: two confused ends must not answer each other for ever.
        if (!segment.CarriesData && !MayAnswer()) return;
        if (!segment.Has(TcpFlags.Syn)) NoteOld(segment);
        SendAck();
    }

    /// <summary>What of a segment was here before is reported; and the peer, which has sent it again, is not kept waiting.</summary>
    private void NoteOld(in Segment segment)
    {
        if (segment.Length == 0 || segment.Seq >= Tcb.Receive.Space.Nxt) return;
        Tcb.Receive.NoteOld(segment.Seq, segment.End);
        AckNow();
        if (segment.End > Tcb.Receive.Space.Nxt) return;
        Counters.DelayedAckLost++;
        Tcb.Acks.EnterQuick(Tcb.Receive.Space.Wnd);
    }

    private void CountDuplicate(TcpReceiver receiver)
    {
        SeqRange duplicate = receiver.Duplicate;
        if (duplicate.IsEmpty) return;
        if (duplicate.Start < receiver.Space.Nxt) Counters.DsackOldSent++;
        else Counters.DsackOfoSent++;
    }
}
