using System.Numerics;
using ActorTcp.Api;
using Akka.Actor;
using Akka.IO;
using ActorTcp.Protocol;

namespace ActorTcp.Connection;

// The connection as a socket's actor has it: RFC 9293 3.10.2 SEND and 3.10.3 RECEIVE with buffers of the user's. Text waits here until
// it is taken, and narrows the window meanwhile.
internal sealed partial class TcpConnection
{
    private bool _hasSocket;
    /// <summary>What a piece of what is to be sent costs besides its text: Linux's sk_buff and its headers.</summary>
    private const int PieceOverhead = 1280;

    /// <summary>And a segment on its way to become one.</summary>
    private const int SegmentOverhead = 640;

    private SocketChanged? _toldSocket;
    private long _grownSendSpace;
    private bool _socketWaits; // to write more than there was room for (Linux's SOCK_NOSPACE)

    /// <summary>Linux's sk_sndbuf: twice what SO_SNDBUF asked for, because it counts what each piece costs besides its text.</summary>
    private long SendSpace => 2L * _settings.SendBuffer ?? GrownSendSpace();

    /// <summary>Linux's tcp_sndbuf_expand: room for what cwnd lets out in two round trips, overhead counted.</summary>
    private long GrownSendSpace()
    {
        StackOptions options = _context.Options;
        _grownSendSpace = Math.Max(_grownSendSpace, options.SendBufferSize);
        if (!_socketWaits || SendHeld >= _grownSendSpace) return _grownSendSpace; // for who waits, once acknowledgments have made some room
        long piece = (long)BitOperations.RoundUpToPowerOf2((uint)Tcb.Send.Mss + SegmentOverhead) + 256;
        long wanted = 2L * Math.Max(Tcb.Send.CongestionWindow, options.InitialWindow) * piece;
        _grownSendSpace = Math.Max(_grownSendSpace, Math.Min(wanted, options.SendBufferMax));
        return _grownSendSpace;
    }

    /// <summary>Linux's sk_wmem_queued.</summary>
    private long SendHeld => Tcb.Send.Buffer.Length + ((long)PieceOverhead * Tcb.Send.Pieces);

    /// <summary>Linux's sk_stream_memory_free: whether a SEND may begin one more piece.</summary>
    private bool MayBeginPiece => SendHeld < SendSpace && Tcb.Send.Unsent < NotSentLowWater && MayBuffer();

    /// <summary>How many bytes a SEND may add at once.</summary>
    private int SendRoom => Tcb.Send.PieceRoom is > 0 and var room ? room : MayBeginPiece ? Tcb.Send.NewPiece : 0;

    private long NotSentLowWater => _settings.NotSentLowWater > 0 ? _settings.NotSentLowWater : _context.Options.TcpNotsentLowat;

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
        take.PassedMark = false;
        int limit = _markAt > 0 ? Math.Min(_markAt, take.Buffer.Length) : take.Buffer.Length;
        take.Taken = take.Peek ? TextPieces.Peek(_incoming, take.Buffer.Span[..limit]) : CopyIncoming(take.Buffer.Span[..limit]);
        if (!take.Peek && take.Taken > 0)
        {
            _textFrames = _textBytes == 0 ? 0 : _textFrames - (int)((long)_textFrames * take.Taken / (_textBytes + take.Taken));
            take.PassedMark = _markAt == 0;
            if (_markAt >= 0) _markAt = _markAt > 0 ? _markAt - take.Taken : -1;
            Tcb.Receive.OnRead(_loop.Now, take.Taken);
        }
        _handler.Tell(take, _self);
        if (!take.Peek && State != TcpState.Closed) DeliverLate();
    }

    /// <summary>SEND: as much as there is room for, piece by piece; what is full may leave meanwhile and make more.</summary>
    private void Give(SendRequest give)
    {
        bool open = State is TcpState.Established or TcpState.CloseWait;
        bool begins = true;
        give.Given = 0;
        while (open && give.Given < give.Text.Length && SendRoom is > 0 and var room)
        {
            ReadOnlyMemory<byte> piece = give.Text.Slice(give.Given, Math.Min(room, give.Text.Length - give.Given));
            give.Given += piece.Length;
            // The caller has its buffer back before the text is acknowledged.
            Tcb.Send.Buffer.Append(piece.Length >= SendBuffer.GatherBelow ? piece.ToArray() : piece);
            bool whole = give.Given == give.Text.Length;
            if (give.Urgent && whole) MarkUrgent();
            while (Tcb.Send.TakeIn(give.End, ref begins, out bool all, follows: !whole)) Output(once: !all);
        }
        _socketWaits = give.Given < give.Text.Length;
        _handler.Tell(give, _self);
        if (open) AfterEvent();
    }

    /// <summary>What has arrived is known to the socket, which takes it when its application asks.</summary>
    private void DeliverToSocket()
    {
        int before = _toldSocket?.Readable ?? 0;
        if (!_text.IsEmpty) GatherText();
        Tcb.Receive.Queued = Charge(_textBytes, _textFrames);
        TellSocket(arrived: _textBytes > before);
        if (Tcb.Receive.FinReceived && _incoming.Count == 0) DeliverEof();
    }

    /// <summary>Tells the socket what has changed for it, if anything has.</summary>
    /// <param name="arrived">Whether text has arrived: told even if there was some before (EPOLLET).</param>
    private void TellSocket(bool arrived = false)
    {
        int room = SendRoom;
        // Linux's sk_stream_is_writeable: the room is at least half of what is held, and little waits to be sent (TCP_NOTSENT_LOWAT).
        long held = SendHeld;
        bool writable = SendSpace - held >= held / 2 && 2L * Tcb.Send.Unsent < NotSentLowWater;
        if (writable) _socketWaits = false;
        bool peerClosed = Tcb.Receive.FinReceived;
        if (_toldSocket is { } told && !arrived && told.Readable == _textBytes && told.PeerClosed == peerClosed && told.Writable == writable) return;
        _toldSocket = new SocketChanged(_textBytes, peerClosed, room, writable);
        _handler.Tell(_toldSocket, _self);
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
