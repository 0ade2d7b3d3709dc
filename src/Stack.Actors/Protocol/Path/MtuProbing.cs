namespace ActorTcp.Protocol;

/// <summary>When and how the path is searched for its size; Linux's sysctls.</summary>
/// <param name="Mode"><c>tcp_mtu_probing</c>: 0 never, 1 when a black hole is suspected, 2 always.</param>
/// <param name="BaseMss"><c>tcp_base_mss</c>: the text of a segment that the search begins with.</param>
/// <param name="Floor"><c>tcp_mtu_probe_floor</c>, <c>tcp_min_snd_mss</c>: the least that a black hole brings it down to.</param>
/// <param name="Interval"><c>tcp_probe_interval</c>: how long a result is believed.</param>
/// <param name="Threshold"><c>tcp_probe_threshold</c>: a range that is smaller is not searched any more, in bytes.</param>
internal readonly record struct MtuProbingSettings(int Mode, int BaseMss, int Floor, TimeSpan Interval, int Threshold);

/// <summary>
/// Packetization layer path MTU discovery (RFC 4821): which segment size the path carries is found by sending one that is larger, for
/// paths on which no router reports. Counts text, not packets. Pure: the sender sends the probe and tells its fate.
/// </summary>
internal sealed class MtuProbing
{
    private readonly MtuProbingSettings _settings;
    private int _most; // what the path is said to carry
    private Instant _searchedAt;

    /// <param name="settings">When and how.</param>
    /// <param name="most">The most text in a segment as far as both ends and all reports allow.</param>
    /// <param name="now">The time.</param>
    public MtuProbing(in MtuProbingSettings settings, int most, Instant now)
    {
        _settings = settings;
        _most = most;
        _searchedAt = now;
        IsSearching = settings.Mode >= 2;
        High = most;
        Low = Math.Min(settings.BaseMss, most); // RFC 4821 7.2: eff_pmtu begins at a size that any path carries
    }

    /// <summary>Whether the path is searched: then <see cref="Low"/> is what segments carry.</summary>
    public bool IsSearching { get; private set; }

    /// <summary>search_low: what has arrived.</summary>
    public int Low { get; private set; }

    /// <summary>search_high: no larger one is tried.</summary>
    public int High { get; private set; }

    /// <summary>The probe that is underway; empty: there is none.</summary>
    public SeqRange Probe { get; private set; }

    /// <summary>The most text in a segment.</summary>
    public int Mss => IsSearching ? Math.Min(Low, _most) : _most;

    /// <summary>RFC 4821 7.3: the size of the next probe, in the middle of what is not known; 0: there is nothing to be found.</summary>
    public int NextSize(Instant now)
    {
        if (!IsSearching || !Probe.IsEmpty) return 0;
        if (High - Low < _settings.Threshold)
        {
            if (now - _searchedAt < _settings.Interval) return 0;
            _searchedAt = now; // 7.7: the path may have become larger
            High = _most;
            if (High - Low < _settings.Threshold) return 0;
        }
        return (High + Low) / 2;
    }

    /// <summary>7.5: a probe was sent: a segment of this text.</summary>
    public void OnSent(SeqNum start, int size) => Probe = new SeqRange(start, start + size);

    /// <summary>SND.UNA has moved. 7.6.1: a probe that has arrived is the new size.</summary>
    /// <returns>Whether <see cref="Mss"/> has changed.</returns>
    public bool OnAcknowledged(SeqNum una)
    {
        if (Probe.IsEmpty || una < Probe.End) return false;
        Low = Math.Max(Low, (int)Probe.Length);
        Probe = default;
        return true;
    }

    /// <summary>7.6.2: the probe, and nothing else, was lost: it was too large. No congestion.</summary>
    public void OnLost()
    {
        High = Math.Max(Low, (int)Probe.Length - 1);
        Probe = default;
    }

    /// <summary>7.6.3: a timeout, or more is lost: the probe has told nothing.</summary>
    public void OnInconclusive() => Probe = default;

    /// <summary>
    /// 7.7, black hole: again and again the timer has expired. The search begins at its base; if it goes on, the size is halved.
    /// </summary>
    /// <returns>Whether <see cref="Mss"/> has changed.</returns>
    public bool OnBlackHole(Instant now)
    {
        if (_settings.Mode == 0) return false;
        Probe = default;
        int before = Mss;
        if (!IsSearching)
        {
            IsSearching = true;
            _searchedAt = now;
        }
        else
        {
            Low = Math.Max(Math.Min(_settings.BaseMss, Low / 2), _settings.Floor);
        }
        Low = Math.Min(Low, _most);
        return Mss != before;
    }

    /// <summary>A router has reported (RFC 4821 5.5: its word bounds the search), or its report has expired.</summary>
    public void SetMost(int most)
    {
        if (most == _most) return;
        bool grown = most > _most;
        _most = most;
        High = grown ? most : Math.Min(High, most);
        Low = Math.Min(Low, High);
    }
}
