using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Configuration;
using Akka.IO;
using ActorTcp.Api;
using Tap.Tests.Fixtures;
using Tcp = Akka.IO.Tcp;

namespace Tap.Tests.Kernel;

/// <summary>An application that takes its stack from HOCON alone.</summary>
[Collection(KernelCollection.Name)]
public class ConfiguredStackTests
{
    [SkippableFact]
    public async Task The_kernel_talks_to_a_stack_that_HOCON_describes()
    {
        using var network = TapNetwork.Create();
        Config config = ConfigurationFactory.ParseString("""
            akka.loglevel = WARNING
            actor-tcp { address = "198.51.100.2/24", device { name = tap0, host-address = "198.51.100.1/24" } }
            """);
        ActorSystem system = ActorSystem.Create("configured", config);
        try
        {
            IActorRef tcp = network.RunInNamespace(() => system.ActorTcp().Tcp);
            IActorRef greeter = system.ActorOf(Props.Create(() => new Greeter(tcp)));
            await greeter.Ask<Tcp.Bound>("when bound", KernelStack.Limit);

            using Socket socket = network.CreateSocket(SocketType.Stream, ProtocolType.Tcp);
            using var limit = new CancellationTokenSource(KernelStack.Limit);
            await socket.ConnectAsync(new IPEndPoint(TapNetwork.StackAddress, 7), limit.Token);
            byte[] greeting = new byte[5];
            await socket.ReceiveAsync(greeting, limit.Token);
            Assert.Equal("hello"u8.ToArray(), greeting);
        }
        finally
        {
            await system.Terminate().WaitAsync(KernelStack.Limit);
        }
    }

    /// <summary>Written for <c>Akka.IO.Tcp</c>, on the default dispatcher.</summary>
    private sealed class Greeter : ReceiveActor
    {
        private IActorRef _asker = ActorRefs.Nobody;
        private Tcp.Bound? _bound;

        public Greeter(IActorRef tcp)
        {
            tcp.Tell(new Tcp.Bind(Self, new IPEndPoint(IPAddress.Any, 7)));
            Receive<Tcp.Bound>(bound =>
            {
                _bound = bound;
                _asker.Tell(bound);
            });
            Receive<string>(_ =>
            {
                _asker = Sender;
                if (_bound is not null) _asker.Tell(_bound);
            });
            Receive<Tcp.Connected>(_ =>
            {
                Sender.Tell(new Tcp.Register(Self));
                Sender.Tell(Tcp.Write.Create(ByteString.FromString("hello")));
                Sender.Tell(Tcp.Close.Instance);
            });
        }
    }
}
