namespace ActorTcp.Protocol;

/// <summary>The least round trip of the last minutes (RFC 8985 6.1, RACK.min_RTT), in two halves of the time, so that it forgets.</summary>
internal struct MinRtt(TimeSpan window)
{
    private TimeSpan? _last;    // of the half before
    private TimeSpan? _current; // of this half
    private Instant _since;

    /// <summary>The least; zero before the first measurement.</summary>
    public readonly TimeSpan Value => _last is { } last && _current is { } current
        ? last < current ? last : current
        : _current ?? _last ?? TimeSpan.Zero;

    /// <summary>Takes a measurement.</summary>
    public void Sample(TimeSpan rtt, Instant now)
    {
        if (now - _since > window / 2)
        {
            _last = now - _since > window ? null : _current;
            _current = null;
            _since = now;
        }
        if (_current is null || rtt < _current) _current = rtt;
    }
}
