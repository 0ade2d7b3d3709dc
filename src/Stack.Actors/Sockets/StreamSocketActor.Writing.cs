using System.Net.Sockets;
using Akka.Actor;
using ActorTcp.Connection;
using ActorTcp.Protocol;

namespace ActorTcp.Sockets;

// send(2). What the send buffer has no room for waits in the call, which a blocking socket does not return from before.
internal sealed partial class StreamSocketActor
{
    private readonly LinkedList<SendOperation> _sends = new();
    private SendRequest _give = new();
    private bool _givePending;      // the connection has the request
    private SendOperation? _giving; // whose text the connection is taking
    private bool _room = true;      // whether the connection takes any
    private bool _writable = true;  // and so much that poll(2) says so

    private void Send(SendOperation send)
    {
        if (_phase == SocketPhase.Connecting && !send.DontWait)
        {
            send.Deadline = DeadlineAfter(_sendTimeout);
            _sends.AddLast(send); // Linux's sk_stream_wait_connect
            return;
        }
        if (_phase == SocketPhase.Connecting)
        {
            send.Fail(SocketError.WouldBlock);
            return;
        }
        if (SendErrorNow() is not SocketError.Success and var error)
        {
            send.Fail(error);
            return;
        }
        send.Deadline = DeadlineAfter(_sendTimeout);
        _sends.AddLast(send);
        PumpSends();
    }

    /// <summary>Linux's sk_stream_error: the pending error goes before EPIPE.</summary>
    private SocketError SendErrorNow()
    {
        if (_pendingError != SocketError.Success) return TakeError();
        return _sendShut || _gone || _phase != SocketPhase.Connected ? SocketError.Shutdown : SocketError.Success;
    }

    private void PumpSends()
    {
        while (!_givePending && _sends.First is { } first)
        {
            SendOperation send = first.Value;
            if (send.IsFinished)
            {
                _sends.RemoveFirst();
                continue;
            }
            if (_phase == SocketPhase.Connecting) return;
            if (_sendShut || _gone || _pendingError != SocketError.Success || _phase != SocketPhase.Connected)
            {
                _sends.RemoveFirst();
                if (send.Sent > 0) send.Complete(send.Sent);
                else send.Fail(SendErrorNow());
                continue;
            }
            if (!_room)
            {
                if (!send.DontWait) return;
                _sends.RemoveFirst();
                if (send.Sent > 0) send.Complete(send.Sent);
                else send.Fail(SocketError.WouldBlock);
                continue;
            }
            if (!send.TryClaim())
            {
                _sends.RemoveFirst();
                continue;
            }
            _giving = send;
            _give.Text = send.Data[send.Sent..];
            _give.Urgent = send.Flags.HasFlag(SocketMessageFlags.OutOfBand);
            _give.End = (send.Flags.HasFlag(SocketMessageFlags.More) ? WriteEnd.More : WriteEnd.Plain)
                | (send.Flags.HasFlag(SocketMessageFlags.EndOfRecord) ? WriteEnd.EndOfRecord : WriteEnd.Plain);
            _givePending = true;
            _connection.Tell(_give, Self);
        }
    }

    /// <summary>The connection has taken what it has room for.</summary>
    private void OnSent()
    {
        _givePending = false;
        if (_giving is not { } send)
        {
            PumpSends(); // who had asked is gone
            return;
        }
        _giving = null;
        send.Sent += _give.Given;
        if (_give.Given < _give.Text.Length) _room = _writable = false;
        _give.Text = default;
        if (send.Sent == send.Data.Length)
        {
            _sends.RemoveFirst();
            send.Complete(send.Sent);
        }
        else if (send.Sent == 0)
        {
            send.Unclaim();
        }
        PumpSends();
    }

    private void ExpireSend(SendOperation send)
    {
        if (send.Sent > 0) send.Complete(send.Sent);
        else send.Fail(SocketError.WouldBlock);
    }

    private void ExpireReceive(ReceiveOperation receive)
    {
        if (receive.Received > 0) Finish(receive);
        else receive.Fail(SocketError.WouldBlock);
    }
}
