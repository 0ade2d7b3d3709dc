namespace ActorTcp.Device;

/// <summary>The two states of a <see cref="BurstLoss"/>, and the lots that move between them.</summary>
internal sealed class BurstChain(BurstLoss? loss, SplitMix64 lots)
{
    private bool _inBurst;

    /// <summary>Ends a burst that is on.</summary>
    public void End() => _inBurst = false;

    /// <summary>Moves the chain by one packet, and says whether that packet is lost.</summary>
    public bool Loses()
    {
        if (loss is null) return false;
        _inBurst = lots.Chance(_inBurst ? 1 - loss.Leave : loss.Enter);
        return lots.Chance(_inBurst ? loss.Loss : 0);
    }
}
