namespace ActorTcp.Packetdrill.SystemCalls;

/// <summary>The system calls that scripts can make.</summary>
internal sealed class CallTable
{
    // Calls that the language knows and this stack has no use for, or no objects of.
    private static readonly HashSet<string> Lacking = new(StringComparer.Ordinal)
    {
        "open", "sendfile", "pipe", "splice", "cap_set", "psp_rx_assoc", "psp_tx_assoc", "mmap", "ioctl_psp",
    };

    private readonly Dictionary<string, Beginning> _calls = new(StringComparer.Ordinal);

    public CallTable(ICallHost host)
    {
        new OpeningCalls(host).AddTo(_calls);
        new ConnectCall(host).AddTo(_calls);
        new ReadingCalls(host).AddTo(_calls);
        new WritingCalls(host).AddTo(_calls);
        new ControlCalls(host).AddTo(_calls);
        new OptionCalls(host).AddTo(_calls);
        new PollCall(host).AddTo(_calls);
        Epolls = new EpollCalls(host);
        Epolls.AddTo(_calls);
    }

    /// <summary>Those that must see what happens between two calls.</summary>
    public EpollCalls Epolls { get; }

    /// <summary>The call of a name.</summary>
    /// <exception cref="ScriptSkipException">We do not have it.</exception>
    /// <exception cref="ScriptFailureException">Nobody has it.</exception>
    public Beginning Find(string name) =>
        _calls.TryGetValue(name, out Beginning? call) ? call
        : Lacking.Contains(name) ? throw new ScriptSkipException($"needs {name}(): not implemented")
        : throw new ScriptFailureException($"Unknown system call: '{name}'");
}
