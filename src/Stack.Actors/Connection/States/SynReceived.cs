using System.Net.Sockets;
using Akka.Actor;
using Akka.IO;
using ActorTcp.Api;
using ActorTcp.Device;
using ActorTcp.Network;
using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Connection;

// RFC 9293 3.3.2 SYN-RECEIVED of an active open: both sides have sent a SYN, and ours is not acknowledged (3.5, figure 7). A
// passive open's is HalfOpen.
internal sealed partial class TcpConnection
{
    private void SynReceived(object message)
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
                OnIcmpError(error);
                break;
            case CancelOpening or Terminated:
                _opening.Handshake!.SendReset(_writer);
                FailToConnect(SocketError.OperationAborted);
                break;
            case Tcp.Abort abort:
                // 3.10.5: "Send a reset segment <SEQ=SND.NXT><CTL=RST>".
                _opening.Handshake!.SendReset(_writer);
                _closeCommander = Sender;
                TellLastWords(abort.Event);
                FailToConnect(SocketError.OperationAborted);
                break;
            case Tcp.CloseCommand close:
                CloseInSynReceived(close, Sender);
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
                Refuse(write, SocketError.NotConnected);
                break;
            default:
                Unexpected(message);
                break;
        }
    }

    /// <summary>3.10.7.3, fourth: a SYN without ACK: "enter SYN-RECEIVED, form a SYN,ACK segment".</summary>
    private void EnterSynReceived(Frame frame)
    {
        // "If there are other controls or text in the segment, queue them for processing after the ESTABLISHED state has been reached".
        _opening.Text = Handshake.TextOf(_context, frame);
        Enter(TcpState.SynReceived);
        _opening.Handshake!.SendSynAck(_writer);
    }

    /// <returns>Whether the segment has been dealt with; else it is to be looked at in the new state.</returns>
    private bool ArriveInSynReceived(Frame frame)
    {
        switch (_opening.Handshake!.Arrive(frame, _writer, simultaneous: true))
        {
            case SynReceivedVerdict.RepeatSynAck:
                _opening.Handshake.SendSynAck(_writer);
                return true;
            case SynReceivedVerdict.Reset:
                // "If this connection was initiated with an active OPEN … then the connection was refused; signal the user".
                FailToConnect(SocketError.ConnectionRefused);
                return true;
            case SynReceivedVerdict.Complete:
                _tcbOrNull = Agree(frame.Segment, SegmentOptions.Timestamp(frame));
                byte[] text = _opening.Text;
                Established();
                if (text.Length > 0) TakeSynText(text);
                return frame.Segment.Has(TcpFlags.Syn); // a crossed SYN-ACK has told all it has to tell
            default:
                return true;
        }
    }

    /// <summary>
    /// 3.10.4: "If no SENDs have been issued and there is no pending data to send, then form a FIN segment and send it, and enter
    /// FIN-WAIT-1 state".
    /// </summary>
    private void CloseInSynReceived(Tcp.CloseCommand close, IActorRef commander)
    {
        // The peer's SYN is the last that its window is known from.
        var syn = new Segment { Seq = _opening.Handshake!.Irs, Ack = _opening.Iss + 1, Flags = TcpFlags.Syn, Window = ushort.MaxValue };
        _tcbOrNull = Agree(syn, null);
        _synUnacknowledged = true;
        LeaveOpening();
        _commander.Tell(_connect!.FailureMessage.WithCause(new SocketException((int)SocketError.OperationAborted)), _self);
        CloseSendSide(close.Event, commander);
    }
}
