using Akka.Actor;
using ActorTcp.Api;
using ActorTcp.Connection;
using ActorTcp.Device;
using ActorTcp.Loop;
using ActorTcp.Network;
using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Listening;

/// <summary>What a half-open entry begins with: the peer's SYN.</summary>
internal sealed record HalfOpenSetup(
    StackContext Context, FlowKey Flow, SegmentInbox Inbox, AcceptQueue Accepting, SeqNum Iss, SeqNum Irs, TcpOptions Theirs,
    IActorRef Handler, bool PullMode, SocketSettings Settings, byte[] SynText);

/// <summary>
/// RFC 9293 3.3.2 SYN-RECEIVED of a passive open: one actor for each half-open entry. It ends when the handshake completes (the
/// manager then makes the connection), fails, or is given up. Runs on the stack's loop.
/// </summary>
internal sealed class HalfOpen : UntypedActor, ISocketSource
{
    private readonly HalfOpenSetup _setup;
    private readonly StackContext _context;
    private readonly SegmentWriter _writer;
    private readonly IActorRef _self;
    private readonly LoopTimer _timer;
    private ReceiveSequenceSpace _rcv;
    private int _sent;
    private Instant _sentAt;
    private Instant _enteredAt;
    private LinkedListNode<ISocketSource>? _registration;
    private bool _repeated; // then its acknowledgment measures nothing (RFC 6298 3, Karn)
    private readonly Timestamps? _stamps;
    private Instant _nextAnswer;
    private TcpState _endsIn = TcpState.Closed;
    private bool _handedOver;
    private bool _failed; // what came after the reset, in the same batch too, meets a closed entry

    public HalfOpen(HalfOpenSetup setup)
    {
        _setup = setup;
        _context = setup.Context;
        _writer = new SegmentWriter(_context, setup.Flow, setup.Settings.TrafficClass);
        _rcv = ReceiveSequenceSpace.AfterSyn(setup.Irs, SynOptions.Window(_context.Options), 0);
        _stamps = SynOptions.Stamps(_context, setup.Flow, setup.Theirs, setup.Irs);
        _self = Self;
        _timer = _context.Loop.CreateTimer(() => _self.Tell(TimerExpired.Instance, ActorRefs.NoSender));
    }

    private TcpCounters Counters => _context.Counters.Tcp;

    private SeqNum SndNxt => _setup.Iss + 1;

    public static Props Props(HalfOpenSetup setup) => Akka.Actor.Props.Create(() => new HalfOpen(setup));

    protected override void PreStart()
    {
        _enteredAt = _context.Loop.Now;
        _registration = _context.Sockets.AddHalfOpen(this);
        Publish(TcpState.Listen, TcpState.SynReceived);
        SendSynAck();
    }

