using Akka.Actor;
using ActorTcp.Connection;
using ActorTcp.Device;
using ActorTcp.Loop;
using ActorTcp.Network;
using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Api;

// RFC 9293 3.3.2 TIME-WAIT of the connections whose actors are done: the table's entries, their segments and their end.
internal sealed partial class TcpManager
{
    private readonly SegmentInbox _late;
    private readonly LoopTimer _timer;

    private void ArmForTimeWaits()
    {
        if (_context.Tcp.TimeWaits.NextExpiry < _timer.Deadline) _timer.Arm(_context.Tcp.TimeWaits.NextExpiry);
    }

    // 3.10.8, TIME-WAIT TIMEOUT: "delete the TCB, enter the CLOSED state".
    private void EndTimeWaits()
    {
        while (_context.Tcp.TryExpire(_context.Loop.Now, out TimeWaitTable.Entry entry))
        {
            _context.Counters.Tcp.TimeWaited++;
            _context.Publish(Context.System, Self, entry.Flow, TcpState.TimeWait, TcpState.Closed);
        }
        _timer.Arm(_context.Tcp.TimeWaits.NextExpiry);
    }

    private void ArriveInTimeWait()
    {
        FrameChain frames = _late.TakeAll();
        while (frames.TakeFirst() is { } frame)
        {
            // The 4-tuple may have been taken anew while the segment waited here.
            if (TryPassOn(frame)) continue;
            if (!ArriveInTimeWait(frame)) frame.Release();
        }
    }

    /// <returns>Whether somebody else has the frame now.</returns>
    private bool ArriveInTimeWait(Frame frame)
    {
        FlowKey flow = frame.Flow;
        if (!_context.Tcp.TimeWaits.TryFind(flow, out TimeWaitBlock block))
        {
            _context.Counters.Tcp.InSegs++;
            _context.Segments.Reset(frame); // its time was over a moment ago
            return false;
        }
        Instant now = _context.Loop.Now;
        TcpTimestamp? stamp = block.HasTimestamps ? SegmentOptions.Timestamp(frame) : null;
        TimeWaitVerdict verdict = TimeWaitCheck.Check(block, frame.Segment, stamp, now, _context.Options.TcpRfc1337);
        switch (verdict)
        {
            case TimeWaitVerdict.Reuse when _context.Tcp.Listeners.TryFind(flow, out SegmentInbox? listener):
                return listener.TryAppend(frame); // who makes a new connection of it, or leaves this one in peace
            case TimeWaitVerdict.Restart:
                _context.Tcp.TimeWaits.Restart(flow, now);
                _timer.Arm(_context.Tcp.TimeWaits.NextExpiry);
                Acknowledge(flow, block, now);
                break;
            case TimeWaitVerdict.End:
                _context.Counters.Tcp.InRsts++;
                if (_context.Tcp.TryRecycle(flow, out _)) _context.Publish(Context.System, Self, flow, TcpState.TimeWait, TcpState.Closed);
                break;
            case TimeWaitVerdict.Old or TimeWaitVerdict.Acknowledge or TimeWaitVerdict.Reuse:
                if (verdict == TimeWaitVerdict.Old) _context.Counters.Tcp.PawsTimeWait++;
                if (_context.Tcp.TimeWaits.MayAnswer(flow, now)) Acknowledge(flow, block, now);
                else _context.Counters.Tcp.AckSkippedTimeWait++;
                break;
        }
        _context.Counters.Tcp.InSegs++;
        return false;
    }

    private void Acknowledge(in FlowKey flow, in TimeWaitBlock block, Instant now)
    {
        var options = default(TcpOptions);
        if (block.HasTimestamps) options.Timestamp = new TcpTimestamp(unchecked(Timestamps.Clock(now) + block.TsOffset), block.TsRecent);
        _context.Segments.Send(flow, block.SndNxt, block.RcvNxt, TcpFlags.Ack, (ushort)Math.Min(block.RcvWnd >> block.RcvScale, ushort.MaxValue), options);
    }

    private SocketTable Sockets(Instant now)
    {
        List<TcpSocket> sockets = _context.Sockets.Describe(now);
        foreach (TimeWaitTable.Entry entry in _context.Tcp.TimeWaits.All())
        {
            sockets.Add(new TcpSocket(TcpState.TimeWait, 0, 0, entry.Flow.Local, entry.Flow.Remote)
            {
                Timer = SocketTimer.TimeWait, TimerExpires = entry.Expires - now, InState = now - entry.Since, Orphan = true,
            });
        }
        return new SocketTable(sockets, now);
    }
}

/// <summary>To the manager: the first of the table's entries may end earlier than it believes.</summary>
internal sealed class TimeWaitBegins : Akka.Event.IDeadLetterSuppression
{
    public static readonly TimeWaitBegins Instance = new();

    private TimeWaitBegins()
    {
    }
}

/// <summary>To a connection that is being opened: its application has taken the command back.</summary>
internal sealed class CancelOpening : Akka.Event.IDeadLetterSuppression
{
    public static readonly CancelOpening Instance = new();

    private CancelOpening()
    {
    }
}
