using Akka.Actor;
using Akka.IO;
using ActorTcp.Network;

namespace ActorTcp.Connection;

// RFC 9293 3.3.2 CLOSE-WAIT: the peer has closed; we may still send, until the application closes.
internal sealed partial class TcpConnection
{
    private void CloseWait(object message)
    {
        switch (message)
        {
            case SegmentsArrived:
                Arrive();
                break;
            case Tcp.WriteCommand write:
                Write(write);
                break;
            case Tcp.CloseCommand close:
                Close(close, Sender);
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
