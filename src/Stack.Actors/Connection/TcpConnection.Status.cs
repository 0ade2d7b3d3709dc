using ActorTcp.Api;
using ActorTcp.Network;
using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Connection;

// RFC 9293 3.10.6, STATUS: what the connection tells of itself.
internal sealed partial class TcpConnection : ISocketSource
{
    private Instant _enteredAt;
    private Traffic _traffic;

    TcpSocket ISocketSource.Describe(Instant now)
    {
        (SocketTimer timer, Instant expires) = ArmedTimer();
        return new TcpSocket(State, _textBytes, SendQueue, LocalEndPoint, RemoteEndPoint)
        {
            Timer = timer,
            TimerExpires = timer == SocketTimer.None ? default : expires - now,
            Retransmits = Retransmits,
            InState = now - _enteredAt,
            Orphan = IsOrphan,
            Actor = _self.Path.ToStringWithoutAddress(),
        };
    }

    private int Retransmits => _tcbOrNull is { } tcb ? tcb.Send.Retries : Math.Max(0, _opening.Sent - 1);

    /// <summary>Linux's write_seq - snd_una, and what the send buffer has no room for yet.</summary>
    private long SendQueue
    {
        get
        {
            if (_tcbOrNull is not { } tcb) return State == TcpState.Closed ? 0 : 1; // the SYN
            long waiting = tcb.Send.Buffer.Length + (tcb.Send.FinQueued && !tcb.Send.FinAcked ? 1 : 0);
            foreach (PendingWrite write in _writes) waiting += write.Data.Count;
            return waiting;
        }
    }

    private (SocketTimer Timer, Instant Expires) ArmedTimer()
    {
        // As ss: of several the one that matters first.
        if (!_deadlines[TcpTimer.Retransmission].IsNever) return (SocketTimer.Retransmission, _deadlines[TcpTimer.Retransmission]);
        if (!_deadlines[TcpTimer.Persist].IsNever) return (SocketTimer.Persist, _deadlines[TcpTimer.Persist]);
        if (!_deadlines[TcpTimer.KeepAlive].IsNever) return (SocketTimer.KeepAlive, _deadlines[TcpTimer.KeepAlive]);
        if (!_deadlines[TcpTimer.FinWait2].IsNever) return (SocketTimer.KeepAlive, _deadlines[TcpTimer.FinWait2]);
        if (!_deadlines[TcpTimer.TimeWait].IsNever) return (SocketTimer.TimeWait, _deadlines[TcpTimer.TimeWait]);
        return (SocketTimer.None, Instant.Never);
    }

    private TcpInfo Info()
    {
        Instant now = _loop.Now;
        var info = new TcpInfo
        {
            Local = LocalEndPoint,
            Remote = RemoteEndPoint,
            State = State,
            Retransmits = Retransmits,
            AdvMss = _tcbOrNull is { } agreed ? _advertisedMss - (agreed.Timestamps is null ? 0 : TcpOptions.TimestampLength) : SynOptions.OurMss(_context, _settings),
            Pmtu = _tcbOrNull?.Path.Mtu ?? _context.Device.Mtu,
            LastDataSent = _traffic.DataSentAt.IsNever ? default : now - _traffic.DataSentAt,
            LastDataRecv = _traffic.DataReceivedAt.IsNever ? default : now - _traffic.DataReceivedAt,
            LastAckRecv = _traffic.AckReceivedAt.IsNever ? default : now - _traffic.AckReceivedAt,
            TotalRetrans = _traffic.TotalRetrans,
            BytesAcked = _traffic.BytesAcked,
            BytesReceived = _traffic.BytesReceived,
            BytesSent = _traffic.BytesSent,
            BytesRetrans = _traffic.BytesRetrans,
            DeliveredCe = _deliveredCe,
            SegsOut = _writer.Sent,
            SegsIn = _traffic.SegsIn,
            DataSegsOut = _traffic.DataSegsOut,
            DataSegsIn = _traffic.DataSegsIn,
            RcvOooPack = _traffic.OutOfOrderIn,
            ReceiveQueue = _textBytes,
            SendQueue = SendQueue,
            UrgentAhead = UrgentAhead,
        };
        return _tcbOrNull is { } tcb ? WithSending(WithTcb(info, tcb, _keepAliveProbes), tcb.Send, now) : info;
    }

