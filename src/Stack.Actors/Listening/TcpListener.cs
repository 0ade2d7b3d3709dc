using System.Net;
using Akka.Actor;
using Akka.IO;
using ActorTcp.Api;
using ActorTcp.Connection;
using ActorTcp.Device;
using ActorTcp.Network;
using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Listening;

/// <summary>
/// RFC 9293 3.3.2 LISTEN: answers SYNs with half-open entries (its children, the SYN queue) and hands completed connections to
/// the application: at once, or one for each credit of <see cref="Tcp.ResumeAccepting"/>. Runs on the stack's loop.
/// </summary>
internal sealed class TcpListener : UntypedActor, ISocketSource
{
    private readonly StackContext _context;
    private readonly Tcp.Bind _bind;
    private readonly Ipv4Address _address;
    private readonly ushort _port;
    private readonly SegmentInbox _inbox;
    private readonly AcceptQueue _accepting;
    private LinkedListNode<ISocketSource>? _registration;
    private Instant _since;
    private long _acceptCredit;
    private int _halfOpen;

    public TcpListener(StackContext context, Tcp.Bind bind, Ipv4Address address, ushort port, SegmentInbox inbox)
    {
        _context = context;
        _bind = bind;
        _address = address;
        _port = port;
        _inbox = inbox;
        _accepting = new AcceptQueue(Math.Clamp(bind.Backlog, 0, context.Options.SoMaxConn));
        _acceptCredit = bind.PullMode ? 0 : long.MaxValue;
    }

    private TcpCounters Counters => _context.Counters.Tcp;

    /// <param name="context">The stack.</param>
    /// <param name="bind">The application's command.</param>
    /// <param name="address">Where it listens.</param>
    /// <param name="port">Where it listens.</param>
    /// <param name="inbox">Its segments: the manager has taken the port with it.</param>
    public static Props Props(StackContext context, Tcp.Bind bind, Ipv4Address address, ushort port, SegmentInbox inbox) =>
        Akka.Actor.Props.Create(() => new TcpListener(context, bind, address, port, inbox));

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    protected override void PreStart()
    {
        Context.Watch(_bind.Handler);
        _registration = _context.Sockets.AddListener(this);
        _since = _context.Loop.Now;
        _context.Publish(Context.System, Self, Flow, TcpState.Closed, TcpState.Listen);
    }

    protected override void PostStop()
    {
        FreePort();
        if (_registration is { } registration)
        {
            SocketRegistry.Remove(registration);
            _context.Publish(Context.System, Self, Flow, TcpState.Listen, TcpState.Closed);
        }
        // What nobody accepted is reset (RFC 9293 3.10.4, LISTEN; Linux on close of a listener).
        _accepting.Close();
        while (_accepting.TryTake(out Accepted? waiting)) waiting!.Connection.Tell(Tcp.Abort.Instance, ActorRefs.NoSender);
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case SegmentsArrived:
                Arrive();
                break;
            case ConnectionWaits:
                Offer();
                break;
            case Terminated dead when dead.ActorRef.Equals(_bind.Handler):
                Context.Stop(Self); // the application is gone
                break;
            case Terminated:
                _halfOpen--;
                break;
            case Tcp.ResumeAccepting resume:
                _acceptCredit = resume.BatchSize;
                Offer();
                break;
            case Tcp.Unbind:
                FreePort(); // before Unbound is told: the port may be bound again at once
                Sender.Tell(Tcp.Unbound.Instance, Self);
                Context.Stop(Self);
                break;
            default:
                Counters.UnexpectedMessages++;
                Unhandled(message);
                break;
        }
    }

    private FlowKey Flow => new(_address, _port, Ipv4Address.Any, 0);

    TcpSocket ISocketSource.Describe(Instant now) =>
        new(TcpState.Listen, _accepting.Count, _accepting.Limit, Flow.Local, null)
        {
            InState = now - _since,
            SynQueue = _halfOpen,
            SynQueueLimit = _context.Options.TcpMaxSynBacklog,
            Actor = Self.Path.ToStringWithoutAddress(),
        };

    private void FreePort()
    {
        _context.Tcp.RemoveListener(_address, _port, _inbox);
        _inbox.Close();
    }

    private void Offer()
    {
        while (_acceptCredit > 0 && _accepting.TryTake(out Accepted? next))
        {
            if (_acceptCredit != long.MaxValue) _acceptCredit--;
            FlowKey flow = next!.Flow;
            var remote = new IPEndPoint(flow.RemoteAddress.ToIPAddress(), flow.RemotePort);
            var local = new IPEndPoint(flow.LocalAddress.ToIPAddress(), flow.LocalPort);
            if (_bind.PullMode) next.Connection.Tell(ConnectionOffered.Instance, Self);
            _bind.Handler.Tell(new Tcp.Connected(remote, local), next.Connection);
        }
    }

    private void Arrive()
    {
        FrameChain frames = _inbox.TakeAll();
        while (frames.TakeFirst() is { } frame)
        {
            Counters.InSegs++;
            if (!ArriveOne(frame)) frame.Release();
        }
    }

    // RFC 9293 3.10.7.2: if the state is LISTEN. True: somebody else has the frame now.
    private bool ArriveOne(Frame frame)
    {
        ref readonly Segment segment = ref frame.Segment;
        // The box held several segments of one new peer: the first made an entry, the others belong to it.
        if (_context.Tcp.TryFindFlow(frame.Flow, out SegmentInbox? known)) return known.TryAppend(frame);
        // First: check for a RST: "should be ignored".
        if (segment.Has(TcpFlags.Rst)) return false;
        // Second: check for an ACK: "Any acknowledgment is bad if it arrives on a connection still in the LISTEN state".
        if (segment.Has(TcpFlags.Ack))
        {
            _context.Resets.Answer(frame);
            return false;
        }
        // Third: check for a SYN. Fourth: anything else "should not be received … drop the segment".
        if (segment.Has(TcpFlags.Syn)) OnSyn(frame);
        return false;
    }

    private void OnSyn(Frame frame)
    {
        ReadOnlySpan<byte> options = frame.Bytes[(frame.Segment.HeaderOffset + TcpHeader.MinLength)..frame.Segment.TextOffset];
        if (!TcpOptions.TryParse(options, out TcpOptions theirs, out _))
        {
            Counters.BadOptions++;
            return;
        }
        // Capped before anything is made: a flood costs no actors. Linux also drops while the accept queue is full.
        if (_halfOpen >= _context.Options.TcpMaxSynBacklog || _accepting.IsFull)
        {
            Counters.ListenDrops++;
            return;
        }
        FlowKey flow = frame.Flow;
        var inbox = new SegmentInbox(ActorRefs.Nobody, _context.Options.ConnectionInboxLimit);
        if (!_context.Tcp.TryAdd(flow, inbox)) return;
        _halfOpen++;
        SeqNum iss = _context.NewIss(flow);
        var setup = new HalfOpenSetup(
            _context, flow, inbox, _accepting, iss, frame.Segment.Seq, theirs, _bind.Handler, _bind.PullMode);
        IActorRef child = Context.ActorOf(HalfOpen.Props(setup).WithDispatcher(_context.DispatcherId));
        inbox.PassTo(child);
        Context.Watch(child);
    }
}
