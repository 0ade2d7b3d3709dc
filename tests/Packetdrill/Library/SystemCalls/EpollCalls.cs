using ActorTcp.Packetdrill.Language;

namespace ActorTcp.Packetdrill.SystemCalls;

/// <summary>epoll_create, epoll_create1, epoll_ctl, epoll_wait.</summary>
internal sealed class EpollCalls(ICallHost host)
{
    private const int Add = 1;
    private const int Delete = 2;
    private const int Modify = 3;

    public void AddTo(Dictionary<string, Beginning> calls)
    {
        calls["epoll_create"] = arguments => Create(arguments, arguments.Int(0) > 0);
        calls["epoll_create1"] = arguments => Create(arguments, (arguments.Int(0) & ~0x80000) == 0);
        calls["epoll_ctl"] = Control;
        calls["epoll_wait"] = Wait;
    }

    /// <summary>Something may have happened to the sockets.</summary>
    public void Observe()
    {
        foreach (EpollDescriptor epoll in host.Descriptors.Open.OfType<EpollDescriptor>()) epoll.Observe();
    }

    private Attempt Create(CallArguments arguments, bool isValid)
    {
        arguments.Expect(1);
        return Attempts.Done(isValid
            ? new CallOutcome(0, Finish: () => host.Descriptors.Add(new EpollDescriptor(), arguments.Result))
            : CallOutcome.Failed(Errno.EINVAL));
    }

    private EpollDescriptor Find(CallArguments arguments) =>
        host.Descriptors.Find(arguments.Number(0)) as EpollDescriptor
            ?? throw new ScriptFailureException($"script fd {arguments.Number(0)} is no epoll object");

    private Attempt Control(CallArguments arguments)
    {
        arguments.Expect(4);
        EpollDescriptor epoll = Find(arguments);
        int operation = arguments.Int(1);
        SocketDescriptor socket = host.Descriptors.FindSocket(arguments.Number(2));
        if (operation == Delete) return Done(epoll.Remove(socket));
        (int events, string member, long data) = Read(arguments, 3);
        if (member == "fd" && data != socket.Number) throw new ScriptFailureException("wrong fd specified in epoll_event");
        return Done(operation switch
        {
            Add => epoll.Add(socket, events, member, data),
            Modify => epoll.Change(socket, events, member, data),
            _ => Errno.EINVAL,
        });
    }

    private Attempt Wait(CallArguments arguments)
    {
        arguments.Expect(4);
        EpollDescriptor epoll = Find(arguments);
        (int events, string member, long data) = Read(arguments, 1);
        int limit = arguments.Int(2);
        if (limit <= 0) return Attempts.Done(CallOutcome.Failed(Errno.EINVAL));
        int milliseconds = arguments.Int(3);
        CallTimeout? timeout = null;
        return () =>
        {
            timeout ??= new CallTimeout(host.Loop, milliseconds < 0 ? null : TimeSpan.FromMilliseconds(milliseconds));
            List<(int Events, string Member, long Data)> taken = epoll.Take(limit);
            if (taken.Count == 0 && !timeout.IsOver) return null;
            (int actual, _, long told) = taken.Count > 0 ? taken[0] : default;
            return new CallOutcome(taken.Count, Finish: () =>
            {
                if (actual != events) throw new ScriptFailureException($"epoll_event->events does not match script: expected: 0x{events:x} actual: 0x{actual:x}");
                if (told != data) throw new ScriptFailureException($"epoll_event->data.{member} does not match script: expected: {data} actual: {told}");
            });
        };
    }

    private static (int Events, string Member, long Data) Read(CallArguments arguments, int index) =>
        arguments[index] is EpollExpression expression
            ? (unchecked((int)Values.Number(expression.Events)), expression.Member, Values.Number(expression.Data))
            : throw new ScriptFailureException($"expected {{events=…, fd=…}} as argument {index + 1}");

    private static Attempt Done(int errno) => Attempts.Done(errno == 0 ? new CallOutcome(0) : CallOutcome.Failed(errno));
}
