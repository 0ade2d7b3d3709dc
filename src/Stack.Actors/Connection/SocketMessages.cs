using ActorTcp.Protocol;
using Akka.Actor;
using Akka.Event;
using Akka.IO;

namespace ActorTcp.Connection;

/// <summary>
/// To a connection from a socket's actor: from here on text waits in the connection until the socket takes it, instead of coming as
/// Received (RFC 9293 3.10.3, RECEIVE with a buffer of the user's).
/// </summary>
internal sealed class RegisterSocket(IActorRef socket) : IDeadLetterSuppression
{
    public IActorRef Socket { get; } = socket;
}

/// <summary>To a connection: text for a buffer, at once; answered with the same object. There is at most one at a time.</summary>
internal sealed class ReceiveRequest : IDeadLetterSuppression
{
    /// <summary>Where it goes.</summary>
    public Memory<byte> Buffer { get; set; }

    /// <summary>Whether it stays in the queue (MSG_PEEK).</summary>
    public bool Peek { get; set; }

    /// <summary>Whether the stream has been read past the urgent mark with it: an urgent byte out of band that was not fetched is gone (Linux).</summary>
    public bool PassedMark { get; set; }

    /// <summary>How many bytes the buffer has now.</summary>
    public int Taken { get; set; }
}

/// <summary>To a connection: text to send, as much as there is room for; answered with the same object. There is at most one at a time.</summary>
internal sealed class SendRequest : IDeadLetterSuppression
{
    /// <summary>The text; the connection copies what it takes.</summary>
    public ReadOnlyMemory<byte> Text { get; set; }

    /// <summary>Whether its last byte is urgent, once it is taken (MSG_OOB).</summary>
    public bool Urgent { get; set; }

    /// <summary>How the write ends, once it is taken whole (MSG_MORE, MSG_EOR).</summary>
    public WriteEnd End { get; set; }

    /// <summary>How many bytes were taken.</summary>
    public int Given { get; set; }
}

/// <summary>To a connection: shutdown(2) of the socket's receive side; text that arrives when our FIN is out too resets it (Linux).</summary>
internal sealed class ShutReceiving : IDeadLetterSuppression
{
    public static readonly ShutReceiving Instance = new();

    private ShutReceiving()
    {
    }
}

/// <summary>From a connection to its socket: what can be read and written has changed, or something has arrived.</summary>
/// <param name="Readable">Bytes that wait.</param>
/// <param name="PeerClosed">Whether the peer's FIN follows them.</param>
/// <param name="Room">How many bytes the send buffer takes.</param>
/// <param name="Writable">Whether that is so many that poll(2) calls it writable.</param>
internal sealed record SocketChanged(int Readable, bool PeerClosed, int Room, bool Writable) : IDeadLetterSuppression;

/// <summary>From a connection to its socket, the last: it is gone, and with it all that was not read but this.</summary>
/// <param name="Left">What waits to be read.</param>
/// <param name="PeerClosed">Whether the peer's FIN followed it.</param>
/// <param name="LastWords">What ended it.</param>
internal sealed record SocketGone(IReadOnlyList<ArraySegment<byte>> Left, bool PeerClosed, Tcp.ConnectionClosed LastWords) : IDeadLetterSuppression;
