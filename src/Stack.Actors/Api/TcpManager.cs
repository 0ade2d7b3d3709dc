using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.IO;
using ActorTcp.Connection;
using ActorTcp.Device;
using ActorTcp.Listening;
using ActorTcp.Loop;
using ActorTcp.Network;
using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;
using ActorTcp.Sockets;
using TcpListener = ActorTcp.Listening.TcpListener;

namespace ActorTcp.Api;

/// <summary>
/// The <c>tcp</c> actor: speaks <c>Akka.IO.Tcp</c>'s Bind and Connect, owns the ports, makes the connections' actors, resets what
/// belongs to nobody, and keeps what is in TIME_WAIT. Runs on the stack's loop.
/// </summary>
internal sealed partial class TcpManager : UntypedActor
{
    private readonly StackContext _context;
    private readonly SegmentInbox _strays;

    public TcpManager(StackContext context)
    {
        _context = context;
        _strays = new SegmentInbox(Self, context.Options.ListenerInboxLimit);
        _late = new SegmentInbox(Self, context.Options.ListenerInboxLimit);
        IActorRef self = Self;
        _timer = context.Loop.CreateTimer(() => self.Tell(TimerExpired.Instance, ActorRefs.NoSender));
    }

    public static Props Props(StackContext context) => Akka.Actor.Props.Create(() => new TcpManager(context));

    // One connection's failure ends that connection: its PostStop resets the peer. Never Restart: the block would be lost.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    protected override void PreStart()
    {
        _context.TcpManager = Self;
        _context.Tcp.Strays = _strays;
        _context.Tcp.Late = _late;
    }

