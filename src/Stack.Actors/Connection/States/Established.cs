using Akka.Actor;
using Akka.IO;
using ActorTcp.Network;

namespace ActorTcp.Connection;

// RFC 9293 3.3.2 ESTABLISHED: data flows both ways.
internal sealed partial class TcpConnection
{
    private void Established(object message)
    {
        switch (message)
        {
            case SegmentsArrived:
                Arrive(); // 3.10.7.4
                break;
            case Tcp.WriteCommand write:
                Write(write); // 3.10.2
                break;
            case Tcp.CloseCommand close:
                Close(close, Sender); // 3.10.4, 3.10.5
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
