using System.Net.Sockets;
using Akka.IO;
using ActorTcp.Api;
using ActorTcp.Protocol;

namespace ActorTcp.Connection;

// RFC 9293 3.10.8, timeouts. Deadlines are fields; at most one loop timer is armed, at the earliest of them or before: firing
// early is harmless, because the fields decide.
internal sealed partial class TcpConnection
{
    private void Arm()
    {
        if (_tcbOrNull is { } tcb)
        {
            _deadlines[TcpTimer.Retransmission] = tcb.Send.IsPersisting ? Instant.Never : tcb.Send.Deadline;
            _deadlines[TcpTimer.Persist] = tcb.Send.IsPersisting ? tcb.Send.Deadline : Instant.Never;
        }
        Instant earliest = _deadlines.Earliest;
        // A deadline that moved later costs nothing: the timer fires once in vain, and is armed anew then.
        if (earliest < _timer.Deadline) _timer.Arm(earliest);
        else if (earliest.IsNever && State == TcpState.Closed) _timer.Cancel();
    }

    private void OnTimers()
    {
        while (State != TcpState.Closed && _deadlines.TryTakeExpired(_loop.Now, out TcpTimer timer))
        {
            switch (timer)
            {
                case TcpTimer.Retransmission when State is TcpState.SynSent or TcpState.SynReceived:
                    OnOpeningTimeout();
                    break;
                case TcpTimer.Retransmission:
                    OnSenderTimer();
                    break;
                case TcpTimer.Persist:
                    OnPersistTimeout();
                    break;
                case TcpTimer.DelayedAck:
                    OnDelayedAckTimeout();
                    break;
                case TcpTimer.FinWait2:
                    Finish(Tcp.Closed.Instance); // tcp_fin_timeout: the peer's FIN never came; Linux forgets the orphan
                    break;
                case TcpTimer.TimeWait when _textBytes > 0 && _registered && !IsOrphan:
                    // Acknowledged text is still to be read: its reader, or the reader's death, ends it.
                    _deadlines[TcpTimer.TimeWait] = _loop.Now + 2 * _context.Options.Msl;
                    break;
                case TcpTimer.TimeWait:
                    Finish(Tcp.Closed.Instance); // RFC 9293 3.10.8, TIME-WAIT TIMEOUT: "delete the TCB, enter the CLOSED state"
                    break;
                case TcpTimer.KeepAlive:
                    OnKeepAliveTimeout();
                    break;
                case TcpTimer.Linger:
                    OnLingerTimeout();
                    break;
                case TcpTimer.Register:
                    OnRegisterTimeout();
                    break;
            }
        }
        if (State != TcpState.Closed) Arm();
    }

    private void OnSenderTimer()
    {
        if (Tcb.Send.Timer == SenderTimer.Retransmission)
        {
            OnRetransmissionTimeout();
            return;
        }
        Tcb.Send.OnDeadline(_loop.Now); // a tail loss probe, or the reordering window
        Output();
    }

    private void OnRetransmissionTimeout()
    {
        Counters.TcpTimeouts++;
        if (IsExhausted)
        {
            GiveUp();
            return;
        }
        BelieveHeldReport();
        Tcb.Send.OnTimeout(_loop.Now);
        // RFC 1122 4.2.3.5, R1: "pass negative advice to the IP layer": the neighbour may have gone.
        if (Tcb.Send.Retries == _context.Options.TcpRetries1) _writer.DoubtNeighbour();
        if (Tcb.Send.Retries >= _context.Options.TcpRetries1) SuspectBlackHole();
        if (_synUnacknowledged) _opening.Handshake!.SendSynAck(_writer); // CLOSE in SYN_RECEIVED: the peer may not even have our SYN
        Output();
    }

    private void OnPersistTimeout()
    {
        if (IsExhausted)
        {
            GiveUp();
            return;
        }
        if (!Tcb.Send.OnDeadline(_loop.Now))
        {
            Output();
            return;
        }
        Counters.WinProbe++;
        SendProbe();
    }

    /// <summary>R2 (RFC 9293 3.8.3): the retries, or in their place the user timeout; an orphan has both.</summary>
    private bool IsExhausted => Tcb.Send.IsTimedOut(_loop.Now)
        || ((IsOrphan || Tcb.Send.UserTimeout == TimeSpan.Zero) && Tcb.Send.Retries >= RetryLimit);

    private int RetryLimit => IsOrphan ? _context.Options.TcpOrphanRetries : _context.Options.TcpRetries2;

    /// <summary>
    /// 3.10.8, USER TIMEOUT: "flush all queues, signal the user, delete the TCB". Nothing is sent: who has not answered for so long
    /// does not hear it, or is reset when it speaks again. As Linux.
    /// </summary>
    private void GiveUp()
    {
        Counters.AbortOnTimeout++;
        End(CloseEvents.For(_softError));
    }

    private void OnRegisterTimeout()
    {
        if (State is TcpState.SynSent or TcpState.SynReceived)
        {
            if (State == TcpState.SynReceived) _opening.Handshake!.SendReset(_writer);
            FailToConnect(SocketError.TimedOut); // Connect's own timeout
            return;
        }
        if (_registered || IsOrphan) return;
        Reset(Tcp.Aborted.Instance); // akka.io.tcp.register-timeout: nobody wants the connection
    }
}
