using System.Net.Sockets;
using Akka.IO;
using ActorTcp.Api;
using ActorTcp.Device;
using ActorTcp.Network;
using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Connection;

// RFC 9293 3.10.7.4, SEGMENT ARRIVES in the synchronized states. The checks are pure and stand in Protocol/Arrival in the RFC's
// order; here is what their verdicts lead to.
internal sealed partial class TcpConnection
{
    private AnswerLimit _answers; // to what cannot be true
    private bool _synUnacknowledged; // CLOSE in SYN_RECEIVED: our SYN may not have arrived

    /// <summary>Handles all segments that wait, then sends what they made possible, in one go.</summary>
    private void Arrive()
    {
        FrameChain frames = _inbox.TakeAll();
        while (frames.TakeFirst() is { } frame)
        {
            Counters.InSegs++;
            _traffic.SegsIn++;
            if (State == TcpState.TimeWait)
            {
                ArriveOneInTimeWait(frame); // an earlier one of this batch has ended it
                frame.Release();
                continue;
            }
            if (State == TcpState.Closed || !ArriveOne(frame)) frame.Release();
        }
        if (State == TcpState.Closed) return;
        Deliver();
        AfterEvent();
        if (State == TcpState.TimeWait) LeaveToTable();
    }

    /// <returns>Whether the frame was kept.</returns>
    private bool ArriveOne(Frame frame)
    {
        ref Segment segment = ref frame.Segment;
        ReadOptions(frame, out TcpTimestamp? stamp, out SackBlocks sack);
        // RFC 7323 5.3, R1: PAWS comes before all else; a reset is taken even so.
        if (stamp is { } now && Tcb.Timestamps!.IsOld(now.Value, _loop.Now, _context.Options.TcpPawsWindow) && !segment.Has(TcpFlags.Rst))
        {
            Counters.PawsEstab++;
            AcknowledgeUnacceptable(segment);
            return false;
        }
        // First: check sequence number.
        if (!SequenceCheck.IsAcceptable(Tcb.Receive.Space, segment))
        {
            bool exception = SequenceCheck.IsZeroWindowException(Tcb.Receive.Space, segment);
            if (segment.Has(TcpFlags.Rst) && !exception) return false;
            Counters.Unacceptable++;
            if (!exception || segment.Has(TcpFlags.Syn) && !segment.Has(TcpFlags.Rst))
            {
                AcknowledgeUnacceptable(segment);
                return false;
            }
            AckNow(); // the text stays outside, the ACK is valid
        }
        // Second: check the RST bit.
        switch (ResetCheck.Check(Tcb.Receive.Space, segment))
        {
            case ResetVerdict.Reset:
                Counters.InRsts++;
                OnReset();
                return false;
            case ResetVerdict.Challenge when Tcb.Receive.IsReportedEnd(segment.Seq):
                // As Linux: RST can also say that all was received that our SACK says (RFC 5961's check is against who cannot see it).
                Counters.InRsts++;
                OnReset();
                return false;
            case ResetVerdict.Challenge:
                Challenge();
                return false;
            case ResetVerdict.Drop:
                return false;
        }
        // Third, security, is not ours. Fourth: check the SYN bit.
        if (SynCheck.Check(segment) == ResetVerdict.Challenge)
        {
            Counters.SynChallenge++;
            Challenge();
            return false;
        }
        // Fifth: check the ACK field.
        if (!Acknowledge(segment, sack, stamp)) return false;
        Tcb.Path.OnAcknowledged(Tcb.Send.Space.Una);
        Heard(); // not before: what may be forged keeps no connection alive
        if (stamp is { } taken)
        {
            Tcb.Timestamps!.Take(taken.Value, segment.Seq, _loop.Now);
            MeasureByEcho(taken, segment);
        }
        if (State == TcpState.Closed) return false;
        // Sixth: check the URG bit.
        CheckUrgent(segment);
        // Seventh: process the segment text. Eighth: check the FIN bit.
        bool kept = TakeText(frame, ref segment);
        if (Tcb.Receive.TryAdvanceOverFin())
        {
            if (_context.Options.TcpDelackFin) Tcb.Receive.ForgetDuplicate();
            OnFin();
        }
        // RFC 2883 4: a duplicate is reported at once; behind the FIN, so that one acknowledgment tells of both.
        if (State is not (TcpState.Closed or TcpState.TimeWait) && !Tcb.Receive.Duplicate.IsEmpty) SendAck();
        return kept;
    }

