namespace ActorTcp.Protocol;

/// <summary>How much may be in flight (RFC 5681). Four methods, so that a connection can choose another.</summary>
internal interface IByteWindow
{
    /// <summary>cwnd, in bytes.</summary>
    int Window { get; }

    /// <summary>ssthresh, in bytes; <see cref="long.MaxValue"/> before the first loss.</summary>
    long Threshold { get; }

    /// <summary>New data was acknowledged outside of loss recovery.</summary>
    /// <param name="acked">How many bytes.</param>
    /// <param name="inFlight">How many bytes were in flight before.</param>
    void OnAck(int acked, int inFlight);

    /// <summary>A segment was lost; duplicate acknowledgments say that the path still carries.</summary>
    void OnLoss(int inFlight);

    /// <summary>The retransmission timer expired.</summary>
    void OnTimeout(int inFlight);
}
