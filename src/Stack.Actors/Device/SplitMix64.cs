namespace ActorTcp.Device;

/// <summary>
/// A small deterministic generator: SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014). The
/// same seed gives the same numbers in every version of .NET, on every machine, which <see cref="Random"/> does not promise.
/// Not for secrets.
/// </summary>
/// <param name="seed">Any number; close seeds give unrelated sequences.</param>
public sealed class SplitMix64(ulong seed)
{
    private ulong _state = seed;

    /// <summary>The next 64 random bits.</summary>
    public ulong NextUInt64()
    {
        ulong z = _state += 0x9E3779B97F4A7C15; // 2^64 / golden ratio, odd
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>A number from 0 up to, and without, 1.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A whole number from 0 up to, and without, a bound.</summary>
    /// <param name="bound">At least 1.</param>
    public int Next(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        return (int)Math.BigMul(NextUInt64(), (ulong)bound, out _); // Lemire's reduction; its bias is below 2^-32
    }

    /// <summary>Whether something of this probability happens. Takes one number whatever the probability is.</summary>
    public bool Chance(double probability) => NextDouble() < probability;

    /// <summary>A generator of its own, so that what one draws does not shift what the other does.</summary>
    public SplitMix64 Fork() => new(NextUInt64());
}
