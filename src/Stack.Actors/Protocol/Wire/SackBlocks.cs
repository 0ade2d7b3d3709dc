using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace ActorTcp.Protocol.Wire;

/// <summary>Up to four SACK blocks, held inline: what 40 bytes of options have room for (RFC 2018 section 3).</summary>
public struct SackBlocks : IEquatable<SackBlocks>
{
    /// <summary>The most blocks that a header's options hold: 2 + 4 * 8 = 34 bytes of 40.</summary>
    public const int Capacity = 4;

    private Storage _blocks;
    private int _count;

    /// <summary>How many blocks there are, 0 to 4.</summary>
    public readonly int Count => _count;

    /// <summary>A block by its position in the option; the first is the most recent one (RFC 2018 section 4) or a D-SACK (RFC 2883).</summary>
    public readonly SeqRange this[int index] => AsSpan()[index];

    /// <summary>The blocks in the option's order; valid as long as this variable is.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<SeqRange> AsSpan()
    {
        ReadOnlySpan<SeqRange> all = _blocks;
        return all[.._count];
    }

    /// <summary>Appends a block; <see langword="false"/> if there are four already.</summary>
    public bool TryAdd(SeqRange block)
    {
        if (_count == Capacity) return false;
        _blocks[_count++] = block;
        return true;
    }

    /// <summary>Removes all blocks.</summary>
    public void Clear() => _count = 0;

    /// <summary>Keeps the first blocks only, which are the most recent ones (RFC 2018 section 4).</summary>
    /// <param name="count">How many at most.</param>
    public void Truncate(int count) => _count = Math.Clamp(count, 0, _count);

    /// <inheritdoc/>
    public readonly bool Equals(SackBlocks other) => AsSpan().SequenceEqual(other.AsSpan());

    /// <inheritdoc/>
    public override readonly bool Equals(object? obj) => obj is SackBlocks other && Equals(other);

    /// <inheritdoc/>
    public override readonly int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var block in AsSpan()) hash.Add(block);
        return hash.ToHashCode();
    }

    /// <summary>Equality by blocks and their order.</summary>
    public static bool operator ==(SackBlocks left, SackBlocks right) => left.Equals(right);

    /// <summary>Inequality by blocks and their order.</summary>
    public static bool operator !=(SackBlocks left, SackBlocks right) => !left.Equals(right);

    [InlineArray(Capacity)]
    private struct Storage
    {
        private SeqRange _first;
    }
}
