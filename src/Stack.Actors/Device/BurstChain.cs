using ActorTcp.Protocol;

namespace ActorTcp.Device;

/// <summary>The two states of a <see cref="BurstLoss"/>, and the lots that move between them.</summary>
internal sealed class BurstChain(BurstLoss? loss, SplitMix64 lots)
{
    private bool _inBurst;
    private Instant _last;

    /// <summary>Moves the chain by one packet that comes now, and says whether that packet is lost.</summary>
    public bool Loses(Instant now)
    {
        if (loss is null) return false;
        if (loss.Pause > TimeSpan.Zero && now - _last >= loss.Pause) _inBurst = false;
        _last = now;
        _inBurst = lots.Chance(_inBurst ? 1 - loss.Leave : loss.Enter);
        return lots.Chance(_inBurst ? loss.Loss : 0);
    }
}
