namespace ActorTcp.Packetdrill.Code;

/// <summary>What a block of code did.</summary>
/// <param name="Printed">The lines that it printed, up to a failure.</param>
/// <param name="Failure">Where it failed; null: it did not.</param>
public sealed record CodeOutcome(IReadOnlyList<string> Printed, CodeFailure? Failure);

/// <summary>An assertion that does not hold, or an error such as a division by zero.</summary>
/// <param name="Line">The line of the script, from 1.</param>
/// <param name="Statement">The statement as it is written.</param>
/// <param name="Message">An assertion's message, which may be empty, or an error such as <c>ZeroDivisionError: division by zero</c>.</param>
public sealed record CodeFailure(int Line, string Statement, string Message)
{
    /// <summary>The failure in one line.</summary>
    public override string ToString() => $"line {Line}: '{Statement}' failed{(Message.Length == 0 ? "" : $": {Message}")}";
}
