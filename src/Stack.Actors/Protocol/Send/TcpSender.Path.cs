namespace ActorTcp.Protocol;

// What the path tells other than by losing: marks, and its size.
internal sealed partial class TcpSender
{
    private SeqNum _cutPoint;
    private bool _cut;

    /// <summary>
    /// The peer echoes a congestion mark. RFC 3168 6.1.2: "TCP should not react to congestion indications more than once every window of
    /// data".
    /// </summary>
    /// <param name="now">The time.</param>
    /// <returns>Whether the window was cut, and CWR is due.</returns>
    public bool OnCongestionExperienced(Instant now)
    {
        if (_cut && _snd.Una >= _cutPoint) _cut = false;
        if (_cut || InRecovery) return false;
        _cut = true;
        _cutPoint = _snd.Max;
        _congestion.OnLoss(_snd.Max - _snd.Una);
        return true;
    }
}