    protected override void PostStop()
    {
        _timer.Cancel();
        if (_registration is { } registration) SocketRegistry.Remove(registration);
        if (_handedOver) return;
        Publish(TcpState.SynReceived, _endsIn);
        _context.Tcp.Remove(_setup.Flow, _setup.Inbox);
        _setup.Inbox.Close();
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case SegmentsArrived:
                Arrive();
                break;
            case TimerExpired:
                OnTimeout();
                break;
            case IcmpErrorArrived:
                _setup.Inbox.ErrorHandled(); // soft (RFC 5927): the SYN-ACK's own retries decide
                break;
            default:
                Counters.UnexpectedMessages++;
                Unhandled(message);
                break;
        }
    }

    private void Arrive()
    {
        FrameChain frames = _setup.Inbox.TakeAll();
        while (!_failed && frames.TakeFirst() is { } frame)
        {
            Counters.InSegs++;
            if (ArriveOne(frame))
            {
                HandOver(frame, ref frames);
                return;
            }
            frame.Release();
        }
        frames.Release();
    }

    // RFC 9293 3.10.7.4, SYN-RECEIVED's parts. True: the handshake is complete.
    private bool ArriveOne(Frame frame)
    {
        ref readonly Segment segment = ref frame.Segment;
        if (!segment.Has(TcpFlags.Rst | TcpFlags.Syn) && IsOld(frame))
        {
            Counters.PawsEstab++;
            Answer(segment);
            return false;
        }
        switch (SynReceivedCheck.Check(_rcv, _setup.Iss, segment, simultaneous: false))
        {
            case SynReceivedVerdict.RepeatSynAck:
                if (!MayAnswer(segment)) break;
                Counters.RetransSegs++;
                Counters.SynRetrans++;
                _repeated = true;
                WriteSynAck();
                break;
            case SynReceivedVerdict.Acknowledge:
                Answer(segment);
                break;
            case SynReceivedVerdict.Challenge:
                Challenge(segment);
                break;
            case SynReceivedVerdict.Reset:
                // "If this connection was initiated with a passive OPEN … return this connection to LISTEN state".
                Counters.InRsts++;
                Counters.EmbryonicRsts++;
                Fail(TcpState.Listen);
                break;
            case SynReceivedVerdict.Return:
                Fail(TcpState.Listen);
                break;
            case SynReceivedVerdict.Refuse:
                Counters.OutRsts++;
                _writer.Send(segment.Ack, default, TcpFlags.Rst, 0); // <SEQ=SEG.ACK><CTL=RST>
                break;
            case SynReceivedVerdict.Complete when !_setup.Accepting.IsFull:
                return true;
            case SynReceivedVerdict.Complete:
                OnOverflow(segment);
                break;
        }
        return false;
    }

    /// <summary>The accept queue is full: the peer believes to be connected.</summary>
    private void OnOverflow(in Segment segment)
    {
        Counters.ListenOverflows++;
        Counters.ListenDrops++;
        if (!_context.Options.TcpAbortOnOverflow) return; // our SYN-ACK, sent again, makes it say so again
        Counters.EmbryonicRsts++;
        Counters.OutRsts++;
        _writer.Send(segment.Ack, default, TcpFlags.Rst, 0);
        Fail(TcpState.Closed);
    }

    private bool IsOld(Frame frame) =>
        _stamps is not null && SegmentOptions.Timestamp(frame) is { } stamp && _stamps.IsOld(stamp.Value, _context.Loop.Now);

    /// <summary>ESTABLISHED: the connection goes on with this segment, which may carry text, and with what came after it.</summary>
    private void HandOver(Frame first, ref FrameChain rest)
    {
        _handedOver = true;
        TimeSpan? rtt = !_repeated ? _context.Loop.Now - _sentAt : null;
        // RFC 7323 4.1: with timestamps a SYN-ACK that was sent again is measured as well.
        if (_repeated && _stamps is not null && SegmentOptions.Timestamp(first) is { } stamp) rtt = _stamps.RoundTrip(stamp.EchoReply, _context.Loop.Now);
        Tcb tcb = SynOptions.Agree(_context, _setup.Flow, _setup.Iss, _setup.Irs, _setup.Theirs, first.Segment, rtt);
        var frames = default(FrameChain);
        frames.Append(first);
        frames.Append(ref rest);
        Counters.InSegs--; // the connection counts it
        _setup.Inbox.PutBack(ref frames);
        _setup.Accepting.Promise();
        var connection = new ConnectionSetup(_context, _setup.Flow, _setup.Inbox, _setup.Handler, _setup.PullMode) 
        {
            Tcb = tcb, SynText = _setup.SynText, Settings = _setup.Settings,
        };
        _context.TcpManager.Tell(new HandshakeCompleted(connection, Context.Parent, _setup.Accepting), Self);
        Context.Stop(Self);
    }

    private void OnTimeout()
    {
        if (_handedOver) return;
        if (_sent > _context.Options.TcpSynAckRetries)
        {
            Fail(TcpState.Closed);
            return;
        }
        Counters.TcpTimeouts++;
        Counters.RetransSegs++;
        Counters.SynRetrans++;
        _repeated = true;
        SendSynAck();
    }

    private void SendSynAck()
    {
        WriteSynAck();
        _sentAt = _context.Loop.Now;
        _timer.Arm(_context.Loop.Now + SynBackOff.Timeout(_sent++, _context.Options));
    }

    private void WriteSynAck()
    {
        TcpOptions options = SynOptions.Answer(_context, _setup.Theirs);
        if (_stamps is not null) options.Timestamp = _stamps.Next(_context.Loop.Now);
        _writer.Send(_setup.Iss, _rcv.Nxt, TcpFlags.Syn | TcpFlags.Ack, SynOptions.Window(_context.Options), options);
    }

    private void Challenge(in Segment segment)
    {
        if (!MayAnswer(segment)) return;
        if (!_context.MayChallenge())
        {
            Counters.AckSkippedChallenge++;
            return;
        }
        Counters.ChallengeAcks++;
        if (segment.Has(TcpFlags.Syn)) Counters.SynChallenge++;
        SendAck();
    }

    private void Answer(in Segment segment)
    {
        if (MayAnswer(segment)) SendAck();
    }

    /// <summary>RFC 5961 7, <c>tcp_invalid_ratelimit</c>: what carries data is no answer to an answer of ours, and is not limited.</summary>
    private bool MayAnswer(in Segment segment)
    {
        if (segment.Length > 0 && !segment.Has(TcpFlags.Syn)) return true;
        if (_context.Loop.Now < _nextAnswer)
        {
            Counters.AckSkippedSynRecv++;
            return false;
        }
        _nextAnswer = _context.Loop.Now + _context.Options.TcpInvalidRateLimit;
        return true;
    }

    private void SendAck()
    {
        var options = new TcpOptions { Timestamp = _stamps?.Next(_context.Loop.Now) };
        _writer.Send(SndNxt, _rcv.Nxt, TcpFlags.Ack, SynOptions.Window(_context.Options), options);
    }

    private void Fail(TcpState next)
    {
        Counters.AttemptFails++;
        _failed = true;
        _endsIn = next;
        _timer.Cancel();
        Context.Stop(Self);
    }

    private void Publish(TcpState from, TcpState to) => _context.Publish(Context.System, Self, _setup.Flow, from, to);

    TcpSocket ISocketSource.Describe(Instant now)
    {
        FlowKey flow = _setup.Flow;
        return new TcpSocket(TcpState.SynReceived, 0, 0, flow.Local, flow.Remote)
        {
            Timer = SocketTimer.Retransmission,
            TimerExpires = _timer.IsArmed ? _timer.Deadline - now : default,
            Retransmits = Math.Max(0, _sent - 1),
            InState = now - _enteredAt,
            Actor = _self.Path.ToStringWithoutAddress(),
        };
    }
}

/// <summary>To the manager: make a connection of this, and tell its listener.</summary>
internal sealed record HandshakeCompleted(ConnectionSetup Connection, IActorRef Listener, AcceptQueue Accepting);
