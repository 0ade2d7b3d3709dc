using System.Net.Sockets;
using ActorTcp.Api;

namespace ActorTcp.Sockets;

// MSG_OOB: the urgent byte beside the stream (RFC 9293 3.8.5; Linux's tcp_recv_urg).
internal sealed partial class StreamSocketActor
{
    private void OnUrgent(object message)
    {
        if (message is StackTcp.UrgentReceived received)
        {
            _urgentByte = received.Value;
            _urgentExpected = false;
        }
        else
        {
            _urgentByte = null; // a later mark takes the place of one that was not read
            _urgentExpected = true;
        }
    }

    private void ReceiveUrgent(ReceiveOperation receive)
    {
        if (_settings.OobInline || (_urgentByte is null && !_urgentExpected))
        {
            receive.Fail(SocketError.InvalidArgument); // EINVAL: there is none, or it was read, or it is in line
            return;
        }
        if (_urgentByte is not { } value)
        {
            receive.Fail(SocketError.WouldBlock); // announced, and not here; as Linux it does not wait for it
            return;
        }
        if (!receive.TryClaim()) return;
        if (!receive.Buffer.IsEmpty) receive.Buffer.Span[0] = value;
        if (!receive.Flags.HasFlag(SocketMessageFlags.Peek)) _urgentByte = null;
        receive.Complete(new ReceivedMessage(Math.Min(1, receive.Buffer.Length), null, SocketMessageFlags.OutOfBand));
    }
}
