namespace ActorTcp.Protocol;

// Probes of the path's size (RFC 4821 7), carried by new text.
internal sealed partial class TcpSender
{
    // Linux's: a loss must be found by duplicates, and what a lost probe costs must be small beside the window.
    private const int LeastWindow = 11;

    /// <summary>Whether the size that segments should have is another than it was: call <see cref="SetMss"/>.</summary>
    public bool IsSizeFound { get; set; }

    /// <summary>7.4: a probe, if it is wanted, and there is enough behind it to tell of its loss.</summary>
    private bool TryPathProbe(Instant now, int room, long window, out SegmentPlan plan)
    {
        plan = default;
        if (Probing is not { IsSearching: true } probing || _recovery.State != RecoveryState.Open || _recovery.Flight.Sacked > 0) return false;
        if (CongestionWindow < LeastWindow || room < 2) return false;
        int size = probing.NextSize(now);
        int needed = size + (_recovery.Reordering + 1) * Mss;
        if (size <= Mss || Fresh < needed || window < needed) return false;
        bool push = _written.Take(_snd.Nxt + size, out _) && _settings.Push == TcpPushRule.Linux;
        plan = new SegmentPlan(_snd.Nxt, _snd.Nxt - _snd.Una, size, false, push, false) { Whole = true };
        probing.OnSent(_snd.Nxt, size);
        OnSent(size, false, now, probesPath: true);
        _recovery.Window.Segments--; // it counts as one segment more than the window knows of
        return true;
    }

    /// <summary>7.6.1: the probe has arrived: as many bytes in flight as before, in larger segments.</summary>
    private void OnProbeArrived()
    {
        _recovery.Window.Segments = Math.Max(1, (int)((long)(_recovery.Window.Segments + 1) * Mss / Probing!.Mss));
        IsSizeFound = true;
    }
}
