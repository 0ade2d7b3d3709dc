using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Connection;

// RFC 9293 3.10.2 SEND's second half: what may go out goes out.
internal sealed partial class TcpConnection
{
    /// <summary>After anything that may have made sending possible: absorb writes, send, acknowledge, look at the deadlines.</summary>
    private void AfterEvent()
    {
        if (State == TcpState.Closed) return;
        AbsorbWrites();
        if (_tcbOrNull is { } tcb) tcb.Send.WriterWaits = _writes.Count > 0 || _socketWaits;
        Output();
        PromiseAck();
        Account();
        Arm();
        if (_hasSocket && !IsOrphan) TellSocket();
    }

    /// <summary>Sends all that the sender decides on.</summary>
    /// <param name="once">Only the next segment, or burst that the device divides.</param>
    private void Output(bool once = false)
    {
        TcpSender sender = Tcb.Send;
        LookAtPath();
        while (sender.TryNext(_loop.Now, out SegmentPlan plan))
        {
            TcpFlags flags = TcpFlags.Ack;
            if (plan.Push) flags |= TcpFlags.Psh;
            if (plan.Fin) flags |= TcpFlags.Fin;
            CountSent(plan);
            OnAckSent(plan.Length > 0);
            // If no packet is free the segment counts as lost, and the retransmission timer brings it back.
            _writer.Send(plan.Seq, Tcb.Receive.Space.Nxt, flags, Window(), Options(), sender.Buffer, plan.Offset, plan.Length,
                plan.Whole ? plan.Length : sender.Mss);
            if (once && !sender.IsInBurst) break;
        }
    }

    private void CountSent(in SegmentPlan plan)
    {
        if (plan.Retransmission)
        {
            Counters.RetransSegs++;
            if (Tcb.Send.Recovery.State == RecoveryState.Loss) Counters.SlowStartRetransmits++;
            else if (Tcb.Send.Recovery.State == RecoveryState.Recovery) Counters.FastRetransmits++;
            _traffic.TotalRetrans++;
            _traffic.BytesRetrans += plan.Length;
        }
        if (plan.Length == 0) return;
        _traffic.DataSegsOut++;
        _traffic.BytesSent += plan.Length;
        _traffic.DataSentAt = _loop.Now;
    }

    /// <summary>RFC 9293 3.8.6.1: asks for the window; the number is old, so the peer answers with an acknowledgment.</summary>
    private void SendProbe() =>
        _writer.Send(Tcb.Send.Space.Una - 1, Tcb.Receive.Space.Nxt, TcpFlags.Ack, Window(), Options());

    /// <summary>What every segment carries: the timestamps, if both sides send them (RFC 7323 3.2).</summary>
    private TcpOptions Options()
    {
        if (Tcb.Timestamps is not { } stamps) return default;
        stamps.LastAckSent = Tcb.Receive.Space.Nxt;
        return new TcpOptions { Timestamp = stamps.Next(_loop.Now) };
    }

    private ushort Window() => Tcb.Receive.Advertise(Tcb.Send.Mss);
}
