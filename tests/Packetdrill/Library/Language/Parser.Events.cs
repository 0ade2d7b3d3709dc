namespace ActorTcp.Packetdrill.Language;

// The header, the events and their times.
public sealed partial class Parser
{
    private const long MicrosecondsPerSecond = 1_000_000;
    private const int SecondDigits = 9;
    private const int MicrosecondDigits = 6;

    private Script ParseScript()
    {
        List<ScriptOption> options = [];
        while (_current.Kind == TokenKind.Option)
            options.Add(ParseOption());
        // The token behind the header was read before its definitions were all known.
        _source.Replaces = true;
        _current = _source.Replaced(_current);

        var init = _current.Kind == TokenKind.Command ? ParseCommand() : null;
        List<Event> events = [];
        do
        {
            events.Add(ParseEvent());
        }
        while (_current.Kind is not (TokenKind.End or TokenKind.Command));
        var cleanup = _current.Kind == TokenKind.Command ? ParseCommand() : null;
        if (_current.Kind != TokenKind.End)
            throw Expected("nothing behind the last command");
        return new Script(_lexer.Path, options, init, events, cleanup);
    }

    private ScriptOption ParseOption()
    {
        var option = Take();
        if (!Accept('='))
            return new ScriptOption(option.Text, null);
        if (_current.Kind is not (TokenKind.Integer or TokenKind.Hex or TokenKind.Float or TokenKind.Word or TokenKind.String
            or TokenKind.Address4 or TokenKind.Address6))
            throw Expected($"the value of --{option.Text}");
        var value = Take();
        string text = value.Kind == TokenKind.Word && Accept('=') ? $"{value.Text}={ParseDefinition()}" : value.Text;
        if (option.Text == "define")
        {
            int equals = text.IndexOf('=');
            if (equals <= 0)
                throw Error(value, "--define wants NAME=value");
            _source.Define(text[..equals], text[(equals + 1)..]);
        }
        return new ScriptOption(option.Text, text);
    }

    /// <summary>A definition's value: what is quoted keeps its quotes, which tell what it is.</summary>
    private string ParseDefinition()
    {
        string value = _current.Kind switch
        {
            TokenKind.Word or TokenKind.Integer or TokenKind.Hex => _current.Text,
            TokenKind.String => $"\"{_current.Text}\"",
            TokenKind.Command => $"`{_current.Text}`",
            _ => throw Expected("a definition's value"),
        };
        Take();
        return value;
    }

    private ShellCommand ParseCommand()
    {
        var command = Take();
        return new ShellCommand(command.Line, command.Text);
    }

    private Event ParseEvent()
    {
        var start = _current;
        var time = ParseEventTime(out int line);
        Event parsed = _current switch
        {
            { Kind: TokenKind.Symbol, Text: "<" or ">" } => new PacketEvent(line, time, ParsePacket()),
            { Kind: TokenKind.Ellipsis or TokenKind.Word } => new SystemCallEvent(line, time, ParseSystemCall()),
            { Kind: TokenKind.Command } => new CommandEvent(line, time, ParseCommand()),
            { Kind: TokenKind.Code } => new CodeEvent(line, time, Take().Text),
            _ => throw Expected("a packet, a system call, a command or code"),
        };
        bool isOutbound = parsed is PacketEvent { Packet.Direction: Direction.Outbound };
        if (time.Kind == TimeKind.Any && !isOutbound)
            throw Error(start, "the time '*' is for outbound packets only");
        if (time.Kind is TimeKind.AbsoluteRange or TimeKind.RelativeRange && !isOutbound)
            throw Error(start, "a range of times is for outbound packets only");
        return parsed;
    }

    private EventTime ParseEventTime(out int line)
    {
        var start = _current;
        bool isRelative = Accept('+');
        line = _current.Line;
        if (!isRelative && Accept('*'))
            return new EventTime(TimeKind.Any, 0, 0);
        long first = ParseTime(isRelative ? "a time behind '+'" : "an event's time");
        if (!Accept('~'))
            return new EventTime(isRelative ? TimeKind.Relative : TimeKind.Absolute, first, first);
        if (isRelative)
            Expect('+');
        long last = ParseTime("the end of the range of times");
        if (last < first)
            throw Error(start, "the range of times is backwards");
        return new EventTime(isRelative ? TimeKind.RelativeRange : TimeKind.AbsoluteRange, first, last);
    }

    /// <summary>Seconds, as microseconds; what is finer is cut off.</summary>
    private long ParseTime(string what)
    {
        if (_current.Kind is not (TokenKind.Float or TokenKind.Integer))
            throw Expected(what);
        string text = _current.Text;
        if (text[0] == '-')
            throw Error("a time is not negative");
        int point = text.IndexOf('.');
        string whole = (point < 0 ? text : text[..point]).TrimStart('0');
        if (whole.Length > SecondDigits)
            throw Error($"a time has at most {SecondDigits} digits before its point");
        string fraction = point < 0 ? "" : text[(point + 1)..];
        fraction = fraction[..Math.Min(fraction.Length, MicrosecondDigits)].PadRight(MicrosecondDigits, '0');
        Take();
        return (whole.Length == 0 ? 0 : long.Parse(whole)) * MicrosecondsPerSecond + long.Parse(fraction);
    }

    private SystemCall ParseSystemCall()
    {
        // Packetdrill moves both ends of a call by the same offset, the time of the event before.
        long? end = Accept(TokenKind.Ellipsis) ? ParseTime("the time at which the call returns") : null;
        string name = Expect(TokenKind.Word, "a system call's name").Text;
        Expect('(');
        var arguments = ParseExpressionsUntil(')');
        Expect('=');
        var result = ParseExpression();
        string? errno = _current.Kind == TokenKind.Word ? Take().Text : null;
        string? note = ParseNote();
        if (errno != null)
            ParseNote();   // The grammar allows a note of its own behind the error's text.
        return new SystemCall(name, arguments, result, errno, note, end);
    }

    private string? ParseNote()
    {
        if (!_current.IsSymbol('('))
            return null;
        var open = Take();
        int start = _current.Offset;
        while (!_current.IsSymbol(')'))
        {
            if (_current.Kind == TokenKind.End)
                throw Error(open, "the note that begins here is not closed by )");
            Take();
        }
        string note = SourceSince(start);
        Take();
        return note;
    }

    /// <summary>What is written from an offset up to the current token, each run of blanks as one.</summary>
    private string SourceSince(int start) =>
        string.Join(' ', _lexer.Text[start.._current.Offset].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
