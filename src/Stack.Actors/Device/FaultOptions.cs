namespace ActorTcp.Device;

/// <summary>
/// Losses that come in bursts: a Gilbert-Elliott chain with a good state, which loses nothing, and a bad one. Each packet first
/// moves the chain, then meets its state.
/// </summary>
/// <param name="Enter">The probability that a packet in the good state begins a burst.</param>
/// <param name="Leave">The probability that a packet in the bad state ends it; a burst has 1 / <c>Leave</c> packets on average.</param>
/// <param name="Loss">The probability that a packet in the bad state is lost.</param>
/// <param name="Pause">
/// A burst ends when no packet has come for so long; zero: it waits for packets however long they take, and whoever sends one packet
/// after each timeout meets the same burst again and again.
/// </param>
public sealed record BurstLoss(double Enter, double Leave, double Loss = 1, TimeSpan Pause = default);

/// <summary>
/// What befalls packets in one direction. Probabilities are from 0 to 1 and each packet draws its own lots, kind by kind: to
/// switch one kind on does not change which packets another hits.
/// </summary>
public sealed record FaultOptions
{
    /// <summary>Nothing befalls anybody.</summary>
    public static FaultOptions None { get; } = new();

    /// <summary>The probability that a packet is lost.</summary>
    public double Drop { get; init; }

    /// <summary>Losses in bursts, besides <see cref="Drop"/>.</summary>
    public BurstLoss? Burst { get; init; }

    /// <summary>The probability that a packet comes twice.</summary>
    public double Duplicate { get; init; }

    /// <summary>The probability that one bit of a packet is flipped, anywhere in the frame.</summary>
    public double Corrupt { get; init; }

    /// <summary>The probability that a packet is held back and so overtaken by those that follow it.</summary>
    public double Reorder { get; init; }

    /// <summary>The probability that an ECN-capable packet is marked with CE, as a router does before it has to drop (RFC 3168 5).</summary>
    public double MarkCe { get; init; }

    /// <summary>Whether every packet's ECN field is cleared, marks included, as some routers do that take it for a part of the type of service.</summary>
    public bool BleachEcn { get; init; }

    /// <summary>How many packets overtake one that is held back.</summary>
    public int ReorderGap { get; init; } = 3;

    /// <summary>How long a packet is held back at most when too few follow.</summary>
    public TimeSpan ReorderDelay { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>How long every packet takes.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>How far, evenly spread, a packet's delay is below or above <see cref="Delay"/>; packets overtake each other by it.</summary>
    public TimeSpan Jitter { get; init; }

    /// <summary>How many packets can be delayed or held back at a time; further ones are lost and counted.</summary>
    public int HeldLimit { get; init; } = 4096;

    /// <summary>Where the lots begin: the same seed and the same packets meet the same faults.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Whether anything befalls a packet at all.</summary>
    public bool IsActive =>
        Drop > 0 || Burst is not null || Duplicate > 0 || Corrupt > 0 || Reorder > 0 || MarkCe > 0 || BleachEcn
        || Delay > TimeSpan.Zero || Jitter > TimeSpan.Zero;

    internal void Check()
    {
        Probability(Drop, nameof(Drop));
        Probability(Duplicate, nameof(Duplicate));
        Probability(Corrupt, nameof(Corrupt));
        Probability(Reorder, nameof(Reorder));
        Probability(MarkCe, nameof(MarkCe));
        if (Burst is { } burst)
        {
            Probability(burst.Enter, "Burst.Enter");
            Probability(burst.Leave, "Burst.Leave");
            Probability(burst.Loss, "Burst.Loss");
            ArgumentOutOfRangeException.ThrowIfLessThan(burst.Pause, TimeSpan.Zero, "Burst.Pause");
        }
        ArgumentOutOfRangeException.ThrowIfLessThan(Delay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(Jitter, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(ReorderDelay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ReorderGap);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(HeldLimit);

        static void Probability(double value, string name)
        {
            if (value is >= 0 and <= 1) return; // not a number is neither
            throw new ArgumentOutOfRangeException(name, value, $"{name} is a probability: from 0 to 1");
        }
    }
}
