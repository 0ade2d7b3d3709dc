using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.IO;
using ActorTcp.Api;
using ActorTcp.Connection;
using ActorTcp.Network;
using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Sockets;

/// <summary>
/// A stream socket: what socket(2) makes, over the actors of a listener or a connection. It keeps what the kernel's sockets layer keeps:
/// the name, the options, the pending error (SO_ERROR), which directions are shut down, and who waits. Runs on the stack's loop.
/// </summary>
internal sealed partial class StreamSocketActor : SocketActor
{
    private SocketPhase _phase = SocketPhase.Unconnected;
    private SocketSettings _settings;
    private IPEndPoint? _local;
    private IPEndPoint? _remote;
    private SocketError _pendingError; // sk_err
    private bool _sendShut;
    private bool _receiveShut;
    private CloseOperation? _closing;

    /// <param name="context">The stack.</param>
    /// <param name="calls">The way to the actor.</param>
    public StreamSocketActor(StackContext context, SocketCalls calls)
        : base(context, calls) => _settings = SocketSettings.Default;

    /// <summary>A socket that accept(2) returns.</summary>
    /// <param name="context">The stack.</param>
    /// <param name="calls">The way to the actor.</param>
    /// <param name="connection">Its connection.</param>
    /// <param name="local">Its own end.</param>
    /// <param name="remote">The peer's.</param>
    /// <param name="inherited">The listener's options.</param>
    public StreamSocketActor(
        StackContext context, SocketCalls calls, IActorRef connection, IPEndPoint local, IPEndPoint remote, InheritedOptions inherited)
        : base(context, calls)
    {
        _settings = inherited.Settings;
        _keepAlive = inherited.KeepAlive;
        _receiveTimeout = inherited.ReceiveTimeout;
        _sendTimeout = inherited.SendTimeout;
        _local = local;
        _remote = remote;
        BeginConnected(connection);
    }

    public static Props Props(StackContext context, SocketCalls calls) => Akka.Actor.Props.Create(() => new StreamSocketActor(context, calls));

    /// <inheritdoc/>
    protected override void PostStop()
    {
        ReleaseName();
        FailAllWaiting(SocketError.OperationAborted);
        _closing?.Complete(default);
        base.PostStop();
    }

    /// <inheritdoc/>
    protected override void OnCall(SocketOperation call)
    {
        if (_closing is not null)
        {
            call.Fail(SocketError.OperationAborted);
            return;
        }
        switch (call)
        {
            case ReceiveOperation receive:
                Receive(receive);
                break;
            case SendOperation send:
                Send(send);
                break;
            case AcceptOperation accept:
                Accept(accept);
                break;
            case BindOperation bind:
                Bind(bind);
                break;
            case ListenOperation listen:
                Listen(listen);
                break;
            case ConnectOperation connect:
                Connect(connect);
                break;
            case ShutdownOperation shutdown:
                Shutdown(shutdown);
                break;
            case CloseOperation close:
                Close(close);
                break;
            case ReadinessOperation readiness:
                readiness.Complete(Readiness);
                break;
            case WaitOperation wait:
                Wait(wait);
                break;
            case SetOptionOperation set:
                SetOption(set);
                break;
            case GetOptionOperation get:
                GetOption(get);
                break;
            case LocalNameOperation name:
                name.Complete(_local);
                break;
            case RemoteNameOperation name:
                if (_remote is { } remote && _phase == SocketPhase.Connected && !_gone) name.Complete(remote);
                else name.Fail(SocketError.NotConnected);
                break;
        }
    }

    /// <inheritdoc/>
    protected override void OnMessage(object message)
    {
        switch (message)
        {
            case SocketChanged or ReceiveRequest or SendRequest or SocketGone when !Sender.Equals(_connection):
                break; // of a connection that was given up
            case SocketChanged changed:
                OnChanged(changed);
                break;
            case ReceiveRequest:
                OnReceived();
                break;
            case SendRequest:
                OnSent();
                break;
            case SocketGone gone:
                OnGone(gone);
                break;
            case Tcp.ConnectionClosed:
                if (_closing is not null) Context.Stop(Self); // close(2) is done; else SocketChanged or SocketGone say what matters
                break;
            case StackTcp.UrgentAnnounced or StackTcp.UrgentReceived:
                OnUrgent(message);
                break;
            case AcceptQueueGrew:
                _acceptable++;
                PumpAccepts();
                break;
            case Tcp.Connected connected:
                OnConnected(connected);
                break;
            case ConnectBegan began:
                OnConnectBegan(began);
                break;
            case Tcp.CommandFailed failed:
                OnCommandFailed(failed);
                break;
            case Tcp.Bound:
                OnBound();
                break;
            case Tcp.Unbound:
                Context.Stop(Self);
                break;
            case TcpInfo info:
                OnInfo(info);
                break;
            case StackTcp.OptionSet or StackTcp.ShutdownDone or StackTcp.UrgentMark:
                break;
            default:
                Unhandled(message);
                return;
        }
        TellReady();
    }

    /// <inheritdoc/>
    protected override void Review()
    {
        ReviewAt(Instant.Min(ReviewConnects(), ReviewQueues()));
        TellReady();
    }

    private Ipv4Address Own => Stack.Options.Address.Address;

    private Instant ReviewQueues() => Instant.Min(
        Expire(_accepts, call => call.Deadline, call => call.Fail(SocketError.WouldBlock)),
        Instant.Min(
            Expire(_receives, call => call.Deadline, ExpireReceive),
            Instant.Min(Expire(_sends, call => call.Deadline, ExpireSend), Expire(_waits, _ => Instant.Never, _ => { }))));

    private void FailAllWaiting(SocketError error)
    {
        FailAll(_accepts, error);
        FailAll(_receives, error);
        FailAll(_sends, error);
        FailAll(_waits, error);
        FailAll(_infos, error);
        FailConnects(error);
    }

    /// <summary>Linux's sock_error: the pending error is told once.</summary>
    private SocketError TakeError()
    {
        SocketError error = _pendingError;
        _pendingError = SocketError.Success;
        return error;
    }

    private static SocketError ErrorOf(Tcp.CommandFailed failed) =>
        failed.Cause is { HasValue: true, Value: SocketException refused } ? refused.SocketErrorCode : SocketError.SocketError;
}

/// <summary>What a stream socket is, for its calls.</summary>
internal enum SocketPhase
{
    /// <summary>Neither; perhaps bound.</summary>
    Unconnected,

    /// <summary>listen(2).</summary>
    Listening,

    /// <summary>connect(2) is underway.</summary>
    Connecting,

    /// <summary>It has, or had, a connection.</summary>
    Connected,
}