    protected override void PostStop()
    {
        _timer.Cancel();
        _context.Tcp.Strays = null;
        _context.Tcp.Late = null;
        _strays.Close();
        _late.Close();
        while (_context.Tcp.TryExpire(Instant.Never, out TimeWaitTable.Entry entry))
            _context.Publish(Context.System, Self, entry.Flow, TcpState.TimeWait, TcpState.Closed);
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case SegmentsArrived:
                ArriveInTimeWait();
                ResetStrays();
                break;
            case HandshakeCompleted completed:
                Adopt(completed);
                break;
            case TimeWaitBegins:
                ArmForTimeWaits();
                break;
            case TimerExpired:
                EndTimeWaits();
                break;
            case Tcp.Bind bind:
                Bind(bind);
                break;
            case Tcp.Connect connect:
                Connect(connect);
                break;
            case StackTcp.CancelConnect cancel:
                if (_context.Opening.TryGetValue(cancel.Connect, out IActorRef? opening)) opening.Tell(CancelOpening.Instance, Self);
                break;
            case StackTcp.GetSockets:
                Sender.Tell(Sockets(_context.Loop.Now), Self);
                break;
            case Tcp.Command command:
                Fail(command, SocketError.OperationNotSupported);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    // RFC 9293 3.10.7.1: if the state is CLOSED.
    private void ResetStrays()
    {
        FrameChain frames = _strays.TakeAll();
        while (frames.TakeFirst() is { } frame)
        {
            // A handshake may have completed, or a connection begun, while the segment waited here.
            if (TryPassOn(frame)) continue;
            _context.Counters.Tcp.InSegs++;
            _context.Segments.Reset(frame);
            frame.Release();
        }
    }

    /// <summary>Gives a segment to the connection that has its 4-tuple by now; false if there is none.</summary>
    private bool TryPassOn(Frame frame)
    {
        if (!_context.Tcp.TryFindFlow(frame.Flow, out SegmentInbox? inbox)) return false;
        if (!inbox.TryAppend(frame)) frame.Release(); // its box is full
        return true;
    }

    private void Adopt(HandshakeCompleted completed)
    {
        ConnectionSetup setup = completed.Connection;
        IActorRef connection = Spawn(setup);
        setup.Inbox.PassTo(connection);
        if (completed.Accepting.TryArrive(new Accepted(connection, setup.Flow, setup.Inbox))) completed.Listener.Tell(ConnectionWaits.Instance, Self);
        else AbortUnaccepted(_context, connection, setup.Flow, setup.Inbox); // the listener was unbound meanwhile
    }

    /// <summary>Resets a connection that nobody has accepted; its port is free at once, as after close(2).</summary>
    public static void AbortUnaccepted(StackContext context, IActorRef connection, in FlowKey flow, SegmentInbox inbox)
    {
        context.Tcp.Remove(flow, inbox);
        connection.Tell(Tcp.Abort.Instance, ActorRefs.NoSender);
    }

    private IActorRef Spawn(ConnectionSetup setup)
    {
        Props props = TcpConnection.Props(setup).WithDispatcher(_context.DispatcherId);
        string name = setup.Flow.ToString();
        // The last connection of the same 4-tuple may not have left yet.
        return Context.Child(name).IsNobody() ? Context.ActorOf(props, name) : Context.ActorOf(props);
    }

    private void Bind(Tcp.Bind bind)
    {
        SocketSettings settings = (bind as SocketBind)?.Settings ?? SocketSettings.Read(bind.Options);
        if (!TryReadLocal(bind.LocalAddress, out Ipv4Address address, out ushort port, out SocketError error)
            || !TryTakePort(address, ref port, settings.Sharing, out error))
        {
            Fail(bind, error);
            return;
        }
        var inbox = new SegmentInbox(ActorRefs.Nobody, _context.Options.ListenerInboxLimit) { Sharing = settings.Sharing };
        _context.Tcp.Listeners.Add(address, port, inbox); // the port is taken from here on
        Props props = TcpListener.Props(_context, bind, address, port, inbox, settings).WithDispatcher(_context.DispatcherId);
        string name = $"listen:{address}:{port}";
        IActorRef listener = Context.Child(name).IsNobody() ? Context.ActorOf(props, name) : Context.ActorOf(props);
        inbox.PassTo(listener);
        Sender.Tell(new Tcp.Bound(new IPEndPoint(address.ToIPAddress(), port)), listener);
    }

    private void Connect(Tcp.Connect connect)
    {
        ushort port = 0;
        Ipv4Address own = _context.Options.Address.Address;
        Ipv4Address address = own;
        SocketError error = SocketError.Success;
        if (connect.LocalAddress is { } local && !TryReadLocal(local, out address, out port, out error))
        {
            Fail(connect, error);
            return;
        }
        if (address.IsAny) address = own;
        if (connect.RemoteAddress is not IPEndPoint remote || !Ipv4Address.TryFrom(remote.Address, out Ipv4Address to))
        {
            Fail(connect, SocketError.AddressFamilyNotSupported);
            return;
        }
        if (!to.IsUnicast || _context.Options.Address.IsBroadcast(to) || remote.Port == 0)
        {
            Fail(connect, SocketError.NetworkUnreachable);
            return;
        }
        if (_context.Ip.Resolve(to).Kind == NextHopKind.Unroutable)
        {
            Fail(connect, SocketError.NetworkUnreachable); // ENETUNREACH at once: no SYN would leave
            return;
        }
        SocketSettings settings = (connect as SocketConnect)?.Settings ?? SocketSettings.Read(connect.Options);
        if (port != 0 && _context.Tcp.IsTaken(address, own, port, settings.Sharing))
        {
            Fail(connect, SocketError.AddressAlreadyInUse);
            return;
        }
        FlowKey flow = port != 0 ? new FlowKey(address, port, to, (ushort)remote.Port) : _context.ChooseFlow(address, to, (ushort)remote.Port);
        var inbox = new SegmentInbox(ActorRefs.Nobody, _context.Options.ConnectionInboxLimit) { Sharing = settings.Sharing };
        SeqNum iss = default;
        if (flow.LocalPort == 0 || !_context.TryTakeFlow(Context.System, flow, inbox, out iss))
        {
            Fail(connect, SocketError.AddressNotAvailable);
            return;
        }
        var setup = new ConnectionSetup(_context, flow, inbox, Sender, connect.PullMode) { Connect = connect, Iss = iss, Settings = settings };
        IActorRef connection = Spawn(setup);
        _context.Opening[connect] = connection; // from here on the command can be taken back
        if (connect is SocketConnect) Sender.Tell(new ConnectBegan(flow.Local), Self);
        inbox.PassTo(connection);
    }

    private bool TryReadLocal(EndPoint endPoint, out Ipv4Address address, out ushort port, out SocketError error)
    {
        address = default;
        port = 0;
        error = SocketError.AddressFamilyNotSupported;
        if (endPoint is not IPEndPoint local || !Ipv4Address.TryFrom(local.Address, out address)) return false;
        port = (ushort)local.Port;
        error = SocketError.AddressNotAvailable;
        return address.IsAny || address == _context.Options.Address.Address;
    }

    private bool TryTakePort(Ipv4Address address, ref ushort port, PortSharing sharing, out SocketError error)
    {
        error = SocketError.AddressAlreadyInUse;
        Ipv4Address own = _context.Options.Address.Address;
        return port != 0 ? !_context.Tcp.IsTaken(address, own, port, sharing) : _context.TryChoosePort(address, out port);
    }

    private void Fail(Tcp.Command command, SocketError error) =>
        Sender.Tell(command.FailureMessage.WithCause(new SocketException((int)error)), Self);
}
