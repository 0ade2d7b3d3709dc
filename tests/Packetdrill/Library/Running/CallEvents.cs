using ActorTcp.Packetdrill.Language;
using ActorTcp.Packetdrill.SystemCalls;

namespace ActorTcp.Packetdrill.Running;

/// <summary>System calls: those that return at once, and one at a time that blocks while the script goes on.</summary>
internal sealed class CallEvents(ICallHost host, ScriptClock clock, Action<string> trace)
{
    /// <summary>How long the call that blocks is waited for by one that comes after it; microseconds.</summary>
    private const long Patience = 1_000_000;

    /// <summary>How far time is moved on at most for a call that waits by itself, as poll(2) does; microseconds.</summary>
    private const long Eternity = 24L * 3600 * 1_000_000;

    private static readonly HashSet<string> ReturningDescriptors = new(StringComparer.Ordinal)
    {
        "socket", "accept", "accept4", "epoll_create", "epoll_create1",
    };

    private readonly CallTable _table = new(host);
    private TimedEvent? _running;
    private Attempt? _attempt;

    /// <summary>The event of the call that blocks; null: there is none.</summary>
    public TimedEvent? Running => _running;

    /// <summary>Makes a call at its time.</summary>
    /// <param name="timed">The event.</param>
    /// <param name="call">The call.</param>
    /// <param name="wait">Waits for the event's time.</param>
    public void Make(TimedEvent timed, SystemCall call, Action wait)
    {
        bool isIdle = AwaitIdle();
        if (call.End is null)
        {
            wait();
            Finish(call, Now(call, Guard(call, () => _table.Find(call.Name)(new CallArguments(call)))));
            return;
        }
        if (!isIdle) throw Failed(call, "blocking system call while another blocking system call is already in progress");
        wait();
        Attempt attempt = Guard(call, () => _table.Find(call.Name)(new CallArguments(call)));
        _running = timed;
        _attempt = attempt;
        Settle();
    }

    /// <summary>Tries the call that blocks again, and has the epoll objects see what has happened.</summary>
    public void Settle()
    {
        _table.Epolls.Observe();
        if (_running is not { Event: SystemCallEvent { Call: var call } } timed || _attempt is not { } attempt) return;
        _attempt = null; // a call settles others on its way
        try
        {
            if (Guard(call, () => attempt()) is { } outcome) Return(timed, call, outcome);
            else _attempt = attempt;
        }
        catch (ScriptFailureException failure)
        {
            throw new ScriptFailureException(failure.Message, failure) { Line = timed.Event.Line };
        }
    }

    private void Return(TimedEvent timed, SystemCall call, CallOutcome outcome)
    {
        _running = null;
        Finish(call, outcome);
        long end = timed.Kind == TimeKind.Relative ? timed.Offset + call.End!.Value : call.End!.Value;
        if (TimeCheck.Verify(host.Settings, timed.Kind, end, end, timed.Offset, clock.Now, timed.Start, "system call return") is { } wrong)
            throw new ScriptFailureException(wrong);
    }

    /// <summary>Waits for the call that blocks.</summary>
    /// <returns>Whether there is none any more.</returns>
    public bool AwaitIdle() => _running is null || clock.AdvanceTo(clock.Now + Patience, () => _running is null);

    private CallOutcome Now(SystemCall call, Attempt attempt)
    {
        if (Guard(call, () => attempt()) is { } outcome) return outcome;
        if (call.Name is not ("poll" or "epoll_wait"))
            throw Failed(call, "it would block: a call that blocks needs an end time, as in +0...0.2");
        CallOutcome? late = null;
        if (clock.AdvanceTo(clock.Now + Eternity, () => (late ??= Guard(call, () => attempt())) is not null)) return late!;
        throw Failed(call, "it would block for ever");
    }

    private void Finish(SystemCall call, CallOutcome outcome)
    {
        trace($"{call.Name} syscall: {clock.Now / 1e6,9:F6} = {outcome.Value}{(outcome.Errno == 0 ? "" : $" {ErrorCodes.NameOf(outcome.Errno)}")}");
        try
        {
            Verify(call, outcome);
        }
        catch (ScriptFailureException failure) when (host.Settings.NonFatalCalls)
        {
            trace($"warning in {call.Name} call: {failure.Message}");
        }
    }

    private static void Verify(SystemCall call, CallOutcome outcome) => Guard<object?>(call, () =>
    {
        if (call.Result is not EllipsisExpression)
        {
            long expected = unchecked((int)Values.Number(call.Result));
            string actual = $"{outcome.Value} with errno {outcome.Errno} ({ErrorCodes.TextOf(outcome.Errno)})";
            bool isDescriptor = ReturningDescriptors.Contains(call.Name) && expected >= 0;
            if (isDescriptor && outcome.Value < 0) throw new ScriptFailureException($"Expected non-negative result but got {actual}");
            if (!isDescriptor && outcome.Value != expected) throw new ScriptFailureException($"Expected result {expected} but got {actual}");
        }
        if (call.Errno is { } name)
        {
            if (!ErrorCodes.TryGetNumber(name, out int number)) throw new ScriptFailureException($"unknown errno {name}");
            if (outcome.Errno != number)
            {
                throw new ScriptFailureException(
                    $"Expected errno {number} ({ErrorCodes.TextOf(number)}) but got {outcome.Errno} ({ErrorCodes.TextOf(outcome.Errno)})");
            }
        }
        if (outcome.Value >= 0) outcome.Finish?.Invoke();
        return null;
    });

    private static T Guard<T>(SystemCall call, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (ScriptFailureException failure) when (failure.InnerException is null)
        {
            throw Failed(call, failure.Message);
        }
        catch (ObjectDisposedException)
        {
            throw Failed(call, "its socket was closed while it was waiting");
        }
    }

    private static ScriptFailureException Failed(SystemCall call, string message) =>
        new($"runtime error in {call.Name} call: {message}", new InvalidOperationException(message));
}
