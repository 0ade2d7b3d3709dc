using ActorTcp.Api;
using ActorTcp.Loop;
using ActorTcp.Packetdrill.Code;
using ActorTcp.Packetdrill.Language;
using ActorTcp.Packetdrill.SystemCalls;
using ActorTcp.Sockets;

namespace ActorTcp.Packetdrill.Running;

/// <summary>Runs a script's events one after another against a stack of its own.</summary>
internal sealed class ScriptEngine : ICallHost
{
    private readonly Script _script;
    private readonly LiveStack _stack;
    private readonly ScriptClock _clock;
    private readonly PacketEvents _packets;
    private readonly CallEvents _calls;
    private readonly CodeScope _scope = new();
    private readonly Action<string> _trace;
    private TimedEvent? _last;
    private int _line;

    public ScriptEngine(Script script, LiveStack stack, RunnerSettings settings, Action<string> trace)
    {
        _script = script;
        _stack = stack;
        _trace = trace;
        Settings = settings;
        _clock = new ScriptClock(stack, Settle);
        _packets = new PacketEvents(_clock, stack, settings, Descriptors, trace);
        _calls = new CallEvents(this, _clock, trace);
    }

    public RunnerSettings Settings { get; }

    public StackHandle Stack => _stack.Handle;

    public VirtualEventLoop Loop => _stack.Loop;

    public Descriptors Descriptors { get; } = new();

    /// <summary>Runs all events.</summary>
    /// <exception cref="ScriptFailureException">Something is not as the script says: the message names the line.</exception>
    /// <exception cref="ScriptSkipException">Something is needed that we lack.</exception>
    public void Run()
    {
        foreach (Event next in _script.Events)
        {
            _line = next.Line;
            At(next.Line, () => Run(next));
        }
        At(_line, () =>
        {
            if (!_calls.AwaitIdle()) throw new ScriptFailureException("exiting while a blocking system call is in progress");
            _clock.AdvanceTo(_clock.Now);
            if (Settings.StrictEnd && _packets.Unexpected() is { } extra) throw new ScriptFailureException(extra);
        });
    }

    private void Run(Event next)
    {
        TimedEvent timed = TimedEvent.After(_last, next, _clock.Now);
        switch (next)
        {
            case PacketEvent { Packet: { Direction: Direction.Inbound } packet }:
                WaitFor(timed, "inbound packet");
                Handle(() => _packets.Inject(packet));
                break;
            case PacketEvent packet:
                Handle(() => _packets.Expect(timed, _last, packet.Packet));
                break;
            case SystemCallEvent call:
                _calls.Make(timed, call.Call, () => WaitFor(timed, "system call start"));
                break;
            case CommandEvent command:
                WaitFor(timed, "command");
                Execute(command.Command);
                break;
            case CodeEvent code:
                WaitFor(timed, "data collection for code");
                Evaluate(code);
                break;
        }
        _clock.AdvanceTo(_clock.Now);
        _last = timed;
    }

    private void WaitFor(TimedEvent timed, string what)
    {
        _clock.AdvanceTo(timed.Start);
        if (_last is null) return;
        if (TimeCheck.Verify(Settings, timed.Kind, timed.Start, timed.End, timed.Offset, _clock.Now, _last.Start, what) is { } wrong)
            throw new ScriptFailureException(wrong);
    }

    private void Execute(ShellCommand command) =>
        new Shell(
            Path.GetDirectoryName(Path.GetFullPath(_script.Path)) ?? ".",
            (name, value) => _stack.Change(options => Sysctl.Apply(options, name, value)),
            time => _clock.AdvanceTo(_clock.Now + LinkDevice.Microseconds(time)),
            divides => _stack.Device.Divides = divides).Run(command.Text);

    private void Evaluate(CodeEvent code)
    {
        if (Descriptors.UnderTest is not { } flow) throw new ScriptFailureException("runtime error in code: no socket to use for code");
        if (Descriptors.SocketOf(flow) is not { } descriptor) throw new ScriptFailureException("runtime error in code: can't find getsockopt to get TCP info");
        TcpInfo info;
        try
        {
            info = descriptor.Socket.Get(SocketOptions.Info);
        }
        catch (System.Net.Sockets.SocketException refused)
        {
            throw new ScriptFailureException("runtime error in code: can't find getsockopt to get TCP info", refused);
        }
        TcpInfoFields.Set(info, _scope);
        CodeOutcome outcome = CodeEvaluator.Run(code.Text, code.Line, _scope);
        foreach (string line in outcome.Printed) _trace(line);
        if (outcome.Failure is { } failure) throw new ScriptFailureException($"error executing code: {failure}");
    }

    private void Settle() => _calls.Settle();

    // What goes wrong in a call that blocks belongs to its own line, whatever the script does meanwhile.
    private void At(int line, Action action)
    {
        try
        {
            action();
        }
        catch (ScriptFailureException failure)
        {
            throw new ScriptFailureException($"{_script.Path}:{failure.Line ?? line}: {failure.Message}", failure);
        }
    }

    private static void Handle(Action action)
    {
        try
        {
            action();
        }
        catch (ScriptFailureException failure) when (failure.Line is null)
        {
            throw new ScriptFailureException($"error handling packet: {failure.Message}", failure);
        }
    }
}
