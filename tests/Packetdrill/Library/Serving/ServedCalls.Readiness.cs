using System.Buffers.Binary;
using ActorTcp.Packetdrill.SystemCalls;

namespace ActorTcp.Packetdrill.Serving;

internal sealed partial class ServedCalls
{
    private const int PollEntry = 8;            // fd, events, revents
    private const int PollInvalid = 0x20;       // POLLNVAL
    private const int EpollEntry = 12;          // events, the caller's own 64 bits
    private const int EntryLimit = 4096;
    private const int Attach = 1;                 // EPOLL_CTL_ADD
    private const int Delete = 2;               // EPOLL_CTL_DEL
    private const int Modify = 3;               // EPOLL_CTL_MOD
    private const string OwnData = "u64";

    /// <summary>Something may have happened to the sockets that are watched.</summary>
    public void Observe()
    {
        foreach (EpollDescriptor epoll in _epolls.Values) epoll.Observe();
    }

    private ServedAttempt Poll(Request request)
    {
        int count = request.Data.Length / PollEntry;
        if (count > EntryLimit) return Done(Reply.Failed(Errno.EINVAL));
        byte[] entries = request.Data.ToArray();
        CallTimeout timeout = Timeout(request.A);
        return () =>
        {
            int ready = 0;
            for (int i = 0; i < count; i++)
            {
                Span<byte> entry = entries.AsSpan(i * PollEntry, PollEntry);
                short events = BinaryPrimitives.ReadInt16LittleEndian(entry[4..]);
                int descriptor = BinaryPrimitives.ReadInt32LittleEndian(entry);
                int told = _sockets.TryGetValue(descriptor, out SocketDescriptor? socket) ? PollCall.Ready(socket.Socket, events)
                    : descriptor < 0 ? 0
                    : PollInvalid;
                BinaryPrimitives.WriteInt16LittleEndian(entry[6..], (short)told);
                if (told != 0) ready++;
            }
            return ready > 0 || timeout.IsOver ? Reply.Of(ready, entries) : null;
        };
    }

    private Reply CreateEpoll(Request request)
    {
        if (_epolls.Count == SocketLimit) throw new ScriptFailureException("too many epoll objects");
        _epolls[request.Descriptor] = new EpollDescriptor();
        return Reply.Of(request.Descriptor);
    }

    private Reply ControlEpoll(Request request)
    {
        if (!_epolls.TryGetValue(request.Descriptor, out EpollDescriptor? epoll) || !_sockets.TryGetValue(request.B, out SocketDescriptor? socket))
            return Reply.Failed(Errno.EBADF);
        long own = request.Data.Length == sizeof(long) ? BinaryPrimitives.ReadInt64LittleEndian(request.Data.Span) : 0;
        int error = request.A switch
        {
            Attach => epoll.Add(socket, request.C, OwnData, own),
            Modify => epoll.Change(socket, request.C, OwnData, own),
            Delete => epoll.Remove(socket),
            _ => Errno.EINVAL,
        };
        return error == 0 ? Reply.Done : Reply.Failed(error);
    }

    private ServedAttempt WaitEpoll(Request request)
    {
        if (!_epolls.TryGetValue(request.Descriptor, out EpollDescriptor? epoll)) return Done(Reply.Failed(Errno.EBADF));
        if (request.A <= 0) return Done(Reply.Failed(Errno.EINVAL));
        CallTimeout timeout = Timeout(request.B);
        return () =>
        {
            List<(int Events, string Member, long Data)> taken = epoll.Take(Math.Min(request.A, EntryLimit));
            if (taken.Count == 0 && !timeout.IsOver) return null;
            byte[] data = new byte[taken.Count * EpollEntry];
            for (int i = 0; i < taken.Count; i++)
            {
                BinaryPrimitives.WriteInt32LittleEndian(data.AsSpan(i * EpollEntry), taken[i].Events);
                BinaryPrimitives.WriteInt64LittleEndian(data.AsSpan(i * EpollEntry + sizeof(int)), taken[i].Data);
            }
            return Reply.Of(taken.Count, data);
        };
    }

    private CallTimeout Timeout(int milliseconds) =>
        new(_stack.Loop, milliseconds < 0 ? null : TimeSpan.FromMilliseconds(milliseconds));
}
