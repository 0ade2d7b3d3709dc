using Akka.Actor;

namespace Akka.IO;

public class UdpConnectedExt : IOExtension, INoSerializationVerificationNeeded
{
    public UdpConnectedExt(ExtendedActorSystem system)
    {
        Manager = system.SystemActorOf(Props.Create<RefusingManager>(), "IO-UDP-CONN");
    }

    public override IActorRef Manager { get; }
}
