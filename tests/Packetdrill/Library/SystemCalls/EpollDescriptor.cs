using ActorTcp.Sockets;

namespace ActorTcp.Packetdrill.SystemCalls;

/// <summary>An epoll object: sockets that are watched, and those of them that wait to be told of.</summary>
internal sealed class EpollDescriptor : Descriptor
{
    /// <summary>EPOLLERR and EPOLLHUP are always watched for.</summary>
    private const int Always = (int)(SocketEvents.Error | SocketEvents.HangUp);

    private const int Incoming = (int)(SocketEvents.Readable | SocketEvents.ReadHangUp | SocketEvents.Urgent) | 0x40 | 0x80;
    private const int EdgeTriggered = int.MinValue; // 1u << 31
    private const int OneShot = 1 << 30;

    private readonly List<Entry> _entries = [];

    /// <summary>Watches a socket.</summary>
    /// <returns>0, or the error's number.</returns>
    public int Add(SocketDescriptor socket, int events, string member, long data)
    {
        if (Find(socket) is not null) return Errno.EEXIST;
        var entry = new Entry(socket);
        entry.Set(events, member, data);
        _entries.Add(entry);
        return 0;
    }

    /// <summary>Watches it for something else.</summary>
    /// <returns>0, or the error's number.</returns>
    public int Change(SocketDescriptor socket, int events, string member, long data)
    {
        if (Find(socket) is not { } entry) return Errno.ENOENT;
        entry.Set(events, member, data);
        return 0;
    }

    /// <summary>Watches it no more.</summary>
    /// <returns>0, or the error's number.</returns>
    public int Remove(SocketDescriptor socket) => _entries.RemoveAll(each => each.Socket == socket) > 0 ? 0 : Errno.ENOENT;

    /// <summary>Looks at the sockets after something has happened: an edge is what was not so before, or has become more.</summary>
    public void Observe()
    {
        _entries.RemoveAll(each => each.Socket.IsClosed);
        foreach (Entry entry in _entries) entry.Observe();
    }

    /// <summary>Takes what there is to be told, at most <paramref name="limit"/>.</summary>
    public List<(int Events, string Member, long Data)> Take(int limit)
    {
        Observe();
        var taken = new List<(int Events, string Member, long Data)>();
        foreach (Entry entry in _entries.Where(each => each.IsPending).ToArray())
        {
            if (taken.Count == limit) break;
            int events = entry.Take();
            if (events == 0) continue;
            taken.Add((events, entry.Member, entry.Data));
            // What stays ready is told again after the others.
            _entries.Remove(entry);
            _entries.Add(entry);
        }
        return taken;
    }

    private Entry? Find(SocketDescriptor socket) => _entries.Find(each => each.Socket == socket);

    private sealed class Entry(SocketDescriptor socket)
    {
        private int _events;
        private int _ready;
        private long _received;

        public SocketDescriptor Socket { get; } = socket;

        public string Member { get; private set; } = "fd";

        public long Data { get; private set; }

        public bool IsPending { get; private set; }

        public void Set(int events, string member, long data)
        {
            _events = events;
            Member = member;
            Data = data;
            _ready = 0;
            Observe();
        }

        public void Observe()
        {
            int ready = PollCall.Ready(Socket.Socket);
            int risen = ready & ~_ready;
            // More data than before is news as well, whether or not the older was read.
            long received = Received();
            if (received > _received) risen |= ready & Incoming;
            _received = received;
            _ready = ready;
            if ((risen & Watched) != 0) IsPending = true;
        }

        public int Take()
        {
            int events = _ready & Watched;
            if (events == 0)
            {
                IsPending = false;
                return 0;
            }
            if ((_events & OneShot) != 0) _events = OneShot;
            if ((_events & (EdgeTriggered | OneShot)) != 0) IsPending = false;
            return events;
        }

        private int Watched => (_events & ~(EdgeTriggered | OneShot)) is var events && events == 0 && (_events & OneShot) != 0 ? 0 : events | Always;

        private long Received()
        {
            if (Socket.Type != System.Net.Sockets.SocketType.Stream || (_ready & Incoming) == 0) return _received;
            try
            {
                return Socket.Socket.Get(SocketOptions.Info).BytesReceived;
            }
            catch (System.Net.Sockets.SocketException)
            {
                return _received; // a connection that is no more receives nothing
            }
        }
    }
}
