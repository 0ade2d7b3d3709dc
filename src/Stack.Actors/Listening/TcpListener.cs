using System.Net;
using Akka.Actor;
using Akka.IO;
using ActorTcp.Api;
using ActorTcp.Connection;
using ActorTcp.Device;
using ActorTcp.Network;
using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;
using ActorTcp.Sockets;

namespace ActorTcp.Listening;

/// <summary>
/// RFC 9293 3.3.2 LISTEN: answers SYNs with half-open entries (its children, the SYN queue) and hands completed connections to
/// the application: at once, or one for each credit of <see cref="Tcp.ResumeAccepting"/>. Runs on the stack's loop.
/// </summary>
internal sealed partial class TcpListener : UntypedActor, ISocketSource
{
    private readonly StackContext _context;
    private readonly Tcp.Bind _bind;
    private SocketSettings _settings;
    private readonly IActorRef _self;
    private readonly Ipv4Address _address;
    private readonly ushort _port;
    private readonly SegmentInbox _inbox;
    private readonly AcceptQueue _accepting;
    private LinkedListNode<ISocketSource>? _registration;
    private Instant _since;
    private IActorRef _unbinder = ActorRefs.Nobody;
    private long _acceptCredit;
    private int _halfOpen;

    public TcpListener(
        StackContext context, Tcp.Bind bind, Ipv4Address address, ushort port, SegmentInbox inbox, SocketSettings settings)
    {
        _settings = settings;
        _self = Self;
        _context = context;
        _bind = bind;
        _address = address;
        _port = port;
        _inbox = inbox;
        _accepting = new AcceptQueue(Backlog(bind.Backlog), bind.PullMode);
        _acceptCredit = bind.PullMode ? 0 : long.MaxValue;
    }

    private TcpCounters Counters => _context.Counters.Tcp;

    /// <param name="context">The stack.</param>
    /// <param name="bind">The application's command.</param>
    /// <param name="address">Where it listens.</param>
    /// <param name="port">Where it listens.</param>
    /// <param name="inbox">Its segments: the manager has taken the port with it.</param>
    /// <param name="settings">The socket's options, which its connections inherit.</param>
    public static Props Props(
        StackContext context, Tcp.Bind bind, Ipv4Address address, ushort port, SegmentInbox inbox, SocketSettings settings) =>
        Akka.Actor.Props.Create(() => new TcpListener(context, bind, address, port, inbox, settings));

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
        while (_accepting.TryTake(out Accepted? waiting))
            TcpManager.AbortUnaccepted(_context, waiting!.Connection, waiting.Flow, waiting.Inbox);
        // Both queues are gone, and with them all that had the port: it may be bound again.
        if (!_unbinder.IsNobody()) _unbinder.Tell(Tcp.Unbound.Instance, Self);
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case SegmentsArrived:
                Arrive();
                break;
            case ConnectionWaits:
                if (_bind is SocketBind) _bind.Handler.Tell(AcceptQueueGrew.Instance, Self);
                Offer();
                break;
            case ChangeBacklog change:
                _accepting.Limit = Backlog(change.Backlog);
                break;
            case StackTcp.SetOption option when _settings.With(option.Option) is { } settings:
                _settings = settings; // connections to come inherit it
                break;
            case Terminated dead when dead.ActorRef.Equals(_bind.Handler):
                Context.Stop(Self); // the application is gone
                break;
            case Terminated:
                _halfOpen--;
                break;
            case Tcp.ResumeAccepting resume when _bind.PullMode:
                _acceptCredit = resume.BatchSize;
                Offer();
                break;
            case Tcp.Unbind:
                _unbinder = Sender;
                FreePort();
                Context.Stop(Self); // the half-open entries first
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
            SynQueueLimit = SynQueueLimit,
            Actor = _self.Path.ToStringWithoutAddress(), // asked for in the manager's turn, where Self is the manager
        };

    private int Backlog(int asked) => Math.Clamp(asked, 0, _context.Options.SoMaxConn);

    private void FreePort()
    {
        _context.Tcp.Listeners.Remove(_address, _port, _inbox);
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
}