    private static TcpInfo WithTcb(TcpInfo info, Tcb tcb, int keepAliveProbes)
    {
        TcpSender sender = tcb.Send;
        ref readonly SendSequenceSpace snd = ref sender.Space;
        ref readonly ReceiveSequenceSpace rcv = ref tcb.Receive.Space;
        return info with
        {
            Probes = sender.IsPersisting ? sender.Retries : keepAliveProbes,
            Backoff = sender.Backoffs,
            Timestamps = tcb.Timestamps is not null,
            Sack = sender.UsesSack,
            WindowScaling = tcb.WindowScaling,
            Ecn = tcb.Ecn is { Sends: true },
            EcnSeen = tcb.Ecn is { Seen: true },
            SndWscale = snd.Scale,
            RcvWscale = rcv.Scale,
            Rto = sender.Rtt.Rto,
            Ato = tcb.Acks.Timeout,
            RcvMss = tcb.Acks.ReceiveMss,
            SndMss = sender.Mss,
            Unacked = sender.Recovery.Flight.Outstanding,
            Sacked = sender.Recovery.Flight.Sacked,
            CaState = sender.Recovery.State,
            Rtt = sender.Rtt.Srtt,
            RttVar = sender.Rtt.RttVar,
            SndCwnd = sender.CongestionWindow,
            SndSsthresh = sender.SlowStartThreshold,
            Lost = sender.Recovery.Flight.Lost,
            Retrans = sender.Recovery.Flight.Retransmitted,
            Reordering = sender.Recovery.Reordering,
            ReordSeen = sender.Recovery.Counters[RecoveryEvent.Reordered],
            DsackDups = sender.Recovery.Counters[RecoveryEvent.Duplicate],
            Delivered = sender.Recovery.Counters[RecoveryEvent.Delivered],
            MinRtt = sender.Recovery.LeastRtt,
            CongestionControl = sender.Recovery.Congestion.Name,
            SndWnd = snd.Wnd,
            RcvWnd = Math.Max(0, rcv.Wnd),
            RcvSpace = tcb.Receive.Tuning?.Space ?? tcb.Receive.BufferSize,
            RcvBuf = tcb.Receive.BufferSize,
            RcvSsthresh = tcb.Receive.SlowStartThreshold,
            RcvRtt = tcb.Receive.Tuning?.Rtt ?? default,
            NotSentBytes = Math.Max(0, sender.Buffer.Length - (snd.Nxt - snd.Una)),
        };
    }

    private static TcpInfo WithSending(TcpInfo info, TcpSender sender, Instant now)
    {
        TimeSpan window = sender.LimitedBy(SendLimit.ReceiveWindow, now), buffer = sender.LimitedBy(SendLimit.SendBuffer, now);
        return info with
        {
            BusyTime = sender.LimitedBy(SendLimit.Busy, now) + window + buffer,
            RwndLimited = window,
            SndbufLimited = buffer,
            DeliveryRate = sender.Recovery.Delivery.Of(sender.Mss),
            DeliveryRateAppLimited = sender.Recovery.Delivery.IsAppLimited,
            PacingRate = sender.PacingRate,
            TotalRto = sender.TotalTimeouts,
            TotalRtoRecoveries = sender.TimeoutEpisodes,
            TotalRtoTime = sender.TimeoutTime,
        };
    }

    /// <summary>What a connection counts for <see cref="TcpInfo"/>.</summary>
    private struct Traffic
    {
        public Instant DataSentAt = Instant.Never;
        public Instant DataReceivedAt = Instant.Never;
        public Instant AckReceivedAt = Instant.Never;
        public long TotalRetrans;
        public long BytesAcked;
        public long BytesReceived;
        public long BytesSent;
        public long BytesRetrans;
        public long SegsIn;
        public long DataSegsOut;
        public long DataSegsIn;
        public long OutOfOrderIn;

        public Traffic()
        {
        }
    }
}
