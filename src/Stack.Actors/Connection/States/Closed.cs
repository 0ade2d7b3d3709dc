using Akka.Actor;
using Akka.IO;
using ActorTcp.Network;

namespace ActorTcp.Connection;

// RFC 9293 3.3.2 CLOSED: the actor is about to stop; what still comes has come too late.
internal sealed partial class TcpConnection
{
    private void Closed(object message)
    {
        switch (message)
        {
            case SegmentsArrived or TimerExpired or AcknowledgeNow or IcmpErrorArrived or Terminated or Tcp.CloseCommand:
                break;
            case Tcp.WriteCommand write:
                Refuse(write, System.Net.Sockets.SocketError.NotConnected); // 3.10.2: "error: connection does not exist"
                break;
            default:
                Unexpected(message);
                break;
        }
    }
}
