using System.Net.Sockets;
using Akka.Actor;
using Akka.IO;
using ActorTcp.Api;
using ActorTcp.Connection;

namespace ActorTcp.Sockets;

// shutdown(2), close(2), and what the connection says at its end.
internal sealed partial class StreamSocketActor
{
    private void Shutdown(ShutdownOperation shutdown)
    {
        if (_phase == SocketPhase.Listening)
        {
            if (shutdown.How != SocketShutdown.Send) StopListening();
            shutdown.Complete(default);
            return;
        }
        if (_phase == SocketPhase.Connecting)
        {
            CancelConnect(); // Linux: SYN_SENT has no FIN to send, the attempt ends whichever direction it is
            _connectNews = false;
            shutdown.Complete(default);
            return;
        }
        if (_phase != SocketPhase.Connected || _gone)
        {
            shutdown.Fail(SocketError.NotConnected);
            return;
        }
        if (shutdown.How != SocketShutdown.Send && !_receiveShut)
        {
            _receiveShut = true;
            _connection.Tell(ShutReceiving.Instance, Self);
        }
        if (shutdown.How != SocketShutdown.Receive && !_sendShut)
        {
            _sendShut = true;
            _connection.Tell(new StackTcp.Shutdown(SocketShutdown.Send), Self);
        }
        shutdown.Complete(default);
        PumpReceives();
        PumpSends();
    }

    private void Close(CloseOperation close)
    {
        _closing = close;
        FailAllWaiting(SocketError.OperationAborted);
        _taking = null;
        _giving = null;
        switch (_phase)
        {
            case SocketPhase.Listening when !_listener.IsNobody():
                _listener.Tell(Tcp.Unbind.Instance, Self); // and stops this actor with its answer
                while (_accepted.TryDequeue(out SocketCalls? unclaimed)) unclaimed.Post(new CloseOperation());
                break;
            case SocketPhase.Connecting:
                CancelConnect(); // and stops this actor with its answer
                break;
            case SocketPhase.Connected when !_gone:
                _connection.Tell(Tcp.Close.Instance, Self); // and stops this actor with its answer: SO_LINGER decides when
                break;
            default:
                Context.Stop(Self);
                break;
        }
    }

    private void StopListening()
    {
        _phase = SocketPhase.Unconnected;
        FailAll(_accepts, SocketError.InvalidArgument);
        _listener.Tell(Tcp.Unbind.Instance, ActorRefs.NoSender);
        _listener = ActorRefs.Nobody;
        _acceptable = _asked = 0;
        while (_accepted.TryDequeue(out SocketCalls? unclaimed)) unclaimed.Post(new CloseOperation());
        Reserve();
    }

    /// <summary>connect(2) to AF_UNSPEC: the connection, or the listener, is given up, and the socket is as new (Linux's tcp_disconnect).</summary>
    private void Disconnect()
    {
        if (_phase == SocketPhase.Listening) StopListening();
        else if (_phase == SocketPhase.Connecting) CancelConnect();
        if (_phase != SocketPhase.Connected) return;
        FailAll(_receives, SocketError.ConnectionAborted);
        FailAll(_sends, SocketError.ConnectionAborted);
        FailAll(_infos, SocketError.NotConnected);
        _connection.Tell(Tcp.Abort.Instance, Self);
        _connection = ActorRefs.Nobody; // what it still says is not heard
        _phase = SocketPhase.Unconnected;
        _remote = null;
        _taking = null;
        _giving = null;
        _left.Clear();
        _readable = 0;
        _urgentByte = null;
        _urgentExpected = _peerClosed = _gone = _sendShut = _receiveShut = _connectNews = false;
        _room = _writable = true;
        _pendingError = SocketError.Success;
        if (!_portChosen) _local = null;
    }

    private void CancelConnect() => Stack.TcpManager.Tell(new StackTcp.CancelConnect(_command!), Self);

    private void OnChanged(SocketChanged changed)
    {
        _readable = changed.Readable;
        _peerClosed |= changed.PeerClosed;
        _room = changed.Room > 0;
        _writable = changed.Writable;
        PumpReceives();
        PumpSends();
    }

    /// <summary>The connection has ended; an error is the next call's, once, after what was received before it (Linux's tcp_reset).</summary>
    private void OnGone(SocketGone gone)
    {
        _peerClosed |= gone.PeerClosed;
        if (StackTcp.ErrorOf(gone.LastWords) is { } error)
            _pendingError = error == SocketError.ConnectionReset && _peerClosed && !_sendShut ? SocketError.Shutdown : error;
        _gone = true;
        _sendShut = true;
        _left.AddRange(gone.Left);
        _readable = 0;
        foreach (ArraySegment<byte> piece in _left) _readable += piece.Count;
        _connection = ActorRefs.Nobody;
        FailAll(_infos, SocketError.NotConnected);
        if (_closing is not null)
        {
            Context.Stop(Self);
            return;
        }
        // What was asked of the connection and not answered is answered from here.
        _taking = null;
        _giving = null;
        PumpReceives();
        PumpSends();
    }
}
