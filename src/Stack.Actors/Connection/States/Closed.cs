using Akka.Actor;
using Akka.IO;
using ActorTcp.Api;
using ActorTcp.Network;
using ActorTcp.Protocol;

namespace ActorTcp.Connection;

// RFC 9293 3.3.2 CLOSED: the actor is about to stop, or waits for the application that is to hear why.
internal sealed partial class TcpConnection
{
    private void Closed(object message)
    {
        switch (message)
        {
            case Tcp.Register register:
                _handler = register.Handler;
                if (_incoming.Count > 0) _handler.Tell(new Tcp.Received(TakeIncoming()), _self);
                Context.Stop(_self); // and tells the last words
                break;
            case RegisterSocket register:
                BindSocket(register);
                Context.Stop(_self); // which leaves what is unread to the socket, and tells the last words
                break;
            case Tcp.ResumeReading when _registered && _incoming.Count > 0:
                _handler.Tell(new Tcp.Received(TakeIncoming()), _self);
                Context.Stop(_self); // and tells the last words
                break;
            case Terminated when _registered:
                Context.Stop(_self); // who was to read it is gone
                break;
            case StackTcp.Shutdown or StackTcp.SetOption:
                RefuseCommand((Tcp.Command)message, System.Net.Sockets.SocketError.NotConnected);
                break;
            case ConnectionOffered:
                _deadlines[TcpTimer.Register] = _loop.Now + _context.Options.RegisterTimeout;
                _timer.Arm(_deadlines[TcpTimer.Register]);
                break;
            case TimerExpired when _loop.Now >= _deadlines[TcpTimer.Register]:
                Context.Stop(_self); // nobody came
                break;
            case Tcp.CloseCommand:
                _closeCommander = Sender;
                Context.Stop(_self);
                break;
            case SegmentsArrived or TimerExpired or AcknowledgeNow or IcmpErrorArrived or TooManyOrphans or Terminated or ReceiveRequest or SendRequest or ShutReceiving:
                break;
            case Tcp.WriteCommand write:
                Refuse(write, System.Net.Sockets.SocketError.NotConnected); // 3.10.2: "error: connection does not exist"
                break;
            case StackTcp.GetInfo:
                Sender.Tell(Info(), _self); // 3.10.6, STATUS
                break;
            default:
                Unexpected(message);
                break;
        }
    }
}
