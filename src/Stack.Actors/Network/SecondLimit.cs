using ActorTcp.Protocol;

namespace ActorTcp.Network;

/// <summary>
/// RFC 5961 7: at most so many challenge ACKs in a second, the whole stack's. The number varies at random from one half of the limit
/// to one and a half of it, as on Linux, so that nobody can count what others were sent (CVE-2016-5696).
/// </summary>
internal sealed class SecondLimit(int limit, Random random)
{
    private long _second = -1;
    private int _left;

    /// <summary>Whether one more may be sent now.</summary>
    public bool Allow(Instant now)
    {
        if (limit == int.MaxValue) return true;
        if (limit <= 0) return false;
        long second = now.Ticks / TimeSpan.TicksPerSecond;
        if (second != _second)
        {
            _second = second;
            _left = (limit + 1) / 2 + random.Next(limit);
        }
        if (_left <= 0) return false;
        _left--;
        return true;
    }
}
