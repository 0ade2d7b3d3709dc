using System.Net.Sockets;
using Akka.Actor;
using Akka.IO;
using ActorTcp.Api;
using ActorTcp.Protocol;

namespace ActorTcp.Connection;

// RFC 9293 3.10.4 CLOSE and 3.10.5 ABORT, in Akka.IO's words: Close, ConfirmedClose, Abort, the handler's death; and what the
// application is told at the end.
internal sealed partial class TcpConnection
{
    private readonly IActorRef _commander; // who asked for Connect
    private IActorRef _handler = ActorRefs.Nobody;
    private IActorRef _closeCommander = ActorRefs.Nobody;
    private bool _registered;
    private bool _keepOpenOnPeerClosed;
    private bool _sendSideClosed; // CLOSE was called: a FIN follows the last write
    private bool _lastWordsTold;
    private bool _receiveShut; // the application reads no more

    /// <summary>No application has the connection any more: only the peer is to be satisfied.</summary>
    private bool IsOrphan { get; set; }

    /// <summary>Whether text waits that the application has not taken.</summary>
    private bool HasUnread => _textBytes > 0 || !_text.IsEmpty;

    /// <summary>CLOSE in ESTABLISHED or CLOSE-WAIT.</summary>
    private void Close(Tcp.CloseCommand command, IActorRef commander)
    {
        switch (command)
        {
            case Tcp.Abort:
                Abort(commander);
                break;
            case Tcp.ConfirmedClose when State == TcpState.Established || (State == TcpState.CloseWait && HasUnread):
                // Half-close: the application goes on reading until the peer's FIN, which may be here before it has read what precedes it.
                CloseSendSide(null, commander);
                break;
            default:
                CloseFully(command.Event, commander);
                break;
        }
    }

    /// <summary>shutdown(2): RFC 9293 3.6, half-close.</summary>
    private void Shutdown(StackTcp.Shutdown command)
    {
        if (command.How != SocketShutdown.Send && !_receiveShut)
        {
            _receiveShut = true;
            DropReceived();
        }
        Sender.Tell(StackTcp.ShutdownDone.Instance, _self);
        if (command.How != SocketShutdown.Receive && !_sendSideClosed && State is TcpState.Established or TcpState.CloseWait)
            CloseSendSide(null, ActorRefs.Nobody);
        else AfterEvent();
    }

    private void CloseFully(Tcp.ConnectionClosed lastWords, IActorRef commander)
    {
        if (HasUnread)
        {
            // RFC 1122 4.2.2.13: "If such a host issues a CLOSE call while received data is still pending in TCP … its TCP SHOULD send
            // a RST to show that data was lost." Linux does.
            Counters.AbortOnClose++;
            _closeCommander = commander;
            Reset(lastWords);
            return;
        }
        if (_settings.Linger == TimeSpan.Zero)
        {
            Counters.AbortOnData++; // Linux's counter for an SO_LINGER of zero: a reset, and what was not sent is lost
            _closeCommander = commander;
            Reset(lastWords);
            return;
        }
        CloseSendSide(lastWords, commander);
    }

    /// <summary>The send side closes after what was written; with last words the application leaves at that moment.</summary>
    private void CloseSendSide(Tcp.ConnectionClosed? lastWords, IActorRef commander)
    {
        _sendSideClosed = true;
        _closeCommander = commander;
        _lastWords = lastWords;
        if (lastWords is Tcp.Closed && Lingers) _deadlines[TcpTimer.Linger] = _loop.Now + _settings.Linger!.Value; // from close(2) on
        // 3.10.4: "queue this until all preceding SENDs have been segmentized, then form a FIN segment … In any case, enter
        // FIN-WAIT-1 state." CLOSE-WAIT: "enter LAST-ACK state".
        Enter(State == TcpState.CloseWait ? TcpState.LastAck : TcpState.FinWait1);
        AfterEvent();
    }

    private void QueueFinIfClosing()
    {
        if (!_sendSideClosed || Tcb.Send.FinQueued) return;
        Tcb.Send.QueueFin();
        if (_lastWords is not { } words) return;
        if (!_deadlines[TcpTimer.Linger].IsNever && !Tcb.Send.FinAcked) return;
        // All is in the stack's hands: the application is free, as after close(2).
        TellLastWords(words);
        BecomeOrphan();
    }

    /// <summary>The handler died: Linux closes the dead process's sockets.</summary>
    private void OnHandlerDeath()
    {
        _lastWordsTold = true; // nobody listens
        if (_sendSideClosed) CloseReceiveSide(Tcp.Closed.Instance);
        else CloseFully(Tcp.Closed.Instance, ActorRefs.Nobody);
        if (State == TcpState.Closed) return;
        // Whatever is still to be written: an orphan's retries are limited, and a peer cannot hold it for ever.
        BecomeOrphan();
        Arm();
    }

    private void BecomeOrphan()
    {
        if (IsOrphan) return;
        IsOrphan = true;
        CountOrphan();
        _deadlines[TcpTimer.Register] = Instant.Never;
        if (_registered) Context.Unwatch(_handler);
        if (State == TcpState.FinWait2) ArmFinWait2();
    }

    /// <summary>CLOSE when the send side is closed already: after a half-close it gives up reading too.</summary>
    private void CloseAgain(Tcp.CloseCommand command, IActorRef commander)
    {
        if (IsOrphan || command is Tcp.ConfirmedClose)
        {
            Unexpected(command); // 3.10.4, FIN-WAIT-1 and later: "error: connection closing"
            return;
        }
        _closeCommander = commander;
        CloseReceiveSide(command.Event);
    }

    /// <summary>The send side is closed; now the application leaves.</summary>
    private void CloseReceiveSide(Tcp.ConnectionClosed lastWords)
    {
        if (State == TcpState.TimeWait)
        {
            // Both sides have said all: there is nothing to be reset, and the 2 MSL pass as they would.
            DropReceived();
            TellLastWords(lastWords);
            BecomeOrphan();
            return;
        }
        if (_textBytes > 0)
        {
            Counters.AbortOnClose++;
            Reset(lastWords);
            return;
        }
        _lastWords = lastWords;
        if (_settings.Linger == TimeSpan.Zero)
        {
            Counters.AbortOnData++;
            Reset(lastWords);
            return;
        }
        if (Lingers && !Tcb.Send.FinAcked)
        {
            _deadlines[TcpTimer.Linger] = _loop.Now + _settings.Linger!.Value;
        }
        else if (Tcb.Send.FinQueued)
        {
            TellLastWords(lastWords);
            BecomeOrphan();
        }
        AfterEvent();
    }

    /// <summary>3.10.5, ABORT: "all queued SENDs and RECEIVEs should be given 'connection reset' notification".</summary>
    private void Abort(IActorRef commander)
    {
        _closeCommander = commander;
        // "CLOSING, LAST-ACK, TIME-WAIT: Respond with 'ok' and delete the TCB": the peer has nothing left to lose.
        if (State is TcpState.Closing or TcpState.LastAck or TcpState.TimeWait) Finish(Tcp.Aborted.Instance);
        else Reset(Tcp.Aborted.Instance);
    }

    private void TellLastWords(Tcp.ConnectionClosed words)
    {
        if (_lastWordsTold) return;
        _lastWordsTold = true;
        if (!_handler.IsNobody()) _handler.Tell(words, _self);
        if (!_closeCommander.IsNobody() && !_closeCommander.Equals(_handler)) _closeCommander.Tell(words, _self);
    }
}
