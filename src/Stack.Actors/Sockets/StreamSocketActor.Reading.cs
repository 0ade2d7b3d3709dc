using System.Net.Sockets;
using Akka.Actor;
using ActorTcp.Api;
using ActorTcp.Connection;

namespace ActorTcp.Sockets;

// recv(2). Text waits in the connection; what the connection left behind at its end waits here.
internal sealed partial class StreamSocketActor
{
    private readonly LinkedList<ReceiveOperation> _receives = new();
    private readonly ReceiveRequest _take = new();
    private readonly List<ArraySegment<byte>> _left = [];
    private IActorRef _connection = ActorRefs.Nobody;
    private ReceiveOperation? _taking; // who the connection is taking for
    private int _readable;             // as the connection has told; less what was taken since
    private bool _peerClosed;          // a FIN follows
    private bool _gone;                // the connection is no more
    private byte? _urgentByte;
    private bool _urgentExpected;

    private int LowWater => Math.Max(1, _settings.ReceiveLowWater);

    private bool IsEndOfStream => _peerClosed || _receiveShut || _gone;

    private void Receive(ReceiveOperation receive)
    {
        if (_phase != SocketPhase.Listening && receive.Flags.HasFlag(SocketMessageFlags.OutOfBand))
        {
            ReceiveUrgent(receive); // EINVAL, not ENOTCONN, before there is a connection
            return;
        }
        if (_phase is SocketPhase.Unconnected or SocketPhase.Listening)
        {
            SocketError pending = TakeError();
            receive.Fail(pending != SocketError.Success ? pending : SocketError.NotConnected);
            return;
        }
        receive.Deadline = DeadlineAfter(_receiveTimeout);
        _receives.AddLast(receive);
        PumpReceives();
    }

    /// <summary>Serves those who wait, in order, as far as there is something for them.</summary>
    private void PumpReceives()
    {
        while (_taking is null && _receives.First is { } first)
        {
            ReceiveOperation receive = first.Value;
            if (receive.IsFinished)
            {
                _receives.RemoveFirst();
                continue;
            }
            int wanted = receive.Flags.HasFlag(SocketMessageFlags.WaitAll) ? 1 : Math.Min(LowWater, Math.Max(1, receive.Buffer.Length));
            bool some = _readable > 0;
            if (some && (_readable >= wanted || IsEndOfStream || receive.DontWait))
            {
                if (!receive.TryClaim())
                {
                    _receives.RemoveFirst();
                    continue;
                }
                Begin(receive);
                continue;
            }
            if (!TryEnd(receive)) return;
            _receives.RemoveFirst();
        }
    }

    private void Begin(ReceiveOperation receive)
    {
        _taking = receive;
        _take.Buffer = receive.Buffer[receive.Received..];
        _take.Peek = receive.Flags.HasFlag(SocketMessageFlags.Peek);
        if (_gone) TakeLeft();
        else _connection.Tell(_take, Self);
    }

    /// <summary>There is nothing to read: whether that is the call's answer.</summary>
    private bool TryEnd(ReceiveOperation receive)
    {
        if (receive.Received > 0)
        {
            if (!IsEndOfStream && !receive.DontWait && _pendingError == SocketError.Success) return false;
            return Finish(receive);
        }
        if (receive.Buffer.IsEmpty && _readable > 0) return Finish(receive);
        if (_pendingError != SocketError.Success) receive.Fail(TakeError());
        else if (IsEndOfStream) receive.Complete(new ReceivedMessage(0, null, SocketMessageFlags.None));
        else if (_phase == SocketPhase.Unconnected) receive.Fail(SocketError.NotConnected); // it waited for a connect(2) that has failed
        else if (receive.DontWait) receive.Fail(SocketError.WouldBlock);
        else return false;
        return true;
    }

    private bool Finish(ReceiveOperation receive)
    {
        int left = _readable == 0 && IsEndOfStream ? 1 : _readable;
        receive.Complete(new ReceivedMessage(receive.Received, null, SocketMessageFlags.None) { InQueue = _inQueue ? left : null });
        return true;
    }

    /// <summary>The connection has copied what there was.</summary>
    private void OnReceived()
    {
        if (_taking is not { } receive) return;
        _taking = null;
        _take.Buffer = default;
        receive.Received += _take.Taken;
        if (_take.PassedMark) _urgentByte = null;
        if (!_take.Peek) _readable = Math.Max(0, _readable - _take.Taken);
        else if (_take.Taken == 0) _readable = 0;
        bool waitsForMore = receive.Flags.HasFlag(SocketMessageFlags.WaitAll) && !_take.Peek && receive.Received < receive.Buffer.Length;
        if (_take.Taken == 0 && receive.Received == 0 && receive.Buffer.Length > 0)
        {
            _readable = 0; // it was less than was told: the call waits on
            receive.Unclaim();
        }
        else if (!waitsForMore)
        {
            _receives.RemoveFirst();
            Finish(receive);
        }
        PumpReceives();
    }

    /// <summary>The same, from what the connection has left.</summary>
    private void TakeLeft()
    {
        Span<byte> into = _take.Buffer.Span;
        _take.Taken = _take.Peek ? TextPieces.Peek(_left, into) : TextPieces.Take(_left, into);
        OnReceived();
    }
}
