namespace ActorTcp.Protocol;

/// <summary>
/// CUBIC (RFC 9438): in congestion avoidance the window is a cubic function of the time since the last congestion, flat about the
/// size at which that happened; where Reno would be faster it is Reno's. Slow start is <see cref="HyStart"/>'s (4.10).
/// </summary>
/// <param name="hystart">Whether HyStart++ ends the first slow start (RFC 9406).</param>
internal sealed class Cubic(bool hystart) : ICongestionControl
{
    private const double C = 0.4;      // 5: "C SHOULD be set to 0.4", in segments per second cubed
    private const int BetaTenths = 7;  // 4.6: "beta_cubic SHOULD be set to 0.7"
    private const double Beta = BetaTenths / 10.0;
    private const double Alpha = 3 * (1 - Beta) / (1 + Beta); // 4.3: Reno's share with a cut to beta_cubic

    private readonly HyStart _slowStart = new(hystart);
    private Epoch _epoch;
    private Epoch? _undo;
    private double _fraction;  // of a segment, that cwnd has grown by
    private Instant? _grownAt; // when cwnd could last grow; null: since when is not known
    private TimeSpan _srtt;

    /// <inheritdoc/>
    public string Name => CongestionControls.Cubic;

    /// <summary>W_max, in segments: the window of the last congestion, less with fast convergence; 0: unknown.</summary>
    internal double WMax => _epoch.WMax;

    /// <summary>K, in seconds: how long the window takes to W_max from the beginning of this congestion avoidance.</summary>
    internal double K => _epoch.K;

    /// <summary>W_est, in segments: the window that Reno would have.</summary>
    internal double WEst => _epoch.WEst;

    /// <inheritdoc/>
    public void OnAck(CongestionWindow window, in AckEvent ack)
    {
        int acked = ack.Acked;
        if (ack.Rtt is null) _slowStart.Observe(window, ack);
        if (window.InSlowStart)
        {
            // 4.2: t counts from "the beginning of the current congestion avoidance stage", so the next one is a new one.
            _epoch.Start = null;
            acked = _slowStart.Grow(window, acked);
        }
        if (acked > 0) Avoid(window, acked, ack.Now);
        _grownAt = ack.Now;
    }

    /// <inheritdoc/>
    public void OnRoundTrip(CongestionWindow window, in AckEvent ack)
    {
        // 4.2: "RTT is the smoothed round-trip time in seconds"; smoothed as RFC 6298 2.3 does.
        if (ack.Rtt is { } rtt) _srtt = _srtt == TimeSpan.Zero ? rtt : new TimeSpan((7 * _srtt.Ticks + rtt.Ticks) / 8);
        _slowStart.Observe(window, ack);
    }

    /// <inheritdoc/>
    public int OnCongestion(CongestionWindow window, Instant now)
    {
        // 4.9.2: what a spurious event has to restore.
        _undo = _epoch;
        int cwnd = window.Segments;
        // 4.7, fast convergence: a flow that did not get back to its last maximum makes room for the one that took its place.
        _epoch = new Epoch { WMax = cwnd < _epoch.WMax ? cwnd * (1 + Beta) / 2 : cwnd, CwndPrior = cwnd };
        _fraction = 0;
        window.Credit = 0;
        // 4.6. Of cwnd, as Linux, and not of flight_size: "implementations that use cwnd MUST use other measures to prevent cwnd from
        // growing when the volume of bytes in flight is smaller than cwnd", which OnAck's condition is.
        return Math.Max(cwnd * BetaTenths / 10, 2);
    }

    /// <inheritdoc/>
    public void OnTimeout()
    {
        // 4.8: in the first congestion avoidance after a timeout K is 0 and W_max is the window at its beginning.
        _epoch.WMax = 0;
        _epoch.Start = null;
    }

    /// <inheritdoc/>
    public void OnUndo(CongestionWindow window)
    {
        if (_undo is { } before) _epoch = before;
        _undo = null;
        _fraction = 0;
        _grownAt = null; // the time of the needless recovery counts: t_epoch is restored as it was (4.9.2)
        _slowStart.Restart();
    }

