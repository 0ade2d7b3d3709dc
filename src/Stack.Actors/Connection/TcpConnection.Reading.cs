using System.Runtime.InteropServices;
using Akka.Actor;
using Akka.IO;
using ActorTcp.Api;
using ActorTcp.Device;

namespace ActorTcp.Connection;

// RFC 9293 3.10.3, RECEIVE, in Akka.IO's words: Received, SuspendReading, ResumeReading, pull mode; and the peer's FIN as the
// application sees it.
internal sealed partial class TcpConnection
{
    /// <summary>Below the large object heap's threshold, and as large as a super-frame's text.</summary>
    private const int LargestPiece = 64 * 1024;

    private const int SmallestBlock = 2048;

    private readonly List<ArraySegment<byte>> _incoming = []; // copied out of the frames, not yet delivered
    private readonly bool _pullMode;
    private FrameChain _text;      // frames whose text is next in order, not yet copied
    private int _textBytes;
    private long _readCredit;      // how many more Received the application wants
    private bool _eofTold;
    private byte[] _waiting = []; // the last piece, while the application does not read: small texts gather in it
    private int _waitingUsed;

    /// <summary>Whether the application takes what arrives at once.</summary>
    private bool IsReading => _registered && _readCredit > 0;

    /// <summary>SO_RCVLOWAT, as far as the buffer can hold it: what waits for more can always be complete.</summary>
    private int LowWater => Math.Clamp(Tcb.Receive.BufferSize / 2, 1, _settings.ReceiveLowWater);

    /// <summary>Whether the application takes what there is now: enough of it, or all that will come.</summary>
    private bool WantsText =>
        IsReading && (_textBytes >= LowWater || Tcb.Receive.FinReceived || Tcb.Receive.Space.Wnd <= Tcb.Acks.ReceiveMss);

    /// <summary>Copies the text of the gathered frames into pieces and lets the frames go.</summary>
    private void GatherText()
    {
        if (!IsReading || _settings.ReceiveLowWater > 1)
        {
            while (_text.TakeFirst() is { } waiting)
            {
                Wait(waiting.Bytes.Slice(waiting.Segment.TextOffset, waiting.Segment.TextLength));
                _textFrames++;
                waiting.Release();
            }
            return;
        }
        int left = 0;
        for (Frame? frame = _text.Head; frame is not null; frame = FrameChain.After(frame)) left += frame.Segment.TextLength;
        byte[] piece = [];
        int filled = 0;
        while (_text.TakeFirst() is { } frame)
        {
            ReadOnlySpan<byte> text = frame.Bytes.Slice(frame.Segment.TextOffset, frame.Segment.TextLength);
            while (!text.IsEmpty)
            {
                if (filled == piece.Length)
                {
                    AddPiece(piece);
                    piece = GC.AllocateUninitializedArray<byte>(Math.Min(left, LargestPiece));
                    filled = 0;
                }
                int take = Math.Min(text.Length, piece.Length - filled);
                text[..take].CopyTo(piece.AsSpan(filled));
                text = text[take..];
                filled += take;
                left -= take;
            }
            frame.Release();
        }
        AddPiece(piece);
    }

    /// <summary>Text that waits gathers in blocks: a peer of one-byte segments costs no more memory than its bytes.</summary>
    private void Wait(ReadOnlySpan<byte> text)
    {
        _textBytes += text.Length;
        while (!text.IsEmpty)
        {
            if (_waitingUsed == _waiting.Length)
            {
                _waiting = GC.AllocateUninitializedArray<byte>(Math.Clamp(text.Length, SmallestBlock, LargestPiece));
                _waitingUsed = 0;
            }
            if (_incoming.Count == 0 || _incoming[^1].Array != _waiting) _incoming.Add(new ArraySegment<byte>(_waiting, _waitingUsed, 0));
            int take = Math.Min(text.Length, _waiting.Length - _waitingUsed);
            text[..take].CopyTo(_waiting.AsSpan(_waitingUsed));
            _waitingUsed += take;
            text = text[take..];
            _incoming[^1] = new ArraySegment<byte>(_waiting, _incoming[^1].Offset, _incoming[^1].Count + take);
        }
    }

    private void GatherKept(ReadOnlyMemory<byte> kept)
    {
        if (_receiveShut && !_hasSocket) return;
        if (!IsReading || _settings.ReceiveLowWater > 1)
        {
            Wait(kept.Span);
            _textFrames++;
            return;
        }
        if (!MemoryMarshal.TryGetArray(kept, out ArraySegment<byte> piece)) piece = kept.ToArray();
        _incoming.Add(piece);
        _textBytes += piece.Count;
    }

    private void AddPiece(byte[] piece)
    {
        if (piece.Length == 0) return;
        _incoming.Add(piece);
        _textBytes += piece.Length;
    }

