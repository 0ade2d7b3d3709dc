namespace ActorTcp.Protocol;

/// <summary>
/// CUBIC as Linux has it, for traces and scripts of it. The curve is RFC 9438's (4.2); what differs is the arithmetic: in whole segments and
/// milliseconds, as "one segment for so many acknowledged", which is computed anew at most each millisecond; with at least a segment for 20
/// before the first loss, and never more than one for two.
/// </summary>
/// <param name="hystart">Whether delay may end slow start.</param>
internal sealed class LinuxCubic(bool hystart) : ICongestionControl
{
    private const int Beta = 717, BetaUnit = 1024;          // 0.7
    private const double Curve = 410.0 / (1L << 40);        // C = 0.4, for times in 1024ths of a second
    private const int TimeUnit = 1024;
    private const int MostPerSegment = 20;                  // before the first loss: at least 5 % in a round trip
    private const int LeastPerSegment = 2;
    private const int FlatFactor = 100;                     // at or above the curve: a segment in 100 windows
    private const int RenoEighths = 15;                     // RFC 9438 4.3: W_est grows by a segment for 15/8 windows
    private const int StaleAfter = 31;                      // milliseconds that a result holds while cwnd does not change

    private readonly LinuxHyStart _slowStart = new();
    private TimeSpan _leastRtt;   // of this path since the last timeout; zero: unknown
    private int _lastMax;         // W_max, in segments; 0: there was no loss
    private long? _epoch;         // t_epoch, in milliseconds
    private long _computedAt;
    private int _computedFor;     // the window for which
    private int _perSegment = 1;  // segments acknowledged for each that cwnd grows by
    private int _origin;          // where the curve is flat
    private long _k;              // how long it takes there, in 1024ths of a second
    private long _acked;          // towards the next segment of W_est
    private long _reno;           // W_est

    /// <inheritdoc/>
    public string Name => CongestionControls.Cubic;

    /// <inheritdoc/>
    public void OnAck(CongestionWindow window, in AckEvent ack)
    {
        int acked = ack.Acked;
        if (window.InSlowStart)
        {
            int before = window.Segments;
            window.Segments = (int)Math.Min((long)before + acked, window.Threshold);
            acked -= window.Segments - before;
        }
        if (acked <= 0) return;
        Compute(window.Segments, acked, Milliseconds(ack.Now));
        Grow(window, acked);
    }

    /// <inheritdoc/>
    public void OnRoundTrip(CongestionWindow window, in AckEvent ack)
    {
        if (ack.Rtt is not { } rtt) return;
        // What is measured soon after a recovery has its queue in it, or its emptiness.
        if (_epoch is { } epoch && Milliseconds(ack.Now) - epoch < 1000) return;
        if (_leastRtt == TimeSpan.Zero || rtt < _leastRtt) _leastRtt = rtt > TimeSpan.Zero ? rtt : TimeSpan.FromMicroseconds(1);
        if (hystart) _slowStart.Observe(window, ack, rtt, _leastRtt);
    }

    /// <inheritdoc/>
    public int OnCongestion(CongestionWindow window, Instant now)
    {
        int cwnd = window.Segments;
        _epoch = null;
        // 4.7, fast convergence.
        _lastMax = cwnd < _lastMax ? (int)((long)cwnd * (BetaUnit + Beta) / (2 * BetaUnit)) : cwnd;
        window.Credit = 0;
        return (int)Math.Max((long)cwnd * Beta / BetaUnit, 2);
    }

    /// <inheritdoc/>
    public void OnTimeout()
    {
        _epoch = null;
        _lastMax = _computedFor = _origin = 0;
        _computedAt = _k = _acked = _reno = 0;
        _leastRtt = TimeSpan.Zero;
        _slowStart.Restart();
    }

    /// <inheritdoc/>
    public void OnUndo(CongestionWindow window)
    {
        // The sender has restored cwnd and ssthresh; the curve begins anew from there.
    }

    /// <inheritdoc/>
    public void OnIdle(TimeSpan idle)
    {
        if (idle > TimeSpan.Zero) _epoch += idle.Ticks / TimeSpan.TicksPerMillisecond;
    }

    private static long Milliseconds(Instant now) => now.Ticks / TimeSpan.TicksPerMillisecond;

    private void Compute(int cwnd, int acked, long now)
    {
        if (_epoch > now) _epoch = now; // the silence began before the stage did
        _acked += acked;
        if (cwnd == _computedFor && now - _computedAt <= StaleAfter) return;
        if (_epoch is null || now != _computedAt) Follow(cwnd, acked, now);
        // 4.3, the Reno-friendly region: as much faster as W_est is ahead.
        long perReno = Math.Max(1, (long)cwnd * RenoEighths / 8);
        if (_acked > perReno)
        {
            long grown = (_acked - 1) / perReno;
            _acked -= grown * perReno;
            _reno += grown;
        }
        if (_reno > cwnd) _perSegment = (int)Math.Min(_perSegment, cwnd / (_reno - cwnd));
        _perSegment = Math.Max(_perSegment, LeastPerSegment);
    }

    private void Follow(int cwnd, int acked, long now)
    {
        _computedFor = cwnd;
        _computedAt = now;
        if (_epoch is null)
        {
            _epoch = now;
            _acked = acked;
            _reno = cwnd;
            _origin = Math.Max(_lastMax, cwnd);
            _k = (long)Math.Cbrt((_origin - cwnd) / Curve); // 4.2, figure 2
        }
        // 4.2: the window that the curve has a round trip from now.
        long ahead = (_leastRtt.Ticks + TimeSpan.TicksPerMillisecond - 1) / TimeSpan.TicksPerMillisecond;
        long time = (now - _epoch.Value + ahead) * TimeUnit / 1000;
        double away = Math.Abs(time - _k);
        double distance = Math.Floor(Curve * away * away * away);
        double target = time < _k ? _origin - distance : _origin + distance;
        _perSegment = target > cwnd ? (int)(cwnd / Math.Min(target - cwnd, cwnd)) : FlatFactor * cwnd;
        if (_lastMax == 0) _perSegment = Math.Min(_perSegment, MostPerSegment);
    }

    // RFC 5681 3.1, with another number of segments in the place of cwnd.
    private void Grow(CongestionWindow window, int acked)
    {
        if (window.Credit >= _perSegment)
        {
            window.Credit = 0; // credit from before, when more was needed
            window.Segments++;
        }
        long credit = (long)window.Credit + acked;
        window.Segments = (int)Math.Min(window.Segments + credit / _perSegment, CongestionWindow.Largest);
        window.Credit = (int)(credit % _perSegment);
    }
}
