namespace ActorTcp.Protocol;

/// <summary>
/// RFC 5961 7, ACK throttling, as Linux's <c>tcp_invalid_ratelimit</c>: how often one connection answers what cannot be true, so that two
/// confused ends do not answer each other for ever.
/// </summary>
internal struct AnswerLimit
{
    private Instant _next;

    /// <summary>Whether another answer may be sent now.</summary>
    public bool Allow(Instant now, TimeSpan interval)
    {
        if (now < _next) return false;
        _next = now + interval;
        return true;
    }
}
