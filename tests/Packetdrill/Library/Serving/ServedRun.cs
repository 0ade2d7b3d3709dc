using System.Net.Sockets;
using System.Text;
using ActorTcp.Packetdrill.Running;
using ActorTcp.Packetdrill.SystemCalls;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Packetdrill.Serving;

/// <summary>
/// One run of packetdrill: its requests in their order, on a stack of its own. Calls of the thread that runs the script return before
/// the next request is read: what they wait for, time brings. Those of the other thread wait for what the first one does.
/// </summary>
internal sealed class ServedRun(ServedScript script, Action<byte[]> send) : IDisposable
{
    /// <summary>How long a call, or packetdrill's wait for a packet, waits for what does not come; virtual time.</summary>
    public static readonly TimeSpan WaitLimit = TimeSpan.FromHours(24);

    /// <summary>The exit code of a run whose script needs what we lack, as automake's and others' test drivers know it.</summary>
    private const int SkipCode = 77;

    private const int FailureCode = 1;

    private const int EarlyLimit = 1000;
    private const int PendingLimit = 64;

    private readonly List<PendingCall> _pending = [];
    private readonly List<Request> _early = [];
    private ServedStack? _stack;
    private ServedCalls? _calls;
    private long _time;

    /// <summary>Carries out a request.</summary>
    /// <returns>False: the run is over.</returns>
    public bool Handle(Request request)
    {
        try
        {
            Reply reply = Perform(request, out bool waits);
            if (!waits) Send(request.Id, reply);
            return reply.Result != Reply.EndOfRun;
        }
        catch (ScriptSkipException skip)
        {
            Send(request.Id, Reply.End(SkipCode, $"skipped: {skip.Message}"));
        }
        catch (ScriptFailureException failure)
        {
            Send(request.Id, Reply.End(FailureCode, failure.Message));
        }
        catch (Exception defect) when (defect is not (OutOfMemoryException or IOException))
        {
            // Whatever goes wrong is this run's end, and no other's.
            Send(request.Id, Reply.End(FailureCode, defect.ToString()));
        }
        return false;
    }

    public void Dispose() => _stack?.Dispose();

    private Reply Perform(Request request, out bool waits)
    {
        waits = false;
        switch (request.Kind)
        {
            case RequestKind.Hello: return script.Greet(request);
            case RequestKind.Command when _stack is null:
                _time = request.Time;
                script.Run(Text(request));
                return Reply.Done;
        }
        if (!script.IsAddressKnown) LearnAddress(request);
        Start(request.Time);
        MoveTo(request.Time);
        ServedAttempt attempt = Begin(request);
        Reply? reply = Try(attempt);
        if (reply is null && !request.Drives)
        {
            if (_pending.Count == PendingLimit) throw new ScriptFailureException("too many calls wait");
            _pending.Add(new PendingCall(request.Id, attempt));
            waits = true;
            return default;
        }
        return reply ?? Await(request, attempt);
    }

    private ServedAttempt Begin(Request request)
    {
        switch (request.Kind)
        {
            case RequestKind.Command: return Once(() => script.Run(Text(request), _stack!, duration => MoveTo(Now + Microseconds(duration))));
            case RequestKind.Advance: return Once(() => MoveTo(Target(request)));
            case RequestKind.PacketIn when request.Data.Length is 0 or > ushort.MaxValue: throw new ScriptFailureException("that is no IP packet");
            case RequestKind.PacketIn: return Once(() => _stack!.Inject(request.Data.Span));
            case RequestKind.PacketOut: return _stack!.TakePacket;
            case RequestKind.AwaitCalls:
                var limit = new CallTimeout(_stack!.Loop, TimeSpan.FromMicroseconds(request.A));
                return () => _pending.Count == 0 || limit.IsOver ? Reply.Done : null;
            default: return _calls!.Begin(request);
        }
    }

    private static ServedAttempt Once(Action action)
    {
        action();
        return () => Reply.Done;
    }

    private static string Text(Request request) => Encoding.UTF8.GetString(request.Data.Span);

    private static long Microseconds(TimeSpan duration) => duration.Ticks / TimeSpan.TicksPerMicrosecond;

    private static long Target(Request request) => request.Data.Length == sizeof(long)
        ? BitConverter.ToInt64(request.Data.Span)
        : throw new ScriptFailureException("a request to advance has no time");

    // Calls of the other thread that can return now do so first.
    private Reply? Try(ServedAttempt attempt)
    {
        _stack!.Loop.RunUntilIdle();
        FinishPending();
        Reply? reply = attempt();
        _stack.Loop.RunUntilIdle();
        FinishPending();
        return reply;
    }

    private Reply Await(Request request, ServedAttempt attempt)
    {
        long end = Now + Microseconds(WaitLimit);
        while (_stack!.Step(end))
        {
            if (Try(attempt) is { } reply) return reply;
        }
        string what = request.Kind == RequestKind.PacketOut ? "the packet that the script expects does not come" : $"{request.Kind} does not return";
        return Reply.End(FailureCode, _stack.Complaint ?? $"{what}: nothing more happens within {WaitLimit.TotalHours} hours of virtual time after {Now / 1e6:F6} s");
    }

    private long Now => _stack?.Now ?? _time;

    private void MoveTo(long time)
    {
        while (_stack!.Step(time)) FinishPending();
        _stack.MoveTo(time);
        FinishPending();
    }

    private void FinishPending()
    {
        _calls?.Observe();
        for (int i = 0; i < _pending.Count; i++)
        {
            if (_pending[i].Attempt() is not { } reply) continue;
            Send(_pending[i].Id, reply);
            _pending.RemoveAt(i--);
            _stack!.Loop.RunUntilIdle();
        }
    }

    // Without --local_ip packetdrill draws an address, and the first call or packet that has it tells. What was called before that made
    // and set sockets: it is called again, on a stack with that address.
    private void LearnAddress(Request request)
    {
        if (Told(request) is not { } address)
        {
            if (_early.Count < EarlyLimit) _early.Add(request);
            return;
        }
        script.Learn(address);
        if (_stack is null || _stack.Settings.LocalAddress == address) return;
        _stack.Dispose();
        _stack = null;
        Start(_early[0].Time);
        foreach (Request early in _early)
        {
            MoveTo(early.Time);
            if (early.Kind >= RequestKind.Socket) Try(_calls!.Begin(early));
        }
    }

    private static Ipv4Address? Told(Request request)
    {
        if (request.Kind == RequestKind.PacketIn)
            return Ipv4Header.TryRead(request.Data.Span, out Ipv4Header header, out _) ? header.Destination : null;
        if (request.Kind != RequestKind.Bind) return null;
        try
        {
            return Ipv4Address.TryFrom(SocketAddresses.Parse(request.Data.Span).Address, out Ipv4Address address) && !address.IsAny ? address : null;
        }
        catch (SocketException)
        {
            return null;
        }
    }

    private void Start(long now)
    {
        if (_stack is not null) return;
        _stack = script.Start(now);
        _calls = new ServedCalls(_stack);
    }

    private void Send(uint id, Reply reply) => send(reply.ToBytes(id, Now));
}
