namespace ActorTcp.Protocol;

/// <summary>What an acknowledgment tells a congestion control algorithm.</summary>
/// <param name="Now">The time.</param>
/// <param name="Acked">How many segments it delivers for the first time: acknowledged, or by SACK (RFC 3465's byte counting, in segments).</param>
/// <param name="Rtt">The round trip that it measures; null: none, or of doubt (Karn).</param>
/// <param name="Una">SND.UNA, after it.</param>
/// <param name="Nxt">SND.NXT, the highest there was.</param>
/// <param name="InFlight">Segments in flight before it.</param>
internal readonly record struct AckEvent(Instant Now, int Acked, TimeSpan? Rtt, SeqNum Una, SeqNum Nxt, int InFlight);

/// <summary>
/// How the window grows, and how far it falls (RFC 5681). One instance belongs to one connection. When to cut, how to leave recovery
/// (RFC 6937) and how to undo is the sender's, the same for all.
/// </summary>
internal interface ICongestionControl
{
    /// <summary>As TCP_CONGESTION names it.</summary>
    string Name { get; }

    /// <summary>
    /// New data was delivered and the window may grow: outside of recovery, or in slow start after a timeout. Not called while the
    /// application, not the window, limits what is in flight (Linux's <c>tcp_is_cwnd_limited</c>; RFC 7661's concern).
    /// </summary>
    void OnAck(CongestionWindow window, in AckEvent ack);

    /// <summary>A round trip was measured; called for every acknowledgment that measures one, before <see cref="OnAck"/>.</summary>
    void OnRoundTrip(CongestionWindow window, in AckEvent ack);

    /// <summary>Congestion: a loss or an ECN echo. The answer is the new ssthresh, in segments; at least 2. The sender moves cwnd there.</summary>
    int OnCongestion(CongestionWindow window, Instant now);

    /// <summary>The retransmission timer expired, after <see cref="OnCongestion"/> has been asked: what was learnt of the path is void.</summary>
    void OnTimeout();

    /// <summary>The cut was for nothing (RFC 9438 4.9, RFC 4015): the sender has restored cwnd and ssthresh.</summary>
    void OnUndo(CongestionWindow window);

    /// <summary>Sending begins again after nothing was in flight for a while: that time does not count.</summary>
    void OnIdle(TimeSpan idle);
}
