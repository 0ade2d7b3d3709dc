using ActorTcp.Packetdrill.Language;
using ActorTcp.Sockets;

namespace ActorTcp.Packetdrill.SystemCalls;

/// <summary>poll.</summary>
internal sealed class PollCall(ICallHost host)
{
    public void AddTo(Dictionary<string, Beginning> calls) => calls["poll"] = Poll;

    /// <summary>What a socket is ready for in poll(2)'s bits, with those that mean the same.</summary>
    public static int Ready(StackSocket socket)
    {
        const int ReadNormal = 0x40;
        const int WriteNormal = 0x100;
        SocketEvents ready = socket.Poll();
        int bits = (int)ready;
        if ((ready & SocketEvents.Readable) != 0) bits |= ReadNormal;
        if ((ready & SocketEvents.Writable) != 0) bits |= WriteNormal;
        return bits;
    }

    /// <summary>Of what a socket is ready for, what is asked for, and what is always told.</summary>
    public static int Ready(StackSocket socket, int events) => Ready(socket) & (events | (int)(SocketEvents.Error | SocketEvents.HangUp));

    private Attempt Poll(CallArguments arguments)
    {
        arguments.Expect(3);
        if (arguments[0] is not ArrayExpression array) throw new ScriptFailureException("expected [{fd=…}, …] as argument 1");
        var entries = array.Items
            .Select(each => each as PollExpression ?? throw new ScriptFailureException($"expected {{fd=…, events=…, revents=…}} but found {each}"))
            .Select(each => (
                Descriptor: host.Descriptors.FindSocket(Values.Number(each.Descriptor)),
                Events: (int)Values.Number(each.Events),
                Expected: each.Returned is null ? 0 : (int)Values.Number(each.Returned)))
            .ToArray();
        if (arguments.Number(1) != entries.Length)
            throw new ScriptFailureException($"nfds {arguments.Number(1)} does not match {entries.Length}-element pollfd array");
        int limit = arguments.Int(2);
        CallTimeout? timeout = null;
        return () =>
        {
            timeout ??= new CallTimeout(host.Loop, limit < 0 ? null : TimeSpan.FromMilliseconds(limit));
            int[] actual = [.. entries.Select(each => Ready(each.Descriptor.Socket, each.Events))];
            int ready = actual.Count(each => each != 0);
            if (ready == 0 && !timeout.IsOver) return null;
            return new CallOutcome(ready, Finish: () =>
            {
                for (int i = 0; i < actual.Length; i++)
                {
                    if (actual[i] != entries[i].Expected)
                        throw new ScriptFailureException($"Expected revents of {Name(entries[i].Expected)} but got {Name(actual[i])} for pollfd {i}");
                }
            });
        };
    }

    private static string Name(int events)
    {
        (int Bit, string Name)[] names =
        [
            (0x1, "POLLIN"), (0x2, "POLLPRI"), (0x4, "POLLOUT"), (0x8, "POLLERR"), (0x10, "POLLHUP"), (0x20, "POLLNVAL"),
            (0x40, "POLLRDNORM"), (0x80, "POLLRDBAND"), (0x100, "POLLWRNORM"), (0x200, "POLLWRBAND"), (0x2000, "POLLRDHUP"),
        ];
        return events == 0 ? "0" : string.Join('|', names.Where(each => (events & each.Bit) != 0).Select(each => each.Name));
    }
}
