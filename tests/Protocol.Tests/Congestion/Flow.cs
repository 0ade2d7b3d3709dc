using ActorTcp.Protocol;

namespace Protocol.Tests.Congestion;

/// <summary>A flow that always fills its window, over a path with a round trip that the test says: what an algorithm is told, and when.</summary>
internal sealed class Flow(ICongestionControl control, int cwnd, int threshold = CongestionWindow.NoThreshold)
{
    private const int Mss = 1000;

    public ICongestionControl Control { get; private set; } = control;

    public CongestionWindow Window { get; } = new(cwnd) { Threshold = threshold };

    public Instant Now { get; private set; } = Instant.Zero;

    /// <summary>SND.UNA; SND.NXT is always a window further on. It begins where it soon wraps around.</summary>
    public SeqNum Una { get; private set; } = new(0xFFFF_F000);

    public int Cwnd => Window.Segments;

    public void Wait(double seconds) => Now += TimeSpan.FromSeconds(seconds);

    /// <summary>One acknowledgment.</summary>
    public void Ack(int segments, double? rtt = null, bool limited = true)
    {
        SeqNum nxt = Una + Cwnd * Mss;
        int inFlight = Cwnd;
        Una += segments * Mss;
        var ack = new AckEvent(Now, segments, rtt is { } seconds ? TimeSpan.FromSeconds(seconds) : null, Una, SeqNum.Max(nxt, Una), inFlight);
        if (rtt is not null) Control.OnRoundTrip(Window, ack);
        if (limited) Control.OnAck(Window, ack);
    }

    /// <summary>A round trip, in which what was in flight at its beginning is acknowledged evenly.</summary>
    public void Round(double rtt, int every = 1)
    {
        int flight = Cwnd;
        Instant start = Now;
        for (int acked = 0; acked < flight;)
        {
            int segments = Math.Min(every, flight - acked);
            acked += segments;
            Now = start + TimeSpan.FromSeconds(rtt * acked / flight);
            Ack(segments, rtt);
        }
    }

    /// <summary>Whole round trips until a time has passed.</summary>
    public void Run(double seconds, double rtt, int every = 1)
    {
        Instant end = Now + TimeSpan.FromSeconds(seconds);
        while (Now + TimeSpan.FromSeconds(rtt) <= end) Round(rtt, every);
    }

    /// <summary>A loss that fast recovery repairs, as the sender does it: cwnd ends at ssthresh.</summary>
    public void Lose()
    {
        Window.Threshold = Control.OnCongestion(Window, Now);
        Window.Segments = Window.Threshold;
    }

    /// <summary>The retransmission timer expires.</summary>
    public void TimeOut()
    {
        Window.Threshold = Control.OnCongestion(Window, Now);
        Control.OnTimeout();
        Window.Segments = 1;
    }

    /// <summary>The cut was for nothing.</summary>
    public void Undo(int cwnd, int threshold)
    {
        Window.Segments = cwnd;
        Window.Threshold = threshold;
        Control.OnUndo(Window);
    }
}
