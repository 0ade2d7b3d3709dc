using System.Net.Sockets;
using Akka.Actor;
using Akka.IO;
using ActorTcp.Api;
using ActorTcp.Device;
using ActorTcp.Network;
using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Connection;

// RFC 9293 3.3.2 SYN-SENT: our SYN is out, nothing has come back.
internal sealed partial class TcpConnection
{
    private void SynSent(object message)
    {
        switch (message)
        {
            case SegmentsArrived:
                ArriveInOpening();
                break;
            case TimerExpired:
                OnTimers();
                break;
            case IcmpErrorArrived error:
                OnIcmpError(error); // soft: SYNs go on, and at the end this is the reason
                break;
            case CancelOpening:
                FailToConnect(SocketError.OperationAborted); // 3.10.5: "Delete the TCB"; nothing is to be sent
                break;
            case Terminated:
                FailToConnect(SocketError.OperationAborted); // nobody waits for the answer any more
                break;
            case Tcp.CloseCommand close:
                // 3.10.4 and 3.10.5: "Delete the TCB and return 'error: closing' responses".
                _closeCommander = Sender;
                TellLastWords(close.Event);
                FailToConnect(SocketError.OperationAborted);
                break;
            case StackTcp.GetInfo:
                Sender.Tell(Info(), _self); // 3.10.6, STATUS
                break;
            case StackTcp.Shutdown shutdown:
                RefuseCommand(shutdown, SocketError.NotConnected);
                break;
            case StackTcp.SetOption option:
                SetOption(option);
                break;
            case Tcp.WriteCommand write:
                Refuse(write, SocketError.NotConnected); // nothing is sent before the answer to Connect
                break;
            default:
                Unexpected(message);
                break;
        }
    }

    // SYN-SENT's and SYN-RECEIVED's segments, one after the other: each may change the state.
    private void ArriveInOpening()
    {
        FrameChain frames = _inbox.TakeAll();
        while (frames.TakeFirst() is { } frame)
        {
            bool again = false;
            Counters.InSegs++;
            _traffic.SegsIn++;
            if (State == TcpState.SynSent) ArriveInSynSent(frame);
            else again = !ArriveInSynReceived(frame);
            if (State is TcpState.SynSent or TcpState.SynReceived)
            {
                frame.Release();
                continue;
            }
            // The handshake is over: what follows, and perhaps this segment's rest, belongs to the next state.
            var rest = default(FrameChain);
            if (again) rest.Append(frame);
            else frame.Release();
            rest.Append(ref frames);
            if (rest.IsEmpty) return;
            if (again)
            {
                Counters.InSegs--;
                _traffic.SegsIn--;
            }
            _inbox.PutBack(ref rest);
            Arrive();
            return;
        }
    }

    // 3.10.7.3: if the state is SYN-SENT.
    private void ArriveInSynSent(Frame frame)
    {
        ref Segment segment = ref frame.Segment;
        bool ack = segment.Has(TcpFlags.Ack);
        // First: check the ACK bit.
        if (ack && segment.Ack != _opening.Iss + 1)
        {
            if (segment.Has(TcpFlags.Rst)) return;
            Counters.OutRsts++;
            _writer.Send(segment.Ack, default, TcpFlags.Rst, 0); // <SEQ=SEG.ACK><CTL=RST>
            return;
        }
        // Second: check the RST bit; without an acceptable ACK it may be anybody's.
        if (segment.Has(TcpFlags.Rst))
        {
            if (!ack) return;
            Counters.InRsts++;
            FailToConnect(SocketError.ConnectionRefused);
            return;
        }
        // Fourth: check the SYN bit. Fifth: "if neither of the SYN or RST bits is set, then drop the segment".
        if (!segment.Has(TcpFlags.Syn)) return;
        if (!TcpOptions.TryParse(SegmentOptions.Bytes(frame), out TcpOptions theirs, out _))
        {
            Counters.BadOptions++;
            return;
        }
        if (ack) _opening.Ecn.OnSynAck(segment);
        else _opening.Ecn.OnSyn(segment);
        _opening.Handshake = new Handshake(_context, _flow, _opening.Iss, segment.Seq, theirs, _opening.Ecn, Buffer, _settings);
        if (!ack)
        {
            EnterSynReceived(frame);
            return;
        }
        _tcbOrNull = Agree(segment, theirs.Timestamp);
        Established();
        // "If there are other controls or text in the segment, then continue processing at the sixth step".
        ArriveBehindSyn(frame);
        SendAck();
        AfterEvent();
    }

    private void ArriveBehindSyn(Frame frame)
    {
        ref readonly Segment segment = ref frame.Segment;
        byte[] text = Handshake.TextOf(_context, frame);
        if (text.Length > 0) TakeSynText(text);
        if (!segment.Has(TcpFlags.Fin) || text.Length != segment.TextLength) return;
        Tcb.Receive.SeeFin(segment.End - 1);
        if (Tcb.Receive.TryAdvanceOverFin()) OnFin();
    }
}