    /// <returns>Whether the segment is to be looked at further.</returns>
    private bool Acknowledge(in Segment segment, in SackBlocks sack, TcpTimestamp? stamp)
    {
        TcpSender sender = Tcb.Send;
        bool marked = Echoes(segment);
        TimestampEcho? echo = stamp is { } theirs ? Tcb.Timestamps!.Echo(theirs.EchoReply, _loop.Now) : null;
        switch (AckCheck.Check(sender.Space, segment))
        {
            case AckVerdict.Missing:
                return false;
            case AckVerdict.Impossible:
                Challenge();
                return false;
            case AckVerdict.Advances:
                int acked = sender.OnAck(segment, sack, _loop.Now, echo, marked);
                _traffic.BytesAcked += acked;
                if (marked) CountMarked(acked);
                _traffic.AckReceivedAt = _loop.Now;
                _softError = SocketError.TimedOut; // the destination can be reached after all
                _writer.ConfirmNeighbour();
                _synUnacknowledged = false;
                UnmarkUrgent();
                OnAcknowledged();
                return true;
            default:
                // MUST-37 protects an application; an orphan is given up by its retries, or a closed window would hold it for ever.
                if (!IsOrphan) sender.OnProbeAnswered();
                sender.OnAck(segment, sack, _loop.Now, echo, marked);
                // Now: what follows in this batch must not be mistaken for later news.
                if (sender.Recovery.State != RecoveryState.Open) Output();
                return true;
        }
    }

    /// <summary>The options that both sides have agreed on; mostly the timestamps alone, or nothing.</summary>
    private void ReadOptions(Frame frame, out TcpTimestamp? stamp, out SackBlocks sack)
    {
        stamp = null;
        sack = default;
        ReadOnlySpan<byte> options = SegmentOptions.Bytes(frame);
        if (options.IsEmpty) return;
        if (TcpOptions.TryReadTimestampOnly(options, out TcpTimestamp only))
        {
            if (Tcb.Timestamps is not null) stamp = only;
            return;
        }
        if (!TcpOptions.TryParse(options, out TcpOptions parsed, out _)) Counters.BadOptions++;
        if (Tcb.Send.UsesSack) sack = parsed.Sack;
        if (Tcb.Timestamps is not null) stamp = parsed.Timestamp;
    }

    /// <summary>RFC 9293 3.10.7.4, second: "any outstanding RECEIVEs and SENDs should receive 'reset' responses".</summary>
    private void OnReset()
    {
        if (State is TcpState.Established or TcpState.CloseWait) Counters.EstabResets++;
        // What arrived before the reset is read before it is told, as on Linux, even if both came at once.
        if (!IsOrphan && _registered) DeliverText(all: true);
        // In CLOSING, LAST-ACK and TIME-WAIT, and to an orphan, a reset is merely the end.
        End(CloseEvents.For(SocketError.ConnectionReset));
    }

    /// <summary>RFC 5961's challenge ACK.</summary>
    private void Challenge()
    {
        if (MayAnswer() && _context.MayChallenge()) SendAck();
    }

    private bool MayAnswer()
    {
        if (_answers.Allow(_loop.Now, _context.Options.TcpInvalidRateLimit)) return true;
        Counters.AckSkippedSeq++;
        return false;
    }

    /// <summary>We end it: RST to the peer, CLOSED.</summary>
    private void Reset(Tcp.ConnectionClosed lastWords)
    {
        if (State is TcpState.Established or TcpState.CloseWait) Counters.EstabResets++;
        SendReset();
        Finish(lastWords);
    }
}
