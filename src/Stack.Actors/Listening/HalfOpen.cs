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
    IActorRef Handler, bool PullMode);

/// <summary>
/// RFC 9293 3.3.2 SYN-RECEIVED of a passive open: one actor for each half-open entry. It ends when the handshake completes (the
/// manager then makes the connection), fails, or is given up. Runs on the stack's loop.
/// </summary>
internal sealed class HalfOpen : UntypedActor, ISocketSource
{
    private readonly HalfOpenSetup _setup;
    private readonly StackContext _context;
    private readonly SegmentWriter _writer;
    private readonly LoopTimer _timer;
    private ReceiveSequenceSpace _rcv;
    private int _sent;
    private Instant _sentAt;
    private Instant _enteredAt;
    private LinkedListNode<ISocketSource>? _registration;
    private bool _repeated; // then its acknowledgment measures nothing (RFC 6298 3, Karn)
    private bool _handedOver;
    private bool _failed; // what came after the reset, in the same batch too, meets a closed entry

    public HalfOpen(HalfOpenSetup setup)
    {
        _setup = setup;
        _context = setup.Context;
        _writer = new SegmentWriter(_context, setup.Flow);
        _rcv = ReceiveSequenceSpace.AfterSyn(setup.Irs, SynOptions.Window(_context.Options), 0);
        IActorRef self = Self;
        _timer = _context.Loop.CreateTimer(() => self.Tell(TimerExpired.Instance, ActorRefs.NoSender));
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
        Publish(TcpState.SynReceived, TcpState.Closed);
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
        // A SYN again: our SYN-ACK was lost, or is late. It is sent again, as Linux does.
        if (segment.Has(TcpFlags.Syn) && !segment.Has(TcpFlags.Ack) && segment.Seq == _setup.Irs)
        {
            Counters.RetransSegs++;
            _repeated = true;
            WriteSynAck();
            return false;
        }
        // First: check sequence number.
        if (!SequenceCheck.IsAcceptable(_rcv, segment))
        {
            if (!segment.Has(TcpFlags.Rst)) SendAck();
            return false;
        }
        // Second: check the RST bit: "If this connection was initiated with a passive OPEN … return this connection to LISTEN state".
        switch (ResetCheck.Check(_rcv, segment))
        {
            case ResetVerdict.Reset:
                Counters.InRsts++;
                Fail();
                return false;
            case ResetVerdict.Challenge:
                Challenge();
                return false;
            case ResetVerdict.Drop:
                return false;
        }
        // Fourth: check the SYN bit; RFC 5961 4.
        if (SynCheck.Check(segment) == ResetVerdict.Challenge)
        {
            Challenge();
            return false;
        }
        // Fifth: check the ACK field.
        if (!segment.Has(TcpFlags.Ack)) return false;
        if (segment.Ack != SndNxt)
        {
            Counters.OutRsts++;
            _writer.Send(segment.Ack, default, TcpFlags.Rst, 0); // <SEQ=SEG.ACK><CTL=RST>
            return false;
        }
        if (_setup.Accepting.IsFull)
        {
            Counters.ListenOverflows++; // the peer believes to be connected; our SYN-ACK, sent again, makes it say so again
            return false;
        }
        return true;
    }

    /// <summary>ESTABLISHED: the connection goes on with this segment, which may carry text, and with what came after it.</summary>
    private void HandOver(Frame first, ref FrameChain rest)
    {
        _handedOver = true;
        TimeSpan? rtt = !_repeated ? _context.Loop.Now - _sentAt : null;
        Tcb tcb = SynOptions.Agree(_context, _setup.Iss, _setup.Irs, _setup.Theirs, first.Segment, rtt);
        var frames = default(FrameChain);
        frames.Append(first);
        frames.Append(ref rest);
        Counters.InSegs--; // the connection counts it
        _setup.Inbox.PutBack(ref frames);
        _setup.Accepting.Promise();
        var connection = new ConnectionSetup(_context, _setup.Flow, _setup.Inbox, _setup.Handler, _setup.PullMode) { Tcb = tcb };
        _context.TcpManager.Tell(new HandshakeCompleted(connection, Context.Parent, _setup.Accepting), Self);
        Context.Stop(Self);
    }

    private void OnTimeout()
    {
        if (_handedOver) return;
        if (_sent > _context.Options.TcpSynAckRetries)
        {
            Fail();
            return;
        }
        Counters.TcpTimeouts++;
        Counters.RetransSegs++;
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
        _writer.Send(_setup.Iss, _rcv.Nxt, TcpFlags.Syn | TcpFlags.Ack, SynOptions.Window(_context.Options), options);
    }

    private void Challenge()
    {
        Counters.ChallengeAcks++;
        SendAck();
    }

    private void SendAck() => _writer.Send(SndNxt, _rcv.Nxt, TcpFlags.Ack, SynOptions.Window(_context.Options));

    private void Fail()
    {
        Counters.AttemptFails++;
        _failed = true;
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
            Actor = Self.Path.ToStringWithoutAddress(),
        };
    }
}

/// <summary>To the manager: make a connection of this, and tell its listener.</summary>
internal sealed record HandshakeCompleted(ConnectionSetup Connection, IActorRef Listener, AcceptQueue Accepting);
