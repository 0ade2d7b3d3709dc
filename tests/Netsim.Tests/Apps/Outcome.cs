using Akka.IO;

namespace Netsim.Tests.Apps;

/// <summary>What became of one side of a transfer.</summary>
internal sealed class Outcome
{
    public long Received { get; set; }

    public long Acknowledged { get; set; }

    /// <summary>Where the first wrong byte was.</summary>
    public long? WrongAt { get; set; }

    /// <summary>What the application was told at the end: a close event or a failed command.</summary>
    public object? End { get; set; }

    public bool Ended => End is not null;

    /// <summary>Whether the end is an error, and so bytes may be missing.</summary>
    public bool Failed => End is Tcp.ErrorClosed or Tcp.Aborted or Tcp.CommandFailed;

    public override string ToString() =>
        $"received {Received}, {Acknowledged} writes acknowledged, {(End is null ? "no end" : End.ToString())}{(WrongAt is { } at ? $", wrong at {at}" : "")}";
}
