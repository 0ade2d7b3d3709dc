namespace ActorTcp.Sockets;

/// <summary>What <see cref="StackSocket"/>'s send and receive calls can be told, and what a receive tells: Linux's MSG_… flags.</summary>
[Flags]
public enum SocketMessageFlags
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>MSG_OOB: urgent data (RFC 9293 3.8.5).</summary>
    OutOfBand = 1,

    /// <summary>MSG_PEEK: what is received stays in the queue.</summary>
    Peek = 2,

    /// <summary>MSG_TRUNC: of a receive, the datagram was longer than the buffer; asked for, its whole length is returned.</summary>
    Truncate = 0x20,

    /// <summary>MSG_DONTWAIT: this call does not block.</summary>
    DontWait = 0x40,

    /// <summary>MSG_EOR: of a stream, no segment has the last byte and a later one.</summary>
    EndOfRecord = 0x80,

    /// <summary>MSG_WAITALL: a receive waits until the buffer is full, or the stream ends.</summary>
    WaitAll = 0x100,

    /// <summary>MSG_MORE: more follows; what does not fill a segment waits for it, as with TCP_CORK.</summary>
    More = 0x8000,
}
