using Akka.Actor;
using ActorTcp.Network;

namespace ActorTcp.Connection;

// RFC 9293 3.3.2 CLOSING: both have closed at once; our FIN is not acknowledged.
internal sealed partial class TcpConnection
{
    private void Closing(object message)
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
