using System.Net.Sockets;
using Akka.Actor;
using Akka.IO;

namespace ActorTcp.Api;

/// <summary>
/// What <c>Akka.IO.Tcp</c> cannot say: further commands to a connection or to the stack, in its manner. Send them from any thread.
/// </summary>
public static class StackTcp
{
    /// <summary>What a close event's <see cref="SocketError"/> is; null if it is no error, or not of this stack.</summary>
    /// <param name="closed">The event that a handler received.</param>
    public static SocketError? ErrorOf(Tcp.ConnectionClosed closed) => CloseEvents.ErrorOf(closed);

    /// <summary>
    /// To a connection: close one direction or both, as shutdown(2) (RFC 9293 3.6: half-close). <see cref="SocketShutdown.Send"/>
    /// sends a FIN behind what was written and goes on reading, without a time limit; the end is told as
    /// <see cref="Tcp.ConfirmedClosed"/> when the peer has closed as well. <see cref="SocketShutdown.Receive"/> drops what
    /// arrives from now on, acknowledged; after the FIN was sent such data resets the connection, as on Linux. Answered with
    /// <see cref="ShutdownDone"/>, or with <see cref="Tcp.CommandFailed"/> (NotConnected) where there is no connection.
    /// </summary>
    /// <param name="how">The direction.</param>
    public sealed class Shutdown(SocketShutdown how) : Tcp.Command
    {
        /// <summary>The direction.</summary>
        public SocketShutdown How { get; } = how;

        /// <inheritdoc/>
        public override string ToString() => $"Shutdown({How})";
    }

    /// <summary>A <see cref="Shutdown"/> has been taken: as with the system call, its FIN may still be underway.</summary>
    public sealed class ShutdownDone : Tcp.Event
    {
        internal static readonly ShutdownDone Instance = new();

        private ShutdownDone()
        {
        }
    }

    /// <summary>
    /// To the stack: give up a <see cref="Tcp.Connect"/> that has not been answered. Who sent it receives
    /// <see cref="Tcp.CommandFailed"/> (OperationAborted); nothing goes to the peer from SYN_SENT (RFC 9293 3.10.5), a reset from
    /// SYN_RECEIVED. Without effect if the connection is established already, or failed.
    /// </summary>
    /// <param name="connect">The command, the same object.</param>
    public sealed class CancelConnect(Tcp.Connect connect) : Tcp.Command
    {
        /// <summary>The command.</summary>
        public Tcp.Connect Connect { get; } = connect;

        /// <inheritdoc/>
        public override string ToString() => $"CancelConnect({Connect})";
    }

    /// <summary>
    /// To a connection: set one of <see cref="TcpSO"/>'s options now. Answered with <see cref="OptionSet"/>, or with
    /// <see cref="Tcp.CommandFailed"/> if it means nothing to an open connection.
    /// </summary>
    /// <param name="option">The option.</param>
    public sealed class SetOption(Inet.SocketOption option) : Tcp.Command
    {
        /// <summary>The option.</summary>
        public Inet.SocketOption Option { get; } = option;

        /// <inheritdoc/>
        public override string ToString() => $"SetOption({Option})";
    }

    /// <summary>A <see cref="SetOption"/> has taken effect.</summary>
    public sealed class OptionSet : Tcp.Event
    {
        internal static readonly OptionSet Instance = new();

        private OptionSet()
        {
        }
    }

    /// <summary>
    /// To a connection: a <see cref="Tcp.Write"/> whose last byte is urgent, as send(2)'s MSG_OOB (RFC 9293 3.8.5). Only one byte can be
    /// urgent at a time: a later one takes the mark over. RFC 9293 SHLD-13: new applications do not use it.
    /// </summary>
    /// <param name="data">The bytes; without any nothing is urgent.</param>
    /// <param name="ack">As a write's: told when the stack has taken the data; null: not told.</param>
    public sealed class WriteUrgent(ByteString data, Tcp.Event? ack = null) : Tcp.SimpleWriteCommand
    {
        /// <summary>The bytes.</summary>
        public ByteString Data { get; } = data;

        /// <inheritdoc/>
        public override Tcp.Event Ack { get; } = ack ?? Tcp.NoAck.Instance;

        /// <inheritdoc/>
        public override string ToString() => $"WriteUrgent(bytes: {Data.Count}, ack: {Ack})";
    }

    /// <summary>
    /// The peer has urgent data (RFC 9293 3.8.5, MUST-32; Linux's SIGURG): told at once, even while reading is suspended, and although the
    /// urgent byte may be far ahead.
    /// </summary>
    /// <param name="ahead">How many bytes of the stream are still to be received before the urgent one.</param>
    public sealed class UrgentAnnounced(int ahead) : Tcp.Event
    {
        /// <summary>How many bytes of the stream are still to be received before the urgent one.</summary>
        public int Ahead { get; } = ahead;

        /// <inheritdoc/>
        public override string ToString() => $"UrgentAnnounced(ahead: {Ahead})";
    }

    /// <summary>
    /// The urgent byte, out of band: it is not in the stream. It may come before text that was sent ahead of it, even while reading is
    /// suspended. See <see cref="TcpSO.OobInline"/> for the other way.
    /// </summary>
    /// <param name="value">The byte.</param>
    public sealed class UrgentReceived(byte value) : Tcp.Event
    {
        /// <summary>The byte.</summary>
        public byte Value { get; } = value;

        /// <inheritdoc/>
        public override string ToString() => $"UrgentReceived({Value})";
    }

    /// <summary>With <see cref="TcpSO.OobInline"/>: the next byte of the stream is the urgent one (SIOCATMARK).</summary>
    public sealed class UrgentMark : Tcp.Event
    {
        internal static readonly UrgentMark Instance = new();

        private UrgentMark()
        {
        }
    }

    /// <summary>To a connection: answered with its <see cref="TcpInfo"/> (RFC 9293 3.10.6, STATUS; Linux's TCP_INFO).</summary>
    public sealed class GetInfo : Tcp.Command
    {
        /// <summary>The command.</summary>
        public static readonly GetInfo Instance = new();

        private GetInfo()
        {
        }
    }

    /// <summary>To the stack: answered with the <see cref="SocketTable"/> of one instant.</summary>
    public sealed class GetSockets : Tcp.Command
    {
        /// <summary>The command.</summary>
        public static readonly GetSockets Instance = new();

        private GetSockets()
        {
        }
    }
}
