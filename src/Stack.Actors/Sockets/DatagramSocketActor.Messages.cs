using System.Net.Sockets;
using ActorTcp.Datagrams;
using ActorTcp.Protocol;

namespace ActorTcp.Sockets;

// send(2), recv(2), poll(2).
internal sealed partial class DatagramSocketActor
{
    private const SocketMessageFlags NoWait = SocketMessageFlags.DontWait;

    private readonly List<Blocked> _receives = [];
    private readonly List<WaitOperation> _waits = [];
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
        if ((send.Flags & SocketMessageFlags.OutOfBand) != 0) error = SocketError.OperationNotSupported;
        else if (send.To is not null)
        {
            if (DatagramAddress.TryFrom(send.To, out DatagramAddress given)) to = given;
            else error = SocketError.AddressFamilyNotSupported;
        }
        if (error == SocketError.Success) error = Send(send.Data, to, more: (send.Flags & SocketMessageFlags.More) != 0);
        if (error == SocketError.Success) send.Complete(send.Data.Length);
        else send.Fail(error);
        // An error that the call has told is no longer there to be told, which only makes fewer ready: nobody to wake.
    }

    /// <summary>udp(7), MSG_MORE: the pieces become one datagram, which the first call without the flag sends; an error drops them.</summary>
    private SocketError Send(ReadOnlyMemory<byte> data, DatagramAddress? to, bool more)
    {
        byte[] before = _corked ?? [];
        if (!more && before.Length == 0) return _endpoint.Send(data.Span, to);
        _corked = null;
        if (before.Length + data.Length > Protocol.Wire.UdpHeader.MaxPayload) return SocketError.MessageSize;
        if (to is null && !_endpoint.IsConnected) return SocketError.DestinationAddressRequired;
        byte[] whole = [.. before, .. data.Span];
        if (!more) return _endpoint.Send(whole, to);
        _corked = whole;
        return SocketError.Success;
    }

    private void Receive(ReceiveOperation receive)
    {
        // Who came before is before: but those wait only while nothing is there.
        if (TryFinish(receive))
        {
            Serve();
            return;
        }
        bool dontWait = receive.DontWait || (receive.Flags & NoWait) != 0;
        if (dontWait)
        {
            receive.Fail(SocketError.WouldBlock);
            return;
        }
        _receives.RemoveAll(blocked => blocked.Operation.IsFinished); // those that were given up must not gather
        Instant deadline = _generic.ReceiveTimeout > TimeSpan.Zero ? _context.Loop.Now + _generic.ReceiveTimeout : Instant.Never;
        _receives.Add(new Blocked(receive, deadline));
        if (deadline < _timer.Deadline) _timer.Arm(deadline);
    }

    /// <summary>Gives a receive what there is for it: the pending error first, as Linux; false: nothing.</summary>
    private bool TryFinish(ReceiveOperation receive)
    {
        if (_endpoint.PendingError != SocketError.Success)
        {
            receive.Fail(_endpoint.TakeError());
            return true;
        }
        if (_endpoint.TryPeek(out Datagram datagram))
        {
            Give(receive, datagram);
            return true;
        }
        // Receiving is shut down: who would wait is told the end; who would not is told that it would have to.
        if (!_endpoint.IsReceivingShut || receive.DontWait || (receive.Flags & NoWait) != 0) return false;
        receive.Complete(new ReceivedMessage(0, null, SocketMessageFlags.None));
        return true;
    }

    private void Give(ReceiveOperation receive, in Datagram datagram)
    {
        byte[] data = datagram.Data;
        int copied = Math.Min(data.Length, receive.Buffer.Length);
        data.AsSpan(0, copied).CopyTo(receive.Buffer.Span);
        bool cut = copied < data.Length;
        bool whole = (receive.Flags & SocketMessageFlags.Truncate) != 0;
        var message = new ReceivedMessage(
            whole ? data.Length : copied, datagram.From.ToEndPoint(), cut ? SocketMessageFlags.Truncate : SocketMessageFlags.None);
        // Given up meanwhile: the datagram is the next one's.
        if (receive.Complete(message) && (receive.Flags & SocketMessageFlags.Peek) == 0) _endpoint.TryTake(out _);
    }

    /// <summary>Something has changed: receives that wait are served in their order, then who waits for an event.</summary>
    private void Serve()
    {
        int served = 0;
        while (served < _receives.Count && (_receives[served].Operation.IsFinished || TryFinish(_receives[served].Operation))) served++;
        if (served > 0)
        {
            _receives.RemoveRange(0, served);
            ArmForReceives();
        }
        if (_waits.Count == 0) return;
        SocketEvents events = Readiness;
        _waits.RemoveAll(wait => TryFinish(wait, events));
    }

    private void Wait(WaitOperation wait)
    {
        if (TryFinish(wait, Readiness)) return;
        if (wait.DontWait)
        {
            wait.Complete(SocketEvents.None);
            return;
        }
        _waits.RemoveAll(other => other.IsFinished);
        _waits.Add(wait);
    }

    private static bool TryFinish(WaitOperation wait, SocketEvents events)
    {
        if (wait.IsFinished) return true;
        SocketEvents found = events & wait.Interest;
        if (found == SocketEvents.None) return false;
        wait.Complete(found);
        return true;
    }

    /// <summary>socket(7), SO_RCVTIMEO: who has waited long enough fails with EAGAIN.</summary>
    private void ExpireReceives()
    {
        Instant now = _context.Loop.Now;
        foreach (Blocked blocked in _receives)
        {
            if (blocked.Deadline <= now && !blocked.Operation.IsFinished) blocked.Operation.Fail(SocketError.WouldBlock);
        }
        _receives.RemoveAll(blocked => blocked.Operation.IsFinished);
        ArmForReceives();
    }

    private void ArmForReceives()
    {
        Instant next = Instant.Never;
        foreach (Blocked blocked in _receives)
        {
            if (blocked.Deadline < next) next = blocked.Deadline;
        }
        if (next != _timer.Deadline) _timer.Arm(next);
    }
}
