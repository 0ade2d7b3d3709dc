using System.Collections.Concurrent;

namespace ActorTcp.Apps.EchoNode.Output;

/// <summary>
/// Prints on a thread of its own what others hand over without waiting: at most so many lines are held, and what comes beyond
/// them is counted and left out, so a slow terminal slows nobody and costs no memory.
/// </summary>
internal sealed class LinePrinter : IDisposable
{
    private const int Limit = 4096;

    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(10); // what comes together is written together
    private static readonly TimeSpan BetweenSummaries = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);

    private readonly ConcurrentQueue<object> _lines = new();
    private readonly AutoResetEvent _wake = new(false);
    private readonly ManualResetEvent _stop = new(false);
    private readonly Action<object> _write;
    private readonly Action _flush;
    private Thread? _thread;
    private int _held;
    private int _waiting;
    private long _lost;
    private long _lostTold;
    private long _summarized = Environment.TickCount64;

    /// <param name="write">Writes an item's line.</param>
    /// <param name="flush">Called when all there was is written.</param>
    public LinePrinter(Action<object> write, Action flush)
    {
        _write = write;
        _flush = flush;
        Summaries.Add(SummarizeLost);
    }

    /// <summary>Asked once a second, on the printer's thread, for a line about what was left out.</summary>
    public List<Func<string?>> Summaries { get; } = [];

    /// <summary>Begins to print; what was handed over before has been kept.</summary>
    public void Start()
    {
        _thread = new Thread(Run) { IsBackground = true, Name = "printer" };
        _thread.Start();
    }

    /// <summary>Hands an item over; its line is made later. For one thread, the loop's.</summary>
    /// <returns>False: there are too many.</returns>
    public bool TryPrint(object line)
    {
        if (Volatile.Read(ref _held) >= Limit) return false;
        Interlocked.Increment(ref _held);
        _lines.Enqueue(line);
        Wake();
        return true;
    }

    /// <summary>Hands a line over; one too many is counted and left out.</summary>
    public void Print(string line)
    {
        if (!TryPrint(line)) Interlocked.Increment(ref _lost);
    }

    /// <summary>Lets the printer's thread look; costs nothing when it does so anyway.</summary>
    public void Wake()
    {
        if (Volatile.Read(ref _waiting) == 1 && Interlocked.Exchange(ref _waiting, 0) == 1) _wake.Set();
    }

    /// <summary>Prints the rest and ends, unless the output blocks.</summary>
    public void Dispose()
    {
        _stop.Set();
        if (_thread?.Join(LastWords) == false) return; // the events are still its own
        _wake.Dispose();
        _stop.Dispose();
    }

    private void Run()
    {
        WaitHandle[] either = [_stop, _wake];
        bool stopping = false;
        while (!stopping)
        {
            Interlocked.Exchange(ref _waiting, 1);
            if (_lines.IsEmpty) stopping = WaitHandle.WaitAny(either, BetweenSummaries) == 0;
            Volatile.Write(ref _waiting, 0);
            if (!stopping && !_lines.IsEmpty) stopping = _stop.WaitOne(Gather);
            PrintAll(stopping);
        }
    }

    private void PrintAll(bool last)
    {
        bool any = false;
        while (_lines.TryDequeue(out object? line))
        {
            Interlocked.Decrement(ref _held);
            _write(line);
            any = true;
        }
        if (last || Environment.TickCount64 - _summarized >= BetweenSummaries.TotalMilliseconds)
        {
            _summarized = Environment.TickCount64;
            foreach (Func<string?> summary in Summaries)
            {
                if (summary() is not { } line) continue;
                _write(line);
                any = true;
            }
        }
        if (any) _flush();
    }

    private string? SummarizeLost()
    {
        long lost = Volatile.Read(ref _lost);
        if (lost == _lostTold) return null;
        string line = $"… {lost - _lostTold} lines left out: too many to print";
        _lostTold = lost;
        return line;
    }
}
