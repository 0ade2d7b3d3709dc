using System.Diagnostics;
using ActorTcp.Connection;

namespace ActorTcp.Apps.EchoNode.Output;

/// <summary>
/// Passes state changes on to be printed, so many a second; the others are counted, and the counts become a line a second. Called
/// on the loop: it formats nothing and never waits.
/// </summary>
internal sealed class StateLines
{
    private readonly LinePrinter _printer;
    private readonly int _linesPerSecond;
    private long _second;
    private int _lines;

    // Written on the loop, read by the printer, which remembers what it has told.
    private long _skipped;
    private long _established;
    private long _closed;
    private (long Skipped, long Established, long Closed) _told;

    public StateLines(LinePrinter printer, int linesPerSecond = 500)
    {
        _printer = printer;
        _linesPerSecond = linesPerSecond;
        printer.Summaries.Add(Summarize);
    }

    public void Add(StateChanged change)
    {
        long second = Stopwatch.GetTimestamp() / Stopwatch.Frequency;
        if (second != _second)
        {
            _second = second;
            _lines = 0;
        }
        if (_lines < _linesPerSecond && _printer.TryPrint(change))
        {
            _lines++;
            return;
        }
        if (change.To == TcpState.Established) _established++;
        else if (change.To == TcpState.Closed && change.Flow.RemotePort != 0) _closed++; // not a listener's
        Volatile.Write(ref _skipped, _skipped + 1);
        if (_lines++ == _linesPerSecond) _printer.Wake();
    }

    /// <summary>The line for those that got none since the last such line; null if all got theirs.</summary>
    private string? Summarize()
    {
        (long Skipped, long Established, long Closed) now = (Volatile.Read(ref _skipped), Volatile.Read(ref _established), Volatile.Read(ref _closed));
        if (now.Skipped == _told.Skipped) return null;
        string line = $"… {now.Skipped - _told.Skipped} more state changes, "
            + $"{now.Established - _told.Established} of them to {TcpState.Established}, {now.Closed - _told.Closed} to {TcpState.Closed}";
        _told = now;
        return line;
    }
}
