using Akka.Actor;
using ActorTcp.Connection;
using ActorTcp.Device;
using ActorTcp.Network;
using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Listening;

// RFC 9293 3.10.7.2, SEGMENT ARRIVES if the state is LISTEN: the SYN queue, and SYN cookies beyond it.
internal sealed partial class TcpListener
{
    /// <summary>How long after the SYN queue was full a cookie may come back: as long as one is valid.</summary>
    private static readonly TimeSpan CookiesRecent = TimeSpan.FromMinutes(2);

    private void Arrive()
    {
        FrameChain frames = _inbox.TakeAll();
        while (frames.TakeFirst() is { } frame)
        {
            if (!ArriveOne(frame)) frame.Release();
        }
    }

    /// <returns>Whether somebody else has the frame now.</returns>
    private bool ArriveOne(Frame frame)
    {
        ref readonly Segment segment = ref frame.Segment;
        // The box held several segments of one new peer: the first made an entry, the others belong to it.
        if (_context.Tcp.TryFindFlow(frame.Flow, out SegmentInbox? known)) return known.TryAppend(frame);
        Counters.InSegs++;
        // First: check for a RST: "should be ignored".
        if (segment.Has(TcpFlags.Rst)) return false;
        // Second: check for an ACK: "Any acknowledgment is bad if it arrives on a connection still in the LISTEN state", unless it
        // brings back a cookie.
        if (segment.Has(TcpFlags.Ack))
        {
            if (!segment.Has(TcpFlags.Syn) && TryCookie(frame, out bool taken)) return taken;
            _context.Segments.Reset(frame);
            return false;
        }
        // Third: check for a SYN. Fourth: anything else "should not be received … drop the segment".
        if (segment.Has(TcpFlags.Syn)) OnSyn(frame);
        return false;
    }

    private void OnSyn(Frame frame)
    {
        if (!TcpOptions.TryParse(SegmentOptions.Bytes(frame), out TcpOptions theirs, out _))
        {
            Counters.BadOptions++;
            return;
        }
        // Capped before anything is made: a flood costs no actors.
        bool full = _halfOpen >= SynQueueLimit;
        // What takes the place of a connection in TIME_WAIT has an initial number already, and a cookie only if there is no room.
        bool cookie = full
            ? _context.Options.TcpSyncookies != 0
            : _context.Options.TcpSyncookies == 2 && !_context.Tcp.TimeWaits.Contains(frame.Flow);
        if (full && !cookie)
        {
            Counters.ReqQFullDrop++;
            Counters.ListenDrops++;
            return;
        }
        // As Linux: while the accept queue is full no handshake begins.
        if (_accepting.IsFull)
        {
            Counters.ListenOverflows++;
            Counters.ListenDrops++;
            return;
        }
        if (cookie)
        {
            if (full) Counters.ReqQFullDoCookies++;
            AnswerWithCookie(frame, theirs);
        }
        else
        {
            BeginHalfOpen(frame, theirs);
        }
    }

    private int SynQueueLimit => _context.Options.TcpSynQueueBacklog
        ? Math.Min(_context.Options.TcpMaxSynBacklog, Math.Max(1, _accepting.Limit))
        : _context.Options.TcpMaxSynBacklog;

    private void BeginHalfOpen(Frame frame, in TcpOptions theirs)
    {
        FlowKey flow = frame.Flow;
        // The manager has looked at it: this SYN may take the place of a connection in TIME_WAIT.
        SeqNum iss = _context.Recycle(Context.System, flow);
        SegmentInbox inbox = NewInbox();
        if (!_context.Tcp.TryAdd(flow, inbox)) return;
        _halfOpen++;
        EcnNegotiation ecn = SynOptions.NewEcn(_context.Options);
        ecn.OnSyn(frame.Segment);
        var setup = new HalfOpenSetup(
            _context, flow, inbox, _accepting, iss, frame.Segment.Seq, theirs, ecn, _bind.Handler, _bind.PullMode, _settings,
            Handshake.TextOf(_context, frame));
        IActorRef child = Context.ActorOf(HalfOpen.Props(setup).WithDispatcher(_context.DispatcherId));
        inbox.PassTo(child);
        Context.Watch(child);
    }

    private ReceiveBuffer Buffer => ReceiveBuffer.Of(_context.Options, _settings);

