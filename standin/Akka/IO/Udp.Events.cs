using System.Net;

namespace Akka.IO;

public partial class Udp
{
    public abstract class Event : Message
    {
    }

    public sealed class NoAck : Event
    {
        public static readonly NoAck Instance = new(null);

        public NoAck(object token)
        {
            Token = token;
        }

        public object Token { get; }

        public override string ToString() => $"NoAck({Token})";
    }

    public sealed class Received : Event
    {
        public Received(ByteString data, EndPoint sender)
        {
            Data = data;
            Sender = sender;
        }

        public ByteString Data { get; }

        public EndPoint Sender { get; }

        public override string ToString() => $"Received(bytes: {Data.Count}, from: {Sender})";
    }

    public sealed class CommandFailed : Event
    {
        public CommandFailed(Command cmd)
        {
            Cmd = cmd;
        }

        public Command Cmd { get; }

        public override string ToString() => $"CommandFailed({Cmd})";
    }

    public sealed class Bound : Event
    {
        public Bound(EndPoint localAddress)
        {
            LocalAddress = localAddress;
        }

        public EndPoint LocalAddress { get; }

        public override string ToString() => $"Bound(local: {LocalAddress})";
    }

    public sealed class SimpleSenderReady : Event
    {
        public static readonly SimpleSenderReady Instance = new();

        private SimpleSenderReady()
        {
        }
    }

    // Not an event in Akka either.
    public sealed class Unbound
    {
        public static readonly Unbound Instance = new();

        private Unbound()
        {
        }
    }
}
