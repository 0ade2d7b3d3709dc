using System.Net.Sockets;
using ActorTcp.Datagrams;
using ActorTcp.Loop;
using ActorTcp.Network;
using ActorTcp.Protocol;
using Akka.Actor;

namespace ActorTcp.Sockets;

/// <summary>
/// A datagram socket of the sockets facade: does what <see cref="SocketOperation"/>s ask for, each finished exactly once, with Linux's
/// error for each mistake. Runs on the stack's loop.
/// </summary>
internal sealed partial class DatagramSocketActor : UntypedActor
{
    private readonly StackContext _context;
    private readonly DatagramEndpoint _endpoint;
    private readonly LoopTimer _timer;

    public DatagramSocketActor(StackContext context)
    {
        _context = context;
        IActorRef self = Self;
        _endpoint = new DatagramEndpoint(context, self);
        _timer = context.Loop.CreateTimer(() => self.Tell(ReceiveTimeoutDue.Instance, ActorRefs.NoSender));
        _generic = new GenericOptions();
    }

    private bool IsClosed { get; set; }

    /// <summary>How to make the actor; it belongs on the stack's loop.</summary>
    public static Props Props(StackContext context) => Akka.Actor.Props.Create(() => new DatagramSocketActor(context));

    /// <inheritdoc/>
    protected override void PostStop() => Close();

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case DatagramNews:
                _endpoint.NewsHandled();
                Serve();
                break;
            case ReceiveTimeoutDue:
                ExpireReceives();
                break;
            case SocketOperation operation:
                if (operation.IsFinished) break;
                if (IsClosed) operation.Fail(SocketError.OperationAborted); // EBADF: called before its caller knew
                else Do(operation);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Do(SocketOperation operation)
    {
        switch (operation)
        {
            case SendOperation send: Send(send); break;
            case ReceiveOperation receive: Receive(receive); break;
            case BindOperation bind: Bind(bind); break;
            case ConnectOperation connect: Connect(connect); break;
            case ShutdownOperation shutdown: Shutdown(shutdown); break;
            case LocalNameOperation name: name.Complete(_endpoint.IsBound ? _endpoint.Local.ToEndPoint() : null); break;
            case RemoteNameOperation name: TellRemoteName(name); break;
            case ReadinessOperation readiness: readiness.Complete(Readiness); break;
            case WaitOperation wait: Wait(wait); break;
            case GetOptionOperation get: Get(get); break;
            case SetOptionOperation set: Set(set); break;
            case CloseOperation close:
                Close();
                close.Complete(default);
                // What is in the mailbox already is still answered.
                Self.Tell(PoisonPill.Instance, ActorRefs.NoSender);
                break;
            default: operation.Fail(SocketError.OperationNotSupported); break; // listen, accept
        }
    }

    private void Bind(BindOperation bind)
    {
        SocketError error = DatagramAddress.TryFrom(bind.Local, out DatagramAddress local) ? _endpoint.Bind(local) : SocketError.AddressFamilyNotSupported;
        if (error == SocketError.Success) bind.Complete(default);
        else bind.Fail(error);
    }

    private void Connect(ConnectOperation connect)
    {
        SocketError error = SocketError.Success;
        if (connect.Remote is null) _endpoint.Dissolve();
        else if (DatagramAddress.TryFrom(connect.Remote, out DatagramAddress remote)) error = _endpoint.Connect(remote);
        else error = SocketError.AddressFamilyNotSupported;
        if (error == SocketError.Success) connect.Complete(default);
        else connect.Fail(error);
    }

    // As Linux: of a socket without a peer it has its effect, and fails all the same.
    private void Shutdown(ShutdownOperation shutdown)
    {
        if (shutdown.How is SocketShutdown.Receive or SocketShutdown.Both) _endpoint.ShutReceiving();
        if (shutdown.How is SocketShutdown.Send or SocketShutdown.Both) _endpoint.ShutSending();
        if (_endpoint.IsConnected) shutdown.Complete(default);
        else shutdown.Fail(SocketError.NotConnected);
        Serve();
    }

    private void TellRemoteName(RemoteNameOperation name)
    {
        if (_endpoint is { IsConnected: true, Remote.Port: not 0 }) name.Complete(_endpoint.Remote.ToEndPoint());
        else name.Fail(SocketError.NotConnected);
    }

    private void Close()
    {
        if (IsClosed) return;
        IsClosed = true;
        _timer.Cancel();
        _endpoint.Close();
        foreach (Blocked blocked in _receives) blocked.Operation.Fail(SocketError.OperationAborted);
        foreach (WaitOperation wait in _waits) wait.Fail(SocketError.OperationAborted);
        _receives.Clear();
        _waits.Clear();
    }

    /// <summary>A receive's time is over.</summary>
    private sealed class ReceiveTimeoutDue
    {
        public static readonly ReceiveTimeoutDue Instance = new();

        private ReceiveTimeoutDue()
        {
        }
    }

    /// <summary>A receive that waits, until when.</summary>
    private readonly record struct Blocked(ReceiveOperation Operation, Instant Deadline);
}