    /// <inheritdoc/>
    public void OnIdle(TimeSpan idle)
    {
        if (idle <= TimeSpan.Zero) return;
        // 4.2: t "MUST NOT include periods during which cwnd has not been updated due to application-limited behavior".
        _epoch.Start += idle;
        _grownAt += idle;
    }

    private void Avoid(CongestionWindow window, int acked, Instant now)
    {
        int cwnd = window.Segments;
        if (_epoch.Start is null) Begin(cwnd, now);
        else LeaveOutLimited(now);

        // What did not count may have been counted from before the stage began.
        if (_epoch.Start > now) _epoch.Start = now;
        double t = (now - _epoch.Start!.Value).TotalSeconds;
        // 4.3: W_est = W_est + alpha_cubic * (segments_acked / cwnd); "Once W_est has grown to reach the cwnd at the time of most
        // recently setting ssthresh [...], alpha_cubic SHOULD be set to 1".
        _epoch.WEst += (_epoch.WEst >= _epoch.CwndPrior ? 1 : Alpha) * acked / cwnd;
        if (WCubic(t) < _epoch.WEst)
        {
            // 4.3, the Reno-friendly region: "cwnd SHOULD be set to W_est at each reception of a new ACK".
            _fraction = 0;
            if (_epoch.WEst >= cwnd + 1) window.Segments = (int)Math.Min(_epoch.WEst, CongestionWindow.Largest);
            return;
        }
        // 4.4 and 4.5: cwnd grows by (target - cwnd) / cwnd for each segment acknowledged, to where it should be a round trip from
        // now; 4.2: target is at least cwnd and at most 1.5 * cwnd.
        double target = Math.Clamp(WCubic(t + _srtt.TotalSeconds), cwnd, 1.5 * cwnd);
        // An acknowledgment of more than a window (RFC 3465's concern) does not grow it past the target.
        _fraction += (target - cwnd) * Math.Min(1, (double)acked / cwnd);
        int grown = (int)_fraction;
        _fraction -= grown;
        window.Segments = cwnd + grown;
    }

    /// <summary>A congestion avoidance stage begins (4.2).</summary>
    private void Begin(int cwnd, Instant now)
    {
        _epoch.Start = now;
        _epoch.WEst = cwnd; // 4.3: "set equal to cwnd_epoch"
        if (_epoch.WMax > cwnd)
        {
            _epoch.K = Math.Cbrt((_epoch.WMax - cwnd) / C); // 4.2, figure 2
            return;
        }
        // 4.8 after a timeout, 4.10 after a slow start that ended without a loss: "K is set to 0, and W_max is set to the congestion
        // window size at the beginning"; the same where cwnd is past W_max already.
        _epoch.K = 0;
        _epoch.WMax = cwnd;
        if (_epoch.CwndPrior == 0) _epoch.CwndPrior = cwnd; // 4.10: "CUBIC sets cwnd_prior = cwnd"
    }

    /// <summary>
    /// 4.2 again: a window that could not grow for longer than a round trip was not the limit meanwhile (5.8), though there may have
    /// been something in flight all the time.
    /// </summary>
    private void LeaveOutLimited(Instant now)
    {
        if (_grownAt is not { } before || _srtt == TimeSpan.Zero) return;
        TimeSpan gap = now - before;
        if (gap > 2 * _srtt) _epoch.Start += gap - _srtt;
    }

    /// <summary>4.2, figure 1: W_cubic(t) = C * (t - K)^3 + W_max.</summary>
    private double WCubic(double t)
    {
        double fromK = t - _epoch.K;
        return C * fromK * fromK * fromK + _epoch.WMax;
    }

    /// <summary>What belongs to one congestion avoidance stage.</summary>
    private struct Epoch
    {
        public Instant? Start;    // t_epoch
        public double WMax;
        public double K;
        public double WEst;
        public double CwndPrior;  // the window when ssthresh was last set
    }
}
