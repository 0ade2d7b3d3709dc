using System.Net;
using Akka.Actor;
using Akka.IO;
using Akka.TestKit;

namespace ActorTcp.Tests.Connection;

/// <summary>An application that binds the tests' port again as soon as it is told Unbound.</summary>
internal sealed class BindAgain(IActorRef tcp, IActorRef handler) : AutoPilot
{
    public override AutoPilot Run(IActorRef sender, object message)
    {
        if (message is Tcp.Unbound) tcp.Tell(new Tcp.Bind(handler, new IPEndPoint(IPAddress.Any, TcpFixture.ServerPort)), handler);
        return KeepRunning;
    }
}
