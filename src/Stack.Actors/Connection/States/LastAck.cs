using Akka.Actor;
using ActorTcp.Network;

namespace ActorTcp.Connection;

// RFC 9293 3.3.2 LAST-ACK: the peer has closed, then we; our FIN is not acknowledged.
internal sealed partial class TcpConnection
{
    private void LastAck(object message)
    {
        switch (message)
        {
            case SegmentsArrived:
                Arrive();
                break;
            case Terminated:
                OnHandlerDeath();
                break;
            default:
                Common(message);
                break;
        }
    }
}
