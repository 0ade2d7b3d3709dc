using ActorTcp.Packetdrill.Language;

namespace ActorTcp.Packetdrill.Running;

/// <summary>An event whose times are known: microseconds since the script's zero.</summary>
/// <param name="Event">The event.</param>
/// <param name="Offset">What relative times are relative to.</param>
/// <param name="Start">When it is to happen.</param>
/// <param name="End">Of a range its last moment.</param>
internal sealed record TimedEvent(Event Event, long Offset, long Start, long End)
{
    public TimeKind Kind => Event.Time.Kind;

    /// <summary>Whether it is a packet for the stack: two of them in a row keep their distance, whatever the time between took.</summary>
    public bool IsInbound => Event is PacketEvent { Packet.Direction: Direction.Inbound };

    public bool IsAbsolute => Kind is TimeKind.Absolute or TimeKind.AbsoluteRange;

    /// <summary>Puts an event after another.</summary>
    /// <exception cref="ScriptFailureException">Time goes backward.</exception>
    public static TimedEvent After(TimedEvent? last, Event next, long now)
    {
        EventTime time = next.Time;
        bool isRelative = time.Kind is TimeKind.Relative or TimeKind.RelativeRange or TimeKind.Any;
        var timed = new TimedEvent(next, 0, time.Start, time.End);
        if (last is null && time.Start != 0) throw new ScriptFailureException("first event should be at time 0");
        if (!isRelative)
        {
            if (last is { IsAbsolute: true } && time.Start < last.Start)
                throw new ScriptFailureException($"time goes backward in script from {last.Start} usec to {time.Start} usec");
            return timed;
        }
        long offset = last is { IsInbound: true } && timed.IsInbound ? last.Start : now;
        return timed with { Offset = offset, Start = offset + time.Start, End = offset + time.End };
    }
}
