using System.Net.Sockets;
using ActorTcp.Network;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Connection;

// RFC 9293 3.9.2.2: what routers and hosts say of the connection's segments.
internal sealed partial class TcpConnection
{
    /// <summary>
    /// RFC 5927 4: an ICMP error is soft: it is remembered, and told only if the connection then times out. One about a number that is
    /// not in flight is nobody's.
    /// </summary>
    private void OnIcmpError(IcmpErrorArrived error)
    {
        _inbox.ErrorHandled();
        bool tooLarge = error is { Type: IcmpType.DestinationUnreachable, Code: (byte)IcmpUnreachableCode.FragmentationNeeded };
        SocketError? soft = SoftError.Of(error.Type, error.Code);
        if (State is TcpState.Closed or TcpState.TimeWait || (soft is null && !tooLarge)) return;
        bool ours = _tcbOrNull is { } tcb
            ? error.Sequence >= tcb.Send.Space.Una && error.Sequence < tcb.Send.Space.Nxt
            : error.Sequence == _opening.Iss;
        if (!ours) Counters.OutOfWindowIcmps++;
        else if (tooLarge) OnTooLarge(error);
        else if (_tcbOrNull is null && _context.Options.TcpSynIcmpErrors) FailOpening(soft!.Value);
        else _softError = soft!.Value;
    }

    private void FailOpening(SocketError error)
    {
        if (State == TcpState.SynReceived) _opening.Handshake!.SendReset(_writer);
        FailToConnect(error);
    }
}
