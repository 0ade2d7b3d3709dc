using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.IO;
using ActorTcp.Api;
using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Sockets;

// listen(2) and accept(2): the listener's actor keeps the queues; each accept takes one connection.
internal sealed partial class StreamSocketActor
{
    private readonly LinkedList<AcceptOperation> _accepts = new();
    private readonly Queue<SocketCalls> _accepted = new(); // taken from the listener for calls that were given up meanwhile
    private IActorRef _listener = ActorRefs.Nobody;
    private ListenOperation? _listen;
    private int _acceptable; // connections that wait, in the accept queue and here
    private int _asked;      // accepts that the listener is answering
    private int _backlog;

    private void Listen(ListenOperation listen)
    {
        // Linux takes the number as unsigned: a negative one is the largest.
        int backlog = listen.Backlog < 0 ? int.MaxValue : listen.Backlog;
        _backlog = Math.Min(backlog, Stack.Options.SoMaxConn);
        if (_phase == SocketPhase.Listening)
        {
            _listener.Tell(new ChangeBacklog(backlog), Self);
            listen.Complete(default);
            return;
        }
        if (_phase != SocketPhase.Unconnected)
        {
            listen.Fail(SocketError.InvalidArgument);
            return;
        }
        if (_local is null && Reserve(Ipv4Address.Any, 0) is not SocketError.Success and var error)
        {
            listen.Fail(error);
            return;
        }
        _phase = SocketPhase.Listening;
        _listen = listen;
        ReleaseName(); // the listener has it from here on, or the attempt fails
        Stack.TcpManager.Tell(new SocketBind(Self, _local!, backlog, _settings), Self);
    }

    private void OnBound()
    {
        _listener = Sender;
        _listen!.Complete(default);
        _listen = null;
    }

    private void ListenFailed(SocketError error)
    {
        _phase = SocketPhase.Unconnected;
        Reserve();
        _listen!.Fail(error);
        _listen = null;
    }

    private void Accept(AcceptOperation accept)
    {
        if (_phase != SocketPhase.Listening)
        {
            accept.Fail(SocketError.InvalidArgument); // EINVAL: it does not listen
            return;
        }
        if (_accepts.Count == 0 && _accepted.Count > 0)
        {
            if (!accept.TryClaim()) return;
            _acceptable--;
            accept.Complete(_accepted.Dequeue());
            return;
        }
        if (accept.DontWait && _acceptable <= _accepts.Count)
        {
            accept.Fail(SocketError.WouldBlock);
            return;
        }
        accept.Deadline = DeadlineAfter(_receiveTimeout);
        _accepts.AddLast(accept);
        PumpAccepts();
    }

    private void PumpAccepts()
    {
        while (_asked < _accepts.Count && _acceptable - _accepted.Count > _asked)
        {
            _asked++;
            _listener.Tell(new Tcp.ResumeAccepting(1), Self);
        }
    }

    /// <summary>A connection for the first who waits; if nobody does any more, for the next.</summary>
    private void OnAccepted(Tcp.Connected connected)
    {
        IActorRef connection = Sender;
        _asked--;
        var calls = new SocketCalls { AcceptedFrom = (IPEndPoint)connected.RemoteAddress };
        var local = (IPEndPoint)connected.LocalAddress;
        var remote = (IPEndPoint)connected.RemoteAddress;
        var inherited = new InheritedOptions(_settings, _keepAlive, _receiveTimeout, _sendTimeout);
        Props props = Akka.Actor.Props.Create(() => new StreamSocketActor(Stack, calls, connection, local, remote, inherited));
        // Not a child of this actor: it outlives the listener.
        Context.Parent.Tell(new SpawnSocket(props, calls), Self);
        _accepted.Enqueue(calls);
        while (_accepts.First is { } first && _accepted.Count > 0)
        {
            _accepts.RemoveFirst();
            if (!first.Value.TryClaim() || !first.Value.Complete(_accepted.Peek())) continue;
            _accepted.Dequeue();
            _acceptable--;
        }
    }
}

/// <summary>What accept(2)'s socket has of its listener.</summary>
/// <param name="Settings">What connections know.</param>
/// <param name="KeepAlive">SO_KEEPALIVE and its three times.</param>
/// <param name="ReceiveTimeout">SO_RCVTIMEO.</param>
/// <param name="SendTimeout">SO_SNDTIMEO.</param>
internal sealed record InheritedOptions(SocketSettings Settings, KeepAliveValues KeepAlive, TimeSpan ReceiveTimeout, TimeSpan SendTimeout);
