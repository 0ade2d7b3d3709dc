using Akka.Actor;

namespace Akka.IO;

/// <summary>
/// Stands where Akka has the managers of the kernel's sockets, which the stand-in does not have: it answers every command with
/// that command's failure, as a manager does that cannot carry a command out.
/// </summary>
internal sealed class RefusingManager : UntypedActor
{
    private const string Reason = "The stand-in for Akka has no kernel sockets; build with the Akka package to use them.";

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Tcp.Command command:
                Sender.Tell(command.FailureMessage.WithCause(new NotSupportedException(Reason)));
                break;
            case Udp.Command command:
                Sender.Tell(command.FailureMessage);
                break;
            case UdpConnected.Command command:
                Sender.Tell(command.FailureMessage);
                break;
            default:
                Unhandled(message);
                break;
        }
    }
}
