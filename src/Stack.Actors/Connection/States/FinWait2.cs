using Akka.Actor;
using ActorTcp.Network;
using ActorTcp.Protocol;

namespace ActorTcp.Connection;

// RFC 9293 3.3.2 FIN-WAIT-2: our FIN is acknowledged; the peer may still send.
internal sealed partial class TcpConnection
{
    private void FinWait2(object message)
    {
        switch (message)
        {
            case SegmentsArrived:
                Arrive();
                break;
            case Terminated:
                OnHandlerDeath();
                break;
            default:
                Common(message);
                break;
        }
    }

    private void EnterFinWait2()
    {
        Enter(TcpState.FinWait2);
        if (IsOrphan) ArmFinWait2();
    }

    /// <summary>RFC 9293 has no such timer; Linux times an orphan only, and so do we (<c>tcp_fin_timeout</c>).</summary>
    private void ArmFinWait2()
    {
        if (_settings.Linger2 < TimeSpan.Zero)
        {
            Counters.AbortOnLinger++;
            Reset(_lastWords ?? Akka.IO.Tcp.Closed.Instance); // TCP_LINGER2 below zero: as Linux's tcp_close
            return;
        }
        _deadlines[TcpTimer.FinWait2] = _loop.Now + (_settings.Linger2 > TimeSpan.Zero ? _settings.Linger2 : _context.Options.TcpFinTimeout);
    }
}