    /// <summary>Hands over what arrived, if the application reads; else it waits, and narrows the window.</summary>
    private void Deliver()
    {
        if (_hasSocket)
        {
            DeliverToSocket();
            return;
        }
        DeliverText();
        if (Tcb.Receive.FinReceived && _incoming.Count == 0 && _registered) DeliverEof();
    }

    /// <param name="all">Whether nothing more will come: less than the low-water mark is delivered, too.</param>
    private void DeliverText(bool all = false)
    {
        if (!_text.IsEmpty) GatherText();
        TellMark();
        while (_incoming.Count > 0 && (WantsText || ((all || _markAt >= 0) && IsReading)))
        {
            if (_pullMode) _readCredit--;
            Tcb.Receive.OnRead(_loop.Now, _markAt >= 0 ? _markAt : _textBytes);
            _handler.Tell(new Tcp.Received(_markAt >= 0 ? TakeUpToMark() : TakeIncoming()), _self);
            TellMark();
        }
        if (_textBytes == 0) _textFrames = 0;
        Tcb.Receive.Queued = Charge(_textBytes, _textFrames);
    }

    /// <summary>shutdown(2) of the receive side: what is here, and what comes, is nobody's.</summary>
    private void DropReceived()
    {
        _text.Release();
        _text = default;
        _incoming.Clear();
        _textBytes = 0;
        _textFrames = 0;
        _markAt = -1;
        _urgent = null;
        _waiting = [];
        _waitingUsed = 0;
        Tcb.Receive.Queued = 0;
        if (!Tcb.Receive.FinReceived && Tcb.Receive.WantsWindowUpdate(Tcb.Send.Mss)) AckNow();
    }

    private ByteString TakeIncoming()
    {
        ByteString data = _incoming.Count == 1 ? ByteString.FromBytes(_incoming[0]) : ByteString.FromBytes(_incoming.ToArray());
        _incoming.Clear();
        _textBytes = 0;
        _waiting = []; // the application has it now: nothing is appended to it any more
        _waitingUsed = 0;
        return data;
    }

    /// <summary>In line, no Received crosses the mark.</summary>
    private ByteString TakeUpToMark()
    {
        var before = new List<ArraySegment<byte>>();
        int left = _markAt;
        while (left > 0)
        {
            ArraySegment<byte> first = _incoming[0];
            if (first.Count <= left)
            {
                before.Add(first);
                _incoming.RemoveAt(0);
            }
            else
            {
                before.Add(first[..left]);
                _incoming[0] = first[left..];
            }
            left -= before[^1].Count;
        }
        _textBytes -= _markAt;
        _markAt = 0;
        _waiting = []; // the application has a part of it: nothing is appended to it any more
        _waitingUsed = 0;
        return ByteString.FromBytes(before.ToArray());
    }

    private void TellMark()
    {
        if (_markAt != 0 || !_registered) return;
        _markAt = -1;
        _handler.Tell(StackTcp.UrgentMark.Instance, _self);
    }

    private void ResumeReading()
    {
        _readCredit = _pullMode ? _readCredit + 1 : long.MaxValue;
        if (_tcbOrNull is null) return;
        DeliverLate();
    }

    /// <summary>Hands over what had to wait, and tells the peer of a window that has opened by a step worth having.</summary>
    private void DeliverLate()
    {
        bool waited = _textBytes > 0;
        Deliver();
        if (State is TcpState.Closed or TcpState.TimeWait) return;
        if (waited && !Tcb.Receive.FinReceived && Tcb.Receive.WantsWindowUpdate(Tcb.Send.Mss)) AckNow(); // RFC 9293 3.8.6.2.2
        _ackDue |= Tcb.Acks.IsPending; // what waits may now be due: the application has read all
        AfterEvent();
    }

    private void RegisterHandler(Tcp.Register register)
    {
        if (_registered || IsOrphan)
        {
            Unexpected(register);
            return;
        }
        _registered = true;
        _handler = register.Handler;
        _keepOpenOnPeerClosed = register.KeepOpenOnPeerClosed;
        _deadlines[Protocol.TcpTimer.Register] = Protocol.Instant.Never;
        // The handler's death is the application's; until now nobody's was.
        Context.Watch(_handler);
        TellUrgent();
        DeliverLate();
    }

    /// <summary>The end of the stream, after all data: PeerClosed, and unless the application keeps it open, our close.</summary>
    private void DeliverEof()
    {
        if (_eofTold || IsOrphan) return;
        _eofTold = true;
        switch (State)
        {
            case TcpState.CloseWait when _keepOpenOnPeerClosed:
                _handler.Tell(Tcp.PeerClosed.Instance, _self);
                break;
            case TcpState.CloseWait:
                CloseSendSide(Tcp.PeerClosed.Instance, _handler);
                break;
            default:
                // ConfirmedClose waited for this: both sides have said all they had to say.
                TellLastWords(_lastWords ?? Tcp.ConfirmedClosed.Instance);
                break;
        }
    }
}
