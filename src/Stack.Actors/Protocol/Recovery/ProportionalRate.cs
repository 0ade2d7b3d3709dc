namespace ActorTcp.Protocol;

/// <summary>
/// Proportional rate reduction (RFC 6937): while cwnd is cut, sends in proportion to what is delivered, so that it ends at ssthresh
/// without a burst and without a silence. Counts segments.
/// </summary>
internal struct ProportionalRate
{
    private int _delivered; // prr_delivered
    private int _prior;     // RecoverFS: cwnd before

    /// <summary>prr_out: segments sent since the reduction began.</summary>
    public int Sent { get; set; }

    /// <summary>A reduction begins.</summary>
    public void Begin(int window)
    {
        _delivered = 0;
        Sent = 0;
        _prior = window;
    }

    /// <summary>3.1: what may be sent after an acknowledgment.</summary>
    /// <param name="threshold">ssthresh.</param>
    /// <param name="inFlight">pipe.</param>
    /// <param name="delivered">DeliveredData of this acknowledgment.</param>
    /// <param name="safe">Whether it acknowledges new data and tells of no further loss: then the slow start reduction bound applies.</param>
    /// <returns>cwnd; null: as it is.</returns>
    public int? OnDelivered(int threshold, int inFlight, int delivered, bool safe)
    {
        if (delivered <= 0 || _prior == 0) return null;
        _delivered += delivered;
        int send;
        if (inFlight > threshold)
        {
            // sndcnt = CEIL(prr_delivered * ssthresh / RecoverFS) - prr_out
            send = (int)(((long)_delivered * threshold + _prior - 1) / _prior) - Sent;
        }
        else
        {
            // PRR-SSRB: limit = MAX(prr_delivered - prr_out, DeliveredData) + MSS; else PRR-CRB: packet conservation.
            int limit = Math.Max(_delivered - Sent, delivered) + (safe ? 1 : 0);
            send = Math.Min(threshold - inFlight, limit);
        }
        // The first acknowledgment lets the fast retransmission out, whatever the arithmetic says.
        return inFlight + Math.Max(send, Sent == 0 ? 1 : 0);
    }
}
