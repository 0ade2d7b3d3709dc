using ActorTcp.Protocol;
using Akka.IO;

namespace ActorTcp.Connection;

// Where the segments' events lead: the arrows of RFC 9293's figure 5 that a peer can cause after the handshake.
internal sealed partial class TcpConnection
{
    /// <summary>3.10.7.4, fifth: something of ours was acknowledged, perhaps our FIN.</summary>
    private void OnAcknowledged()
    {
        if (!Tcb.Send.FinAcked) return;
        if (!_deadlines[TcpTimer.Linger].IsNever)
        {
            _deadlines[TcpTimer.Linger] = Instant.Never;
            OnLingerTimeout(); // SO_LINGER has got what it waited for
        }
        switch (State)
        {
            case TcpState.FinWait1:
                EnterFinWait2();
                break;
            case TcpState.Closing:
                EnterTimeWait();
                break;
            case TcpState.LastAck:
                FinishWhenRead(_lastWords ?? Tcp.ConfirmedClosed.Instance);
                break;
        }
    }

    /// <summary>3.10.7.4, eighth: the peer's FIN, after everything before it.</summary>
    private void OnFin()
    {
        if (_context.Options.TcpDelackFin && State == TcpState.Established && !_finAhead) AckFinLater();
        else AckNow();
        switch (State)
        {
            case TcpState.Established:
                Enter(TcpState.CloseWait);
                break;
            case TcpState.FinWait1:
                // Had this segment acknowledged our FIN, the state would be FIN-WAIT-2 by now.
                Enter(TcpState.Closing);
                break;
            case TcpState.FinWait2:
                SendAck();
                EnterTimeWait();
                break;
        }
    }
}
