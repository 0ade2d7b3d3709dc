using System.Net;
using Akka.Event;
using Akka.Util;

namespace Akka.IO;

public partial class Tcp
{
    public sealed class Received : Event
    {
        public Received(ByteString data)
        {
            Data = data;
        }

        public ByteString Data { get; }

        public override string ToString() => $"Received(bytes: {Data.Count})";
    }

    public sealed class Connected : Event
    {
        public Connected(EndPoint remoteAddress, EndPoint localAddress)
        {
            RemoteAddress = remoteAddress;
            LocalAddress = localAddress;
        }

        public EndPoint RemoteAddress { get; }

        public EndPoint LocalAddress { get; }

        public override string ToString() => $"Connected(local: {LocalAddress}, remote: {RemoteAddress})";
    }

    public sealed class CommandFailed : Event
    {
        public CommandFailed(Command cmd)
        {
            Cmd = cmd;
        }

        public Command Cmd { get; }

        public Option<Exception> Cause { get; private init; } = Option<Exception>.None;

        public string CauseString => Cause.HasValue ? $" because of {Cause.Value.Message}" : "";

        public CommandFailed WithCause(Exception cause) => new(Cmd) { Cause = cause };

        public override string ToString() => $"CommandFailed({Cmd}){CauseString}";
    }

    public class WritingResumed : Event
    {
        public static readonly WritingResumed Instance = new();

        private WritingResumed()
        {
        }
    }

    public class Bound : Event
    {
        public Bound(EndPoint localAddress)
        {
            LocalAddress = localAddress;
        }

        public EndPoint LocalAddress { get; }

        public override string ToString() => $"Bound({LocalAddress})";
    }

    public class Unbound : Event
    {
        public static readonly Unbound Instance = new();

        private Unbound()
        {
        }
    }

    /// <summary>The last event of every connection.</summary>
    public class ConnectionClosed : Event, IDeadLetterSuppression
    {
        public virtual bool IsAborted => false;

        public virtual bool IsConfirmed => false;

        public virtual bool IsPeerClosed => false;

        public virtual bool IsErrorClosed => false;

        public virtual string Cause => null;
    }

    public class Closed : ConnectionClosed
    {
        public static readonly Closed Instance = new();

        private Closed()
        {
        }
    }

    public class Aborted : ConnectionClosed
    {
        public static readonly Aborted Instance = new();

        private Aborted()
        {
        }

        public override bool IsAborted => true;
    }

    public class ConfirmedClosed : ConnectionClosed
    {
        public static readonly ConfirmedClosed Instance = new();

        private ConfirmedClosed()
        {
        }

        public override bool IsConfirmed => true;
    }

    public class PeerClosed : ConnectionClosed
    {
        public static readonly PeerClosed Instance = new();

        private PeerClosed()
        {
        }

        public override bool IsPeerClosed => true;
    }

    public sealed class ErrorClosed : ConnectionClosed
    {
        public ErrorClosed(string cause)
        {
            Cause = cause;
        }

        public override bool IsErrorClosed => true;

        public override string Cause { get; }

        public override string ToString() => $"ErrorClosed('{Cause}')";
    }
}