    private SegmentInbox NewInbox() => new(ActorRefs.Nobody, _context.Options.ConnectionInboxLimit) { Sharing = _settings.Sharing };

    /// <summary>RFC 4987 3.6: the SYN-ACK's number says all that is to be remembered; with timestamps the options as well.</summary>
    private void AnswerWithCookie(Frame frame, in TcpOptions theirs)
    {
        Instant now = _context.Loop.Now;
        _context.CookiesUntil = now + CookiesRecent;
        FlowKey flow = frame.Flow;
        _context.Recycle(Context.System, flow);
        SeqNum irs = frame.Segment.Seq;
        ushort mss = theirs.Mss is null or 0 ? (ushort)SegmentSize.Default : theirs.Mss.Value;
        SeqNum cookie = SynCookie.Make(_context.CookieKey, flow.ForCookie(), irs, mss, now);
        TcpOptions answer = SynOptions.Answer(_context, theirs, Buffer, _settings);
        TcpFlags flags = TcpFlags.Syn | TcpFlags.Ack;
        if (answer.Timestamp is not null)
        {
            EcnNegotiation ecn = SynOptions.NewEcn(_context.Options);
            ecn.OnSyn(frame.Segment);
            flags |= ecn.SendSynAck();
            uint stamp = CookieTimestamp.Encode(Timestamps.Clock(now), SynOptions.Agreed(_context, theirs), ecn.Agreed);
            answer.Timestamp = new TcpTimestamp(unchecked(stamp + _context.TimestampOffset(flow)), theirs.Timestamp!.Value.Value);
        }
        else
        {
            answer.SackPermitted = false;
            answer.WindowScale = null;
        }
        Counters.SyncookiesSent++;
        _context.Segments.Send(flow, cookie, irs + 1, flags, SynOptions.SynWindow(_context, theirs, Buffer, _settings), answer);
    }

    /// <summary>An acknowledgment of something that we do not remember: perhaps a cookie's.</summary>
    /// <returns>Whether it was; else it is to be reset.</returns>
    private bool TryCookie(Frame frame, out bool taken)
    {
        taken = false;
        Instant now = _context.Loop.Now;
        // As Linux: who has sent no cookie lately has none to take, and nobody can guess one meanwhile.
        if (_context.Options.TcpSyncookies == 0 || now >= _context.CookiesUntil) return false;
        ref readonly Segment segment = ref frame.Segment;
        FlowKey flow = frame.Flow;
        SeqNum irs = segment.Seq - 1;
        SeqNum iss = segment.Ack - 1;
        if (!SynCookie.TryRead(_context.CookieKey, flow.ForCookie(), irs, iss, now, out ushort mss))
        {
            Counters.SyncookiesFailed++;
            return false;
        }
        Counters.SyncookiesRecv++;
        if (_accepting.IsFull)
        {
            Counters.ListenOverflows++;
            Counters.ListenDrops++;
            return !_context.Options.TcpAbortOnOverflow; // dropped, or reset
        }
        uint offset = _context.TimestampOffset(flow);
        var theirs = default(TcpOptions);
        bool ecn = false;
        TimeSpan? rtt = null;
        if (_context.Options.TcpTimestamps && SegmentOptions.Timestamp(frame) is { } stamp)
        {
            theirs = CookieTimestamp.Decode(unchecked(stamp.EchoReply - offset), out ecn);
            theirs.Timestamp = stamp;
        }
        theirs.Mss = mss;
        SegmentInbox inbox = NewInbox();
        if (!_context.Tcp.TryAdd(flow, inbox)) return false;
        EcnState? agreed = EcnNegotiation.OfCookie(ecn && _context.Options.TcpEcn != 0);
        Tcb tcb = SynOptions.Agree(_context, flow, iss, irs, theirs, agreed, segment, rtt, Buffer, _settings);
        _accepting.Promise();
        taken = inbox.TryAppend(frame);
        Counters.Move(TcpState.Closed, TcpState.SynReceived); // as a half-open entry would have
        var connection = new ConnectionSetup(_context, flow, inbox, _bind.Handler, _bind.PullMode) { Tcb = tcb, Settings = _settings };
        _context.TcpManager.Tell(new HandshakeCompleted(connection, Self, _accepting), Self);
        if (taken) Counters.InSegs--; // the connection counts it
        return true;
    }
}
