using Akka.Actor;

namespace Akka.IO;

public sealed class TcpExt : IOExtension
{
    public TcpExt(ExtendedActorSystem system)
    {
        Manager = system.SystemActorOf(Props.Create<RefusingManager>(), "IO-TCP");
    }

    public override IActorRef Manager { get; }
}
