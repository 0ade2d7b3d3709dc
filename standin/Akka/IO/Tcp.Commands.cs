using System.Net;
using Akka.Actor;
using Akka.Event;

namespace Akka.IO;

public partial class Tcp
{
    public class Connect : Command
    {
        public Connect(
            EndPoint remoteAddress,
            EndPoint localAddress = null,
            IEnumerable<Inet.SocketOption> options = null,
            TimeSpan? timeout = null,
            bool pullMode = false)
        {
            RemoteAddress = remoteAddress;
            LocalAddress = localAddress;
            Options = options ?? [];
            Timeout = timeout;
            PullMode = pullMode;
        }

        public EndPoint RemoteAddress { get; }

        public EndPoint LocalAddress { get; }

        public IEnumerable<Inet.SocketOption> Options { get; }

        public TimeSpan? Timeout { get; }

        public bool PullMode { get; }

        public override string ToString() =>
            $"Connect(remote: {RemoteAddress}, local: {LocalAddress}, timeout: {Timeout}, pullMode: {PullMode})";
    }

    public class Bind : Command
    {
        public Bind(
            IActorRef handler,
            EndPoint localAddress,
            int backlog = 100,
            IEnumerable<Inet.SocketOption> options = null,
            bool pullMode = false)
        {
            Handler = handler;
            LocalAddress = localAddress;
            Backlog = backlog;
            Options = options ?? [];
            PullMode = pullMode;
        }

        public IActorRef Handler { get; }

        public EndPoint LocalAddress { get; }

        public int Backlog { get; }

        public IEnumerable<Inet.SocketOption> Options { get; }

        public bool PullMode { get; }

        public override string ToString() =>
            $"Bind(addr: {LocalAddress}, handler: {Handler}, backlog: {Backlog}, pullMode: {PullMode})";
    }

    public class Register : Command
    {
        public Register(IActorRef handler, bool keepOpenOnPeerClosed = false, bool useResumeWriting = true)
        {
            Handler = handler;
            KeepOpenOnPeerClosed = keepOpenOnPeerClosed;
            UseResumeWriting = useResumeWriting;
        }

        public IActorRef Handler { get; }

        public bool KeepOpenOnPeerClosed { get; }

        public bool UseResumeWriting { get; }

        public override string ToString() =>
            $"Register(handler: {Handler}, keepOpenOnPeerClosed: {KeepOpenOnPeerClosed}, resumeWriting: {UseResumeWriting})";
    }

    public class Unbind : Command
    {
        public static readonly Unbind Instance = new();

        private Unbind()
        {
        }
    }

    public abstract class CloseCommand : Command, IDeadLetterSuppression
    {
        public abstract ConnectionClosed Event { get; }
    }

    /// <summary>Sends what is pending, then closes without waiting for the peer.</summary>
    public class Close : CloseCommand
    {
        public static readonly Close Instance = new();

        private Close()
        {
        }

        public override ConnectionClosed Event => Closed.Instance;
    }

    /// <summary>Sends what is pending, closes our direction and waits for the peer to close its own.</summary>
    public class ConfirmedClose : CloseCommand
    {
        public static readonly ConfirmedClose Instance = new();

        private ConfirmedClose()
        {
        }

        public override ConnectionClosed Event => ConfirmedClosed.Instance;
    }

    /// <summary>Drops what is pending and resets the connection.</summary>
    public class Abort : CloseCommand
    {
        public static readonly Abort Instance = new();

        private Abort()
        {
        }

        public override ConnectionClosed Event => Aborted.Instance;
    }

    public class ResumeWriting : Command
    {
        public static readonly ResumeWriting Instance = new();

        private ResumeWriting()
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

    public class ResumeAccepting : Command
    {
        public ResumeAccepting(int batchSize)
        {
            BatchSize = batchSize;
        }

        public int BatchSize { get; }

        public override string ToString() => $"ResumeAccepting(batchSize: {BatchSize})";
    }
}
