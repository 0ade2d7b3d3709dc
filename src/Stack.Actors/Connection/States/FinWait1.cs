using Akka.Actor;
using ActorTcp.Network;

namespace ActorTcp.Connection;

// RFC 9293 3.3.2 FIN-WAIT-1: we have closed; our FIN is not acknowledged, and may even wait behind data.
internal sealed partial class TcpConnection
{
    private void FinWait1(object message)
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
