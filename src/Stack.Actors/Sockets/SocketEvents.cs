namespace ActorTcp.Sockets;

/// <summary>What a socket is ready for, in poll(2)'s and epoll(7)'s bits.</summary>
[Flags]
public enum SocketEvents
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>POLLIN: a receive does not block; of a listener, an accept does not.</summary>
    Readable = 0x1,

    /// <summary>POLLPRI: there is urgent data.</summary>
    Urgent = 0x2,

    /// <summary>POLLOUT: a send does not block.</summary>
    Writable = 0x4,

    /// <summary>POLLERR: there is an error to be fetched (SO_ERROR).</summary>
    Error = 0x8,

    /// <summary>POLLHUP: both directions are closed; or it was never connected.</summary>
    HangUp = 0x10,

    /// <summary>POLLRDHUP: the peer has closed its direction, or receiving is shut down.</summary>
    ReadHangUp = 0x2000,
}
