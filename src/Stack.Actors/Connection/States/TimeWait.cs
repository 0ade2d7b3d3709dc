using Akka.Actor;
using Akka.IO;
using ActorTcp.Api;
using ActorTcp.Device;
using ActorTcp.Network;
using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Connection;

// RFC 9293 3.3.2 TIME-WAIT: 2 MSL pass, so that our last acknowledgment can be repeated and old segments die out. The actor
// stays only as long as its application has something to hear; then an entry of the TIME_WAIT table takes its place.
internal sealed partial class TcpConnection
{
    private bool _handedOver; // the table has the connection now

    private void TimeWait(object message)
    {
        switch (message)
        {
            case SegmentsArrived:
                ArriveInTimeWait();
                break;
            case Terminated:
                OnHandlerDeath();
                LeaveToTable();
                break;
            case Tcp.SuspendReading or Tcp.ResumeWriting:
                break; // nothing is left to be read or written
            default:
                Common(message);
                if (State == TcpState.TimeWait) LeaveToTable();
                break;
        }
    }

    private void EnterTimeWait()
    {
        Enter(TcpState.TimeWait);
        // 3.10.7.4, eighth: "start the time-wait timer, turn off the other timers".
        Instant register = _deadlines[TcpTimer.Register];
        _deadlines.Clear();
        if (!_registered) _deadlines[TcpTimer.Register] = register;
        _deadlines[TcpTimer.TimeWait] = _loop.Now + 2 * _context.Options.Msl;
    }

    /// <summary>The actor's work is done: its application has read all, and knows the end.</summary>
    private void LeaveToTable()
    {
        if (_handedOver || !(IsOrphan || (_registered && _eofTold && _textBytes == 0 && _text.IsEmpty))) return;
        if (_ackDue || Tcb.Acks.IsPending) SendAck();
        _handedOver = _context.Tcp.TryMoveToTimeWait(_flow, _inbox, TimeWaitBlock.Of(Tcb), _enteredAt, _deadlines[TcpTimer.TimeWait]);
        if (_handedOver)
        {
            _context.TcpManager.Tell(TimeWaitBegins.Instance, ActorRefs.NoSender);
            Context.Stop(_self);
            return;
        }
        Counters.TimeWaitOverflow++; // tcp_max_tw_buckets: as Linux, the connection ends at once
        Finish(_lastWords ?? Tcp.Closed.Instance);
    }

    private void ArriveInTimeWait()
    {
        FrameChain frames = _inbox.TakeAll();
        while (frames.TakeFirst() is { } frame)
        {
            Counters.InSegs++;
            _traffic.SegsIn++;
            ArriveOneInTimeWait(frame);
            frame.Release();
        }
        Arm();
    }

    private void ArriveOneInTimeWait(Frame frame)
    {
        TcpTimestamp? stamp = Tcb.Timestamps is null ? null : SegmentOptions.Timestamp(frame);
        switch (TimeWaitCheck.Check(TimeWaitBlock.Of(Tcb), frame.Segment, stamp, _loop.Now, _context.Options.TcpRfc1337))
        {
            case TimeWaitVerdict.Restart:
                _deadlines[TcpTimer.TimeWait] = _loop.Now + 2 * _context.Options.Msl;
                SendAck();
                break;
            case TimeWaitVerdict.End:
                Counters.InRsts++;
                OnReset();
                break;
            case TimeWaitVerdict.Old:
                Counters.PawsTimeWait++;
                if (MayAnswer()) SendAck();
                break;
            case TimeWaitVerdict.Acknowledge or TimeWaitVerdict.Reuse: // not before the application has read what it was sent
                if (MayAnswer()) SendAck();
                break;
        }
    }
}
