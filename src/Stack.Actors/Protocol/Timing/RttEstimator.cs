namespace ActorTcp.Protocol;

/// <summary>The retransmission timeout (RFC 6298): smoothed round-trip time, its variation and the back-off.</summary>
internal struct RttEstimator(TimeSpan initial, TimeSpan min, TimeSpan max)
{
    private TimeSpan _base = initial;
    private int _backoffs;
    private bool _measured;

    /// <summary>SRTT; zero before the first measurement.</summary>
    public TimeSpan Srtt { get; private set; }

    /// <summary>RTTVAR.</summary>
    public TimeSpan RttVar { get; private set; }

    /// <summary>How often the timeout was doubled since the last measurement.</summary>
    public readonly int Backoffs => _backoffs;

    /// <summary>RTO, with the back-off (5.5: "back off the timer", at most to the maximum of 2.5).</summary>
    public readonly TimeSpan Rto
    {
        get
        {
            long ticks = _base.Ticks;
            for (int i = 0; i < _backoffs && ticks < max.Ticks; i++) ticks *= 2;
            return new TimeSpan(Math.Min(ticks, max.Ticks));
        }
    }

    /// <summary>Takes a measurement of a segment that was sent once only (3, Karn's algorithm).</summary>
    public void Sample(TimeSpan rtt)
    {
        if (!_measured)
        {
            // 2.2: SRTT <- R, RTTVAR <- R/2.
            _measured = true;
            Srtt = rtt;
            RttVar = rtt / 2;
        }
        else
        {
            // 2.3: RTTVAR <- 3/4 RTTVAR + 1/4 |SRTT - R'|, SRTT <- 7/8 SRTT + 1/8 R'.
            RttVar = new TimeSpan((3 * RttVar.Ticks + Math.Abs((Srtt - rtt).Ticks)) / 4);
            Srtt = new TimeSpan((7 * Srtt.Ticks + rtt.Ticks) / 8);
        }
        // 2.3: RTO <- SRTT + max(G, K * RTTVAR), K = 4; the variation has Linux's floor of the minimum RTO, so that a quiet
        // path does not time out on the first delayed acknowledgment.
        TimeSpan variation = 4 * RttVar;
        if (variation < min) variation = min;
        _base = Clamp(Srtt + variation);
        _backoffs = 0;
    }

    /// <summary>5.5: the timer expired; stays until something is measured (Karn: or a path slower than RTO would be timed out for ever).</summary>
    public void BackOff() => _backoffs++;

    private readonly TimeSpan Clamp(TimeSpan rto) => rto < min ? min : rto > max ? max : rto;
}
