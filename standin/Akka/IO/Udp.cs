using System.Net;
using System.Net.Sockets;
using Akka.Actor;

namespace Akka.IO;

/// <summary>Datagrams as messages, each with its own address.</summary>
public partial class Udp : ExtensionIdProvider<UdpExt>
{
    public static readonly Udp Instance = new();

    public static IActorRef Manager(ActorSystem system) => Instance.Apply(system).Manager;

    public override UdpExt CreateExtension(ExtendedActorSystem system) => new(system);

    public abstract class Message : INoSerializationVerificationNeeded
    {
    }

    public abstract class Command : Message
    {
        private object _failureMessage;

        public object FailureMessage => _failureMessage ??= new CommandFailed(this);
    }

    public sealed class Send : Command
    {
        public Send(ByteString payload, EndPoint target, Event ack)
        {
            Payload = payload;
            Target = target;
            Ack = ack ?? throw new ArgumentNullException(nameof(ack), "A send that wants no acknowledgement has NoAck.");
        }

        public ByteString Payload { get; }

        public EndPoint Target { get; }

        public Event Ack { get; }

        public bool WantsAck => Ack is not NoAck;

        internal bool HasData => !Payload.IsEmpty;

        public static Send Create(ByteString data, EndPoint target) => new(data, target, NoAck.Instance);

        public override string ToString() => $"Send(to: {Target}, ack: {Ack})";
    }

    public sealed class Bind : Command
    {
        public Bind(IActorRef handler, EndPoint localAddress, IEnumerable<Inet.SocketOption> options = null)
        {
            Handler = handler;
            LocalAddress = localAddress;
            Options = options ?? [];
        }

        public IActorRef Handler { get; }

        public EndPoint LocalAddress { get; }

        public IEnumerable<Inet.SocketOption> Options { get; }

        public override string ToString() => $"Bind(addr: {LocalAddress}, handler: {Handler})";
    }

    public sealed class Unbind : Command
    {
        public static readonly Unbind Instance = new();

        private Unbind()
        {
        }
    }

    public sealed class SimpleSender : Command
    {
        public static readonly SimpleSender Instance = new();

        public SimpleSender(IEnumerable<Inet.SocketOption> options = null)
        {
            Options = options ?? [];
        }

        public IEnumerable<Inet.SocketOption> Options { get; }
    }

    public sealed class SuspendReading : Command
    {
        public static readonly SuspendReading Instance = new();

        private SuspendReading()
        {
        }
    }

    public sealed class ResumeReading : Command
    {
        public static readonly ResumeReading Instance = new();

        private ResumeReading()
        {
        }
    }

    public sealed class SO : Inet.SoForwarders
    {
        public sealed class Broadcast : Inet.SocketOption
        {
            public Broadcast(bool on)
            {
                On = on;
            }

            public bool On { get; }

            public override void BeforeDatagramBind(Socket ds) => ds.EnableBroadcast = On;
        }
    }
}
