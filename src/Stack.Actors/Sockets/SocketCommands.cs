using System.Net;
using Akka.Actor;
using Akka.Event;
using Akka.IO;
using ActorTcp.Api;

namespace ActorTcp.Sockets;

/// <summary>listen(2) on a bound socket: a Bind whose settings are read already, and whose listener tells its socket what waits.</summary>
internal sealed class SocketBind(IActorRef socket, IPEndPoint local, int backlog, SocketSettings settings)
    : Tcp.Bind(socket, local, backlog, null, true)
{
    public SocketSettings Settings { get; } = settings;
}

/// <summary>connect(2): a Connect whose settings are read already.</summary>
internal sealed class SocketConnect(IPEndPoint remote, IPEndPoint? local, SocketSettings settings) : Tcp.Connect(remote, local, null, null, true)
{
    public SocketSettings Settings { get; } = settings;
}

/// <summary>To a listener: listen(2) again, with another backlog.</summary>
internal sealed class ChangeBacklog(int backlog) : IDeadLetterSuppression
{
    public int Backlog { get; } = backlog;
}

/// <summary>From a listener to its socket: how many connections wait in its accept queue.</summary>
internal sealed class AcceptQueueGrew : IDeadLetterSuppression
{
    public static readonly AcceptQueueGrew Instance = new();

    private AcceptQueueGrew()
    {
    }
}

/// <summary>From the manager to a socket: its connection is being opened.</summary>
/// <param name="Local">The name that it has got.</param>
internal sealed record ConnectBegan(IPEndPoint Local) : IDeadLetterSuppression;
