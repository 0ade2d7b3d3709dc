using System.Net.Sockets;
using ActorTcp.Datagrams;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Sockets;

// send(2), recv(2), poll(2).
internal sealed partial class DatagramSocketActor
{
    private readonly LinkedList<ReceiveOperation> _receives = new();
    private readonly LinkedList<WaitOperation> _waits = new();
    private byte[]? _corked;

    /// <summary>Linux's datagram_poll. A datagram socket can always be written: what is sent leaves at once.</summary>
    private SocketEvents Readiness
    {
        get
        {
            SocketEvents events = SocketEvents.Writable;
            if (_endpoint.PendingError != SocketError.Success) events |= SocketEvents.Error;
            if (_endpoint.IsReceivingShut) events |= SocketEvents.Readable | SocketEvents.ReadHangUp;
            if (_endpoint.Waiting > 0) events |= SocketEvents.Readable;
            if (_endpoint is { IsReceivingShut: true, IsSendingShut: true }) events |= SocketEvents.HangUp;
            return events;
        }
    }

    private void Send(SendOperation send)
    {
        SocketError error = SocketError.Success;
        DatagramAddress? to = null;
        if (send.Flags.HasFlag(SocketMessageFlags.OutOfBand))
        {
            error = SocketError.OperationNotSupported;
        }
        else if (send.To is not null)
        {
            if (DatagramAddress.TryFrom(send.To, out DatagramAddress given)) to = given;
            else error = SocketError.AddressFamilyNotSupported;
        }
        if (!send.TryClaim()) return;
        if (error == SocketError.Success) error = Send(send.Data, to, send.Flags.HasFlag(SocketMessageFlags.More));
        if (error == SocketError.Success) send.Complete(send.Data.Length);
        else send.Fail(error);
    }

    /// <summary>udp(7), UDP_CORK: pieces with MSG_MORE become one datagram, which the first call without it sends; an error drops them.</summary>
    private SocketError Send(ReadOnlyMemory<byte> data, DatagramAddress? to, bool more)
    {
        if (!more && _corked is null) return _endpoint.Send(data.Span, to);
        byte[] before = _corked ?? [];
        _corked = null;
        if (before.Length + data.Length > UdpHeader.MaxPayload) return SocketError.MessageSize;
        if (to is null && !_endpoint.IsConnected) return SocketError.DestinationAddressRequired;
        byte[] whole = [.. before, .. data.Span];
        if (!more) return _endpoint.Send(whole, to);
        _corked = whole;
        return SocketError.Success;
    }

    private void Receive(ReceiveOperation receive)
    {
        receive.Deadline = DeadlineAfter(_receiveTimeout);
        _receives.AddLast(receive);
        PumpReceives();
    }

    /// <summary>Serves those who wait, in order, as far as there is something for them.</summary>
    private void PumpReceives()
    {
        while (_receives.First is { } first && (first.Value.IsFinished || TryFinish(first.Value))) _receives.RemoveFirst();
    }

    private bool TryFinish(ReceiveOperation receive)
    {
        bool error = _endpoint.PendingError != SocketError.Success;
        // Receiving is shut down: who would wait is told the end; who must not is told, as by Linux, that it would have to.
        bool end = _endpoint.IsReceivingShut && !receive.DontWait;
        if (!error && _endpoint.Waiting == 0 && !end && !receive.DontWait) return false;
        if (!receive.TryClaim()) return true; // given up: what there is is the next one's
        if (error) receive.Fail(_endpoint.TakeError()); // as Linux before any datagram
        else if (_endpoint.TryPeek(out Datagram datagram)) Give(receive, datagram);
        else if (end) receive.Complete(new ReceivedMessage(0, null, SocketMessageFlags.None));
        else receive.Fail(SocketError.WouldBlock);
        return true;
    }

    private void Give(ReceiveOperation receive, in Datagram datagram)
    {
        byte[] data = datagram.Data;
        int copied = Math.Min(data.Length, receive.Buffer.Length);
        data.AsSpan(0, copied).CopyTo(receive.Buffer.Span);
        bool whole = receive.Flags.HasFlag(SocketMessageFlags.Truncate);
        SocketMessageFlags flags = copied < data.Length ? SocketMessageFlags.Truncate : SocketMessageFlags.None;
        if (!receive.Flags.HasFlag(SocketMessageFlags.Peek)) _endpoint.TryTake(out _);
        receive.Complete(new ReceivedMessage(whole ? data.Length : copied, datagram.From.ToEndPoint(), flags));
    }

    /// <summary>Something has changed: who waits for it returns.</summary>
    private void TellReady()
    {
        if (_waits.Count == 0) return;
        SocketEvents ready = Readiness;
        for (LinkedListNode<WaitOperation>? node = _waits.First; node is not null;)
        {
            LinkedListNode<WaitOperation>? next = node.Next;
            WaitOperation wait = node.Value;
            if (wait.IsFinished || (wait.Interest & ready) != 0)
            {
                _waits.Remove(node);
                wait.Complete(wait.Interest & ready);
            }
            node = next;
        }
    }
}
