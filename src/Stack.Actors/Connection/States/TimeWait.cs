using Akka.Actor;
using Akka.IO;
using ActorTcp.Device;
using ActorTcp.Network;
using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Connection;

// RFC 9293 3.3.2 TIME-WAIT: 2 MSL pass, so that our last acknowledgment can be repeated and old segments die out.
internal sealed partial class TcpConnection
{
    private void TimeWait(object message)
    {
        switch (message)
        {
            case SegmentsArrived:
                ArriveInTimeWait();
                break;
            case Terminated:
                OnHandlerDeath();
                break;
            case Tcp.SuspendReading or Tcp.ResumeWriting:
                break; // nothing is left to be read or written
            default:
                Common(message);
                break;
        }
    }

    private void EnterTimeWait()
    {
        Enter(TcpState.TimeWait);
        // 3.10.7.4, eighth: "start the time-wait timer, turn off the other timers".
        _deadlines.Clear();
        _deadlines[TcpTimer.TimeWait] = _loop.Now + 2 * _context.Options.Msl;
    }

    private void ArriveInTimeWait()
    {
        FrameChain frames = _inbox.TakeAll();
        while (frames.TakeFirst() is { } frame)
        {
            Counters.InSegs++;
            ArriveOneInTimeWait(frame.Segment);
            frame.Release();
        }
        Arm();
    }

    private void ArriveOneInTimeWait(in Segment segment)
    {
        if (segment.Has(TcpFlags.Rst)) return; // RFC 1337: a reset does not assassinate TIME-WAIT
        bool acceptable = SequenceCheck.IsAcceptable(Tcb.Receive.Space, segment);
        // "The only thing that can arrive in this state is a retransmission of the remote FIN. Acknowledge it, and restart the
        // 2 MSL timeout."
        if (segment.Has(TcpFlags.Fin) && segment.End == Tcb.Receive.Space.Nxt)
            _deadlines[TcpTimer.TimeWait] = _loop.Now + 2 * _context.Options.Msl;
        if (!acceptable || segment.Length > 0) SendAck();
    }
}
