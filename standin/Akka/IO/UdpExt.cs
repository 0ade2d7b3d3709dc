using Akka.Actor;

namespace Akka.IO;

public class UdpExt : IOExtension
{
    public UdpExt(ExtendedActorSystem system)
    {
        Manager = system.SystemActorOf(Props.Create<RefusingManager>(), "IO-UDP-FF");
    }

    public override IActorRef Manager { get; }
}
