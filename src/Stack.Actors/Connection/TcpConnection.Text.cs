using Akka.IO;
using ActorTcp.Device;
using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Connection;

// RFC 9293 3.10.7.4, seventh: process the segment text. What is next in order is delivered, what is ahead of its turn is kept.
internal sealed partial class TcpConnection
{
    private bool _finAhead; // the peer's FIN came before what precedes it

    /// <returns>Whether the frame was kept for delivery.</returns>
    private bool TakeText(Frame frame, ref Segment segment)
    {
        TcpReceiver receiver = Tcb.Receive;
        if (segment.TextLength == 0 && !segment.Has(TcpFlags.Fin)) return false;
        if (receiver.FinReceived)
        {
            // RFC 9293 3.10.7.4, seventh, CLOSE_WAIT and later: "This should not occur since a FIN has been received from the remote
            // side. Ignore the segment text." A FIN is acknowledged again.
            if (segment.Has(TcpFlags.Fin)) AckNow();
            return false;
        }
        if (segment.TextLength > 0)
        {
            _traffic.DataSegsIn++;
            _traffic.DataReceivedAt = _loop.Now;
        }
        NewText text = TextCheck.Trim(receiver.Space, segment);
        if (segment.Has(TcpFlags.Fin) && !text.Trimmed)
        {
            receiver.SeeFin(segment.End - 1);
            _finAhead |= segment.Seq > receiver.Space.Nxt;
        }
        NoteOld(segment);
        if (segment.Has(TcpFlags.Fin) && !_context.Options.TcpDelackFin) AckNow();
        if (text.Length == 0)
        {
            if (!segment.Has(TcpFlags.Fin) || segment.TextLength > 0 || segment.Seq != receiver.Space.Nxt || !_context.Options.TcpDelackFin) AckNow();
            return false;
        }
        SeeMark(segment);
        if (IsOrphan || (_receiveShut && _sendSideClosed) || (Tcb.Send.FinQueued && !_deadlines[TcpTimer.Linger].IsNever))
        {
            // RFC 9293 3.6.1: nobody will read this: "send a RST to show that data was lost" (MUST in RFC 1122 4.2.2.13).
            Counters.AbortOnData++;
            Counters.OutRsts++;
            _writer.Send(segment.Ack, default, TcpFlags.Rst, 0); // 3.10.7.1's form: there is no connection for this text
            Finish(Tcp.Aborted.Instance);
            return false;
        }
        AckText(frame, segment);
        receiver.Offer(segment.TextLength, Tcb.Acks.ReceiveMss);
        ReadUrgent(text.Seq, frame.Bytes.Slice(segment.TextOffset + text.Skip, text.Length));
        if (text.Seq != receiver.Space.Nxt)
        {
            Keep(frame, segment, text);
            return false;
        }
        if (_receiveShut && !_hasSocket)
        {
            receiver.Advance(text.Length); // nobody is to see it
            AckNow();
            if (receiver.HasGap) TakeKept();
            return false;
        }
        if (!MayQueueText())
        {
            Counters.RcvQDrop++;
            AckNow(); // as Linux: the peer is to know how far we are, and sends the text again
            return false;
        }
        segment.TextOffset += text.Skip;
        segment.TextLength = text.Length;
        receiver.Advance(text.Length);
        if (!IsReading) receiver.Queued += Charge(text.Length, 1); // an acknowledgment within this batch must not offer its room once more
        _traffic.BytesReceived += text.Length;
        receiver.Tuning?.OnText(_loop.Now, receiver.Space.Nxt, receiver.Space.Edge);
        int size = SizeOf(frame, segment);
        bool kept = !TakeUrgent(text.Seq, frame.Bytes.Slice(segment.TextOffset, segment.TextLength));
        if (kept) _text.Append(frame);
        if (receiver.HasGap) TakeKept();
        if (!_context.Options.TcpCoalesceAcks) AcknowledgeEachSecond(size);
        return kept;
    }

    private void Keep(Frame frame, in Segment segment, in NewText text)
    {
        Counters.OutOfOrderQueued++;
        _traffic.OutOfOrderIn++;
        int refused = Tcb.Receive.Keep(text.Seq, frame.Bytes.Slice(segment.TextOffset + text.Skip, text.Length));
        if (refused > 0) Counters.OfoDrop++;
        Counters.OutOfOrderPruned += refused;
        SendAck(); // RFC 5681 4.2: "a TCP receiver SHOULD send an immediate duplicate ACK when an out-of-order segment arrives"
    }

    private void TakeKept()
    {
        AckNow(); // RFC 5681 4.2: "a TCP receiver SHOULD send an immediate ACK when the incoming segment fills in all or part of a gap"
        while (Tcb.Receive.TryTakeKept(out ReadOnlyMemory<byte> kept))
        {
            GatherText(); // what lies before it
            if (!TakeUrgent(Tcb.Receive.Space.Nxt, kept.Span)) GatherKept(kept);
            Tcb.Receive.Advance(kept.Length);
            _traffic.BytesReceived += kept.Length;
        }
    }
}
