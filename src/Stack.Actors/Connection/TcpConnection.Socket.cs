using Akka.Actor;
using Akka.IO;
using ActorTcp.Protocol;

namespace ActorTcp.Connection;

// The connection as a socket's actor has it: RFC 9293 3.10.2 SEND and 3.10.3 RECEIVE with buffers of the user's. Text waits here until
// it is taken, and narrows the window meanwhile.
internal sealed partial class TcpConnection
{
    private bool _hasSocket;
    private SocketChanged? _toldSocket;

    private int SendSpace => _settings.SendBuffer ?? _context.Options.SendBufferSize;

    private long NotSentLowWater => _settings.NotSentLowWater > 0 ? _settings.NotSentLowWater : _context.Options.TcpNotsentLowat;

    /// <summary>How many bytes a SEND may add.</summary>
    private int SendRoom => MayBuffer() ? Math.Max(0, SendSpace - Tcb.Send.Buffer.Length) : 0;

    private void RegisterSocketActor(RegisterSocket register)
    {
        if (_registered || IsOrphan)
        {
            Unexpected(register);
            return;
        }
        BindSocket(register);
        _deadlines[TcpTimer.Register] = Instant.Never;
        Context.Watch(_handler);
        TellUrgent();
        DeliverLate();
    }

    private void BindSocket(RegisterSocket register)
    {
        _registered = true;
        _hasSocket = true;
        _keepOpenOnPeerClosed = true;
        _readCredit = 0;
        _handler = register.Socket;
    }

    /// <summary>RECEIVE: what there is, up to the buffer's end or the urgent mark.</summary>
    private void Take(ReceiveRequest take)
    {
        if (!_text.IsEmpty) GatherText();
        int limit = _markAt > 0 ? Math.Min(_markAt, take.Buffer.Length) : take.Buffer.Length;
        take.Taken = take.Peek ? TextPieces.Peek(_incoming, take.Buffer.Span[..limit]) : CopyIncoming(take.Buffer.Span[..limit]);
        if (!take.Peek && take.Taken > 0)
        {
            if (_markAt >= 0) _markAt = _markAt >= take.Taken && _markAt > 0 ? _markAt - take.Taken : -1;
            Tcb.Receive.OnRead(_loop.Now, take.Taken);
        }
        _handler.Tell(take, _self);
        if (!take.Peek && State != TcpState.Closed) DeliverLate();
    }

    /// <summary>SEND: as much as there is room for.</summary>
    private void Give(SendRequest give)
    {
        bool open = State is TcpState.Established or TcpState.CloseWait;
        give.Given = open ? Math.Min(give.Text.Length, SendRoom) : 0;
        if (give.Given > 0)
        {
            ReadOnlyMemory<byte> taken = give.Text[..give.Given];
            // The caller has its buffer back before the text is acknowledged.
            Tcb.Send.Buffer.Append(taken.Length >= SendBuffer.GatherBelow ? taken.ToArray() : taken);
            bool whole = give.Given == give.Text.Length;
            if (give.Urgent && whole) MarkUrgent();
            TakeIn(whole ? give.End : WriteEnd.More);
        }
        _handler.Tell(give, _self);
        if (open) AfterEvent();
    }

    /// <summary>What has arrived is known to the socket, which takes it when its application asks.</summary>
    private void DeliverToSocket()
    {
        int before = _toldSocket?.Readable ?? 0;
        if (!_text.IsEmpty) GatherText();
        Tcb.Receive.Queued = _textBytes;
        TellSocket(arrived: _textBytes > before);
        if (Tcb.Receive.FinReceived && _incoming.Count == 0) DeliverEof();
    }

    /// <summary>Tells the socket what has changed for it, if anything has.</summary>
    /// <param name="arrived">Whether text has arrived: told even if there was some before (EPOLLET).</param>
    private void TellSocket(bool arrived = false)
    {
        int room = SendRoom;
        int used = Tcb.Send.Buffer.Length;
        // Linux's sk_stream_is_writeable: the room is at least half of what is used, and little waits to be sent (TCP_NOTSENT_LOWAT).
        bool writable = room > 0 && room >= used / 2 && Tcb.Send.Unsent < NotSentLowWater;
        var changed = new SocketChanged(_textBytes, Tcb.Receive.FinReceived, room, writable);
        if (_toldSocket is { } told && !arrived && told.Readable == changed.Readable && told.PeerClosed == changed.PeerClosed && told.Writable == writable)
            return;
        _toldSocket = changed;
        _handler.Tell(changed, _self);
    }

    /// <summary>The actor ends: what is unread outlives it, as on Linux.</summary>
    private void LeaveSocket()
    {
        if (!_text.IsEmpty) GatherText();
        _handler.Tell(new SocketGone(_incoming.ToArray(), _tcbOrNull is { Receive.FinReceived: true }, _lastWords ?? Tcp.Aborted.Instance), _self);
    }

    private int CopyIncoming(Span<byte> into)
    {
        int copied = TextPieces.Take(_incoming, into);
        if (_incoming.Count == 0) _waitingUsed = 0; // copied: nobody refers to the block
        _textBytes -= copied;
        return copied;
    }
}
