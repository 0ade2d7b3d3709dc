using System.Net.Sockets;

namespace ActorTcp.Sockets;

// poll(2), as Linux's tcp_poll.
internal sealed partial class StreamSocketActor
{
    private readonly LinkedList<WaitOperation> _waits = new();

    private SocketEvents Readiness
    {
        get
        {
            SocketEvents events = _pendingError != SocketError.Success ? SocketEvents.Error : SocketEvents.None;
            switch (_phase)
            {
                case SocketPhase.Listening:
                    return _acceptable > 0 ? events | SocketEvents.Readable : events;
                case SocketPhase.Connecting:
                    return events;
                case SocketPhase.Unconnected when events == SocketEvents.None && !_connectNews:
                    return SocketEvents.Writable | SocketEvents.HangUp; // as Linux of one that was never connected
                case SocketPhase.Unconnected:
                    return events | SocketEvents.Readable | SocketEvents.Writable | SocketEvents.HangUp | SocketEvents.ReadHangUp;
            }
            bool receiveShut = _peerClosed || _receiveShut || _gone;
            if (_gone || (receiveShut && _sendShut)) events |= SocketEvents.HangUp;
            if (receiveShut) events |= SocketEvents.Readable | SocketEvents.ReadHangUp;
            if (_readable >= LowWater) events |= SocketEvents.Readable;
            if (_sendShut || _writable) events |= SocketEvents.Writable;
            if (_urgentByte is not null) events |= SocketEvents.Urgent;
            return events;
        }
    }

    private void Wait(WaitOperation wait)
    {
        _waits.AddLast(wait);
        TellReady();
    }

    /// <summary>Something has changed: who waits for it returns.</summary>
    private void TellReady()
    {
        if (_waits.Count == 0) return;
        SocketEvents ready = Readiness;
        for (LinkedListNode<WaitOperation>? node = _waits.First; node is not null;)
        {
            LinkedListNode<WaitOperation>? next = node.Next;
            if (node.Value.IsFinished || (node.Value.Interest & ready) != 0)
            {
                _waits.Remove(node);
                node.Value.Complete(node.Value.Interest & ready);
            }
            node = next;
        }
    }
}
