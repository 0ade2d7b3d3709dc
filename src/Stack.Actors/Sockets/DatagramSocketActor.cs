using System.Net.Sockets;
using ActorTcp.Datagrams;
using ActorTcp.Network;
using Akka.Actor;

namespace ActorTcp.Sockets;

/// <summary>
/// A datagram socket: what socket(2) makes of SOCK_DGRAM, over an endpoint of its own. Each call is finished exactly once, with Linux's
/// error for each mistake. Runs on the stack's loop.
/// </summary>
internal sealed partial class DatagramSocketActor : SocketActor
{
    private readonly DatagramEndpoint _endpoint;
    private bool _isClosed;

    /// <param name="context">The stack.</param>
    /// <param name="calls">The way to the actor.</param>
    public DatagramSocketActor(StackContext context, SocketCalls calls)
        : base(context, calls) => _endpoint = new DatagramEndpoint(context, Self);

    /// <summary>How to make the actor; it belongs on the stack's loop.</summary>
    public static Props Props(StackContext context, SocketCalls calls) => Akka.Actor.Props.Create(() => new DatagramSocketActor(context, calls));

    /// <inheritdoc/>
    protected override void PostStop()
    {
        Close();
        base.PostStop();
    }

    /// <inheritdoc/>
    protected override void OnCall(SocketOperation call)
    {
        if (_isClosed)
        {
            call.Fail(SocketError.OperationAborted);
            return;
        }
        switch (call)
        {
            case SendOperation send:
                Send(send);
                break;
            case ReceiveOperation receive:
                Receive(receive);
                break;
            case BindOperation bind:
                Finish(bind, DatagramAddress.TryFrom(bind.Local, out DatagramAddress local) ? _endpoint.Bind(local) : SocketError.AddressFamilyNotSupported);
                break;
            case ConnectOperation connect:
                Finish(connect, Connect(connect));
                break;
            case ShutdownOperation shutdown:
                Shutdown(shutdown);
                break;
            case CloseOperation close:
                Close();
                close.Complete(default);
                Context.Stop(Self);
                break;
            case ReadinessOperation readiness:
                readiness.Complete(Readiness);
                break;
            case WaitOperation wait:
                _waits.AddLast(wait);
                TellReady();
                break;
            case SetOptionOperation set:
                Finish(set, SetOption(set.Option, set.Value));
                break;
            case GetOptionOperation get:
                GetOption(get);
                break;
            case LocalNameOperation name:
                name.Complete(_endpoint.IsBound ? _endpoint.Local.ToEndPoint() : null);
                break;
            case RemoteNameOperation name:
                if (_endpoint is { IsConnected: true, Remote.Port: not 0 }) name.Complete(_endpoint.Remote.ToEndPoint());
                else name.Fail(SocketError.NotConnected);
                break;
            default:
                call.Fail(SocketError.OperationNotSupported); // listen(2), accept(2)
                break;
        }
    }

    /// <inheritdoc/>
    protected override void OnMessage(object message)
    {
        if (message is not DatagramNews)
        {
            Unhandled(message);
            return;
        }
        _endpoint.NewsHandled();
        PumpReceives();
        TellReady();
    }

    /// <inheritdoc/>
    protected override void Review()
    {
        if (_isClosed) return;
        Expire(_waits, _ => Protocol.Instant.Never, _ => { });
        ReviewAt(Expire(_receives, call => call.Deadline, call => call.Fail(SocketError.WouldBlock))); // socket(7), SO_RCVTIMEO
        PumpReceives();
        TellReady();
    }

    private static void Finish(SocketOperation<Done> call, SocketError error)
    {
        if (error == SocketError.Success) call.Complete(default);
        else call.Fail(error);
    }

    private SocketError Connect(ConnectOperation connect)
    {
        if (connect.Remote is not null)
            return DatagramAddress.TryFrom(connect.Remote, out DatagramAddress remote) ? _endpoint.Connect(remote) : SocketError.AddressFamilyNotSupported;
        _endpoint.Dissolve();
        return SocketError.Success;
    }

    // As Linux: of a socket without a peer it has its effect, and fails all the same.
    private void Shutdown(ShutdownOperation shutdown)
    {
        if (shutdown.How is SocketShutdown.Receive or SocketShutdown.Both) _endpoint.ShutReceiving();
        if (shutdown.How is SocketShutdown.Send or SocketShutdown.Both) _endpoint.ShutSending();
        Finish(shutdown, _endpoint.IsConnected ? SocketError.Success : SocketError.NotConnected);
        PumpReceives();
        TellReady();
    }

    private void Close()
    {
        if (_isClosed) return;
        _isClosed = true;
        _endpoint.Close();
        FailAll(_receives, SocketError.OperationAborted);
        FailAll(_waits, SocketError.OperationAborted);
    }
}
