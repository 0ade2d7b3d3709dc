namespace ActorTcp.Protocol;

// Tail loss probes (RFC 8985 7): the last segments of a burst have nobody behind them whose arrival tells of their loss.
internal sealed partial class LossRecovery
{
    private SeqNum? _probeHigh; // TLP.end_seq
    private bool _probeRepeats; // TLP.is_retrans

    /// <summary>7.2: whether a probe may be scheduled.</summary>
    public bool MayProbe => _options.LossProbe && _sack && Flight.Outstanding > 0 && State is RecoveryState.Open or RecoveryState.Cwr;

    /// <summary>7.3: only one at a time.</summary>
    public bool IsProbing => _probeHigh is not null;

    /// <summary>7.2, TLP_calc_PTO: two round trips; with a single segment in flight its acknowledgment may be delayed.</summary>
    /// <param name="delay">How long that may be: the minimum RTO, as on Linux.</param>
    /// <param name="initial">Before anything was measured.</param>
    public TimeSpan ProbeTimeout(TimeSpan delay, TimeSpan initial)
    {
        if (_srtt == TimeSpan.Zero) return initial;
        return 2 * _srtt + (Flight.Outstanding == 1 ? delay : ShortestTimer);
    }

    /// <summary>Linux's TCP_TIMEOUT_MIN: two ticks.</summary>
    public static readonly TimeSpan ShortestTimer = TimeSpan.FromMilliseconds(2);

    /// <summary>7.3: a probe was sent.</summary>
    /// <param name="high">SND.NXT.</param>
    /// <param name="repeats">Whether it was sent before.</param>
    public void OnProbed(SeqNum high, bool repeats)
    {
        _probeHigh = high;
        _probeRepeats = repeats;
        Counters.Add(RecoveryEvent.Probe);
    }

    /// <summary>7.4, TLP_process_ack: was there a loss that the probe has repaired? Then it counts like any other.</summary>
    private void TakeProbesAnswer(in SendSequenceSpace snd, in AckNews news)
    {
        if (_probeHigh is not { } high || news.Ack < high) return;
        if (!_probeRepeats || news.DuplicateOfProbe)
        {
            _probeHigh = null; // new data; or both have arrived
        }
        else if (news.Ack > high)
        {
            BeginReduction(snd, news.Now);
            State = RecoveryState.Cwr;
            EndReduction();
            Reopen(snd);
            Counters.Add(RecoveryEvent.ProbeRecovery);
        }
        else if (!(news.Advanced || news.NotDuplicate || news.Sacked))
        {
            _probeHigh = null; // a duplicate without a word: both have arrived
        }
    }
}
