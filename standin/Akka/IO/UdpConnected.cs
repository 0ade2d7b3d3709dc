using System.Net;
using Akka.Actor;

namespace Akka.IO;

/// <summary>Datagrams to and from one address.</summary>
public class UdpConnected : ExtensionIdProvider<UdpConnectedExt>
{
    public static readonly UdpConnected Instance = new();

    public override UdpConnectedExt CreateExtension(ExtendedActorSystem system) => new(system);

    public abstract class Message : INoSerializationVerificationNeeded
    {
    }

    public abstract class Command : Message
    {
        protected Command()
        {
            FailureMessage = new CommandFailed(this);
        }

        public object FailureMessage { get; }
    }

    public abstract class Event : Message
    {
    }

    public class NoAck : Event
    {
        public static readonly NoAck Instance = new(null);

        public NoAck(object token)
        {
            Token = token;
        }

        public object Token { get; }
    }

    public sealed class Send : Command
    {
        public Send(ByteString payload, object ack)
        {
            Payload = payload;
            Ack = ack ?? throw new ArgumentNullException(nameof(ack), "A send that wants no acknowledgement has NoAck.");
        }

        public ByteString Payload { get; }

        public object Ack { get; }

        public bool WantsAck => Ack is not NoAck;

        public static Send Create(ByteString payload) => new(payload, NoAck.Instance);
    }

    public sealed class Connect : Command
    {
        public Connect(
            IActorRef handler,
            EndPoint remoteAddress,
            EndPoint localAddress = null,
            IEnumerable<Inet.SocketOption> options = null)
        {
            Handler = handler;
            RemoteAddress = remoteAddress;
            LocalAddress = localAddress;
            Options = options ?? [];
        }

        public IActorRef Handler { get; }

        public EndPoint RemoteAddress { get; }

        public EndPoint LocalAddress { get; }

        public IEnumerable<Inet.SocketOption> Options { get; }
    }

    public class Disconnect : Command
    {
        public static readonly Disconnect Instance = new();

        private Disconnect()
        {
        }
    }

    public class SuspendReading : Command
    {
        public static readonly SuspendReading Instance = new();

        private SuspendReading()
        {
        }
    }

    public class ResumeReading : Command
    {
        public static readonly ResumeReading Instance = new();

        private ResumeReading()
        {
        }
    }

    public sealed class Received : Event
    {
        public Received(ByteString data)
        {
            Data = data;
        }

        public ByteString Data { get; }
    }

    public sealed class CommandFailed : Event
    {
        public CommandFailed(Command cmd)
        {
            Cmd = cmd;
        }

        public Command Cmd { get; }
    }

    public class Connected : Event
    {
        public static readonly Connected Instance = new();

        private Connected()
        {
        }
    }

    public class Disconnected : Event
    {
        public static readonly Disconnected Instance = new();

        private Disconnected()
        {
        }
    }
}
