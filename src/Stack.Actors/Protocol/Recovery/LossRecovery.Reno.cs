namespace ActorTcp.Protocol;

// Without SACK: how much has arrived is counted by duplicates, and which segment is lost is guessed (RFC 5681 3.2, RFC 6582).
internal sealed partial class LossRecovery
{
    /// <summary>RFC 6582 3.2: the third duplicate tells of the first segment's loss, a partial acknowledgment of the next one's.</summary>
    private void MarkFirstLost(bool advanced)
    {
        if (!((State < RecoveryState.Recovery && Flight.Assumed >= Reordering) || (State == RecoveryState.Recovery && advanced))) return;
        SentSegment first = Flight.First;
        if (first.Lost) return;
        if (first.Count > 1) Flight.Split(0, first.Start + Mss, Mss);
        Flight.MarkLost(first);
    }

    /// <summary>Without SACK a duplicate tells that some segment has arrived (RFC 5681 3.2, 4: "each additional duplicate").</summary>
    private void Assume(ref AckNews news)
    {
        int before = Flight.Assumed;
        Flight.Assumed++;
        LimitAssumed(0);
        if (Flight.Assumed <= before) return;
        Counters.Add(RecoveryEvent.Delivered);
        news.Delivered++;
    }

    private void ForgetAssumed(int acked, ref AckNews news)
    {
        if (acked > 0)
        {
            int delivered = Math.Max(acked - Flight.Assumed, 1);
            Counters.Add(RecoveryEvent.Delivered, delivered);
            news.Delivered += delivered;
            Flight.Assumed = Math.Max(0, Flight.Assumed - (acked - 1));
        }
        LimitAssumed(acked);
    }

    /// <summary>More duplicates than could be: the path reorders, or duplicates.</summary>
    private void LimitAssumed(int acked)
    {
        if (!TrimAssumed()) return;
        Reordering = Math.Max(Reordering, Math.Min(Flight.Outstanding + acked, _options.MaxReordering));
        Counters.Add(RecoveryEvent.Reordered);
    }

    /// <summary>As many as can have arrived: what is lost has not, and one is missing, or there would be no duplicates.</summary>
    /// <returns>Whether there were more.</returns>
    private bool TrimAssumed()
    {
        int holes = Math.Min(Math.Max(Flight.Lost, 1), Flight.Outstanding);
        if (Flight.Assumed + holes <= Flight.Outstanding) return false;
        Flight.Assumed = Flight.Outstanding - holes;
        return true;
    }
}
