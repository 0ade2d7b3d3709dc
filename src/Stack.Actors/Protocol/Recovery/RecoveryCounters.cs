namespace ActorTcp.Protocol;

/// <summary>What befell sending, ever: of one connection, and with it of all.</summary>
/// <param name="total">Those of all connections; null: there are none to be kept.</param>
internal sealed class RecoveryCounters(RecoveryCounters? total = null)
{
    private readonly long[] _counts = new long[(int)RecoveryEvent.Count];

    /// <summary>How often.</summary>
    public long this[RecoveryEvent what] => _counts[(int)what];

    /// <summary>It has happened.</summary>
    public void Add(RecoveryEvent what, long times = 1)
    {
        _counts[(int)what] += times;
        total?.Add(what, times);
    }
}
