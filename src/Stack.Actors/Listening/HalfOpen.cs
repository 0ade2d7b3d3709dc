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
    EcnNegotiation Ecn, IActorRef Handler, bool PullMode, SocketSettings Settings, byte[] SynText);

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
    private readonly Handshake _handshake;
    private readonly int _deferred; // so many timeouts long only data makes a connection
    private int _sent;
    private Instant _sentAt;
    private Instant _enteredAt;
    private LinkedListNode<ISocketSource>? _registration;
    private bool _repeated; // then its acknowledgment measures nothing (RFC 6298 3, Karn)
    private TcpState _endsIn = TcpState.Closed;
    private bool _handedOver;
    private bool _acked;  // the peer has it, and TCP_DEFER_ACCEPT waits for data
    private bool _failed; // what came after the reset, in the same batch too, meets a closed entry

    public HalfOpen(HalfOpenSetup setup)
    {
        _setup = setup;
        _context = setup.Context;
        _writer = new SegmentWriter(_context, setup.Flow, setup.Settings);
        ReceiveBuffer buffer = ReceiveBuffer.Of(_context.Options, setup.Settings);
        _deferred = SynBackOff.Retries(setup.Settings.DeferAccept, _context.Options);
        _handshake = new Handshake(_context, setup.Flow, setup.Iss, setup.Irs, setup.Theirs, setup.Ecn, buffer, setup.Settings);
        _self = Self;
        _timer = _context.Loop.CreateTimer(() => _self.Tell(TimerExpired.Instance, ActorRefs.NoSender));
    }

    private TcpCounters Counters => _context.Counters.Tcp;

    public static Props Props(HalfOpenSetup setup) => Akka.Actor.Props.Create(() => new HalfOpen(setup));

    protected override void PreStart()
    {
        _enteredAt = _context.Loop.Now;
        _registration = _context.Sockets.AddHalfOpen(this);
        Publish(TcpState.Listen, TcpState.SynReceived);
        _handshake.SendSynAck(_writer);
        ArmTimer();
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
            case IcmpErrorArrived error:
                _setup.Inbox.ErrorHandled();
                // Soft (RFC 5927): the SYN-ACK's own retries decide. Linux's tcp_req_err forgets the entry if the net or the host is out of reach.
                if (_context.Options.TcpSynIcmpErrors && error.Sequence == _setup.Iss && error is { Type: IcmpType.DestinationUnreachable, Code: 0 or 1 })
                    Fail(TcpState.Listen);
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
        switch (_handshake.Arrive(frame, _writer, simultaneous: false))
        {
            case SynReceivedVerdict.RepeatSynAck:
                RepeatSynAck();
                break;
            case SynReceivedVerdict.Reset or SynReceivedVerdict.Return:
                // "If this connection was initiated with a passive OPEN … return this connection to LISTEN state".
                Fail(TcpState.Listen);
                break;
            case SynReceivedVerdict.Complete when IsDeferred(segment):
                _acked = true;
                Counters.DeferAcceptDrop++;
                break;
            case SynReceivedVerdict.Complete when !_setup.Accepting.IsFull:
                return true;
            case SynReceivedVerdict.Complete:
                OnOverflow(segment);
                break;
        }
        return false;
    }

    /// <summary>TCP_DEFER_ACCEPT: an acknowledgment without data does not make a connection yet.</summary>
    private bool IsDeferred(in Segment segment) => _sent - 1 < _deferred && segment.Length == 0 && _setup.SynText.Length == 0;

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

    /// <summary>ESTABLISHED: the connection goes on with this segment, which may carry text, and with what came after it.</summary>
    private void HandOver(Frame first, ref FrameChain rest)
    {
        _handedOver = true;
        TcpTimestamp? stamp = _repeated ? SegmentOptions.Timestamp(first) : null;
        Tcb tcb = _handshake.Agree(first.Segment, stamp, _repeated ? null : _sentAt);
        if (_sent > 2) tcb.Send.OnSynsLost();
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
        int timeouts = _sent - 1;
        // As Linux's syn_ack_recalc: who has answered is not asked again before the wait for data is over, and not given up before.
        bool waits = _acked && timeouts < _deferred;
        if (timeouts >= _context.Options.TcpSynAckRetries && !waits)
        {
            Fail(TcpState.Closed);
            return;
        }
        if (!_acked || timeouts >= _deferred - 1)
        {
            Counters.TcpTimeouts++;
            RepeatSynAck();
        }
        ArmTimer();
    }

    private void RepeatSynAck()
    {
        Counters.RetransSegs++;
        Counters.SynRetrans++;
        _repeated = true;
        _handshake.SendSynAck(_writer);
    }

    private void ArmTimer()
    {
        _sentAt = _context.Loop.Now;
        _timer.Arm(_sentAt + SynBackOff.Timeout(_sent++, _context.Options));
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
