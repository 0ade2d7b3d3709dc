namespace ActorTcp.Packetdrill.Language;

/// <summary>A parsed script: what its header says, and its events in order.</summary>
/// <param name="Path">The file, for messages.</param>
/// <param name="Options">Its header's <c>--name=value</c> options, in order; those of the command line go before them.</param>
/// <param name="Init">The untimed command before the first event; null: none.</param>
/// <param name="Events">Its events.</param>
/// <param name="Cleanup">The untimed command after the last event; null: none.</param>
public sealed record Script(
    string Path, IReadOnlyList<ScriptOption> Options, ShellCommand? Init, IReadOnlyList<Event> Events, ShellCommand? Cleanup);

/// <summary>An option in a script's header.</summary>
/// <param name="Name">Without the dashes.</param>
/// <param name="Value">As it is written; null: none.</param>
public sealed record ScriptOption(string Name, string? Value);

/// <summary>What happens, or is to happen, at a time.</summary>
/// <param name="Line">The line of its time in the file, from 1.</param>
/// <param name="Time">When.</param>
public abstract record Event(int Line, EventTime Time);

/// <summary>How an event's time is written.</summary>
public enum TimeKind
{
    /// <summary><c>1.5</c>: since the script's first event's zero.</summary>
    Absolute,

    /// <summary><c>+.1</c>: since the event before.</summary>
    Relative,

    /// <summary><c>*</c>: any; outbound packets only.</summary>
    Any,

    /// <summary><c>1.0~1.5</c>; outbound packets only.</summary>
    AbsoluteRange,

    /// <summary><c>+.3~+.4</c>; outbound packets only.</summary>
    RelativeRange,
}

/// <summary>An event's time as it is written; microseconds.</summary>
/// <param name="Kind">How it is written.</param>
/// <param name="Start">When; of a range its first moment.</param>
/// <param name="End">Of a range its last moment; else the same as <paramref name="Start"/>.</param>
public readonly record struct EventTime(TimeKind Kind, long Start, long End);

/// <summary>A packet: to be injected (<c>&lt;</c>), or to be sent by the stack (<c>&gt;</c>).</summary>
/// <param name="Line">See <see cref="Event"/>.</param>
/// <param name="Time">See <see cref="Event"/>.</param>
/// <param name="Packet">The packet.</param>
public sealed record PacketEvent(int Line, EventTime Time, PacketSpec Packet) : Event(Line, Time);

/// <summary>A system call and what it is to return.</summary>
/// <param name="Line">See <see cref="Event"/>.</param>
/// <param name="Time">When it is called.</param>
/// <param name="Call">The call.</param>
public sealed record SystemCallEvent(int Line, EventTime Time, SystemCall Call) : Event(Line, Time);

/// <summary>A command in backticks.</summary>
/// <param name="Line">See <see cref="Event"/>.</param>
/// <param name="Time">When.</param>
/// <param name="Command">The command.</param>
public sealed record CommandEvent(int Line, EventTime Time, ShellCommand Command) : Event(Line, Time);

/// <summary>Code between <c>%{</c> and <c>}%</c>: assertions about the connection.</summary>
/// <param name="Line">See <see cref="Event"/>.</param>
/// <param name="Time">When.</param>
/// <param name="Text">The code, without its brackets.</param>
public sealed record CodeEvent(int Line, EventTime Time, string Text) : Event(Line, Time);

/// <summary>A shell command: the text between the backticks.</summary>
/// <param name="Line">Where it begins.</param>
/// <param name="Text">The text.</param>
public sealed record ShellCommand(int Line, string Text);

/// <summary>A system call, its arguments and its expected outcome.</summary>
/// <param name="Name">Such as <c>connect</c>.</param>
/// <param name="Arguments">In order.</param>
/// <param name="Result">What it is to return.</param>
/// <param name="Errno">The macro of the error it is to fail with, such as <c>EAGAIN</c>; null: none is named.</param>
/// <param name="Note">The text in parentheses behind it; null: none.</param>
/// <param name="End">
/// When a blocking call is to return: microseconds, in the terms of its start; so <c>+.1...0.25</c> ends 0.25 s, not 0.35 s, behind the event
/// before. Null: it does not block.
/// </param>
public sealed record SystemCall(
    string Name, IReadOnlyList<Expression> Arguments, Expression Result, string? Errno, string? Note, long? End)
{
    /// <summary>The call in the language, without its times.</summary>
    public override string ToString() => ExpressionWriter.Write(this);
}
