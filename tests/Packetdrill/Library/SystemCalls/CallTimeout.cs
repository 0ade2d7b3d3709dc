using ActorTcp.Loop;
using ActorTcp.Protocol;

namespace ActorTcp.Packetdrill.SystemCalls;

/// <summary>How long a call may wait. Its timer makes the loop stop at its end, so that the call is tried again then.</summary>
internal sealed class CallTimeout
{
    private readonly EventLoop _loop;
    private readonly Instant _end;

    /// <summary>Begins to wait; null: for ever.</summary>
    public CallTimeout(EventLoop loop, TimeSpan? duration)
    {
        _loop = loop;
        _end = duration is { } limit ? loop.Now + limit : Instant.Never;
        if (!_end.IsNever) loop.CreateTimer(() => { }).Arm(_end);
    }

    public bool IsOver => _loop.Now >= _end;
}
