namespace ActorTcp.Protocol;

/// <summary>When a segment has PSH (RFC 9293 3.9.1.2 leaves it to the sender).</summary>
public enum TcpPushRule
{
    /// <summary>
    /// Linux's: at the end of a write, when half of the peer's largest window was written since, and on the last segment of each burst
    /// that leaves as one super-frame.
    /// </summary>
    Linux = 0,

    /// <summary>On a segment that leaves nothing in the send buffer that was never sent.</summary>
    EmptyQueue = 1,
}
