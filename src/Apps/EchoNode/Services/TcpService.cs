using System.Net;
using Akka.Actor;
using Akka.IO;
using ActorTcp.Api;

namespace ActorTcp.Apps.EchoNode.Services;

/// <summary>
/// A server on one port, in Akka.IO's words: it would serve on <c>Sys.Tcp()</c> as well. One actor serves all connections
/// of its port, because a message to an actor that is busy anyway costs least.
/// </summary>
internal abstract class TcpService(IActorRef tcp, ServiceAddress address) : UntypedActor
{
    // As every server: a restart must not wait for the last run's connections to leave TIME_WAIT.
    private static readonly Inet.SocketOption[] Options = [new TcpSO.ReuseAddress(true)];

    private IActorRef _listener = ActorRefs.Nobody;
    private IActorRef _owner = ActorRefs.Nobody;

    protected sealed override void OnReceive(object message)
    {
        switch (message)
        {
            case Tcp.Received received:
                OnReceived(Sender, received.Data);
                break;
            case Tcp.Connected:
                OnConnected(Sender);
                break;
            case Tcp.ConnectionClosed closed:
                OnClosed(Sender, closed);
                break;
            case Start:
                _owner = Sender;
                tcp.Tell(new Tcp.Bind(Self, address.EndPoint, backlog: 4096, Options));
                break;
            case Tcp.Bound:
                _listener = Sender;
                _owner.Tell(new Started(address));
                break;
            case Tcp.CommandFailed { Cmd: Tcp.Bind } failed:
                _owner.Tell(new CannotStart(address, failed.Cause.HasValue ? failed.Cause.Value.Message : "refused"));
                break;
            case StopListening:
                _owner = Sender;
                _listener.Tell(Tcp.Unbind.Instance);
                break;
            case Tcp.Unbound:
                _owner.Tell(new Stopped(address));
                break;
            case Tcp.CommandFailed:
                break; // a write that came after the connection's end: OnClosed says the rest
            default:
                OnOther(Sender, message);
                break;
        }
    }

    /// <summary>A peer has connected: register.</summary>
    protected abstract void OnConnected(IActorRef connection);

    protected virtual void OnReceived(IActorRef connection, ByteString data)
    {
    }

    protected virtual void OnClosed(IActorRef connection, Tcp.ConnectionClosed closed)
    {
    }

    /// <summary>The service's own messages: its writes' acks.</summary>
    protected virtual void OnOther(IActorRef sender, object message) => Unhandled(message);

    /// <summary>To a service: listen. Answered by <see cref="Started"/> or <see cref="CannotStart"/>.</summary>
    public sealed record Start;

    /// <summary>To a service: accept nobody any more. Answered by <see cref="Stopped"/>.</summary>
    public sealed record StopListening;

    public sealed record Started(ServiceAddress Service);

    public sealed record CannotStart(ServiceAddress Service, string Reason);

    public sealed record Stopped(ServiceAddress Service);
}

/// <summary>What is served where.</summary>
internal sealed record ServiceAddress(string Name, IPEndPoint EndPoint);
