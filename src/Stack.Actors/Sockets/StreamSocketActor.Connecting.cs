using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.IO;
using ActorTcp.Api;
using ActorTcp.Connection;
using ActorTcp.Protocol;

namespace ActorTcp.Sockets;

// connect(2): the handshake goes on whether anybody waits for it or not.
internal sealed partial class StreamSocketActor
{
    private readonly LinkedList<ConnectOperation> _connects = new();
    private SocketConnect? _command;
    private bool _connectNews;         // the handshake is over, and no connect(2) has returned it yet

    private void Connect(ConnectOperation connect)
    {
        if (connect.Remote is null)
        {
            Disconnect();
            connect.Complete(default);
            return;
        }
        switch (_phase)
        {
            case SocketPhase.Connected when _connectNews:
                _connectNews = false; // Linux: SS_CONNECTING ends with the call that sees it
                connect.Complete(default);
                break;
            case SocketPhase.Connected:
                connect.Fail(SocketError.IsConnected);
                break;
            case SocketPhase.Listening:
                connect.Fail(SocketError.IsConnected); // as Linux, whose listener is no unconnected socket
                break;
            case SocketPhase.Connecting when connect.DontWait:
                connect.Fail(SocketError.AlreadyInProgress);
                break;
            case SocketPhase.Connecting:
                connect.Deadline = DeadlineAfter(_sendTimeout);
                _connects.AddLast(connect);
                break;
            case SocketPhase.Unconnected when _connectNews:
                _connectNews = false;
                connect.Fail(TakeError() is not SocketError.Success and var error ? error : SocketError.ConnectionAborted);
                break;
            default:
                BeginConnecting(connect);
                break;
        }
    }

    private void BeginConnecting(ConnectOperation connect)
    {
        IPEndPoint remote = connect.Remote!;
        if (remote.Port == 0)
        {
            connect.Fail(SocketError.ConnectionRefused); // Linux asks, and nobody can listen there
            return;
        }
        _phase = SocketPhase.Connecting;
        _connectNews = true;
        _pendingError = SocketError.Success;
        _remote = remote.Address.Equals(IPAddress.Any) ? new IPEndPoint(Own.ToIPAddress(), remote.Port) : remote;
        ReleaseName(); // the 4-tuple has the port from here on, or the attempt fails
        _command = new SocketConnect(_remote, _local, _settings);
        Stack.TcpManager.Tell(_command, Self);
        if (!connect.DontWait) connect.Deadline = DeadlineAfter(_sendTimeout);
        _connects.AddLast(connect);
    }

    /// <summary>The manager has taken the command: the SYN leaves. What was wrong with it would have been told instead.</summary>
    private void OnConnectBegan(ConnectBegan began)
    {
        if (_phase != SocketPhase.Connecting) return;
        _local = began.Local;
        for (LinkedListNode<ConnectOperation>? node = _connects.First; node is not null;)
        {
            LinkedListNode<ConnectOperation>? next = node.Next;
            if (node.Value.DontWait)
            {
                _connects.Remove(node);
                node.Value.Fail(SocketError.InProgress);
            }
            node = next;
        }
    }

    /// <summary>The connection that is being opened, for options that are set meanwhile.</summary>
    private IActorRef? Opening => _command is not null && Stack.Opening.TryGetValue(_command, out IActorRef? opening) ? opening : null;

    private void OnConnected(Tcp.Connected connected)
    {
        if (_phase == SocketPhase.Listening)
        {
            OnAccepted(connected);
            return;
        }
        if (_closing is not null || _phase != SocketPhase.Connecting)
        {
            Sender.Tell(Tcp.Abort.Instance, Self); // closed meanwhile
            return;
        }
        _local = (IPEndPoint)connected.LocalAddress;
        BeginConnected(Sender);
        if (_connects.Count > 0) _connectNews = false;
        foreach (ConnectOperation connect in _connects) connect.Complete(default);
        _connects.Clear();
    }

    private void BeginConnected(IActorRef connection)
    {
        _phase = SocketPhase.Connected;
        _command = null;
        _connection = connection;
        _connection.Tell(new RegisterSocket(Self), Self);
    }

    private void OnCommandFailed(Tcp.CommandFailed failed)
    {
        switch (failed.Cmd)
        {
            case SocketBind:
                ListenFailed(ErrorOf(failed));
                break;
            case SocketConnect command when ReferenceEquals(command, _command):
                ConnectFailed(ErrorOf(failed));
                break;
            case StackTcp.SetOption:
                break; // it was set here; an open connection has no use for it
        }
    }

    private void ConnectFailed(SocketError error)
    {
        _command = null;
        _phase = SocketPhase.Unconnected;
        if (_portChosen) Reserve();
        else _local = null;
        _remote = null;
        if (_closing is not null)
        {
            Context.Stop(Self);
            return;
        }
        if (error == SocketError.OperationAborted) error = SocketError.ConnectionReset; // shutdown(2) has ended it: Linux's tcp_disconnect
        if (_connects.Count == 0)
        {
            _pendingError = error; // for SO_ERROR, or the next connect(2)
        }
        else
        {
            _connectNews = false;
            FailConnects(error);
        }
        PumpReceives();
        PumpSends();
    }

    private void FailConnects(SocketError error) => FailAll(_connects, error);

    // A blocking connect whose time is over leaves the handshake alone: InProgress, as Linux.
    private Instant ReviewConnects() => Expire(_connects, call => call.Deadline, call => call.Fail(SocketError.InProgress));
}
