using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.IO;
using ActorTcp.Connection;
using ActorTcp.Device;
using ActorTcp.Listening;
using ActorTcp.Network;
using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;
using TcpListener = ActorTcp.Listening.TcpListener;

namespace ActorTcp.Api;

/// <summary>
/// The <c>tcp</c> actor: speaks <c>Akka.IO.Tcp</c>'s Bind and Connect, owns the ports, makes the connections' actors, and resets
/// what belongs to nobody. Runs on the stack's loop.
/// </summary>
internal sealed class TcpManager : UntypedActor
{
    private readonly StackContext _context;
    private readonly SegmentInbox _strays;

    public TcpManager(StackContext context)
    {
        _context = context;
        _strays = new SegmentInbox(Self, context.Options.ListenerInboxLimit);
    }

    public static Props Props(StackContext context) => Akka.Actor.Props.Create(() => new TcpManager(context));

    // One connection's failure ends that connection: its PostStop resets the peer. Never Restart: the block would be lost.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    protected override void PreStart()
    {
        _context.TcpManager = Self;
        _context.Tcp.Strays = _strays;
    }

    protected override void PostStop()
    {
        _context.Tcp.Strays = null;
        _strays.Close();
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case SegmentsArrived:
                ResetStrays();
                break;
            case HandshakeCompleted completed:
                Adopt(completed);
                break;
            case Tcp.Bind bind:
                Bind(bind);
                break;
            case Tcp.Connect connect:
                Connect(connect);
                break;
            case StackTcp.GetSockets:
                Instant now = _context.Loop.Now;
                Sender.Tell(new SocketTable(_context.Sockets.Describe(now), now), Self);
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
            if (_context.Tcp.TryFindFlow(frame.Flow, out SegmentInbox? inbox) && inbox.TryAppend(frame)) continue;
            _context.Counters.Tcp.InSegs++;
            _context.Resets.Answer(frame);
            frame.Release();
        }
    }

    private void Adopt(HandshakeCompleted completed)
    {
        ConnectionSetup setup = completed.Connection;
        IActorRef connection = Spawn(setup);
        setup.Inbox.PassTo(connection);
        if (completed.Accepting.TryArrive(new Accepted(connection, setup.Flow))) completed.Listener.Tell(ConnectionWaits.Instance, Self);
        else connection.Tell(Tcp.Abort.Instance, ActorRefs.NoSender); // the listener was unbound meanwhile
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
        if (!TryReadLocal(bind.LocalAddress, out Ipv4Address address, out ushort port, out SocketError error)
            || !TryTakePort(address, ref port, out error))
        {
            Fail(bind, error);
            return;
        }
        var inbox = new SegmentInbox(ActorRefs.Nobody, _context.Options.ListenerInboxLimit);
        _context.Tcp.TryAddListener(address, port, inbox); // the port is taken from here on
        Props props = TcpListener.Props(_context, bind, address, port, inbox).WithDispatcher(_context.DispatcherId);
        string name = $"listen:{address}:{port}";
        IActorRef listener = Context.Child(name).IsNobody() ? Context.ActorOf(props, name) : Context.ActorOf(props);
        inbox.PassTo(listener);
        Sender.Tell(new Tcp.Bound(new IPEndPoint(address.ToIPAddress(), port)), listener);
    }

    private void Connect(Tcp.Connect connect)
    {
        ushort port = 0;
        Ipv4Address address = _context.Options.Address.Address;
        SocketError error = SocketError.Success;
        if (connect.LocalAddress is { } local && !TryReadLocal(local, out address, out port, out error))
        {
            Fail(connect, error);
            return;
        }
        if (address.IsAny) address = _context.Options.Address.Address;
        if (connect.RemoteAddress is not IPEndPoint remote || !Ipv4Address.TryFrom(remote.Address, out Ipv4Address to))
        {
            Fail(connect, SocketError.AddressFamilyNotSupported);
            return;
        }
        if (!to.IsUnicast || remote.Port == 0)
        {
            Fail(connect, SocketError.NetworkUnreachable);
            return;
        }
        FlowKey flow = port != 0 ? new FlowKey(address, port, to, (ushort)remote.Port) : _context.ChooseFlow(address, to, (ushort)remote.Port);
        var inbox = new SegmentInbox(ActorRefs.Nobody, _context.Options.ConnectionInboxLimit);
        if (flow.LocalPort == 0 || !_context.Tcp.TryAdd(flow, inbox))
        {
            Fail(connect, port != 0 ? SocketError.AddressAlreadyInUse : SocketError.AddressNotAvailable);
            return;
        }
        var setup = new ConnectionSetup(_context, flow, inbox, Sender, connect.PullMode) { Connect = connect, Iss = _context.NewIss(flow) };
        inbox.PassTo(Spawn(setup));
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

    private bool TryTakePort(Ipv4Address address, ref ushort port, out SocketError error)
    {
        error = SocketError.AddressAlreadyInUse;
        if (port != 0) return !_context.Tcp.IsTaken(address, port);
        for (int candidate = _context.Options.IpLocalPortRange.First; candidate <= _context.Options.IpLocalPortRange.Last; candidate++)
        {
            port = (ushort)candidate;
            if (!_context.Tcp.IsTaken(address, port)) return true;
        }
        return false;
    }

    private void Fail(Tcp.Command command, SocketError error) =>
        Sender.Tell(command.FailureMessage.WithCause(new SocketException((int)error)), Self);
}
